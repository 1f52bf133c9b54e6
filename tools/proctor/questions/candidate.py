"""What the styles hand to the choice: a possible question, before its region and status are known."""

from __future__ import annotations

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
