"""Misspellings that a list names: that of the program typos, where it is installed beside proctor and asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from importlib import metadata

from proctor.errors import Incomplete, install

_SECONDS = 60
Listed = Mapping[str, Sequence[str]]


def version() -> str:
    """The version of typos. Raises Incomplete where it is not installed."""
    try:
        return metadata.version("typos")
    except metadata.PackageNotFoundError:
        raise Incomplete("`spelling.typos` needs the package typos, which is not installed", install("typos")) from None


def corrections(words: Sequence[str]) -> Listed:
    """The corrections of those of the lower-case words that the list names. Raises Incomplete where typos cannot run."""
    program = os.path.join(sysconfig.get_path("scripts"), "typos")
    command = [program, "--isolated", "--format", "json", "-"]
    try:
        ran = subprocess.run(command, input="\n".join(words), capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Incomplete(f"typos could not run: {error}", "check its installation") from None
    wanted, found = frozenset(words), {}
    for line in ran.stdout.splitlines():
        match json.loads(line):
            case {"type": "typo", "typo": str(word), "corrections": list(others)} if word in wanted:
                found[word] = [other for other in others if isinstance(other, str)]
    return found
