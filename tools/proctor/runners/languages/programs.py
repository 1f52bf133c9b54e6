"""What the languages have in common: a task as a job, a failure as it is reported, lines of a program as its pieces'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from proctor.runners.harness.report import MOST_TEXT
from proctor.runners.sandbox.jobs import Job
from proctor.snippets.values import Failure, Result, Task

HARNESS = Path(__file__).parents[1] / "harness"  # with the files that other interpreters run
MOST_NUMBER = 1 << 31  # of lines, columns, statuses
Notes = Mapping[str, Sequence[Sequence[Any]]]  # what the harness reported: kind -> the values of each report of that kind
_LONGEST = {"type": 1000, "message": MOST_TEXT, "name": 1000, "detail": MOST_TEXT}  # characters
_MOST_BASES = 100
_FIELDS = {"type": str, "message": str, "piece": int, "line": int, "column": int, "name": str, "detail": str}


class Program(NamedTuple):
    """A job, and what knows how to read what becomes of it."""

    task: Task
    job: Job
    failure: Callable[[Task, Notes, str], Failure | None]  # task, notes, output
    place: Callable[[Task, Notes, int, int], tuple[int, int]]  # task, notes, file or piece, line -> piece, line
    program: str = ""  # that runs it, absolute
    ended: Callable[[Task, Notes], bool] = lambda _, notes: "done" in notes  # whether it came to its end


def is_sane(value: object) -> bool:
    """Whether a value that a snippet may have made up is of a size that something real can have."""
    return not isinstance(value, int) or -MOST_NUMBER < value < MOST_NUMBER


def reported(task: Task, notes: Notes, output: str) -> Failure | None:
    """The failure as its program's own interpreter told it; what a snippet may have forged is typed all the same."""
    for told, *_ in (values for values in notes.get("failure", ()) if values):
        if isinstance(told, dict):
            fields = {key: told[key] for key, kind in _FIELDS.items() if type(told.get(key)) is kind and is_sane(told[key])}
            fields |= {key: text[:most] for key, most in _LONGEST.items() if isinstance(text := fields.get(key), str)}
            if "type" in fields and "message" in fields:
                bases = told.get("bases")
                return Failure(**fields, bases=tuple(map(str, bases[:_MOST_BASES])) if isinstance(bases, list) else ())
    return None


def unavailable(task: Task, reason: str) -> Result:
    """A task that cannot be run here."""
    return Result(task.key, "unavailable", reason=reason)


def same_place(task: Task, notes: Notes, piece: int, line: int) -> tuple[int, int]:
    """Where pieces are reported as such."""
    return (piece, line) if 0 <= piece < len(task.pieces) else (-1, 0)


def joined(pieces: Sequence[str], between: str) -> str:
    """One program of several pieces; `between` is the lines that stand between two."""
    return between.join(piece.removesuffix("\n") + "\n" for piece in pieces)


def piece_at(pieces: Sequence[str], line: int, between: int) -> tuple[int, int]:
    """The piece and its line at a line of a joined program; `between` is how many lines stand between two."""
    first, found = 1, (-1, 0)
    for number, piece in enumerate(pieces):
        if line >= first:
            found = (number, min(line - first + 1, piece.removesuffix("\n").count("\n") + 1))
        first += piece.removesuffix("\n").count("\n") + 1 + between
    return found
