"""Linux system calls that Python has no function for."""

from __future__ import annotations

import _random
import ctypes
import os
import sys

NO_NEW_PRIVS, PDEATHSIG, SUBREAPER, KEEPCAPS, CAPBSET_DROP, AMBIENT = 38, 1, 36, 8, 24, 47
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000

_LIBC = ctypes.CDLL(None, use_errno=True)
_syscall = _LIBC.syscall
_syscall.restype = ctypes.c_long
_syscall.argtypes = [ctypes.c_long] * 7
_NOTHING = (0,) * 6
if sys.platform == "linux":
    _prctl = _LIBC.prctl
    _prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    _fork = ctypes.PyDLL(None, use_errno=True).fork
_mount = _LIBC.mount
_mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]


def syscall(number: int, *words: int) -> int:
    """A system call by its number; pointers as addresses. Raises OSError."""
    result: int = _syscall(number, *words, *_NOTHING[len(words) :])
    if result < 0:
        raise _error()
    return result


def prctl(option: int, *words: int) -> int:
    """Does nothing on other systems, which have no such thing. Raises OSError."""
    if sys.platform != "linux":
        return 0
    result: int = _prctl(option, *words, *(0,) * (4 - len(words)))
    if result < 0:
        raise _error()
    return result


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Raises OSError."""
    if _mount(source.encode(), os.fsencode(target), kind.encode(), flags, options.encode() or None):
        raise _error()


def unshare(namespaces: int) -> None:
    """Raises OSError."""
    if _LIBC.unshare(namespaces):
        raise _error()


def enter(namespace: int, kind: int) -> None:
    """Join the namespace that a file descriptor stands for. Raises OSError."""
    if _LIBC.setns(namespace, kind):
        raise _error()


def fork() -> int:
    """As `os.fork`, without what Python and its modules do after it in case there were other threads: here is but one.

    That costs more than the fork itself.
    """
    if sys.platform != "linux":
        return os.fork()
    pid: int = _fork()
    if pid < 0:
        raise _error()
    if not pid and (random := sys.modules.get("random")):
        _random.Random.seed(random._inst)  # no child has the numbers of another
    return pid


def die_with(parent: int) -> None:
    """Ask to be killed when the parent ends; for a parent that has ended already, at once.

    `parent` is its pid, 0 for one in an outer pid namespace. To be called after the last change of the user, which clears it.
    """
    prctl(PDEATHSIG, 9)
    if os.getppid() != parent:
        os._exit(1)


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
