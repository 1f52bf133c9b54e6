"""The report for people: where, what, why and what to do; the last line is the verdict with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from proctor.model import Finding, Report, Style
from proctor.reports import excerpt
from proctor.reports.escape import terminal
from proctor.reports.verdict import verdict

FEW = 30  # findings up to which each shows its line
_COLORS = {"error": "1;31", "warning": "1;33", "note": "1;36", "place": "34", "add": "32", "drop": "31", "bold": "1"}


def render(report: Report, style: Style) -> Iterator[str]:
    """Findings in full when they are few, else one a line; then counts, the next command and the verdict."""
    full = style.full if style.full is not None else len(report.findings) <= FEW
    if style.statistics:
        yield from _statistics(report)
    else:
        for finding in report.findings:
            yield from _full(finding, report, style) if full else _line(finding, style)
    yield from _footer(report, style)


def _line(finding: Finding, style: Style) -> Iterator[str]:
    mark = " [*]" if finding.problem.edits else ""
    said = f"{terminal(finding.problem.message)}{_hint(finding)}"
    yield f"{_paint(_where(finding), 'place', style)}: {_head(finding, style)}{mark} {said}\n"


def _hint(finding: Finding) -> str:
    return f" ({terminal(finding.problem.hint)})" if finding.problem.hint else ""


def _head(finding: Finding, style: Style) -> str:
    return _paint(f"{finding.severity}[{finding.rule}]", finding.severity, style)


def _full(finding: Finding, report: Report, style: Style) -> Iterator[str]:
    problem = finding.problem
    mark = " [*]" if problem.edits else ""
    yield f"{_head(finding, style)}{mark}: {terminal(problem.message)}\n"
    number = str(finding.start.line)
    pad = " " * len(number)
    yield f"{pad}{_paint('-->', 'place', style)} {_where(finding)}\n"
    source = report.sources.get(finding.path)
    if source:
        text, carets = excerpt.marked(source, finding)
        bar = _paint("|", "place", style)
        yield f"{pad} {bar}\n{_paint(number, 'place', style)} {bar} {text}\n"
        yield f"{pad} {bar} {_paint(carets, finding.severity, style)}\n"
    if problem.hint:
        yield f"{pad} {_paint('=', 'place', style)} help: {terminal(problem.hint)}\n"
    for line in excerpt.diff(source, problem.edits) if source else ():
        kind = "add" if line.startswith("+") else "drop" if line.startswith("-") else "place"
        yield f"{pad}   {_paint(line, kind, style)}\n"
    yield "\n"


def _where(finding: Finding) -> str:
    return f"{terminal(finding.path)}:{finding.start.line}:{finding.start.column}"


def _statistics(report: Report) -> Iterator[str]:
    counts = Counter(f.rule for f in report.findings)
    fixable = Counter(f.rule for f in report.findings if f.problem.edits)
    for rule, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        yield f"{count:6}  {rule}{f'  [*] {fixable[rule]} fixable' if fixable[rule] else ''}\n"


def _footer(report: Report, style: Style) -> Iterator[str]:
    fixable = sum(bool(f.problem.edits) and not f.problem.unsafe for f in report.findings)
    for note in report.notes:
        yield f"note: {terminal(note)}\n"
    if report.snippets:
        counts = report.snippets["statuses"]
        yield f"snippets: {', '.join(f'{number:,} {status}' for status, number in counts.items())}\n"
    for reason in report.incomplete:
        yield f"incomplete: {terminal(reason)}\n"
    if fixable:
        yield f"[*] {fixable} fixable: run `proctor check --fix`, or `--diff` to look first.\n"
    yield _verdict(report, style) + "\n"


def _verdict(report: Report, style: Style) -> str:
    """The last line: passed or failed, with its numbers."""
    word, said = verdict(report, style)
    return f"proctor: {_paint(word, 'add' if word == 'OK' else 'error', style)} - {said}"


def _paint(text: str, kind: str, style: Style) -> str:
    return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if style.color else text
