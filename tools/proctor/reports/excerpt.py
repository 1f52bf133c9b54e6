"""Lines of source for a terminal: cut to a window around what matters, made harmless, measured in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from proctor.model import Edit, Finding
from proctor.pattern import lazy
from proctor.place import line_at
from proctor.reports.escape import terminal

_WIDEST = 100  # code points of source shown
_BEFORE = 40  # of these in front of what matters, in a longer line
MOST_LINES = 8  # of a fix
# Of a URL, where a password may stand; of a malformed one too, whose password holds a slash.
_USERINFO = lazy(r"(?<=://)(?:[^/?#\s]*|[^/?#@\s:\[]++:(?!\d*+(?:[/?#\s]|\Z))[^\s@]*+)(?=@)")


def marked(source: bytes, finding: Finding) -> tuple[str, str]:
    """The part of a finding's first line around its span, and carets under the span."""
    line = _masked(line_at(source, finding.start.line))
    start = min(finding.start.column - 1, len(line))
    end = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    end = max(min(end, len(line)), start)
    first, last = _window(len(line), start)
    end = min(end, last)
    left, right = "..." if first else "", "..." if last < len(line) else ""
    before, inside, after = terminal(line[first:start]), terminal(line[start:end]), terminal(line[end:last])
    return f"{left}{before}{inside}{after}{right}", " " * (len(left) + width(before)) + "^" * max(1, width(inside))


def diff(source: bytes, edits: Sequence[Edit]) -> Iterator[str]:
    """The lines that a fix changes, `- ` before and `+ ` after; at most MOST_LINES of them."""
    lines = [line for edit in edits for line in _changed(source, edit)]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"... {len(lines) - MOST_LINES} more lines: see --diff"


def _changed(source: bytes, edit: Edit) -> Iterator[str]:
    start, stop = source.rfind(b"\n", 0, edit.span.start) + 1, source.find(b"\n", edit.span.end)
    stop = len(source) if stop < 0 else stop
    new = source[start : edit.span.start] + edit.text.encode() + source[edit.span.end : stop]
    pair = [text.decode("utf-8", "replace").splitlines() for text in (source[start:stop], new)]
    same = 0
    while same < min(map(len, pair)) and pair[0][same] == pair[1][same]:
        same += 1
    old, fresh = (lines[same:] for lines in pair)
    while old and fresh and old[-1] == fresh[-1]:
        old, fresh = old[:-1], fresh[:-1]
    at = _first_difference(old[0], fresh[0]) if old and fresh else 0
    for sign, lines in (("-", old), ("+", fresh)):
        for line in lines:
            first, last = _window(len(line), at)
            line = _masked(line)
            yield f"{sign} {'...' if first else ''}{terminal(line[first:last])}{'...' if last < len(line) else ''}"


def _masked(line: str) -> str:
    """A line whose URLs hide their user names and passwords, as long as before."""
    return _USERINFO.sub(lambda m: "*" * len(m[0]), line) if "@" in line else line


def _window(length: int, at: int) -> tuple[int, int]:
    """First and last of the code points to show of a line, around a place in it."""
    if length <= _WIDEST:
        return 0, length
    first = max(0, min(at - _BEFORE, length - _WIDEST))
    return first, min(length, first + _WIDEST)


def _first_difference(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def width(text: str) -> int:
    """Columns that text takes in a terminal."""
    return sum(map(columns, text))


def columns(char: str) -> int:
    """Columns of one character: East Asian wide ones two, marks none."""
    if unicodedata.combining(char) or char in "\u200b\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
