"""Suppression comments: `<!-- proctor: ignore NAME[, NAME] [until=YYYY-MM-DD]: reason -->`.

One covers the next block (or reference definition) of its document, `ignore-file` the whole document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import attrgetter

from proctor.model import Block, Definition, Document, Finding, Ignore, Span
from proctor.pattern import lazy

_START = attrgetter("span.start")
_IGNORE = lazy(
    r"\s*proctor:\s*(?P<scope>ignore-file|ignore)\s+(?P<names>[\w-]+(?:\s*,\s*[\w-]+)*)"
    r"(?:\s+until=(?P<until>\d{4}-\d{2}-\d{2}))?\s*(?::\s*(?P<reason>.*?))?\s*\Z",
    re.S,
)
Unused = tuple[Ignore, str]


def ignores(document: Document) -> tuple[Ignore, ...]:
    """The suppressions of a document, in order."""
    found = []
    for comment in document.comments:
        match = _IGNORE.match(comment.text)
        if match:
            whole = match["scope"] == "ignore-file"
            covers = Span(0, len(document.source)) if whole else _next(document, comment.span.end)
            names = tuple(name.strip() for name in match["names"].split(","))
            found.append(Ignore(names, covers, match["until"] or "", (match["reason"] or "").strip(), comment.span))
    return tuple(found)


def _next(document: Document, offset: int) -> Span:
    """The first block or definition that starts at an offset or behind it; nothing, there, for none."""
    lists: tuple[Sequence[Block | Definition], ...] = (document.blocks, document.definitions)
    firsts = [(each, bisect_left(each, offset, key=_START)) for each in lists]
    return min((each[n].span for each, n in firsts if n < len(each)), default=Span(offset, offset))


def split(
    findings: Sequence[tuple[Finding, Span]], ignored: Mapping[str, Sequence[Ignore]], today: str
) -> tuple[list[Finding], int, dict[str, list[Unused]]]:
    """Findings that stay, how many were suppressed, and each path's suppressions that nothing needed.

    `today` is YYYY-MM-DD; a suppression ends with the day it names.
    """
    used: set[tuple[str, Ignore, str]] = set()
    kept = []
    widest = _widest(ignored, today)
    for finding, span in findings:
        covers = widest.get((finding.path, finding.rule))
        cover = covers.at(span.start) if covers else None
        if cover is None:
            kept.append(finding)
        else:
            used.add((finding.path, cover, finding.rule))
    unused = {
        path: [(i, name) for i in each for name in i.names if (path, i, name) not in used and not is_expired(i, today)]
        for path, each in ignored.items()
    }
    return kept, len(findings) - len(kept), unused


def is_expired(ignore: Ignore, today: str) -> bool:
    """Whether the day that a suppression names has passed."""
    return bool(ignore.until and ignore.until < today)


def _widest(ignored: Mapping[str, Sequence[Ignore]], today: str) -> dict[tuple[str, str], _Widest]:
    """The suppressions that are in force, by path and rule."""
    groups: dict[tuple[str, str], list[Ignore]] = {}
    for path, each in ignored.items():
        for ignore in each:
            for name in () if is_expired(ignore, today) else ignore.names:
                groups.setdefault((path, name), []).append(ignore)
    return {key: _Widest(own) for key, own in groups.items()}


class _Widest:
    """The suppressions of one rule in one document, asked by place. Of several the one that reaches furthest covers."""

    def __init__(self, given: Sequence[Ignore]) -> None:
        own = sorted(given, key=lambda i: i.covers.start)
        self._starts = [i.covers.start for i in own]
        self._best = list(accumulate(own, _wider))

    def at(self, offset: int) -> Ignore | None:
        before = bisect_right(self._starts, offset) - 1
        return self._best[before] if before >= 0 and offset < _end(self._best[before]) else None


def _end(ignore: Ignore) -> int:
    return max(ignore.covers.end, ignore.covers.start + 1)


def _wider(one: Ignore, other: Ignore) -> Ignore:
    return other if _end(other) > _end(one) else one
