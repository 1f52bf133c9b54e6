"""What a child tells its parent: JSON values, a line each, on the record channel. Written here, read in `languages/results.py`."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py
MOST_TEXT = 20_000  # characters of one printed text or message
_MOST = 2 << 20  # bytes of all lines; the channel takes more, but a parent need not read them


class Report:
    """Sends values of this process only: a copy of it in a process that a snippet forks stays silent."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._send, self._left = send, _MOST
        self._process, self._me = os.getpid, os.getpid()

    def __call__(self, kind: str, *values: object) -> None:
        """Send a value of some kind, unless too much was sent: how a program ended is always sent."""
        if not self.own:
            return
        line = (encoded([kind, *values]) + "\n").encode("ascii")
        self._left -= len(line)
        if self._left > 0 or kind != "printed":
            self._send(line)

    @property
    def own(self) -> bool:
        """Whether this is the process in which it was made."""
        return self._process() == self._me


def encoded(value: Any) -> str:
    """A value as JSON. `json` itself would use the builtins that a snippet may have replaced."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else f"{value:d}"
    if isinstance(value, dict):
        return "{" + ",".join([f"{quoted(key)}:{encoded(each)}" for key, each in value.items()]) + "}"
    return "[" + ",".join([encoded(each) for each in value]) + "]"


def show(text: str, channel: int) -> None:
    """Write text to standard output (1) or error (2), whatever streams this process has."""
    left = memoryview(text.encode("utf-8", "replace"))
    while left:
        left = left[os.write(channel, left) :]
