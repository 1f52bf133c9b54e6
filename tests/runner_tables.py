"""What the tests of runners share: tables of programs, run together in one pool of the best sandbox that this machine has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conftest import contained

from proctor import runners
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Result, Task


class Table:
    """Tasks by name, each with what is expected of its result."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tasks: dict[str, Task] = {}

    def add(self, name: str, *pieces: str, **marks: object) -> str:
        """Add a program; its name."""
        language = str(marks.pop("language", self.language))
        self.tasks[name] = Task(name, language, pieces, **marks)  # type: ignore[arg-type]
        return name


def results(tasks: Sequence[Task], settings: RunSettings | None = None) -> Mapping[str, Result]:
    """The results of tasks by key. Skips where this system has no sandbox at all."""
    found = {each.key: each for each in runners.run(tasks, settings or RunSettings(workers=2), contained())}
    assert set(found) == {task.key for task in tasks}
    return found


def lines(result: Result, values: bool = False) -> list[tuple[int, int, str]]:
    """Piece, line and text of what statements printed, or of what bare expressions are worth."""
    return [(p.piece, p.line, p.text) for p in result.printed if p.value is values]
