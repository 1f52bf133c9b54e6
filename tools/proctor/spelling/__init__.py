"""Misspelt words: what is prose, what is known, and how sure a correction is."""

from __future__ import annotations

from typing import Any, NamedTuple

from proctor.model import SEVERITIES, Severity


class Misspelling(NamedTuple):
    """A misspelt word: its bytes, the word without markup, how grave, and what may have been meant, likeliest first."""

    start: int
    end: int
    word: str
    severity: Severity
    suggestions: tuple[str, ...]

    @classmethod
    def read(cls, value: Any, size: int) -> Misspelling | None:
        """A misspelling from JSON, in a document of `size` bytes; None for anything else."""
        match value:
            case [int(start), int(end), str(word), str(severity), list(suggestions)]:
                plain = all(isinstance(other, str) and other.replace("'", "").isalpha() for other in suggestions)
                right = 0 <= start < end <= size and severity in SEVERITIES and plain and suggestions
                return cls(start, end, word, severity, tuple(suggestions)) if right else None  # type: ignore[arg-type]
        return None
