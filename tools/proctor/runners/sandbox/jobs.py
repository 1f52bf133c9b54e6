"""What a pool is asked to do, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Level = Literal["none", "L1", "L2", "L3"]
Status = Literal["ok", "rc", "signal", "timeout", "output-limit", "disk-limit"]
HARNESS = "proctor.runners.harness.python:perform"


class Settings(NamedTuple):
    """How a pool's servers are set up."""

    level: Level
    preload: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    harness: str = HARNESS  # module:function, called with a job's payload; first, once, the module's `ready` if it has one


class Job(NamedTuple):
    """What a sandboxed child does."""

    key: str
    argv: tuple[str, ...] = ()  # a program; none: the harness, with `payload`
    payload: Mapping[str, Any] = {}  # JSON values
    files: Mapping[str, bytes] = {}  # laid into the scratch folder before, by relative names
    env: Mapping[str, str] = {}  # on top of the fixed one
    timeout: float = 5.0  # seconds of wall time
    memory: int = 1 << 30  # bytes of address space, and of what all processes of the job have in memory
    data: bool = False  # bound the data segment instead, for programs that reserve much more than they use


class Ended(NamedTuple):
    """How a job ended."""

    key: str
    status: Status
    code: int = 0  # exit status or signal number
    output: bytes = b""
    record: bytes = b""
    finished: bool = False  # the end mark came
    seconds: float = 0.0
    idle: bool = False  # at a time-out: it was waiting, not computing
    reason: str = ""  # of a signal that the sandbox sent: memory, processes; or `lost`: the worker went with it
