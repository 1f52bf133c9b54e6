"""How a child ended and what it reported -> the result of its task."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping
from typing import Any

from proctor.pattern import lazy
from proctor.runners.languages.programs import Notes, Program, is_sane
from proctor.runners.sandbox.jobs import Ended
from proctor.snippets.syntax import asserts
from proctor.snippets.values import Failure, Printed, Result, Verdict

# What each kind of report holds. A snippet can write on the channel too: what has another form is none.
_FORMS: Mapping[str, tuple[type, ...]] = {
    "done": (),
    "exited": (int, int),
    "asserted": (int,),
    "examples": (int,),
    "failure": (dict,),
    "printed": (int, int, int, str, bool),
    "missing": (str, str),
    "rejected": (int, str),
    "ended": (int, str),
    "late": (bool,),
    "shift": (int,),
}
_FAULT = lazy(r'Fatal Python error: [^\n]*+\n(?:[^\n]*+\n){0,3}?  File "<snippet (\d{1,9})>", line (\d{1,9})')


def result(program: Program, ended: Ended, level: str) -> Result:
    """What running a program showed."""
    task, notes = program.task, _notes(ended.record)
    output = ended.output.decode("utf-8", "replace")
    verdict, reason, failure = _verdict(program, ended, notes, output)
    printed = tuple(_printed(program, notes))
    counts = {
        kind: max((_number(values[0]) for values in notes.get(kind, ()) if values), default=0) for kind in ("examples", "asserted")
    }
    if not task.traced and verdict == "ok":
        counts["asserted"] = int(asserts(task.pieces[-1]))
    return Result(task.key, verdict, output, printed, failure, ended.seconds, reason, level=level, **counts)


def _verdict(program: Program, ended: Ended, notes: Notes, output: str) -> tuple[Verdict, str, Failure | None]:
    """Verdict, reason and failure."""
    late = next((values for values in notes.get("late", ()) if values), None)
    if late or ended.status == "timeout":
        return "timeout", "idle" if (late[0] if late else ended.idle) else "busy", None
    if ended.status in ("output-limit", "disk-limit"):
        return ended.status, f"more {'output' if ended.status == 'output-limit' else 'data written'} than allowed", None
    missing = next(iter(notes.get("missing", ())), None)
    if missing:
        return "unavailable", "cannot start " + " ".join(map(str, missing)), None
    status = -ended.code if ended.status == "signal" else ended.code or _status(notes)
    if status < 0:
        return "signal", ended.reason or _out_of_memory(output) or _signal(-status), _fault(program, notes, -status, output)
    failure = program.failure(program.task, notes, output) if status or "done" not in notes else None
    if failure is not None and failure.type == "Fragment":
        return "unavailable", "fragment", None
    if failure is not None or status:
        return "fail", "", failure or Failure("ExitStatus", f"exit status {status}")
    if not ended.finished or not program.ended(program.task, notes):
        return "exited-early", "it ended before its last statement", None
    return "ok", "", None


def _status(notes: Notes) -> int:
    """The status of the last program that a child ran for us; that of the child itself is another matter."""
    told = [*notes.get("rejected", ()), *notes.get("ended", ())]
    return _number(told[-1][0]) if told and told[-1] else 0


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _out_of_memory(output: str) -> str:
    """Node ends itself by a signal when it has used up what it may have."""
    return "memory" if "JavaScript heap out of memory" in output else ""


def _fault(program: Program, notes: Notes, number: int, output: str) -> Failure:
    """A crash, with its line where Python could still tell it."""
    match = _FAULT.search(output)
    piece, line = program.place(program.task, notes, int(match[1]) - 1, int(match[2])) if match else (-1, 0)
    return Failure("Signal", _signal(number), piece, line)


def _notes(record: bytes) -> dict[str, list[list[Any]]]:
    """The reports of a child, by kind. Lines that are none are left out."""
    found: dict[str, list[list[Any]]] = {}
    for line in record.split(b"\n"):
        try:
            kind, *values = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            continue
        if isinstance(kind, str) and _FORMS.get(kind) == tuple(map(type, values)) and all(map(is_sane, values)):
            found.setdefault(kind, []).append(values)
    return found


def _printed(program: Program, notes: Notes) -> Iterator[Printed]:
    for values in notes.get("printed", ()):
        match values:
            case [int(file), int(line), int(last), str(text), bool(value)]:
                piece, line_ = program.place(program.task, notes, file, line)
                yield Printed(piece, line_, text, value, line_ + max(0, last - line))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
