"""Formatting that keeps what a document says: masks before, a guard after, and its blocks apart where one is refused."""

from __future__ import annotations

from typing import NamedTuple

from proctor.model import Edit, Span


class Refused(NamedTuple):
    """A block that stays as it is, and why: `reason` follows "formatting would". Empty where a comment of the author's says so."""

    span: Span  # its first line
    reason: str


class Formatted(NamedTuple):
    """What formatting a document comes to."""

    edits: tuple[Edit, ...]
    refused: tuple[Refused, ...]
