"""proctor lints and validates question banks: repositories of interview questions in Markdown."""

__version__ = "0.1.0"
