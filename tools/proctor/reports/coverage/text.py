"""The coverage report for people: a table with bars, the trend, the change; the last line is the verdict with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proctor.coverage import Item, Report, Row, rows
from proctor.model import Question, Style
from proctor.reports.coverage import words
from proctor.reports.escape import terminal

_MOST_ROWS = 40
_MOST_QUESTIONS = 10
_NAME = 56  # columns of the longest name
_BAR = 10
_COLORS = {"good": "32", "fair": "33", "bad": "31", "OK": "1;32", "FAILED": "1;31", "INCOMPLETE": "1;31", "head": "1"}
_HEADS = ("Questions", "Answered", "Link-only", "Placeholder", "Empty")


def render(report: Report, style: Style) -> Iterator[str]:
    """The report, line by line."""
    if report.items:
        yield from _table(report, style)
    yield from _snippets(report, style)
    yield from _change(report)
    yield from _history(report)
    for note in report.notes:
        yield f"note: {terminal(note)}\n"
    for reason in report.incomplete:
        yield f"incomplete: {terminal(reason)}\n"
    verdict = words.word(report)
    yield f"proctor: {_paint(verdict, verdict, style)} - {terminal(words.numbers(report))}\n"


def _table(report: Report, style: Style) -> Iterator[str]:
    """The rows that leave something to do; all of them when the style is full."""
    found = words.worst_first(rows(report.items, report.by)) if report.by != "bank" else []
    shown = found if style.full else [row for row in found if row.counts.answered < row.counts.questions][:_MOST_ROWS]
    total = Row("TOTAL", report.counts)
    columns = max(12, words.widest([terminal(row.name) for row in shown], _NAME))
    oldest = _oldest(report) if shown else {}
    head = _cells(report.by.capitalize() if shown else "", _HEADS, columns) + f"  {'Share':>6}  {'':{_BAR}}"
    yield _paint((head + ("  Oldest open" if oldest else "")).rstrip(), "head", style) + "\n"
    for row in shown:
        yield _row(row, columns, style) + (f"  {oldest[row.name]}" if row.name in oldest else "") + "\n"
    if len(shown) < len(found):
        done = sum(row.counts.answered == row.counts.questions for row in found)
        rest = [f"{done:,} fully answered"] if done else []
        rest += [f"{len(found) - len(shown) - done:,} more"] if len(found) - len(shown) - done else []
        yield f"(and {', '.join(rest)}: --all lists them)\n"
    yield _row(total, columns, style) + "\n"


def _oldest(report: Report) -> dict[str, str]:
    """Since when the oldest open question of each row is open, by the row's name."""
    found: dict[str, str] = {}
    for item in reversed(words.oldest_first(report.items)):
        if item.age is not None and item.age.since is not None:
            name = item.question.path if report.by == "file" else item.topic.name
            found[name] = words.day(item.age.since)
    return found


def _row(row: Row, columns: int, style: Style) -> str:
    counts = row.counts
    numbers = [f"{n:,}" for n in (counts.questions, *counts)]
    kind = "good" if counts.reaches(90) else "fair" if counts.reaches(60) else "bad"
    share = _paint(f"{words.percent(counts):>6}  {words.bar(counts, _BAR)}", kind, style)
    return f"{_cells(terminal(row.name), numbers, columns)}  {share}"


def _cells(name: str, numbers: Sequence[str], columns: int) -> str:
    return words.fitted(name, columns) + "".join(f"  {n:>{len(head)}}" for n, head in zip(numbers, _HEADS, strict=True))


def _snippets(report: Report, style: Style) -> Iterator[str]:
    """The snippets by language and status."""
    heads, found = words.snippets(report)
    if not found:
        return
    columns = max(12, words.widest([terminal(name) for name, _ in found], _NAME))
    head = words.fitted("Snippets", columns) + "".join(f"  {head:>8}" for head in heads)
    yield "\n" + _paint(head, "head", style) + "\n"
    for name, numbers in found:
        cells = (f"  {number:>{max(8, len(head))},}" for number, head in zip(numbers, heads, strict=True))
        yield words.fitted(terminal(name), columns) + "".join(cells) + "\n"


def _change(report: Report) -> Iterator[str]:
    """What the change does, with the questions that need somebody."""
    if report.change is None:
        return
    yield f"\nThis change against {terminal(report.change.base)}: {words.change_line(report)}\n"
    lines = {item.question.id: item.line for item in report.items}
    for label, questions in (("new, open", report.change.new_open), ("emptied", report.change.emptied)):
        for question in questions[:_MOST_QUESTIONS]:
            yield f"  {label}: {_question(question, lines.get(question.id, 0))}\n"
        if len(questions) > _MOST_QUESTIONS:
            yield f"  {label}: {len(questions) - _MOST_QUESTIONS:,} more\n"


def _history(report: Report) -> Iterator[str]:
    """The trend, and the question that waits longest."""
    lines = []
    if line := words.trend_line(report):
        lines.append(f"Trend: {line}")
    if line := words.wait_line(report):
        lines.append(f"Answers: {line}")
    waiting = next((i for i in words.oldest_first(report.items) if i.age and i.age.since is not None), None)
    if waiting is not None:
        lines.append(f"Oldest open: {_question(waiting.question, waiting.line)}, {_asked(waiting, report.today)}")
    if lines:
        yield "\n" + "".join(f"{line}\n" for line in lines)


def _question(question: Question, line: int) -> str:
    return f"{terminal(question.path)}:{line} {terminal(words.fitted(' '.join(question.text.split()), 80).rstrip())}"


def _asked(item: Item, today: str) -> str:
    assert item.age is not None and item.age.since is not None
    by = f" by {terminal(item.age.author)}" if item.age.author else ""
    return f"asked {words.day(item.age.since)}{by} ({words.age(item.age, today)})"


def _paint(text: str, kind: str, style: Style) -> str:
    return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if style.color else text
