"""Tasks for the interpreter that the sandbox has at hand: Python and SQL."""

from __future__ import annotations

from typing import Any

from proctor.runners.jobs import Job
from proctor.runners.programs import Notes, Program, is_sane, same_place, unavailable
from proctor.runners.report import MOST_TEXT
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Failure, Result, Task

_LONGEST = {"type": 1000, "message": MOST_TEXT, "name": 1000, "detail": MOST_TEXT}  # characters
_MOST_BASES = 100
_FIELDS = {"type": str, "message": str, "piece": int, "line": int, "column": int, "name": str, "detail": str}


def program(task: Task, settings: RunSettings) -> Program | Result:
    """The job of a task in Python or SQL."""
    if task.environment == "duckdb" and task.language == "sql" and not _has("duckdb"):
        return unavailable(task, "package duckdb")
    payload: dict[str, Any] = {
        "language": task.language,
        "pieces": list(task.pieces),
        "doctest": task.doctest,
        "traced": task.traced,
        "environment": task.environment,
        "paths": list(settings.readable) if task.packages else [],
    }
    return Program(task, Job(task.key, payload=payload, timeout=task.timeout, memory=settings.memory), failure, same_place)


def failure(task: Task, notes: Notes, output: str) -> Failure | None:
    """The failure as its program's own interpreter told it; what a snippet may have forged is typed all the same."""
    for told, *_ in (values for values in notes.get("failure", ()) if values):
        if isinstance(told, dict):
            fields = {key: told[key] for key, kind in _FIELDS.items() if type(told.get(key)) is kind and is_sane(told[key])}
            fields |= {key: text[:most] for key, most in _LONGEST.items() if isinstance(text := fields.get(key), str)}
            if "type" in fields and "message" in fields:
                bases = told.get("bases")
                return Failure(**fields, bases=tuple(map(str, bases[:_MOST_BASES])) if isinstance(bases, list) else ())
    return None


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None
