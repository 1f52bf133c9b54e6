"""Snippets: which code a bank shows, what the text claims of it, and what running it proved."""
