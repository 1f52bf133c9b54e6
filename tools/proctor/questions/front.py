"""What the front matter of a document says of its question."""

from __future__ import annotations

import re

from proctor.model import Document, Span
from proctor.pattern import lazy

_TITLE = lazy(rb"^(?:title|question)[ \t]*:[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\n\r]*))", re.M)
_QUESTION = lazy(rb"^question[ \t]*:[ \t]*[^\s]", re.M)


def title(document: Document) -> tuple[str, Span] | None:
    """The title, and where it stands; None for none."""
    start, end = document.front_matter
    match = _TITLE.search(document.source, start, end) if end > start else None
    if not match or not match.lastindex:
        return None
    span = Span(*match.span(match.lastindex))
    text = document.slice(span).strip()
    return (text, span) if text else None


def asks(document: Document) -> bool:
    """Whether it names a question."""
    start, end = document.front_matter
    named = end > start and document.source.find(b"question", start, end) >= 0
    return named and bool(_QUESTION.search(document.source, start, end))
