"""The coverage report as JSON, `"schema": 1`: for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from proctor.coverage import Change, Counts, Item, Report, Row, rows, topics
from proctor.model import Question, Style
from proctor.reports.coverage import words


def render(report: Report, style: Style) -> Iterator[str]:
    """One object. Paths are relative to the root, lines are 1-based, times are dates."""
    lines = {item.question.id: item.line for item in report.items}
    whole = {
        "schema": 1,
        "verdict": words.word(report),
        "summary": {"documents": report.documents, **_counts(report.counts)},
        "files": _rows(rows(report.items, "file"), "path"),
        "topics": [{"folder": t.folder, "section": t.section, **_counts(c)} for t, c in topics(report.items).items()],
        "open": [_open(item, report) for item in words.oldest_first(report.items)],
        "change": _change(report.change, lines) if report.change else None,
        "history": _history(report),
        "thresholds": [{"name": t.name, "holds": t.holds, "text": t.text} for t in report.thresholds],
        "snippets": {language: dict(counts) for language, counts in report.snippets.items()},
        "commit": report.commit or None,
        "notes": list(report.notes),
        "incomplete": list(report.incomplete),
    }
    yield dumps(whole, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


def _counts(counts: Counts) -> dict[str, Any]:
    return {"questions": counts.questions, **counts._asdict(), "percent": counts.percent}


def _rows(found: Iterable[Row], key: str) -> list[dict[str, Any]]:
    return [{key: row.name, **_counts(row.counts)} for row in found]


def _open(item: Item, report: Report) -> dict[str, Any]:
    since = item.age.since if item.age else None
    return {
        **_question(item.question, item.line),
        "topic": {"folder": item.topic.folder, "section": item.topic.section},
        "asked": words.day(since) if since is not None else None,
        "asked_exactly": item.age.exact if item.age and since is not None else None,
        "author": item.age.author if item.age and item.age.author else None,
        "edit": words.edit(report, item),
    }


def _question(question: Question, line: int | None) -> dict[str, Any]:
    return {"id": question.id, "path": question.path, "line": line, "text": question.text, "status": question.status}


def _change(change: Change, lines: dict[str, int]) -> dict[str, Any]:
    kinds = ("new", "answered", "emptied", "removed")
    return {
        "base": change.base,
        "before": _counts(change.before),
        "after": _counts(change.after),
        "patch": _counts(change.patch),
        **{k: [_question(q, None if k == "removed" else lines.get(q.id)) for q in getattr(change, k)] for k in kinds},
    }


def _history(report: Report) -> dict[str, Any] | None:
    if report.history is None:
        return None
    wait = report.history.wait
    return {
        "trend": [{"commit": p.commit, "date": words.day(p.time), **_counts(p.counts)} for p in report.history.trend],
        "wait": wait._asdict() if wait else None,
    }
