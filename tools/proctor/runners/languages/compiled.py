"""Languages that are compiled, one file each, and those for which the user names a command."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from proctor.pattern import lazy
from proctor.runners.languages.programs import Notes, Program, joined, piece_at, unavailable
from proctor.runners.languages.tools import find
from proctor.runners.sandbox.jobs import Job
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Failure, Result, Task

_COMPILING = 30.0  # seconds on top of a program's own
_STARTING = 5.0  # seconds of a program that compiles itself
_JVM = "-Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xss1m -XX:-UsePerfData"
_ENVIRONMENT = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
# The linker that comes with the compiler is looked for without the rights by which the compiler itself was read.
_LINKER = "-C link-arg=-fuse-ld=bfd" if sys.platform == "linux" else ""


class _Language(NamedTuple):
    programs: str  # any of which compiles it
    file: str
    compile: str  # arguments
    run: str  # empty where compiling is running
    main: str  # what a whole program has


_LANGUAGES = {
    "c": _Language("gcc cc clang", "snippet.c", "-w -o snippet.out snippet.c -lm -pthread", "./snippet.out", r"\bmain\s*+\("),
    "c++": _Language("g++ c++ clang++", "snippet.cpp", "-w -o snippet.out snippet.cpp -pthread", "./snippet.out", r"\bmain\s*+\("),
    "rust": _Language(
        "rustc",
        "snippet.rs",
        f"--edition=2021 --error-format=short --cap-lints=allow {_LINKER} -o snippet.out snippet.rs",
        "./snippet.out",
        r"\bfn\s++main\s*+\(",
    ),
    "go": _Language("go", "snippet.go", "build -o snippet.out snippet.go", "./snippet.out", r"\bfunc\s++main\s*+\("),
    "java": _Language("java", "Snippet.java", f"{_JVM} Snippet.java", "", r"\bvoid\s++main\s*+\("),
}
_PATTERNS = {name: lazy(language.main) for name, language in _LANGUAGES.items()}
_ERROR = lazy(r"(?mi)^(?:\./)?snippet\.\w{1,4}:(\d{1,7}):(?:(\d{1,7}):)? (?:(?:fatal )?error(?:\[\w{1,10}\])?: )?([^\n]*+)")
_MISSING = lazy(
    r"fatal error: ([^\s:]{1,200}): No such file|can't find crate for `([^`\n]{1,200})`|unresolved import `([^`:\n]{1,200})"
    r"|undeclared (?:crate or module|type|module or unlinked crate) `([^`\n]{1,200})`"
    r"|package (\S{1,200}) (?:does not exist|is not in)"
    r"|no required module provides package (\S{1,200})"
)
_THROWN = lazy(
    r'Exception in thread "[^"\n]{0,100}" (?:[\w$]{1,100}\.){0,20}([\w$]{1,100})(?:: ([^\n]*+))?'
    r"|thread '[^'\n]{0,100}'(?: \(\d+\))? (panicked) at [^\n]*+\n([^\n]*+)|(?m:^)(panic): ([^\n]*+)"
)
_PLACE = lazy(r"(?i)\bsnippet\.(?:java|rs|go):(\d{1,7})(?::(\d{1,7}))?")
_NO_MAIN = ("no class declared in source file", "'main' method is not declared", "error: can't find main(String[]) method")


def program(task: Task, settings: RunSettings) -> Program | Result:
    """The job of a program that is compiled and then run."""
    language = _LANGUAGES[task.language]
    compiler = find(language.programs, settings.path)
    if not compiler:
        return unavailable(task, f"no {language.programs.replace(' ', ', ')} on PATH")
    code = joined(task.pieces, "")
    if not _PATTERNS[task.language].search(code):
        return unavailable(task, "fragment")
    compiles = _step([compiler, *language.compile.split()])
    if language.run:
        steps = [compiles | {"check": True}, _step(language.run.split()) | {"seconds": task.timeout}]
    else:
        steps = [compiles | {"seconds": task.timeout + _STARTING}]
    return _job(task, settings, steps, {language.file: code}, task.timeout + _COMPILING)


def configured(task: Task, settings: RunSettings) -> Program | Result:
    """The job of a program in a language for which a command is configured."""
    command = settings.commands[task.language]
    first = find(command[0], settings.path) if command else ""
    if not first:
        return unavailable(task, f"no {command[0] if command else 'command'} on PATH")
    file = f"snippet.{task.language}" if task.language.isalnum() else "snippet"
    argv = [first, *(each.replace("{file}", file) for each in command[1:])]
    argv += [] if any("{file}" in each for each in command) else [file]
    return _job(task, settings, [_step(argv)], {file: joined(task.pieces, "")}, task.timeout)


def _step(argv: list[str]) -> dict[str, Any]:
    return {"argv": argv, "check": False, "marks": False, "environment": _ENVIRONMENT, "seconds": 0}


def _job(task: Task, settings: RunSettings, steps: list[dict[str, Any]], files: dict[str, str], timeout: float) -> Program:
    payload = {"language": task.language, "steps": steps}
    contents = {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
    job = Job(task.key, payload=payload, files=contents, timeout=timeout, memory=settings.memory, data=True)
    return Program(task, job, failure, lambda task, _notes, _file, line: piece_at(task.pieces, line, 0), str(steps[0]["argv"][0]))


def failure(task: Task, notes: Notes, output: str) -> Failure | None:
    """What the compiler says, or the status of the program."""
    rejected = next(iter(notes.get("rejected", ())), None)
    said = str(rejected[1]) if rejected and len(rejected) > 1 else output if task.language == "java" else ""
    if any(words in said for words in _NO_MAIN):
        return Failure("Fragment", "no main")
    match = _ERROR.search(said)
    if match:
        piece, line = piece_at(task.pieces, int(match[1]), 0)
        missing = _MISSING.search(said)
        name = next((group for group in missing.groups() if group), "") if missing else ""
        return Failure("ModuleNotFoundError" if name else "SyntaxError", match[3], piece, line, int(match[2] or 0), name)
    if rejected:
        return Failure("SyntaxError", said.strip()[:2000])
    thrown, place = _THROWN.search(output), _PLACE.search(output)
    if not thrown:
        return None
    kind, message = (thrown[1], thrown[2]) if thrown[1] else ("panic", thrown[4] or thrown[6])
    piece, line = piece_at(task.pieces, int(place[1]), 0) if place else (-1, 0)
    return Failure(kind, message or "", piece, line, int(place[2] or 0) if place else 0)
