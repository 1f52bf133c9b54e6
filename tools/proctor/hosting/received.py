"""A JSON report that a stranger's job wrote, read again: only values of the right shape and size, and no control characters.

Everything else that the file may hold is dropped, so that nothing but a report comes out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Finding, Place, Problem, Report, Severity, Span
from proctor.pattern import lazy
from proctor.reports.escape import terminal

LARGEST = 5 << 20  # bytes
MOST = 5_000  # findings
_LONGEST = 500  # characters of one text
_MOST_TEXTS = 50  # notes, or reasons
_BIGGEST = 10**9
_RULE = lazy(r"[a-z][a-z-]{0,60}\Z")
_HINT = "the report is not used"


def read(content: bytes) -> Report:
    """The report. Raises ProctorError for what is none."""
    if len(content) > LARGEST:
        raise ProctorError(f"the report has more than {LARGEST >> 20} MB", _HINT)
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        raise ProctorError("the report is no JSON", _HINT) from None
    if not isinstance(whole, dict) or whole.get("schema") != 1:
        raise ProctorError("the report has another schema than 1", _HINT)
    findings, summary = whole.get("findings"), whole.get("summary")
    if not isinstance(findings, list) or not isinstance(summary, dict) or len(findings) > MOST:
        raise ProctorError(f"the report is malformed, or has more than {MOST:,} findings", _HINT)
    return Report(
        findings=[_finding(each) for each in findings],
        sources={},
        documents=_number(summary, "documents"),
        suppressed=_number(summary, "suppressed"),
        known=_number(summary, "known"),
        not_run=[rule for rule in _texts(summary, "not_run") if _RULE.match(rule)],
        incomplete=_texts(summary, "incomplete"),
        notes=_texts(summary, "notes"),
        fixed=_number(summary, "fixed"),
    )


def _finding(value: Any) -> Finding:
    if not isinstance(value, dict) or not _RULE.match(str(value.get("rule"))) or value.get("severity") not in SEVERITIES:
        raise ProctorError("a finding of the report is malformed", _HINT)
    start = Place(_number(value, "line"), _number(value, "column"))
    problem = Problem(Span(0, 0), _text(value.get("message")), _text(value.get("hint")))
    return Finding(
        path=_text(value.get("path")),
        start=start,
        end=start,
        rule=value["rule"],
        group="",
        severity=cast(Severity, value["severity"]),
        problem=problem,
        question=None,
        text="",
        fingerprint="",
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ProctorError("a text of the report is none", _HINT)
    return terminal(value[:_LONGEST])


def _texts(summary: Mapping[str, Any], key: str) -> Sequence[str]:
    value = summary.get(key, [])
    if not isinstance(value, list):
        raise ProctorError(f"`{key}` of the report is no list", _HINT)
    return [_text(each) for each in value[:_MOST_TEXTS]]


def _number(table: Mapping[str, Any], key: str) -> int:
    value = table.get(key, 0)
    if type(value) is not int or not 0 <= value <= _BIGGEST:
        raise ProctorError(f"`{key}` of the report is no number", _HINT)
    return value
