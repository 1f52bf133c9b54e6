"""Byte offsets -> lines and columns, at the rim."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from proctor.model import Place
from proctor.pattern import lazy

_LINE_END = lazy(rb"\r\n?|\n")


def place(source: bytes, offset: int) -> Place:
    """The 1-based line and column (in code points) of a byte offset. A byte-order mark has no column."""
    if not offset:
        return Place(1, 1)  # of a file that is too large to look into
    starts, is_ascii = _lines(source)
    line = bisect_right(starts, offset)
    start = starts[line - 1]
    if not start and source.startswith(b"\xef\xbb\xbf"):
        start = min(3, offset)
    return Place(line, (offset - start if is_ascii else len(source[start:offset].decode("utf-8", "replace"))) + 1)


def lines(source: bytes, offsets: Iterable[int]) -> Iterator[int]:
    """The 1-based lines of byte offsets that come in order: quicker than asking for the place of each."""
    if b"\r" in source:
        yield from (place(source, offset).line for offset in offsets)
        return
    line, at = 1, 0
    for offset in offsets:
        line += source.count(b"\n", at, offset)
        at = offset
        yield line


@lru_cache(maxsize=64)
def _lines(source: bytes) -> tuple[list[int], bool]:
    """Where each line starts, and whether all is ASCII: a document with one finding often has many."""
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    if not source.endswith((b"\n", b"\r")) and source:
        starts.pop()  # the end of the file, not of a line
    return starts, source.isascii()


def line_at(source: bytes, line: int) -> str:
    """The text of a 1-based line without its end."""
    starts = _lines(source)[0] if line > 1 else [0]
    start = starts[line - 1] if line <= len(starts) else len(source)
    match = _LINE_END.search(source, start)
    return source[start : match.start() if match else len(source)].decode("utf-8", "replace").removeprefix("\ufeff")
