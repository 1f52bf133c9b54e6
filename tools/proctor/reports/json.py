"""The report as JSON, `"schema": 1`: for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any

from proctor.model import SEVERITIES, Finding, Report, Style


def render(report: Report, style: Style) -> Iterator[str]:
    """One object; its shape is `schema.json` beside this file."""
    whole = {"schema": 1, "findings": [_finding(f) for f in report.findings], "summary": _summary(report)}
    # `##[` is a command to GitHub's runner, wherever in a line of the log it stands.
    yield dumps(whole, ensure_ascii=False).replace("##[", "##\\u005b")
    yield "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "rule": finding.rule,
        "group": finding.group,
        "path": finding.path,
        "line": finding.start.line,
        "column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "severity": finding.severity,
        "message": problem.message,
        "hint": problem.hint,
        "target": problem.target,
        "question": finding.question,
        "fixable": bool(problem.edits),
        "fingerprint": finding.fingerprint,
        "changed": finding.changed,
    }


def _summary(report: Report) -> dict[str, Any]:
    return {
        "documents": report.documents,
        **{severity: sum(f.severity == severity for f in report.findings) for severity in SEVERITIES},
        "fixable": sum(bool(f.problem.edits) for f in report.findings),
        "fixed": report.fixed,
        "suppressed": report.suppressed,
        "known": report.known,
        "unchanged": report.unchanged,
        "base": report.base or None,
        "not_run": list(report.not_run),
        "incomplete": list(report.incomplete),
        "notes": list(report.notes),
        **({"snippets": dict(report.snippets)} if report.snippets else {}),
    }
