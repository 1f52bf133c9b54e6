"""A progress bar on standard error, for people only: not in a pipe, not in CI."""

from __future__ import annotations

import os
import sys
import time

_WIDTH = 24
_EVERY = 0.1  # seconds between two drawings


class Bar:
    """`bar(what, done, total)` draws; `clear()` takes the bar away before anything else is printed."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
        self._last = 0.0
        self._drawn = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say how far a step has come."""
        if not self._shown or time.monotonic() - self._last < _EVERY:
            return
        self._last = time.monotonic()
        self._drawn = True
        full = _WIDTH * done // max(1, total)
        print(f"\r{what} [{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave a clean line."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = False
