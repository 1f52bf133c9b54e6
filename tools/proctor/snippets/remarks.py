"""Remarks of the snippet probe -> problems of the rule that reports them."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem, Severity
from proctor.snippets.values import Remark


def problems(document: Document, context: Context, rule: str) -> Iterator[Problem]:
    """The problems of one rule. What is not certain is a note: it never fails a run."""
    for outcome in context.facts.answers.get("run", {}).get(document.path, ()):
        yield from (_problem(remark) for remark in outcome.remarks if remark.rule == rule)


def _problem(remark: Remark) -> Problem:
    edits = () if remark.replacement is None else (Edit(remark.span, remark.replacement),)
    severity: Severity | None = None if remark.certain else "note"
    return Problem(remark.span, remark.message, remark.hint, edits, remark.target, unsafe=not remark.certain, severity=severity)
