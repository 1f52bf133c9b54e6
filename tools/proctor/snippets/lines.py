"""Places in a snippet's code -> bytes of its document, whatever container the block stands in.

A line of code is the end of one line of the document: what the container adds (indentation, `>`) stands before it. Only
the first spaces of a line may differ, where a tab is partly the container's.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from proctor.model import Document, Snippet, Span


def first_line(document: Document, snippet: Snippet) -> int:
    """The document's 1-based line that holds the first line of a snippet's code."""
    return line_of(document, snippet.span.start) + snippet.fenced


def line_of(document: Document, offset: int) -> int:
    """The 1-based line of a byte."""
    return bisect_right(_starts(document.source), offset)


def span(document: Document, code: str, first: int, line: int, columns: tuple[int, int] = (1, 0)) -> Span:
    """The bytes of a piece of one line of code.

    `first` is the document's line of the code's first one; `line` and `columns` (code points) count from 1 within the
    code, the second column is not included, 0 stands for the end of the line. What lies outside is drawn to the nearest.
    """
    begins = _starts(document.source)
    lines = split(code)
    line = min(max(line, 1), len(lines))
    nth = min(first + line - 2, len(begins) - 2)
    text = document.source[begins[nth] : begins[nth + 1]].decode("utf-8", "proctor-mask").rstrip("\r\n")
    inset = len(text) - len(lines[line - 1])
    own = max(inset, 0) if inset >= 0 else len(text) - len(text.lstrip(" \t>"))
    start = min(max(columns[0] - 1 + inset, own), len(text))
    end = min(max(columns[1] - 1 + inset, start), len(text)) if columns[1] else len(text)
    return Span(begins[nth] + len(text[:start].encode()), begins[nth] + len(text[:end].encode()))


def split(code: str) -> list[str]:
    """The lines of code as Markdown counts them, without their ends. There is at least one."""
    return code.removesuffix("\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@lru_cache(maxsize=8)
def _starts(source: bytes) -> list[int]:
    """Where each line starts, and the end of the source."""
    return [0, *accumulate(map(len, source.splitlines(keepends=True)))] if source else [0, 0]
