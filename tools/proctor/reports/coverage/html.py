"""The coverage report as one HTML page: it needs no network, runs only its own script, and shows a bank's text as text."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from proctor import __version__
from proctor.coverage import STATUSES, Counts, Item, Point, Report, Row, rows, topics
from proctor.errors import Incomplete, missing
from proctor.model import Style
from proctor.reports.coverage import words
from proctor.reports.escape import terminal
from proctor.reports.verdict import counted

_HERE = os.path.join(os.path.dirname(__file__), "page")
_LONGEST = 600  # characters of a question that the page shows
_WIDE, _HIGH = 440, 190  # of a trend's picture, in units of its own
_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 12, 10, 26  # its edges


class _Entry(NamedTuple):
    """A question's row on the page."""

    text: str
    number: str
    status: str
    topic: str
    place: str
    edit: str
    age: str
    since: str
    sort: int  # by age: the oldest is the smallest
    author: str
    change: str  # what the change did to it; empty for nothing


class _Mark(NamedTuple):
    """A commit's place in the chart."""

    x: float
    y: float
    said: str


class _Chart(NamedTuple):
    """The trend as two pictures: the answered share as a line, questions by status as areas."""

    line: str
    areas: tuple[tuple[str, str], ...]  # status and polygon, from the bottom up
    marks: tuple[_Mark, ...]
    shares: tuple[tuple[float, str], ...]  # heights with their labels
    numbers: tuple[tuple[float, str], ...]
    first: str
    last: str
    wide: int
    high: int
    left: int
    right: int


def render(report: Report, style: Style) -> Iterator[str]:
    """The page. Raises Incomplete where jinja2 is missing."""
    try:
        import jinja2
    except ImportError:
        raise Incomplete("the HTML report needs jinja2", missing("report")) from None
    loader = jinja2.FileSystemLoader(_HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    yield from environment.get_template("page.html").generate(**_values(report))


def _values(report: Report) -> dict[str, Any]:
    """What the template shows. Text is only made visible here; the template escapes it."""
    css, script = (_read(name) for name in ("page.css", "page.js"))
    changed = _changed(report)
    heads, languages = words.snippets(report)
    ordered = [*words.oldest_first(report.items), *(item for item in report.items if not item.is_open)]
    return {
        "version": __version__,
        "bank": terminal(report.bank),
        "report": report,
        "word": words.word(report),
        "numbers": terminal(words.numbers(report)),
        "counts": report.counts,
        "percent": words.percent(report.counts),
        "statuses": STATUSES,
        "topics": _rows([Row(topic.name, counts) for topic, counts in topics(report.items).items()]),
        "files": _rows(rows(report.items, "file")),
        "entries": [_entry(item, report)._replace(change=changed.get(item.question.id, "")) for item in ordered],
        "segments": _segments,
        "chart": _chart(report),
        "snippets": (heads, [(terminal(name), numbers) for name, numbers in languages]),
        "wait": words.wait_line(report),
        "change": words.change_line(report),
        "notes": [terminal(note) for note in (*report.incomplete, *report.notes)],
        "css": css,
        "script": script,
        "css_hash": _digest(css),
        "script_hash": _digest(script),
        "dated": bool(report.history),
    }


def _read(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as file:
        return file.read()


def _digest(text: str) -> str:
    """What the page's own policy knows its style and script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _rows(found: list[Row]) -> list[tuple[str, Counts, str]]:
    return [(terminal(row.name), row.counts, words.percent(row.counts)) for row in words.worst_first(found)]


def _changed(report: Report) -> dict[str, str]:
    """What the change did to questions, by id."""
    change = report.change
    kinds = {"new": change.new, "newly answered": change.answered, "newly emptied": change.emptied} if change else {}
    return {q.id: kind for kind, questions in kinds.items() for q in questions}


def _entry(item: Item, report: Report) -> _Entry:
    question, age = item.question, item.age
    since = age.since if age else None
    return _Entry(
        terminal(" ".join(question.text[:_LONGEST].split())) or "(no text)",
        terminal(question.number or "")[:20],
        question.status,
        terminal(item.topic.name),
        f"{terminal(question.path)}:{item.line}",
        words.edit(report, item) or "",
        words.age(age, report.today),
        words.day(since) if since is not None else "",
        since if since is not None else 1 << 40,
        terminal(age.author) if age else "",
        "",
    )


def _segments(counts: Counts, width: int) -> list[tuple[str, float, float]]:
    """Status, start and length of the pieces of a stacked bar."""
    found, at = [], 0.0
    for status, number in zip(STATUSES, counts, strict=True):
        length = width * number / max(1, counts.questions)
        if number:
            found.append((status, round(at, 2), round(length, 2)))
        at += length
    return found


def _chart(report: Report) -> _Chart | None:
    """The trend's pictures; None where there are not two points in time."""
    points = [p for p in (report.history.trend if report.history else ()) if p.counts.questions]
    if len(points) < 2:
        return None
    start, length = points[0].time, max(1, points[-1].time - points[0].time)
    most = max(p.counts.questions for p in points)
    xs = [round(_LEFT + (_WIDE - _LEFT - _RIGHT) * (p.time - start) / length, 1) for p in points]
    areas, under = [], [0] * len(points)
    for n, status in enumerate(STATUSES):
        over = [u + p.counts[n] for u, p in zip(under, points, strict=True)]
        edge = [*zip(xs, over, strict=True), *reversed(list(zip(xs, under, strict=True)))]
        areas.append((status, " ".join(f"{x},{_height(number / most)}" for x, number in edge)))
        under = over
    marks = tuple(_mark(x, p) for x, p in zip(xs, points, strict=True))
    return _Chart(
        line=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        areas=tuple(areas),
        marks=marks,
        shares=tuple((_height(share / 100), f"{share}%") for share in (0, 50, 100)),
        numbers=tuple((_height(number / most), f"{number:,}") for number in sorted({0, most // 2, most})),
        first=words.day(points[0].time),
        last=words.day(points[-1].time),
        wide=_WIDE,
        high=_HIGH,
        left=_LEFT,
        right=_WIDE - _RIGHT,
    )


def _height(share: float) -> float:
    """Where a share of the whole height lies in a picture."""
    return round(_TOP + (_HIGH - _TOP - _BOTTOM) * (1 - share), 1)


def _mark(x: float, point: Point) -> _Mark:
    counts = point.counts
    said = f"{words.day(point.time)}: {words.percent(counts)} of {counted(counts.questions, 'question')}, {counts.open:,} open"
    return _Mark(x, _height(counts.answered / counts.questions), said)
