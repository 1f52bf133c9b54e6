"""Slow facts, gathered before the rules run."""
