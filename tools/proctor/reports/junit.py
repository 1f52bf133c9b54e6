"""JUnit's XML, which most CI services show: a suite for each file with findings, a failure for each that fails the run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from proctor.model import SEVERITIES, Finding, Report, Style
from proctor.pattern import lazy
from proctor.reports.escape import terminal
from proctor.reports.verdict import verdict

_NO_XML = lazy("[\ufffe\uffff]")
_LONGEST = 2000  # characters of one text


def render(report: Report, style: Style) -> Iterator[str]:
    """Findings below the fail level are skipped tests; what is incomplete is an error; the run itself is a test."""
    gravest = SEVERITIES[: SEVERITIES.index(style.fail_level) + 1]
    suites = [(path, list(each)) for path, each in groupby(report.findings, key=lambda f: f.path)]
    failures = sum(f.severity in gravest for f in report.findings)
    total = 1 + len(report.findings)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    counts = f'tests="{total}" failures="{failures}" errors="{bool(report.incomplete):d}" time="0"'  # no `skipped`: suites have it
    yield f'<testsuites name="proctor" {counts}>\n'
    yield from _run(report, style)
    for path, each in suites:
        bad = sum(f.severity in gravest for f in each)
        counts = f'tests="{len(each)}" failures="{bad}" errors="0" skipped="{len(each) - bad}" time="0"'
        yield f"  <testsuite name={_quoted(path)} {counts}>\n"
        yield from (_case(f, f.severity in gravest) for f in each)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _run(report: Report, style: Style) -> Iterator[str]:
    """The run as a test: it passed where it is complete."""
    yield f'  <testsuite name="proctor" tests="1" failures="0" errors="{bool(report.incomplete):d}" skipped="0" time="0">\n'
    yield '    <testcase classname="proctor" name="run" time="0">\n'
    if report.incomplete:
        yield f'      <error message="incomplete" type="incomplete">{_text("; ".join(report.incomplete))}</error>\n'
    yield f"      <system-out>{_text(': '.join(verdict(report, style)))}</system-out>\n"
    yield "    </testcase>\n  </testsuite>\n"


def _case(finding: Finding, fails: bool) -> str:
    problem = finding.problem
    place = f"{finding.path}:{finding.start.line}:{finding.start.column}"
    name = _quoted(f"{finding.rule} at {finding.start.line}:{finding.start.column}")
    said = _quoted(f"{finding.severity}: {problem.message}")
    more = _text(f"{place}: {problem.message}{f' ({problem.hint})' if problem.hint else ''}")
    inner = f'<failure message={said} type="{finding.rule}">{more}</failure>' if fails else f"<skipped message={said}/>"
    return f'    <testcase classname={_quoted(finding.path)} name={name} time="0">\n      {inner}\n    </testcase>\n'


def _quoted(text: str) -> str:
    return quoteattr(_plain(text))


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    """Text without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", terminal(text[:_LONGEST]))
