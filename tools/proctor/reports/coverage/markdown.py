"""The coverage report as Markdown: for a job summary or a comment. Bounded in size, and nothing of a bank's text acts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proctor.coverage import Item, Report, Row, rows
from proctor.model import Question, Style
from proctor.reports.coverage import words
from proctor.reports.escape import terminal
from proctor.reports.verdict import counted

_MOST_ROWS = 40
_MOST_QUESTIONS = 40
_LONGEST = 120  # characters of a name or question
_MARKS = re.compile(r"[\\`*_{}\[\]<>()#|~&$!]")
_MENTIONS = re.compile(r"(?<=@)(?=\w)|(?<=:)(?=//)|(?<=[Ww]{3})(?=\.)|(?<=GH)(?=-\d)|(?<=#)(?=\d)", re.I)
_HEAD = "| {} | Questions | Answered | Link-only | Placeholder | Empty | Share |\n|---|---:|---:|---:|---:|---:|---|\n"


def render(report: Report, style: Style) -> Iterator[str]:
    """A heading with the verdict, the change, the table, and the open questions."""
    yield f"### Answers: {words.percent(report.counts)}\n\n**{words.word(report)}** - {escaped(words.numbers(report), 2000)}\n\n"
    if report.change is not None:
        yield from _change(report)
    if report.items:
        yield from _table(report)
    yield from _snippets(report)
    for line in (words.trend_line(report), words.wait_line(report)):
        yield f"{escaped(line, 500)}\n\n" if line else ""
    yield from _open(report)
    for note in (*report.incomplete, *report.notes)[:20]:
        yield f"> {escaped(note, 300)}\n\n"


def escaped(text: str, longest: int = _LONGEST) -> str:
    """Text that Markdown shows as it is: no mark-up, no mention, no link of its own."""
    line = " ".join(terminal(text).split())
    cut = line if len(line) <= longest else line[: longest - 1] + "…"
    return _MARKS.sub(lambda m: f"&{'lt' if m[0] == '<' else 'gt'};" if m[0] in "<>" else f"\\{m[0]}", _MENTIONS.sub("\u200b", cut))


def _change(report: Report) -> Iterator[str]:
    assert report.change is not None
    yield f"This change against {escaped(report.change.base)}: {words.change_line(report)}.\n\n"
    lines = {item.question.id: item.line for item in report.items}
    named = (
        ("new, open", report.change.new_open),
        ("newly emptied", report.change.emptied),
        ("newly answered", report.change.answered),
    )
    for label, questions in named:
        for question in questions[:_MOST_QUESTIONS]:
            yield f"- {label}: {_question(question, lines.get(question.id, 0))}\n"
        yield f"- {label}: {len(questions) - _MOST_QUESTIONS:,} more\n" if len(questions) > _MOST_QUESTIONS else ""
        yield "\n" if questions else ""


def _table(report: Report) -> Iterator[str]:
    found = words.worst_first(rows(report.items, report.by)) if report.by != "bank" else []
    shown = [row for row in found if row.counts.answered < row.counts.questions][:_MOST_ROWS]
    yield _HEAD.format(report.by.capitalize() if shown else "")
    for row in (*shown, Row("**all**", report.counts)):
        name = row.name if row.name == "**all**" else escaped(row.name)
        share = f"{words.bar(row.counts, 10)} {words.percent(row.counts)}"
        yield f"| {name} | {' | '.join(f'{n:,}' for n in (row.counts.questions, *row.counts))} | {share} |\n"
    done = sum(row.counts.answered == row.counts.questions for row in found)
    left = len(found) - len(shown) - done
    rest = ([f"{done:,} fully answered"] if done else []) + ([f"{left:,} more"] if left else [])
    yield f"\nNot shown: {', '.join(rest)}.\n\n" if rest and found else "\n"


def _snippets(report: Report) -> Iterator[str]:
    heads, found = words.snippets(report)
    if found:
        yield f"| Snippets | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}\n"
        yield from (f"| {escaped(name)} | {' | '.join(f'{n:,}' for n in numbers)} |\n" for name, numbers in found)
        yield "\n"


def _open(report: Report) -> Iterator[str]:
    found = words.oldest_first(report.items)
    if not found:
        return
    yield f"<details><summary>{counted(len(found), 'open question')}</summary>\n\n"
    yield from (f"- {_entry(item, report)}\n" for item in found[:_MOST_QUESTIONS])
    yield f"- {len(found) - _MOST_QUESTIONS:,} more\n" if len(found) > _MOST_QUESTIONS else ""
    yield "\n</details>\n\n"


def _entry(item: Item, report: Report) -> str:
    waited = words.age(item.age, report.today)
    address = words.edit(report, item)
    answer = f" - [answer it](<{address}>)" if address and len(address) < 500 else ""
    return f"{_question(item.question, item.line)}{f' ({waited})' if waited else ''}{answer}"


def _question(question: Question, line: int) -> str:
    return f"{escaped(question.text)} - {escaped(question.path)}{f':{line}' if line else ''}"
