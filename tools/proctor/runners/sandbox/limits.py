"""What one snippet may use up."""

from __future__ import annotations

import math
import os
import resource
from typing import NamedTuple

OUTPUT = 1 << 20  # bytes of standard output and error together
RECORD = 4 << 20  # bytes on the record channel
SCRATCH = 64 << 20  # bytes in the scratch folder
ENTRIES = 16384  # files and folders in it
TASKS = 128  # processes and threads
FILES = 256  # open files of one process
HANDLES = 2048  # open files of all processes: what sockets hold lies in the kernel's memory
_CORE = 1  # bytes; what keeps no core file of this length, and unlike 0 it does not have the system's handler of crashes started
_CORES = os.cpu_count() or 1


class Bounds(NamedTuple):
    """The limits that the kernel keeps for each process of a snippet."""

    seconds: float  # of wall time, kept elsewhere; here the bound of processor time
    memory: int  # bytes
    data: bool  # of data, not of address space: for runtimes that reserve much more than they use
    tasks: int  # of the whole user


def apply(bounds: Bounds) -> None:
    """Limit this process and all that come from it."""
    seconds = (math.ceil(bounds.seconds) + 1) * _CORES
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA if bounds.data else resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_FSIZE, SCRATCH),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_NPROC, bounds.tasks),
    ):
        _bound(what, most)


def leave_no_core() -> None:
    """No process from here on leaves a picture of its memory. Apart, as sandboxed ones may not touch this limit any more."""
    _bound(resource.RLIMIT_CORE, _CORE)


def _bound(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
