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
_FILES = 256  # open files of one process


class Bounds(NamedTuple):
    """The limits that the kernel keeps for each process of a snippet."""

    seconds: float  # of wall time, kept elsewhere; here the bound of processor time
    memory: int  # bytes
    data: bool  # of data, not of address space: for runtimes that reserve much more than they use
    tasks: int  # of the whole user


def apply(bounds: Bounds) -> None:
    """Limit this process and all that come from it."""
    seconds = (math.ceil(bounds.seconds) + 1) * (os.cpu_count() or 1)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA if bounds.data else resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_FSIZE, SCRATCH),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_NPROC, bounds.tasks),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
