"""What a remark points at: a line of a snippet's code, or the line that opens the block."""

from __future__ import annotations

from proctor.model import Document, Span
from proctor.snippets import lines
from proctor.snippets.values import Case


def line(document: Document, case: Case, number: int, column: int = 0) -> Span:
    """The bytes of a 1-based line of the code, from a 1-based column on; the opening line where there is no such line."""
    code = lines.split(case.code)
    text = code[number - 1].rstrip() if 1 <= number <= len(code) else ""
    if not text.strip():
        return head(document, case)
    first = column if 1 <= column <= len(text) else len(text) - len(text.lstrip()) + 1
    return lines.span(document, case.code, case.first_line, number, (first, len(text) + 1))


def head(document: Document, case: Case) -> Span:
    """The first line of the block, or of the comment that holds hidden code."""
    start, end = case.snippet.span
    stops = (document.source.find(mark, start, end) for mark in (b"\n", b"\r"))
    return Span(start, min((stop for stop in stops if stop >= 0), default=end))
