"""Run pieces of Python in a sandboxed child, one after another in one namespace, and say what they printed and how they ended.

The child shares its interpreter with the code that it runs. So what is needed to report is taken before that code runs;
code that breaks it all the same breaks its own result only.
"""

from __future__ import annotations

import atexit
import builtins
import faulthandler
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

from proctor.runners import errors, journal, pieces
from proctor.runners.report import Report

globals()["__builtins__"] = dict(vars(builtins))  # for the functions below: a snippet that replaces `len` replaces it for itself
_COROUTINE = 0x80  # inspect.CO_COROUTINE, without its import
_SPARE = 1 << 20  # bytes kept for the report of a program that has used up its memory


def perform(payload: Mapping[str, Any], send: Callable[[bytes], object]) -> None:
    """Run a payload `{"language": ..., ...}`. Returns when all is over; errors of what it runs are reported, never raised."""
    report, status = Report(send), 0
    if payload["language"] == "python":
        sys.path += payload["paths"]
        status = run(payload["pieces"], payload["doctest"], report)
    elif payload["language"] == "sql":
        from proctor.runners import sql

        sql.run(payload["pieces"], payload["environment"], report)
    else:
        from proctor.runners import steps

        steps.run(payload["steps"], report)
    if not report.own:
        os._exit(status)  # a copy that the snippet forked: the end is the parent's to tell


def run(sources: list[str], session: bool, report: Report) -> int:
    """Run pieces; of a session the last piece has prompts. The status with which an interpreter would end."""
    spare = bytes(_SPARE)  # reserved and never touched, so it costs nothing
    listener = _prepare(sources, report)
    reached = pieces.counted(vars(builtins))
    names = _main_module()
    programs: list[pieces.Piece] = []
    passed, status = True, 0
    try:
        for number, source in enumerate(sources):
            pieces.remember(source, number)
            if not session or number < len(sources) - 1:
                programs.append(pieces.compiled(source, number, number == len(sources) - 1))
        for piece in programs:
            _execute(piece, names)
        if session:
            from proctor.runners import sessions

            passed = sessions.run(sources[-1], len(sources) - 1, names, listener)
    except BaseException as error:
        del spare
        listener.end()
        status = errors.tell(error, programs, report)
    else:
        listener.end()
        if passed:
            report("done")
    report("asserted", reached())
    _finish(names, listener)
    return status


def _prepare(sources: list[str], report: Report) -> journal.Journal:
    """Make this process look like a fresh interpreter that runs a script."""
    faulthandler.enable(2)
    gc.enable()
    if "matplotlib" in sys.modules or any("matplotlib" in source for source in sources):
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive", UserWarning)  # `show()` shows nothing here
    sys.argv = ["snippet.py"]
    sys.path.insert(0, os.getcwd())
    listener = journal.Journal(report)
    journal.listen(listener)
    return listener


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


def _finish(names: dict[str, Any], listener: journal.Journal) -> None:
    """What an interpreter does at its end: wait for threads, call what is registered, let go of all names."""
    for step in (threading._shutdown, atexit._run_exitfuncs, names.clear, gc.collect):  # type: ignore[attr-defined]
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
