"""GitLab's code quality report."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from proctor.model import Report, Style
from proctor.reports.escape import terminal

_LEVELS = {"error": "major", "warning": "minor", "note": "info"}


def render(report: Report, style: Style) -> Iterator[str]:
    """One array of all findings; a fingerprint tells GitLab which ones a merge request adds."""
    yield dumps(
        [
            {
                "description": terminal(f"{f.problem.message}. {f.problem.hint}" if f.problem.hint else f.problem.message),
                "check_name": f.rule,
                "fingerprint": f.fingerprint,
                "severity": _LEVELS[f.severity],
                "location": {"path": terminal(f.path), "lines": {"begin": f.start.line, "end": f.end.line}},
            }
            for f in report.findings
        ],
        ensure_ascii=False,
    )
    yield "\n"
