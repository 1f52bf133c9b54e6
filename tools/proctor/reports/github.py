"""GitHub workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Finding, Report, Style
from proctor.reports.escape import github_data, github_property, terminal
from proctor.reports.rank import ranked

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_MOST = 50  # annotations that GitHub keeps of a job; it shows ten of a step
_LONGEST = 1000  # characters of a message


def render(report: Report, style: Style) -> Iterator[str]:
    """One command a finding, the most useful first, as GitHub shows only the first ones; then how many there are besides."""
    for reason in report.incomplete[:_MOST]:
        yield f"::error title=proctor%3A incomplete::{github_data(terminal(reason[:_LONGEST]))}\n"
    findings = ranked(report.findings)
    for finding in findings[:_MOST]:
        yield f"::{_COMMANDS[finding.severity]} {_properties(finding)}::{github_data(terminal(_message(finding)))}\n"
    if len(findings) > _MOST:
        yield f"proctor: {len(findings) - _MOST:,} more findings are not annotated\n"


def _properties(finding: Finding) -> str:
    end = f",endLine={finding.end.line}"
    if finding.start.line == finding.end.line:
        end += f",endColumn={finding.end.column}"
    title = github_property(f"proctor: {finding.rule}")
    path = github_property(terminal(finding.path))
    return f"file={path},line={finding.start.line},col={finding.start.column}{end},title={title}"


def _message(finding: Finding) -> str:
    problem = finding.problem
    return (f"{problem.message}. {problem.hint}" if problem.hint else problem.message)[:_LONGEST]
