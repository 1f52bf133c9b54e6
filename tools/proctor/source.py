"""What stands around the Markdown of a file: byte-order mark, front matter, and bytes that are no text."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Sequence

from proctor.model import Span
from proctor.pattern import lazy

MOST_BYTES = 16 * 1024 * 1024  # a larger file is not parsed; `oversized-document` says so
_BOM = codecs.BOM_UTF8
_FRONT_MATTER = lazy(rb"---[ \t]*\r?\n(?=\s*+(?:[\w\"'.-][^\n]*?:(?:\s|$)|#|---))(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")


def _mask(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are not UTF-8, one character a byte, so that offsets hold."""
    assert isinstance(error, UnicodeDecodeError)
    return "?" * (error.end - error.start), error.end


codecs.register_error("proctor-mask", _mask)


def front_matter(source: bytes) -> Span:
    """The YAML at the very top, which GitHub shows as a table; empty, behind the byte-order mark, for none."""
    start = len(_BOM) if source.startswith(_BOM) else 0
    match = _FRONT_MATTER.match(source, start) if source.startswith(b"---", start) else None
    return Span(start, match.end()) if match else Span(start, start)


def decoded(source: bytes, front: Span) -> tuple[str, tuple[int, ...]]:
    """The source as text, offset for offset, and where it holds what is no text: the first NUL, the first byte not UTF-8.

    What GitHub does not read as Markdown is blanked out.
    """
    bad = [source.find(b"\0")] if b"\0" in source else []
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        bad.append(error.start)
        text = source.decode("utf-8", "proctor-mask")
    if front.end:
        text = "\n" * front.end + text[len(source[: front.end].decode("utf-8", "proctor-mask")) :]
    return text, tuple(sorted(bad))


def stripped(source: bytes, start: int, end: int) -> Span:
    """A part of the source without the white space around it."""
    text = source[start:end].rstrip()
    return Span(start + len(text) - len(text.lstrip()), start + len(text))


def without(runs: Sequence[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """The runs with the holes cut out; both are in order."""
    if not holes:
        return tuple(runs)
    pieces, starts = [], [hole.start for hole in holes]
    for run in runs:
        at = run.start
        for n in range(bisect_right(starts, run.start - 1), len(holes)):
            hole = holes[n]
            if hole.start >= run.end:
                break
            if hole.start > at:
                pieces.append(Span(at, hole.start))
            at = hole.end
        if at < run.end:
            pieces.append(Span(at, run.end))
    return tuple(pieces)
