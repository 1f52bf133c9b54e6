"""Suppression comments: `<!-- proctor: ignore NAME[, NAME] [until=YYYY-MM-DD]: reason -->`.

One covers the next block (or reference definition) of its document, `ignore-file` the whole document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from proctor.model import Document, Finding, Ignore, Span

_IGNORE = re.compile(
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
            covers = Span(0, len(document.source)) if whole else _next_block(document, comment.span.end)
            names = tuple(name.strip() for name in match["names"].split(","))
            found.append(Ignore(names, covers, match["until"] or "", (match["reason"] or "").strip(), comment.span))
    return tuple(found)


def _next_block(document: Document, at: int) -> Span:
    starts = [block.span.start for block in document.blocks]
    first = bisect_left(starts, at)
    block = document.blocks[first].span if first < len(starts) else Span(at, at)
    for definition in document.definitions:
        if at <= definition.span.start and (definition.span.start < block.start or (block.start <= at and not block.end > at)):
            return definition.span
    return block


def split(
    findings: Sequence[tuple[Finding, Span]], ignored: Mapping[str, Sequence[Ignore]], today: str
) -> tuple[list[Finding], int, dict[str, list[Unused]]]:
    """Findings that stay, how many were suppressed, and each path's suppressions that nothing needed.

    `today` is YYYY-MM-DD; a suppression ends with the day it names.
    """
    used: set[tuple[str, Ignore, str]] = set()
    kept = []
    for finding, span in findings:
        cover = next((i for i in ignored.get(finding.path, ()) if _covers(i, finding.rule, span, today)), None)
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


def _covers(ignore: Ignore, rule: str, span: Span, today: str) -> bool:
    inside = ignore.covers.start <= span.start < max(ignore.covers.end, ignore.covers.start + 1)
    return rule in ignore.names and inside and not is_expired(ignore, today)
