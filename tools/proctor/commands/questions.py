"""List the questions of the bank, and which of them are answered."""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence

from proctor import config, engine
from proctor.model import Document, Question
from proctor.place import place
from proctor.questions import recognise
from proctor.reports.verdict import counted
from proctor.surface import CLEAN, filled, paths, root, shown
from proctor.tree import WorkTree

_STATUSES = ("answered", "link-only", "placeholder", "empty")
_UNANSWERED = ("placeholder", "empty")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("paths", nargs="*", type=filled, metavar="PATH", help="list only these files and folders; the whole bank is read")
    add("--format", choices=("text", "json"), default="text", help="what to print")
    add("--unanswered", action="store_true", help="only questions that are empty or hold a placeholder")
    add("--random", action="store_true", help="one question, drawn at random")
    add("--config", metavar="FILE", type=filled, help="settings from this file instead of the bank's")


def run(options: argparse.Namespace) -> int:
    """List."""
    top = root()
    settings = config.load(top, options.config)
    tree = WorkTree(top)
    wanted = paths(top, options.paths, tree)
    bank, unread = engine.read_bank(tree, settings)
    found = recognise(bank, settings.questions, settings.overrides)
    listed = [q for path in sorted(found) if _asked_for(path, wanted) for q in found[path]]
    if options.unanswered:
        listed = [q for q in listed if q.status in _UNANSWERED]
    if options.random:
        listed = [random.choice(listed)] if listed else []
    if options.format == "json":
        print(json.dumps({"schema": 1, "questions": list(_rows(listed, bank.documents))}, ensure_ascii=False, indent=1))
    else:
        _print(listed, bank.documents)
        if not options.random:
            print(_totals(listed))
    unread.demand()
    return CLEAN


def _print(listed: Sequence[Question], documents: Mapping[str, Document]) -> None:
    for row in _rows(listed, documents):
        number = f"{row['number']} " if row["number"] else ""
        print(shown(f"{row['path']}:{row['line']}  {row['status']}  {row['style']}  {number}{row['text']}"))


def _asked_for(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(path == p or not p or path.startswith(p + "/") for p in wanted)


def _rows(listed: Sequence[Question], documents: Mapping[str, Document]) -> list[dict[str, str | int | None]]:
    """The questions as JSON shows them."""
    rows: list[dict[str, str | int | None]] = []
    for q in listed:
        source = documents[q.path].source
        rows.append(
            {
                "id": q.id,
                "path": q.path,
                "line": place(source, q.span.start).line,
                "end_line": place(source, max(q.span.start, q.region.end - 1)).line,
                "text": q.text,
                "number": q.number,
                "kind": q.kind,
                "status": q.status,
                "style": q.style,
                "anchor": q.anchor,
            }
        )
    return rows


def _totals(listed: Sequence[Question]) -> str:
    """The last line: how many questions of each status, in how many files."""
    counts = Counter(q.status for q in listed)
    parts = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status])
    if not listed:
        return "no questions"
    return f"{counted(len(listed), 'question')} in {counted(len({q.path for q in listed}), 'file')}: {parts}"
