"""A summary in Markdown, for a job's page or a comment: within the limits of both, and saying what it leaves out.

Every text that may be a contributor's stands in a code span: there no mention, no reference to an issue, no HTML and no
link works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from proctor.model import Finding, Report, Style
from proctor.pattern import lazy
from proctor.reports.escape import terminal
from proctor.reports.rank import ranked
from proctor.reports.verdict import counted, verdict

_MOST = 59_000  # characters: a comment takes 65,536 with a few lines of its own, a job's summary a mebibyte
_LONGEST = 300  # characters of one text
_FEW = 20  # notes and reasons
_BACKTICKS = lazy(r"`+")
_MARKS = {"OK": "✅", "FAILED": "❌", "INCOMPLETE": "⚠️"}


def render(report: Report, style: Style) -> Iterator[str]:
    """The verdict, what is incomplete, the counts by rule, and the findings as far as there is room, the most useful first."""
    word, said = verdict(report, style)
    head = f"## proctor: {_MARKS[word]} {word}\n\n{said}\n\n"
    head += "".join(_listed("Incomplete", report.incomplete)) + "".join(_listed("Notes", report.notes)) + _counts(report)
    yield head
    left = _MOST - len(head)
    findings = ranked(report.findings)
    if not findings:
        return
    title = "| | where | what |\n| --- | --- | --- |\n"
    yield title
    left -= len(title)
    for number, finding in enumerate(findings):
        row = _row(finding)
        if len(row) > left - 200:  # the last line needs room too
            yield f"\n{counted(len(findings) - number, 'more finding')} left out: see the log or another report.\n"
            return
        yield row
        left -= len(row)


def _listed(title: str, texts: object) -> Iterator[str]:
    """Reasons or notes as a list."""
    each = list(texts)  # type: ignore[call-overload]
    if each:
        yield f"**{title}**\n\n"
        yield from (f"- {code(text)}\n" for text in each[:_FEW])
        yield f"- and {len(each) - _FEW:,} more\n\n" if len(each) > _FEW else "\n"


def _counts(report: Report) -> str:
    counts = Counter((f.severity, f.rule) for f in report.findings)
    if not counts:
        return ""
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    said = ", ".join(f"{count:,} `{rule}`" for (_, rule), count in rows)
    return f"By rule: {said}\n\n"


def _row(finding: Finding) -> str:
    problem = finding.problem
    hint = f"<br>{_cell(problem.hint)}" if problem.hint else ""
    where = _cell(f"{finding.path}:{finding.start.line}", longest=_LONGEST * 2)
    return f"| {finding.severity} | {where} | `{finding.rule}` {_cell(problem.message)}{hint} |\n"


def _cell(text: str, longest: int = _LONGEST) -> str:
    """A code span within a table, where a pipe would end the cell even in code."""
    return code(text, longest).replace("|", "\\|")


def code(text: str, longest: int = _LONGEST) -> str:
    """Text as a code span that nothing in it can end."""
    plain = " ".join(terminal(text).split())
    plain = f"{plain[:longest]}..." if len(plain) > longest else plain
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(plain)), default=0))
    pad = " " if not plain or "`" in (plain[0], plain[-1]) else ""
    return f"{fence}{pad}{plain or ' '}{pad}{fence}"
