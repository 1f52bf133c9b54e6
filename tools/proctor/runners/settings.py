"""How programs are run here: what loosens the sandbox or starts programs, so from trusted configuration only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class RunSettings(NamedTuple):
    """What a caller decides about running tasks."""

    workers: int = 0  # children at once; 0 for one per core
    commands: Mapping[str, tuple[str, ...]] = {}  # language -> command, `{file}` in it being the program; before our own runners
    readable: tuple[str, ...] = ()  # folders that programs may read besides the system's and the interpreter's; Python tasks that
    # ask for packages find them there
    path: str = ""  # folders in which tool chains are looked for; empty for this process's PATH
    memory: int = 1 << 30  # bytes of each program
    preload: tuple[str, ...] | None = None  # modules that the Python programs share; None to find them in the programs
