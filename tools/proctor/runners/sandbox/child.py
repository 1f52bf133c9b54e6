"""A job's own process: it locks itself up, then becomes a program or runs the harness."""

from __future__ import annotations

import builtins
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn

from proctor.runners.sandbox import jail, limits

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py
Harness = Callable[[Mapping[str, Any], Callable[[bytes], object]], bytes | None]
MARK = 32  # characters of the end mark
ABOVE = 5  # descriptors from here on are none of those that a job gets
_RECORD, _MARK, _HIGHEST = 3, 4, 1 << 12  # descriptors; standard input is that of the keeper


class Ends(NamedTuple):
    """Descriptors of the child, before they get their numbers; from ABOVE on, so that none is in the way of another."""

    output: int
    record: int
    mark: int


def run(
    job: Mapping[str, Any], ends: Ends, prison: jail.Jail, harness: Harness, leave: Callable[[int], NoReturn] = os._exit
) -> NoReturn:
    """Do a job. `leave` is here by its value, so that no snippet can take it away."""
    code = 1
    try:
        _settle(job, ends, prison)
        if job["argv"]:
            _become(job)
        _perform(job["payload"], harness)
        code = 0
    except BaseException:
        _complain()
    finally:
        leave(code)


def _settle(job: Mapping[str, Any], ends: Ends, prison: jail.Jail) -> None:
    """Locks, descriptors and limits."""
    os.setsid()
    jail.enter(prison)  # first: it needs descriptors that are closed below
    os.dup2(ends.output, 1)
    os.dup2(ends.output, 2)
    os.dup2(ends.record, _RECORD, bool(job["argv"]))  # what the harness starts must not write there
    os.dup2(ends.mark, _MARK)
    os.closerange(ABOVE, _HIGHEST)
    if prison.limited:
        reserved = 0 if job["argv"] else prison.reserved
        limits.apply(limits.Bounds(job["timeout"], job["memory"] + reserved, job["data"], prison.tasks))
    if job["env"]:
        os.environ.update(job["env"])


def _become(job: Mapping[str, Any]) -> NoReturn:
    """Start the program. What this interpreter ignores would stay ignored."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    argv = job["argv"]
    environment = {**os.environ, "PROCTOR_RECORD": str(_RECORD), "PROCTOR_MARK": str(_MARK)}
    try:
        os.execvpe(argv[0], argv, environment)
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
        os._exit(127)


def _perform(payload: Mapping[str, Any], harness: Harness) -> None:
    """Run the harness, and tell the keeper that it came back.

    The mark that proves it lies in no variable, container or frame's locals while the harness runs, only in the evaluation of
    this expression. A program that searches its own memory could still find it: what runs in one process has no secrets.
    """
    _write(_RECORD, _taken() + _sealed(harness(payload, _send)))
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def _taken() -> bytes:
    """The end mark, which can be read once."""
    found = os.read(_MARK, MARK)
    os.close(_MARK)
    return found


def _sealed(returned: bytes | None) -> bytes:
    returned = returned or b""
    return b"%08x%b" % (len(returned), returned)


def _send(record: bytes) -> None:
    _write(_RECORD, record)


def _write(end: int, data: bytes, write: Callable[[int, memoryview], int] = os.write) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[write(end, rest) :]


def _complain() -> None:
    """Say on standard error what went wrong, if that is still possible."""
    with suppress(BaseException):
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
