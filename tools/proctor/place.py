"""Byte offsets -> lines and columns, at the rim."""

from __future__ import annotations

import re

from proctor.model import Place

_LINE_END = re.compile(rb"\r\n?|\n")


def place(source: bytes, offset: int) -> Place:
    """The 1-based line and column (in code points) of a byte offset. A byte-order mark has no column."""
    if b"\r" in source:
        ends = [m.end() for m in _LINE_END.finditer(source, 0, offset) if m.end() <= offset]
        line, start = len(ends) + 1, ends[-1] if ends else 0
    else:
        line, start = source.count(b"\n", 0, offset) + 1, source.rfind(b"\n", 0, offset) + 1
    if not start and source.startswith(b"\xef\xbb\xbf"):
        start = min(3, offset)
    return Place(line, len(source[start:offset].decode("utf-8", "replace")) + 1)


def line_at(source: bytes, line: int) -> str:
    """The text of a 1-based line without its end."""
    ends = [0, *(m.end() for m in _LINE_END.finditer(source))] if b"\r" in source else None
    if ends is not None:
        start = ends[line - 1] if line <= len(ends) else len(source)
    else:
        start = 0
        for _ in range(line - 1):
            start = source.find(b"\n", start) + 1
    match = _LINE_END.search(source, start)
    return source[start : match.start() if match else len(source)].decode("utf-8", "replace").removeprefix("\ufeff")
