"""What the styles hand to the choice: a possible question, before its region and status are known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from proctor.model import Span


class Candidate(NamedTuple):
    """A possible question."""

    kind: str  # heading bold summary list table para file
    style: str  # how it is written, for people: numbered-heading, details ...
    at: int  # where it starts, marks and all
    span: Span  # of its text
    body: int  # where an answer may start
    limit: int  # where its region ends at the latest
    text: str
    number: str = ""
    weight: float = 0.0
    anchor: str | None = None
    status: str = ""  # where the style knows it; else read from the region


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def inside(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether an offset lies in one of the merged ranges."""
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= offset < spans[at][1]
