"""Which runner a task goes to, and which languages have one."""

from __future__ import annotations

from proctor.runners.languages import compiled, node, python, shell
from proctor.runners.languages.programs import Program, unavailable
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Result, Task

_RUNNERS = {
    "python": python.program,
    "sql": python.program,
    "javascript": node.program,
    "typescript": node.program,
    "bash": shell.program,
    "c": compiled.program,
    "c++": compiled.program,
    "go": compiled.program,
    "rust": compiled.program,
    "java": compiled.program,
}


def program(task: Task, settings: RunSettings) -> Program | Result:
    """The program of a task, or the result that it cannot be run here."""
    if task.language in settings.commands:
        return compiled.configured(task, settings)
    runner = _RUNNERS.get(task.language)
    return runner(task, settings) if runner else unavailable(task, f"no runner for {task.language or 'no language'}")
