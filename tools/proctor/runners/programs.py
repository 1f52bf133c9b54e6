"""What the languages have in common: how a task becomes a job, and how lines of a program are lines of its pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from proctor.runners.jobs import Job
from proctor.snippets.values import Failure, Result, Task

MOST_NUMBER = 1 << 31  # of lines, columns, statuses
Notes = Mapping[str, Sequence[Sequence[Any]]]  # what a child reported: kind -> the values of each report of that kind, see `report`


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
