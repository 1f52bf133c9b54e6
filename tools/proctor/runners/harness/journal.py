"""Which statement of a snippet printed what: streams that know the line whose code makes them write."""

from __future__ import annotations

import builtins
import io
import sys
from _thread import get_ident
from types import FrameType
from typing import Any

from proctor.runners.harness.pieces import number, statements
from proctor.runners.harness.report import MOST_TEXT, Report

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py
_MOST_FRAMES = 200  # between a write and the snippet's frame that caused it
_MOST_VALUES = 2000  # bare expressions whose value is told
_MOST_ITEMS = 10_000  # of a value that is told


class _Occurrence:
    """One run of one statement, and what it printed. Callable, as `f_trace` wants it; unless something traces, nobody calls it."""

    def __init__(self, piece: int, line: int, last: int) -> None:
        self.place, self.text, self.size = (piece, line, last), list[str](), 0

    def __call__(self, *_: object) -> None:
        return None


class Journal:
    """Collects what is printed, statement by statement, and reports each when the next one of its thread begins."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.heard: list[str] | None = None  # where standard output is collected too, for sessions
        self.printing = self._muted = False
        self._current: dict[int, _Occurrence] = {}  # by thread
        self._values = _MOST_VALUES

    def wrote(self, text: str, claimed: bool) -> None:
        """Text went out; by whom, the frames below tell. What nobody claims counts where a snippet calls `print` for it."""
        if self._muted:
            return
        if self.heard is not None and claimed:
            self.heard.append(text)
        caller, below = _snippet(sys._getframe(2))
        if claimed or (self.printing and number(caller.f_code.co_filename) >= 0):
            self._note(text, caller, below)

    def _note(self, text: str, caller: FrameType, below: FrameType) -> None:
        """Add text to an occurrence: a call that a snippet makes is one frame below its own, however often it writes."""
        thread, current = get_ident(), below.f_trace
        if not isinstance(current, _Occurrence) or self._current.get(thread) is not current:
            self.end()
            piece = number(caller.f_code.co_filename)
            current = _Occurrence(piece, *_lines(piece, caller.f_lineno))
            self._current[thread] = below.f_trace = current  # it keeps nothing alive, unlike a reference to the frame
        if current.size < MOST_TEXT:
            current.text.append(text[: MOST_TEXT - current.size])
            current.size += len(text)

    def end(self) -> None:
        """The current statement of this thread is over."""
        over = self._current.pop(get_ident(), None)
        if over is not None:
            self.report("printed", *over.place, "".join(over.text), False)

    def value(self, value: object) -> None:
        """`sys.displayhook`: a bare expression has a value, which nobody prints."""
        caller = sys._getframe(1)
        piece = number(caller.f_code.co_filename)
        self._values -= 1
        if value is None or piece < 0 or self._values < 0 or _size(value) > _MOST_ITEMS:
            return
        self.end()
        self._muted = True
        try:
            text = repr(value)
        except Exception:
            return
        finally:
            self._muted = False
        self.report("printed", piece, *_lines(piece, caller.f_lineno), text[:MOST_TEXT], True)


def _lines(piece: int, line: int) -> tuple[int, int]:
    """First and last line of the statement at a line."""
    return statements(piece).get(line, (line, line)) if piece >= 0 else (0, 0)


def _snippet(frame: FrameType) -> tuple[FrameType, FrameType]:
    """The nearest frame of a snippet, and the one that it called; the last frames that were looked at where there is none."""
    below = frame
    for _ in range(_MOST_FRAMES):
        if number(frame.f_code.co_filename) >= 0 or frame.f_back is None:
            break
        frame, below = frame.f_back, frame
    return frame, below


def _size(value: object) -> int:
    if isinstance(value, int):
        return value.bit_length()
    return len(value) if isinstance(value, (str, bytes, list, tuple, dict, set, frozenset)) else 0


class Stream(io.TextIOWrapper):
    """Standard output or error, which a journal listens to."""

    journal: Journal
    claimed = True  # of standard error only what `print` writes there: warnings and log lines are nobody's claims

    def write(self, text: str) -> int:
        count = super().write(text)
        self.journal.wrote(text, self.claimed)
        return count


class Printer:
    """`print`, as one call for all that it writes; for a snippet it looks like the function."""

    __name__ = __qualname__ = "print"

    def __init__(self, journal: Journal) -> None:
        self._print, self._journal = builtins.print, journal
        self.__doc__, self.__self__ = builtins.print.__doc__, builtins

    def __call__(self, *values: object, **how: Any) -> None:
        journal, before = self._journal, self._journal.printing
        journal.printing = True
        try:
            self._print(*values, **how)
        finally:
            journal.printing = before
            journal.end()

    def __repr__(self) -> str:
        return "<built-in function print>"


def speak(kind: type[io.TextIOWrapper]) -> None:
    """Put streams of a kind, the same on all systems, in the place of this process's own."""
    for name, channel, errors in (("stdout", 1, "strict"), ("stderr", 2, "backslashreplace")):
        raw = io.BufferedWriter(io.FileIO(channel, "w", closefd=False))
        stream = kind(raw, "utf-8", errors, line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def listen(journal: Journal) -> None:
    """Hear what this process writes from now on."""
    speak(Stream)
    for stream, claimed in ((sys.stdout, True), (sys.stderr, False)):
        assert isinstance(stream, Stream)
        stream.journal, stream.claimed = journal, claimed
    sys.displayhook = journal.value
    vars(builtins)["print"] = Printer(journal)
