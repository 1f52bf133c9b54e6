"""Users and capabilities: a sandbox that root started runs as somebody else, who can do less."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

from proctor.runners.sandbox.kernel import AMBIENT, CAPBSET_DROP, KEEPCAPS, prctl

# Nobody's by convention: systemd hands them out for a service's lifetime only. One for each worker.
FIRST_USER, LAST_USER = 61184, 65519
READ_ALL, KILL, SETGID, SETUID, SYS_CHROOT, SYS_ADMIN = 1 << 2, 1 << 5, 1 << 6, 1 << 7, 1 << 18, 1 << 21
_VERSION = 0x20080522
_LIBC = ctypes.CDLL(None, use_errno=True)


def users(number: int) -> tuple[int, ...]:
    """That many users; another run at the same time most likely gets others."""
    first = FIRST_USER + int.from_bytes(os.urandom(4), "little") % (LAST_USER - FIRST_USER - number)
    return tuple(range(first, first + number))


def become(user: int, kept: int) -> None:
    """Give up root for a user, with some capabilities kept for this process alone. Raises OSError."""
    prctl(KEEPCAPS, 1)
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    keep(kept)


def keep(kept: int, inherited: bool = False) -> None:
    """Give up all capabilities but these; `inherited`: programs that are started have them too. Raises OSError."""
    for number in range(64):
        try:
            prctl(CAPBSET_DROP, number)
        except OSError:  # no such capability, or no right to drop it: a user who is not root gains none by starting a program
            continue
    low, high = kept & 0xFFFFFFFF, kept >> 32
    passed = (low, high) if inherited else (0, 0)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    data = (ctypes.c_uint32 * 6)(low, low, passed[0], high, high, passed[1])
    if _LIBC.capset(header, data):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    for number in range(64 if inherited else 0):
        if kept >> number & 1:
            prctl(AMBIENT, 2, number)


def permitted() -> int:
    """The capabilities that this process may use: containers take some from root."""
    with open("/proc/self/status", encoding="utf-8") as file:
        return int(next(line.split()[1] for line in file if line.startswith("CapPrm")), 16)


def is_unbounded() -> bool:
    """Whether this is the system's own root, whose number of processes nothing limits."""
    with open("/proc/self/uid_map", encoding="utf-8") as file:
        inside, outside, _ = file.readline().split()
    return os.geteuid() == 0 and inside == outside == "0"


def can_read(user: int, paths: Iterable[str]) -> bool:
    """Whether a user could read these files and list these folders: a child becomes that user and looks. For root only."""
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            os._exit(0 if all(os.access(path, os.R_OK) for path in paths) else 1)
        except OSError:
            os._exit(2)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 2:
        raise OSError(f"cannot become user {user}")
    return status == 0
