"""The report for people: where, what, why and what to do; the last line is the verdict with its numbers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from proctor.model import SEVERITIES, Edit, Finding, Report, Style
from proctor.place import line_at, place
from proctor.reports.escape import terminal

FEW = 30  # findings up to which each shows its line
_WIDEST = 100  # columns of source shown
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
    where = f"{terminal(finding.path)}:{finding.start.line}:{finding.start.column}"
    yield f"{_paint(where, 'place', style)}: {_head(finding, style)}{mark} {terminal(finding.problem.message)}{_hint(finding)}\n"


def _hint(finding: Finding) -> str:
    return f" ({terminal(finding.problem.hint)})" if finding.problem.hint else ""


def _head(finding: Finding, style: Style) -> str:
    return _paint(f"{finding.severity}[{finding.rule}]", finding.severity, style)


def _full(finding: Finding, report: Report, style: Style) -> Iterator[str]:
    problem = finding.problem
    mark = " [*]" if problem.edits else ""
    yield f"{_head(finding, style)}{mark}: {terminal(problem.message)}\n"
    where = f"{terminal(finding.path)}:{finding.start.line}:{finding.start.column}"
    number = str(finding.start.line)
    pad = " " * len(number)
    yield f"{pad}{_paint('-->', 'place', style)} {where}\n"
    source = report.sources.get(finding.path)
    if source is not None:
        text, carets = _excerpt(line_at(source, finding.start.line), finding)
        bar = _paint("|", "place", style)
        yield f"{pad} {bar}\n{_paint(number, 'place', style)} {bar} {text}\n"
        yield f"{pad} {bar} {_paint(carets, finding.severity, style)}\n"
    if problem.hint:
        yield f"{pad} {_paint('=', 'place', style)} help: {terminal(problem.hint)}\n"
    if problem.edits and source is not None:
        yield from _diff(source, problem.edits, pad, style)
    yield "\n"


def _excerpt(line: str, finding: Finding) -> tuple[str, str]:
    """The part of a line around its span, and carets under the span in columns of the terminal."""
    start = finding.start.column - 1
    end = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    end = max(min(end, len(line)), start)
    first = max(0, start - 40) if len(line) > _WIDEST else 0
    before, marked = terminal(line[first:start]), terminal(line[start : min(end, first + _WIDEST)])
    after = terminal(line[start:][len(line[start : min(end, first + _WIDEST)]) : _WIDEST])
    left, right = "..." if first else "", "..." if len(line) > end + _WIDEST else ""
    carets = " " * (len(left) + _width(before)) + "^" * max(1, _width(marked))
    return f"{left}{before}{marked}{after}{right}", carets


def _width(text: str) -> int:
    """Columns that text takes in a terminal: East Asian wide characters two, marks none."""
    return sum(
        0 if unicodedata.combining(c) or c in "\u200b\u200d\ufe0f" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _diff(source: bytes, edits: tuple[Edit, ...], pad: str, style: Style) -> Iterator[str]:
    """The lines that a fix changes, before and after; at most a few."""
    shown = 0
    for edit in edits:
        first, last = place(source, edit.span.start).line, place(source, edit.span.end).line
        start = source.rfind(b"\n", 0, edit.span.start) + 1
        stop = source.find(b"\n", edit.span.end)
        stop = len(source) if stop < 0 else stop
        old = source[start:stop]
        new = source[start : edit.span.start] + edit.text.encode() + source[edit.span.end : stop]
        for kind, sign, lines in (("drop", "-", old), ("add", "+", new)):
            if lines or last > first:
                for line in lines.decode("utf-8", "replace").splitlines():
                    shown += 1
                    if shown <= 8:
                        yield f"{pad}   {_paint(f'{sign} {terminal(line[:200])}', kind, style)}\n"
    if shown > 8:
        yield f"{pad}   ... {shown - 8} more lines: see --diff\n"


def _statistics(report: Report) -> Iterator[str]:
    counts = Counter(f.rule for f in report.findings)
    fixable = Counter(f.rule for f in report.findings if f.problem.edits)
    for rule, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        yield f"{count:6}  {rule}{f'  [*] {fixable[rule]} fixable' if fixable[rule] else ''}\n"


def _footer(report: Report, style: Style) -> Iterator[str]:
    fixable = sum(bool(f.problem.edits) and not f.problem.unsafe for f in report.findings)
    for note in report.notes:
        yield f"note: {terminal(note)}\n"
    for reason in report.incomplete:
        yield f"incomplete: {terminal(reason)}\n"
    if fixable:
        yield f"[*] {fixable} fixable: run `proctor check --fix`, or `--diff` to look first.\n"
    yield verdict(report, style) + "\n"


def verdict(report: Report, style: Style) -> str:
    """The last line: passed or failed, with its numbers."""
    counts = Counter(f.severity for f in report.findings)
    gravest = SEVERITIES[: SEVERITIES.index(style.fail_level) + 1]
    failed = any(counts[s] for s in gravest)
    said = ", ".join(_count(counts[s], s) for s in SEVERITIES if counts[s]) or "no findings"
    more = [f"{report.fixed} fixed"] if report.fixed else []
    more += [f"{report.suppressed} suppressed"] if report.suppressed else []
    more += [f"{report.known} known"] if report.known else []
    more += [f"{len(report.not_run)} rules not run ({', '.join(report.not_run)})"] if report.not_run else []
    word = "INCOMPLETE" if report.incomplete else "FAILED" if failed else "OK"
    painted = _paint(word, "error" if failed or report.incomplete else "add", style)
    said = f"{_count(report.documents, 'document')}, {said}"
    return f"proctor: {painted} - {'; '.join([said, *more])}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _paint(text: str, kind: str, style: Style) -> str:
    return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if style.color else text
