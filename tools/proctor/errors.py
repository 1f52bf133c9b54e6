"""What the user can do something about."""

from __future__ import annotations

import sys
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


def missing(extra: str) -> str:
    """The hint for an extra that is not installed: how to install what it names, by the versions that proctor asks for.

    Never `proctor[extra]`: that name may be somebody else's where packages are looked up.
    """
    from importlib import metadata

    try:
        needs = metadata.requires("proctor") or []
    except metadata.PackageNotFoundError:  # it runs from its sources
        needs = []
    parts = (need.replace('"', "'").partition(";") for need in needs)
    packages = [name.strip() for name, _, marker in parts if marker.endswith(f"extra == '{extra}'")]
    return install(*packages) if packages else f"install what proctor's pyproject.toml names for the extra `{extra}`"


def install(*packages: str) -> str:
    """The command that installs packages beside proctor: with pip, or with uv, whose environments hold no pip."""
    from importlib.util import find_spec
    from shlex import join

    python = sys.executable or "python3"
    command = [python, "-m", "pip", "install"] if find_spec("pip") else ["uv", "pip", "install", "--python", python]
    return join([*command, *packages])
