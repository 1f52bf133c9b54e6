"""What the user can do something about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ProctorError(Exception):
    """A mistake of the user's: wrong arguments, a bad configuration, no such path.

    `message` says what is wrong and where, `hint` what to do about it. Surfaces print both and exit with status 2;
    nothing else that proctor raises reaches a user.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Incomplete(ProctorError):
    """A check that was asked for could not run, or not all of it: never a pass, exit status 3. `answers` are those it has."""

    def __init__(self, message: str, hint: str = "", answers: Mapping[Any, Any] | None = None) -> None:
        super().__init__(message, hint)
        self.answers = answers or {}


class Interrupted(Incomplete):
    """The user broke a probe off. The report of what was known by then is written, exit status 130."""
