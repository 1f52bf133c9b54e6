"""A new question in the bank's own style: where it belongs, and how it is written there."""
