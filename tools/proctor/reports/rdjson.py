"""Reviewdog's diagnostics, with suggestions. Its columns count bytes."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any

from proctor.model import Finding, Report, Span, Style
from proctor.place import place
from proctor.reports.escape import terminal
from proctor.reports.fixes import replacement

_LEVELS = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(report: Report, style: Style) -> Iterator[str]:
    """One object of all findings."""
    found = [_diagnostic(f, report.sources.get(f.path)) for f in report.findings]
    yield dumps({"source": {"name": "proctor"}, "diagnostics": found}, ensure_ascii=False)
    yield "\n"


def _diagnostic(finding: Finding, source: bytes | None) -> dict[str, Any]:
    problem = finding.problem
    said: dict[str, Any] = {
        "message": terminal(f"{problem.message}. {problem.hint}" if problem.hint else problem.message),
        "location": {"path": terminal(finding.path), "range": _range(finding, source)},
        "severity": _LEVELS[finding.severity],
        "code": {"value": finding.rule},
    }
    fix = replacement(finding, source)
    if fix is not None and source is not None:
        said["suggestions"] = [{"range": _bytes(source, fix.span), "text": fix.text}]
    return said


def _range(finding: Finding, source: bytes | None) -> dict[str, Any]:
    """Where a finding is: whole lines where its source is not at hand."""
    if source is None:
        return {"start": {"line": finding.start.line}, "end": {"line": finding.end.line}}
    start = min(finding.problem.span.start, len(source))
    return _bytes(source, Span(start, max(start, min(finding.problem.span.end, len(source)))))


def _bytes(source: bytes, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: bytes, offset: int) -> dict[str, int]:
    start = max(source.rfind(b"\n", 0, offset), source.rfind(b"\r", 0, offset)) + 1
    if source[offset - 1 : offset + 1] == b"\r\n":
        start = max(source.rfind(b"\n", 0, offset - 1), source.rfind(b"\r", 0, offset - 1)) + 1
    return {"line": place(source, offset).line, "column": offset - start + 1}
