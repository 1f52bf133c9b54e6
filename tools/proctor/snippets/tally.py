"""Snippets counted by language and status: for reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from proctor.snippets.values import Outcomes

STATUSES = ("verified", "ran", "inert", "parsed", "runnable", "not-runnable", "skipped", "failed")
_KINDS = ("package", "needs", "browser", "command", "file")  # reasons that name something: counted without its name


def of_outcomes(found: Outcomes) -> dict[str, Any]:
    """The counts of what came of the snippets of a bank, as plain values; empty for none."""
    every = [outcome for each in found.values() for outcome in each]
    counts = of_statuses((outcome.case.language, outcome.status) for outcome in every)
    reasons = Counter(_kind(outcome.reason) for outcome in every if outcome.status == "not-runnable")
    levels = sorted({outcome.level for outcome in every if outcome.level})
    return {**counts, "not_runnable": dict(sorted(reasons.items())), "levels": levels} if every else {}


def of_statuses(found: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The counts of pairs of language and status; empty for none."""
    languages: dict[str, Counter[str]] = {}
    for language, status in found:
        languages.setdefault(language, Counter())[status] += 1
    total = sum(languages.values(), Counter[str]())
    rows = {language: _ordered(languages[language]) for language in sorted(languages)}
    return {"statuses": _ordered(total), "languages": rows} if rows else {}


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {status: counts[status] for status in STATUSES if counts.get(status)}


def _kind(reason: str) -> str:
    first = reason.partition(" ")[0].rstrip(":")
    return first if first in _KINDS else reason.partition(":")[0]
