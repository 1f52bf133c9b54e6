"""Running strangers' code: the sandbox, the fork server in it, and a module for each language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

_OURS: dict[str, Callable[[Task], bool]] = {
    "proctor.runners.sessions": lambda task: task.doctest and task.language == "python",
    "proctor.runners.sql": lambda task: task.language == "sql",
    "proctor.runners.steps": lambda task: task.language not in ("python", "sql", "javascript"),
}

if TYPE_CHECKING:
    from proctor.runners.pool import Pool
    from proctor.runners.settings import RunSettings
    from proctor.snippets.values import Levels, Result, Task


def begin(codes: Sequence[str], settings: RunSettings, level: Levels) -> Pool:
    """A pool that starts while it is not known yet which of these Python programs are to run. The caller closes it."""
    from proctor.runners.pool import Pool
    from proctor.runners.shared import imported

    ours = ["proctor.runners.sessions"] if any(">>>" in code for code in codes) else []
    return Pool(level, settings.workers or _cores(), (*ours, *imported(codes)), settings.readable).__enter__()


def run(tasks: Iterable[Task], settings: RunSettings, level: Levels, begun: Pool | None = None) -> Iterator[Result]:
    """The results of tasks, each as soon as it is known; no two have one key. Raises Incomplete where there is no such level.

    `begun` is used, and left open, where it does for what these tasks may read.
    """
    from proctor.runners.languages import program
    from proctor.runners.pool import Pool
    from proctor.runners.programs import Program
    from proctor.runners.results import result
    from proctor.runners.tools import folders

    programs: dict[str, Program] = {}
    for task in tasks:
        made = program(task, settings)
        if isinstance(made, Program):
            programs[task.key] = made
        else:
            yield made
    if not programs:
        return
    used = {each.program for each in programs.values()}
    readable = tuple(sorted({*settings.readable, *(folder for program in used for folder in folders(program))}))
    with ExitStack() as stack:
        if begun and (begun.settings.level, begun.settings.readable) == (level, readable):
            pool = begun
        else:
            preload = _preload([each.task for each in programs.values()], settings)
            pool = stack.enter_context(Pool(level, settings.workers or _cores(), preload, readable))
        for ended in pool.run([each.job for each in programs.values()]):
            yield result(programs[ended.key], ended, level)


def _preload(tasks: Sequence[Task], settings: RunSettings) -> tuple[str, ...]:
    """Our own modules that children use, then those that snippets share."""
    from proctor.runners.shared import imports

    ours = [name for name, used in _OURS.items() if any(used(task) for task in tasks)]
    return (*ours, *(imports(tasks) if settings.preload is None else settings.preload))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
