"""What is told of an exception that ended a program: its type, its message, and where in the pieces it came from."""

from __future__ import annotations

import builtins
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from proctor.runners.harness.pieces import is_final, line_of, number
from proctor.runners.harness.report import MOST_TEXT, Report

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py


def tell(error: BaseException, last: int, report: Report) -> int:
    """Report how a program ended, and show a failure as the interpreter does. The status of the process, were it one of its own.

    `last` is the number of its last piece.
    """
    if not isinstance(error, SystemExit):
        report("failure", fields(error))
        show(error)
        return 1
    piece, line, _ = place(error, outermost=True)
    if error.code in (None, 0):
        at_end = piece == last and is_final(piece, line)
        report("done") if at_end else report("exited", piece, line)
        return 0
    status = int(error.code) if isinstance(error.code, int) else 1
    report("failure", fields(error) | {"message": f"exit status {status}"})
    if not isinstance(error.code, int):
        print(_text(error), file=sys.stderr)
    return status & 0xFF


def fields(error: BaseException) -> dict[str, Any]:
    """A failure as JSON; the keys are those of `Failure`."""
    piece, line, column = place(error)
    named = type(error) is NameError or isinstance(error, ModuleNotFoundError)
    return {
        "type": type(error).__name__,
        "message": error.msg if isinstance(error, SyntaxError) else _text(error),
        "piece": piece,
        "line": line,
        "column": column,
        "name": (error.name or "") if named else "",  # type: ignore[attr-defined]
        "bases": [c.__name__ for c in type(error).__mro__[1:] if issubclass(c, BaseException)],
    }


def place(error: BaseException, outermost: bool = False) -> tuple[int, int, int]:
    """Piece, line and column where an error was raised; (-1, 0, 0) where that is not in a piece."""
    if isinstance(error, SyntaxError) and (piece := number(error.filename or "")) >= 0:
        return piece, error.lineno or 0, error.offset or 0
    found = (-1, 0, 0)
    for step in _steps(error.__traceback__):
        piece = number(step.tb_frame.f_code.co_filename)
        if piece >= 0:
            found = (piece, step.tb_lineno, _column(step))
            if outermost:
                break
    return found


def show(error: BaseException) -> None:
    """Print a traceback without our own frames, or call the hook that the program has set."""
    shown = next((step for step in _steps(error.__traceback__) if number(step.tb_frame.f_code.co_filename) >= 0), None)
    try:
        if sys.excepthook is sys.__excepthook__:
            traceback.print_exception(type(error), error, shown)
        else:
            sys.excepthook(type(error), error, shown)
    except BaseException:  # its text cannot be made, or the stream is gone: the report has what could be told
        return


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MOST_TEXT]
    except Exception:
        return "<exception str() failed>"


def _steps(step: TracebackType | None) -> Iterator[TracebackType]:
    while step is not None:
        yield step
        step = step.tb_next


def _column(step: TracebackType) -> int:
    """The column of an instruction, in characters; 0 where it is not known."""
    code, nth = step.tb_frame.f_code, step.tb_lasti // 2
    for n, (line, _, column, _) in enumerate(code.co_positions()):
        if n == nth:
            if column is None or line != step.tb_lineno:
                return 0
            source = line_of(code.co_filename, line).encode("utf-8", "surrogatepass")
            return len(source[:column].decode("utf-8", "replace")) + 1
    return 0
