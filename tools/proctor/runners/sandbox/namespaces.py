"""Namespaces: a system that holds nothing but the snippet. No network, no foreign process, no folder that can be written.

The server enters its own once. Each worker has a room: a pid and a mount namespace below them, with its own /proc and with a
scratch file system in memory, which are made before the server locks itself and joined by the worker's process after.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

from proctor.runners.sandbox import limits
from proctor.runners.sandbox.kernel import NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS, die_with, enter, mount, syscall, unshare

_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_RUN, _RECURSIVE, _PRIVATE = 1, 2, 4, 8, 0x4000, 1 << 18
_MOUNT_SETATTR, _AT_RECURSIVE = 442, 0x8000
_SPOTS = ("/tmp", "/var/tmp", "/mnt", "/media", "/srv", "/opt", "/home")
SHARED = "/dev/shm"


class Room(NamedTuple):
    """A worker's namespaces."""

    pids: int  # descriptor
    mounts: int  # descriptor
    life: int  # descriptor: the room ends when its last copy is closed
    root: str  # its root folder, seen from the server


def separate(users: list[int]) -> None:
    """Leave the system's namespaces; the next child is the first process of the new ones. Raises OSError.

    `users` are those to be had inside besides this one; other than none takes root.
    """
    everything = NEWUSER | NEWNET | NEWNS | NEWIPC | NEWUTS | NEWPID
    if not users:
        user, group = os.geteuid(), os.getegid()
        unshare(everything)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
        return
    # Who has left has no right to map more than itself: a child that stays behind does.
    waits, go = os.pipe()
    helper = os.fork()
    if not helper:
        os._exit(_map(os.getppid(), users, waits))
    os.close(waits)
    try:
        unshare(everything)
        os.write(go, b"1")
    finally:
        os.close(go)
        failed = os.waitpid(helper, 0)[1]
    if failed:
        raise OSError("cannot map users")


def _map(pid: int, users: list[int], waits: int) -> int:
    """Give another process's namespace the user root and these; an exit status."""
    if not os.read(waits, 1):
        return 1
    table = f"0 0 1\n{users[0]} {users[0]} {len(users)}\n"
    try:
        _write(f"/proc/{pid}/uid_map", table)
        _write(f"/proc/{pid}/gid_map", table)
    except OSError:
        return 1
    return 0


def lock_mounts() -> None:
    """Make everything read-only, and show the processes of the own pid namespace only. Raises OSError."""
    mount("none", "/", "", _RECURSIVE | _PRIVATE)
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY | _NO_SETUID, 0, 0, 0)  # devices stay: /dev/null is one
    root = ctypes.create_string_buffer(b"/")
    here = -100
    syscall(_MOUNT_SETATTR, here, ctypes.addressof(root), _AT_RECURSIVE, ctypes.addressof(attributes), ctypes.sizeof(attributes))
    mount("proc", "/proc", "proc", _NO_SETUID | _NO_DEVICES | _NO_RUN)


def spot(needed: Iterable[str]) -> str:
    """A folder over which the scratch file system can lie without hiding what is needed. Raises OSError when there is none."""
    needed = list(needed)
    for folder in _SPOTS:
        hides = any(path == folder or path.startswith(folder + "/") for path in needed)
        if not hides and os.path.isdir(folder) and os.path.realpath(folder) == folder:
            return folder
    raise OSError("no folder is free for the scratch file system")


def mount_scratch(folder: str, user: int, size: int = limits.SCRATCH) -> None:
    """Lay a small empty file system in memory over a folder. Raises OSError."""
    options = f"size={size},nr_inodes={limits.ENTRIES},mode=0700,uid={user}"
    mount("tmpfs", folder, "tmpfs", _NO_SETUID | _NO_DEVICES, options)


def make_room(scratch: str, user: int) -> Room:
    """A room whose scratch folder is one user's. Raises OSError."""
    (ready, done), (ending, life) = os.pipe(), os.pipe()
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    unshare(NEWPID)
    first = os.fork()
    if not first:
        os.close(life)
        _furnish(scratch, user, done)
        _sit(ending)
    enter(own, NEWPID)
    os.close(own)
    os.close(done)
    os.close(ending)
    said = os.read(ready, 200)
    os.close(ready)
    if said != b"ready":
        raise OSError(said.decode() or "the first process of a worker's namespace ended")
    pids, mounts = (os.open(f"/proc/{first}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in ("pid", "mnt"))
    return Room(pids, mounts, life, f"/proc/{first}/root")


def _furnish(scratch: str, user: int, done: int) -> None:
    """The first process of a room: mount what belongs there, and say so, or what is wrong."""
    try:
        die_with(0)
        unshare(NEWNS)
        mount("proc", "/proc", "proc", _NO_SETUID | _NO_DEVICES | _NO_RUN | _READ_ONLY)
        mount_scratch(scratch, user)
        if os.path.isdir(SHARED):
            mount_scratch(SHARED, user, limits.SCRATCH // 4)
        os.write(done, b"ready")
    except OSError as error:
        os.write(done, str(error).encode()[:200])
        os._exit(1)


def _sit(ending: int) -> NoReturn:
    """Wait for the room's end, which comes with this process's; orphans that die meanwhile bury themselves."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.dup2(ending, 0)
    os.closerange(1, 1 << 10)
    os.read(0, 1)
    os._exit(0)


def _write(path: str, text: str) -> None:
    file = os.open(path, os.O_WRONLY)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)
