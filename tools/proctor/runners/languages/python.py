"""Python and SQL: run by the harness itself, in the interpreter that the sandbox has at hand."""

from __future__ import annotations

from typing import Any

from proctor.runners.languages.programs import Program, reported, same_place, unavailable
from proctor.runners.sandbox.jobs import Job
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Result, Task


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
    return Program(task, Job(task.key, payload=payload, timeout=task.timeout, memory=settings.memory), reported, same_place)


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None
