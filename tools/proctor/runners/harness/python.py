"""Run pieces of Python in a sandboxed child, one after another in one namespace, and say what they printed and how they ended.

The child shares its interpreter with the code that it runs. So what is needed to report is taken before that code runs;
code that breaks it all the same breaks its own result only.
"""

from __future__ import annotations

import _thread
import atexit
import builtins
import faulthandler
import gc
import io
import os
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

from proctor.runners.harness import errors, journal, pieces, probe
from proctor.runners.harness.report import Report

globals()["__builtins__"] = dict(vars(builtins))  # for the functions below: a snippet that replaces `len` replaces it for itself
_COROUTINE = 0x80  # inspect.CO_COROUTINE, without its import
_SPARE = 1 << 20  # bytes kept for the report of a program that has used up its memory


def perform(payload: Mapping[str, Any], send: Callable[[bytes], object]) -> bytes:
    """Run a payload `{"language": ..., ...}`. Returns when all is over; errors of what it runs are reported, never raised.

    Where nothing but the end is of interest, that is all that is reported, and returned.
    """
    kept: list[bytes] = []
    traced = payload.get("traced", True)
    report, status = Report(send if traced else kept.append), 0
    if payload["language"] == "probe":
        return probe.perform(payload)
    if payload["language"] == "python":
        sys.path += payload["paths"]
        status = run(payload["pieces"], payload["doctest"], traced, report)
    elif payload["language"] == "sql":
        from proctor.runners.harness import sql

        sql.run(payload["pieces"], payload["environment"], report)
    else:
        from proctor.runners.harness import steps

        steps.run(payload["steps"], report)
    if not report.own:
        os._exit(status)  # a copy that the snippet forked: the end is the parent's to tell
    return b"".join(kept)


def ready() -> None:
    """What every child needs, done once in the process that they come from: what it changes there they need not copy."""
    faulthandler.enable(2)
    warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive", UserWarning)  # `show()` of matplotlib shows nothing
    journal.speak(io.TextIOWrapper)


def run(sources: list[str], session: bool, traced: bool, report: Report) -> int:
    """Run pieces; of a session the last piece has prompts. The status with which an interpreter would end."""
    spare = bytes(_SPARE)  # reserved and never touched, so it costs nothing
    _prepare()
    listener = journal.Journal(report)
    if traced:
        journal.listen(listener)
        reached = pieces.counted(vars(builtins))
    names = _main_module()
    programs: list[pieces.Piece] = []
    passed, status = True, 0
    try:
        for number, source in enumerate(sources):
            pieces.remember(source, number)
            if not session or number < len(sources) - 1:
                made = pieces.compiled(source, number, number == len(sources) - 1) if traced else pieces.plain(source, number)
                programs.append(made)
        for piece in programs:
            _execute(piece, names)
        if session:
            from proctor.runners.harness import sessions

            passed = sessions.run(sources[-1], len(sources) - 1, names, listener)
    except BaseException as error:
        del spare
        listener.end()
        status = errors.tell(error, len(sources) - 1, report)
    else:
        listener.end()
        if passed:
            report("done")
    if traced:
        report("asserted", reached())
    _finish(names, listener)
    return status


def _prepare() -> None:
    """Make this process look like a fresh interpreter that runs a script."""
    gc.freeze()  # what is there already is nothing to be searched for garbage
    gc.enable()
    sys.argv = ["snippet.py"]
    sys.path.insert(0, os.getcwd())


def _main_module() -> dict[str, Any]:
    """The names of a new `__main__`."""
    module = ModuleType("__main__")
    names = vars(module)
    names["__builtins__"], names["__file__"] = builtins, pieces.filename(0)
    sys.modules["__main__"] = module
    return names


def _execute(piece: pieces.Piece, names: dict[str, Any]) -> None:
    if piece.docstring is not None:
        names["__doc__"] = piece.docstring
    if piece.code.co_flags & _COROUTINE:  # it awaits at its top level
        import asyncio

        asyncio.run(FunctionType(piece.code, names)())
    else:
        exec(piece.code, names)


def _collect() -> None:
    """Let go of what refers to itself, among what this process made."""
    gc.collect(0 if gc.get_count()[1:] == (0, 0) else 2)  # a small program's all is young, and to look there only is cheap


def _finish(names: dict[str, Any], listener: journal.Journal) -> None:
    """What an interpreter does at its end: wait for threads, call what is registered, let go of all names."""
    wait = threading._shutdown if _thread._count() else bool  # type: ignore[attr-defined]
    for step in (wait, atexit._run_exitfuncs, names.clear, _collect):
        try:
            step()
        except BaseException as error:
            errors.show(error)
    listener.end()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # the snippet closed or replaced it
            continue
