"""Shell scripts, as bash runs them: one that goes on after a failing command, and ends as its last command does."""

from __future__ import annotations

from proctor.pattern import lazy
from proctor.runners.languages.programs import HARNESS, Notes, Program, joined, piece_at, unavailable
from proctor.runners.languages.tools import find
from proctor.runners.sandbox.jobs import Job
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Failure, Result, Task

# Below the script: it came to its end. The empty line is for a script that ends with a backslash.
_END = '\n\n__status=$? __last=$__before; trap - DEBUG; __before=$__last; printf "end\\n" >&9; exit "$__status"\n'
_ERROR = lazy(r"(?m)^(?:\S*/)?snippet\.sh: (?:line )?(\d{1,7}): ([^\n]*+)")
_NOT_FOUND = lazy(r"(?:(\S{1,200}): (?:command )?not found|(\S{1,200}): No such file or directory)$")
_PROMPT = "$ "
_NOT_FOUND_STATUS = 127


def program(task: Task, settings: RunSettings) -> Program | Result:
    """The job of a script: parsed first, so that a mistake at its end is found before anything of it runs."""
    shell = find("bash", settings.path)
    if not shell:
        return unavailable(task, "no bash on PATH")
    script = joined([commands(piece) for piece in task.pieces], "")
    environment = {"BASH_ENV": str(HARNESS / "bash.sh")}
    steps = [
        {"argv": [shell, "-n", "snippet.sh"], "check": True, "marks": False, "environment": {}, "seconds": 0},
        {"argv": [shell, "snippet.sh"], "check": False, "marks": True, "environment": environment, "seconds": 0},
    ]
    files = {"snippet.sh": (script.removesuffix("\n") + _END).encode("utf-8", "surrogatepass")}
    job = Job(task.key, payload={"language": "bash", "steps": steps}, files=files, timeout=task.timeout, memory=settings.memory)
    return Program(task, job, failure, lambda task, _notes, _file, line: piece_at(task.pieces, line, 0), shell, _ended)


def commands(code: str) -> str:
    """The commands of a session with prompts, on their lines; a script as it is."""
    lines = code.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not first.startswith(_PROMPT):
        return code
    kept, goes_on = [], False
    for line in lines:
        if line.startswith(_PROMPT):
            kept.append(line.removeprefix(_PROMPT))
        else:
            kept.append(line.removeprefix("> ") if goes_on else "")
        goes_on = kept[-1].endswith("\\")
    return "\n".join(kept)


def failure(task: Task, notes: Notes, output: str) -> Failure | None:
    """Why a script failed: its syntax, a command that is not there, or the status of its last command."""
    rejected = next(iter(notes.get("rejected", ())), None)
    if rejected:
        match = _ERROR.search(str(rejected[1]))
        piece, line = piece_at(task.pieces, int(match[1]), 0) if match else (-1, 0)
        return Failure("SyntaxError", match[2] if match else str(rejected[1]).strip(), piece, line)
    status = next((values[0] for values in notes.get("ended", ()) if values), 0)
    if not status:
        return None
    if status == _NOT_FOUND_STATUS:
        for match in _ERROR.finditer(output):
            missing = _NOT_FOUND.search(match[2])
            if missing:
                return Failure("CommandNotFound", match[2], *piece_at(task.pieces, int(match[1]), 0), name=missing[1] or missing[2])
    return Failure("ExitStatus", f"exit status {status}", *piece_at(task.pieces, _last_line(notes), 0))


def _ended(task: Task, notes: Notes) -> bool:
    """Whether the line below the script was reached, or the shell left at the script's last line."""
    code = joined(task.pieces, "").split("\n")
    last = max((n for n, line in enumerate(code, 1) if line.strip() and not line.lstrip().startswith("#")), default=0)
    return "end" in _marks(notes) or _last_line(notes) >= last


def _last_line(notes: Notes) -> int:
    """The line of the last command; 0 where the script has a trap of its own, so that it is not known."""
    words = next((mark.split() for mark in reversed(_marks(notes)) if mark.startswith("exit ")), [])
    return int(words[2]) if len(words) == 3 and words[2].isdecimal() else 0


def _marks(notes: Notes) -> list[str]:
    return [mark for values in notes.get("ended", ()) for mark in str(values[-1]).splitlines()]
