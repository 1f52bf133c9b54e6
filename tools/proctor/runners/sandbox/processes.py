"""The processes that a snippet has: what they use, and their end."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from typing import NamedTuple

from proctor.runners.sandbox import limits

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Tally(NamedTuple):
    """What the processes below one use together."""

    pids: list[int]
    tasks: int  # processes and threads
    resident: int  # bytes
    files: int  # open descriptors
    busy: bool  # one of them was running, or waiting for a disk


def below(pid: int) -> list[int]:
    """All processes that come from one, itself not; those that end meanwhile may be missing."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for task in _entries(f"/proc/{waiting[-1]}/task"):
            children = [int(word) for word in _read(f"/proc/{waiting[-1]}/task/{task}/children").split()]
            found += children
            waiting[:0] = children
        waiting.pop()
    return found


def tally(pid: int, shared: int) -> Tally:
    """Count what is below a process; `shared` bytes of each are memory that they have from it."""
    pids = below(pid)
    tasks = used = files = 0
    busy = False
    for each in pids:
        threads = _entries(f"/proc/{each}/task")
        tasks += len(threads)
        used += max(0, resident(each) - shared)
        files += _files(each)
        # The state stands behind the name, which may hold anything.
        states = (_read(f"/proc/{each}/task/{thread}/stat").rpartition(b")")[2][1:2] for thread in threads)
        busy = busy or any(state in (b"R", b"D") for state in states)
    return Tally(pids, tasks, used, files, busy)


def resident(pid: int) -> int:
    """Bytes of a process that lie in memory, and of the tables that tell where: a page that was only read needs but those."""
    found = re.findall(rb"^Vm(?:RSS|PTE):\s++(\d++) kB", _read(f"/proc/{pid}/status"), re.M)
    return sum(map(int, found)) << 10


def reserved(pid: int) -> int:
    """Bytes of a process's address space."""
    size = _read(f"/proc/{pid}/statm").split()
    return int(size[0]) * _PAGE if size else 0


def deleted(pids: list[int]) -> int:
    """Bytes of files that have no name any more and are still open; a file that several hold counts for each."""
    size = 0
    for pid in pids:
        for number in _entries(f"/proc/{pid}/fd"):
            try:
                found = os.stat(f"/proc/{pid}/fd/{number}")
            except OSError:
                continue
            size += found.st_blocks * 512 if not found.st_nlink else 0
    return size


def shared_memory() -> int:
    """Bytes of the system's memory that belong to files in memory and to what processes share. Of one process, nobody tells."""
    found = re.search(rb"^Shmem:\s++(\d++) kB", _read("/proc/meminfo"), re.M)
    return int(found[1]) << 10 if found else 0


def keeps(pids: list[int], what: bytes) -> bool:
    """Whether a process has mapped something without a name, of which `what` is left; so does one that cannot be looked into."""
    for pid in pids:
        try:
            with open(f"/proc/{pid}/maps", "rb", buffering=0) as file:
                if what in b"".join(iter(lambda: file.read(1 << 16), b"")):
                    return True
        except PermissionError:
            return True
        except OSError:
            continue
    return False


def of_user(user: int) -> int:
    """How many processes and threads of a user there are."""
    count = 0
    for name in _entries("/proc"):
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == user:
                count += len(_entries(f"/proc/{name}/task"))
        except OSError:
            continue
    return count


def end_all(leader: int, within: bool, seconds: float = 5.0) -> bool:
    """Kill everything below this process, until nothing is left; False when something would not die in time.

    Orphans come to this process, which must be their subreaper. `within`: it is alone with them in a pid namespace of its own,
    where one call kills all at once. Where the system does not tell who comes from whom, the `leader`'s group is all that is known.
    """
    until = time.monotonic() + seconds
    while _reap():
        if time.monotonic() > until:
            return False
        if within:
            _send(-1, signal.SIGKILL)
        elif not os.path.exists("/proc/self/task"):
            _send(-leader, signal.SIGKILL)
        else:
            # Frozen first: what forks as fast as it dies would else get away.
            for stop in (signal.SIGSTOP, signal.SIGSTOP, signal.SIGKILL):
                for pid in below(os.getpid()):
                    _send(pid, stop)
        time.sleep(0.0005)
    return True


def _reap() -> bool:
    """Take what has ended; whether anything is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _files(pid: int) -> int:
    """How many descriptors a process has; all that it may have where that cannot be seen."""
    try:
        return os.stat(f"/proc/{pid}/fd").st_size or len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return limits.FILES
    except OSError:
        return 0


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _read(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""
