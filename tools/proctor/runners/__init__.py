"""Running strangers' code. Three parts, which only this module joins:

    sandbox    what confines programs, starts them and takes what they leave; it knows no language
    harness    inside, in the process of a stranger's code: runs it and reports
    languages  outside: a task becomes a job for the sandbox, and what was reported a result

The rest of proctor uses `begin`, `run` and `settings`, and of the sandbox its pool and the choice of a level. What a part may
know of the others stands in its `__init__`; tests/test_imports.py holds it to that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

_OURS: dict[str, Callable[[Task], bool]] = {
    "proctor.runners.harness.sessions": lambda task: task.doctest and task.language == "python",
    "proctor.runners.harness.sql": lambda task: task.language == "sql",
    "proctor.runners.harness.steps": lambda task: task.language not in ("python", "sql", "javascript"),
}

if TYPE_CHECKING:
    from proctor.runners.sandbox.pool import Pool
    from proctor.runners.settings import RunSettings
    from proctor.snippets.values import Levels, Result, Task


def begin(codes: Sequence[str], settings: RunSettings, level: Levels) -> Pool:
    """A pool that starts while it is not known yet which of these Python programs are to run. The caller closes it."""
    from proctor.runners.languages.shared import imported
    from proctor.runners.sandbox.pool import Pool

    ours = ["proctor.runners.harness.sessions"] if any(">>>" in code for code in codes) else []
    return Pool(level, settings.workers or _cores(), (*ours, *imported(codes)), settings.readable).__enter__()


def run(tasks: Iterable[Task], settings: RunSettings, level: Levels, begun: Pool | None = None) -> Iterator[Result]:
    """The results of tasks, each as soon as it is known; no two have one key. Raises Incomplete where there is no such level.

    `begun` is used, and left open, where it does for what these tasks may read.
    """
    from proctor.runners.languages.choose import program
    from proctor.runners.languages.programs import Program
    from proctor.runners.languages.results import result
    from proctor.runners.languages.tools import folders
    from proctor.runners.sandbox.pool import Pool

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
    from proctor.runners.languages.shared import imports

    ours = [name for name, used in _OURS.items() if any(used(task) for task in tasks)]
    return (*ours, *(imports(tasks) if settings.preload is None else settings.preload))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
