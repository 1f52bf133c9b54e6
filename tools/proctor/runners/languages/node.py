"""JavaScript and TypeScript, in node."""

from __future__ import annotations

from proctor.pattern import lazy
from proctor.runners.languages.programs import HARNESS, Notes, Program, joined, piece_at, reported, unavailable
from proctor.runners.languages.tools import find, version
from proctor.runners.sandbox.jobs import Job
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Failure, Result, Task

_STRIPS_TYPES = (22, 6)
_NESTS, _CLOSES = ";(function () {\n", "}).call(this);\n"  # a later piece sees the names of earlier ones, and may have its own
_SCRIPTS = ("script", "browser")
_STACK = lazy(r"[/( ]snippet(\d{0,4})\.[mc]?[jt]s:(\d{1,7}):(\d{1,7})")
_HEADER = lazy(
    r"(?m)^[^\n]*?/snippet(\d{0,4})\.[mc]?[jt]s:(\d{1,7})\n[^\n]*+\n([ \t]*+)[\^\n]"
)  # no caret where nothing is left to point at
_FOLDER = lazy(r"imported from (/\S{0,500}/)snippet\d{0,4}\.[mc]?[jt]s$")
_UNDEFINED = lazy(r"(\S{1,200}) is not defined")
_MISSING = lazy(r"Cannot find (?:module|package) '([^'\n]{1,200})'")


def program(task: Task, settings: RunSettings) -> Program | Result:
    """The job of a task in JavaScript or TypeScript."""
    node = find("node", settings.path)
    if not node:
        return unavailable(task, "no Node.js on PATH")
    typed = task.language == "typescript"
    if typed and version(node) < _STRIPS_TYPES:
        return unavailable(task, "needs Node.js 22.6 or newer, or a configured command")
    files = _files(task, "ts" if typed else "js")
    names = [name for name in files if not (name.endswith(".mjs") and len(files) > 1)]
    flags = (f"--max-old-space-size={settings.memory >> 21}", *(("--experimental-strip-types",) if typed else ()))
    argv = (node, *flags, str(HARNESS / "node.cjs"), task.environment or "node", *names)
    job = Job(task.key, argv, files=files, env={"NO_COLOR": "1"}, timeout=task.timeout, memory=settings.memory, data=True)
    return Program(task, job, failure, place, node)


def _files(task: Task, extension: str) -> dict[str, bytes]:
    """The program's files: one, or of several scripts one each. Several pieces differ by what the code turns out to be."""
    pieces = task.pieces
    if task.environment in _SCRIPTS and len(pieces) > 1:
        return {f"snippet{n}.{extension}": _bytes(piece) for n, piece in enumerate(pieces, 1)}
    module = {"snippet.mjs": _bytes(joined(pieces, ";\n"))}
    if task.environment == "esm" and extension == "js":
        return module
    if len(pieces) == 1:
        return {f"snippet.{extension}": _bytes(pieces[0])}
    nested = joined(pieces, _NESTS) + _CLOSES * (len(pieces) - 1)
    return {f"snippet.{extension}": _bytes(nested), **(module if extension == "js" else {})}


def place(task: Task, notes: Notes, file: int, line: int) -> tuple[int, int]:
    """The piece and line of a line of a file of the program."""
    if file < 0:
        return -1, 0
    if task.environment in _SCRIPTS and len(task.pieces) > 1:
        return (file, line) if file < len(task.pieces) else (-1, 0)
    return piece_at(task.pieces, line - _shift(notes), 1)


def failure(task: Task, notes: Notes, output: str) -> Failure | None:
    """The error that ended a program. Where its own stack does not say from where it came, what node printed does."""
    found = reported(task, notes, output)
    if found is None:
        return None
    told = notes["failure"][0][0]
    folder = _FOLDER.search(found.message)
    if folder:  # it is another one in the next run
        found = found._replace(message=found.message.replace(folder[1], "./"))
    code, stack = (str(told.get(key, "")) for key in ("code", "stack"))
    piece, line, column = _where(task, notes, found.type, stack, output)
    missing = _MISSING.match(found.message) if code in ("MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND") else None
    undefined = _UNDEFINED.match(found.message) if found.type == "ReferenceError" else None
    name = next((match[1] for match in (missing, undefined) if match), "")
    if missing and not line:
        piece, line = _naming(task, name)
    return found._replace(piece=piece, line=line, column=column, name=name)


def _where(task: Task, notes: Notes, kind: str, stack: str, output: str) -> tuple[int, int, int]:
    match = _HEADER.match(stack)
    frame = None if match else _STACK.search(stack)
    if not match and not frame and (kind == "SyntaxError" or not stack):
        match = next(reversed(list(_HEADER.finditer(output))), None)
    if match:
        file, line, column = match[1], int(match[2]), len(match[3]) + 1
    elif frame:
        file, line, column = frame[1], int(frame[2]), int(frame[3])
    else:
        return -1, 0, 0
    return *place(task, notes, int(file or 1) - 1, line), column


def _naming(task: Task, module: str) -> tuple[int, int]:
    """Where a program names a module that it imports."""
    for piece, code in enumerate(task.pieces):
        for quoted in (f'"{module}"', f"'{module}'"):
            if quoted in code:
                return piece, code.count("\n", 0, code.index(quoted)) + 1
    return -1, 0


def _shift(notes: Notes) -> int:
    return 1 if notes.get("shift") else 0


def _bytes(code: str) -> bytes:
    return code.encode("utf-8", "surrogatepass")
