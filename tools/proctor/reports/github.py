"""GitHub workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import SEVERITIES, Finding, Report, Style
from proctor.reports.escape import github_data, github_property, terminal

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, style: Style) -> Iterator[str]:
    """One command a finding, the gravest first: GitHub shows ten of a step."""
    for finding in sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity)):
        yield f"::{_COMMANDS[finding.severity]} {_properties(finding)}::{github_data(terminal(_message(finding)))}\n"


def _properties(finding: Finding) -> str:
    end = f",endLine={finding.end.line}"
    if finding.start.line == finding.end.line:
        end += f",endColumn={finding.end.column}"
    title = github_property(f"proctor: {finding.rule}")
    path = github_property(terminal(finding.path))
    return f"file={path},line={finding.start.line},col={finding.start.column}{end},title={title}"


def _message(finding: Finding) -> str:
    problem = finding.problem
    return f"{problem.message}. {problem.hint}" if problem.hint else problem.message
