"""Run programs one after another from a sandboxed child: compilers, shells, and what a compiler made.

The child itself runs no strange code, so how they ended is told by somebody whom they cannot reach.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from typing import Any

from proctor.runners.harness.report import MOST_TEXT, Report, show

MARKS = 9  # the channel on which a step may tell something: all shells can write to a channel of one digit
_MOST_MARKS = 4096  # bytes
_PIECE = 1 << 16
_IDLE = 0.2  # of the time that it was given: what a program may compute while it waits


def run(steps: Sequence[Mapping[str, Any]], report: Report) -> None:
    """Run steps `{"argv": [...], "check": bool, "marks": bool, "environment": {...}, "seconds": ...}` until one fails.

    The output of a check is shown only if it fails; marks are what a step may tell on a channel of its own. Seconds bound a
    step that runs the snippet; 0 leaves that to the sandbox.
    """
    for step in steps:
        try:
            status = _check(step, report) if step["check"] else _run(step, report)
        except OSError as error:
            report("missing", step["argv"][0], error.strerror or "")
            return
        if status:
            return
    report("done")


def _check(step: Mapping[str, Any], report: Report) -> int:
    """Run a compiler, or another program that only reads the snippet."""
    output, end = os.pipe()
    child = _spawn(step, [(os.POSIX_SPAWN_DUP2, end, 1), (os.POSIX_SPAWN_DUP2, end, 2)])
    os.close(end)
    text = bytearray()
    while piece := os.read(output, _PIECE):
        text += piece[: max(0, MOST_TEXT - len(text))]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        shown = text.decode("utf-8", "replace")
        report("rejected", status, shown)
        show(shown, 2)
    return status


def _run(step: Mapping[str, Any], report: Report) -> int:
    """Run a program whose output is the snippet's."""
    marks, end = os.pipe()
    os.set_blocking(marks, False)
    child = _spawn(step, [(os.POSIX_SPAWN_DUP2, end, MARKS)] if step["marks"] else [])
    os.close(end)
    if step["seconds"] and not _ends_within(child, step["seconds"], report):
        return -signal.SIGKILL
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        told = os.read(marks, _MOST_MARKS).decode("ascii", "replace")
    except BlockingIOError:  # a child that it left behind holds the other end
        told = ""
    report("ended", status, told)
    return status


def _ends_within(child: int, seconds: float, report: Report) -> bool:
    """Wait for a child's end, but leave its status to be taken; one that is late is killed and reported."""
    until, pause = time.monotonic() + seconds, 0.001
    while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            used = os.wait4(child, 0)[2]
            report("late", used.ru_utime + used.ru_stime < _IDLE * seconds)
            return False
        time.sleep(pause)
        pause = min(2 * pause, 0.02)
    return True


def _spawn(step: Mapping[str, Any], actions: list[Any]) -> int:
    argv = step["argv"]
    return os.posix_spawn(argv[0], argv, {**os.environ, **step["environment"]}, file_actions=actions)
