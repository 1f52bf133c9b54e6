"""Landlock: which files a process and all that come from it may still read, run and write."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from proctor.runners.sandbox.kernel import syscall

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every architecture
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_REFER, _TRUNCATE, _DEVICES = 1 << 13, 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICES
_MAKE_DEVICES = 1 << 6 | 1 << 11
_SIGNALS_AND_ABSTRACT = 3
_TCP = 3


_Rule = ctypes.Array[ctypes.c_char]


class Allowed(NamedTuple):
    """A file or folder that stays open to a process: its descriptor, opened by `spot`, and the rights beneath it."""

    spot: int
    rights: int


class Rules(NamedTuple):
    """All that a process may do, as the kernel wants to be told."""

    header: ctypes.Array[ctypes.c_uint64]
    size: int  # of the part of the header that this kernel knows
    rules: tuple[_Rule, ...]


@cache
def abi() -> int:
    """The version that the kernel speaks; 0 where there is none."""
    try:
        return syscall(_CREATE, 0, 0, 1)
    except OSError:
        return 0


def reading(paths: Iterable[str]) -> list[Allowed]:
    """Files and folders to read and run; what does not exist is left out."""
    return [Allowed(spot, _fitting(spot, _EXECUTE | _READ | _LIST)) for spot in _open(paths)]


def writing(paths: Iterable[str]) -> list[Allowed]:
    """Folders to do everything in but make devices, and devices to read and write."""
    everything = _handled(abi()) & ~_MAKE_DEVICES
    return [Allowed(spot, _fitting(spot, everything & ~_DEVICES)) for spot in _open(paths)]


def rules(allowed: Iterable[Allowed]) -> Rules:
    """What `ruleset` takes, ready made: some children need one of their own."""
    version = abi()
    header = (ctypes.c_uint64 * 3)(_handled(version), _TCP, _SIGNALS_AND_ABSTRACT)
    return Rules(header, 8 if version < 4 else 16 if version < 6 else 24, tuple(map(_rule, allowed)))


def ruleset(ready: Rules, *more: Allowed) -> int:
    """A descriptor of everything that a process may do. Raises OSError."""
    made = syscall(_CREATE, ctypes.addressof(ready.header), ready.size, 0)
    for rule in (*ready.rules, *map(_rule, more)):
        syscall(_ADD, made, 1, ctypes.addressof(rule), 0)
    return made


def confine(made: int) -> None:
    """Restrict this process for good; signals and abstract sockets reach only what is restricted with it. Raises OSError."""
    syscall(_RESTRICT, made, 0)


def _rule(allowed: Allowed) -> _Rule:
    return ctypes.create_string_buffer(allowed.rights.to_bytes(8, "little") + allowed.spot.to_bytes(4, "little"), 12)


def _handled(version: int) -> int:
    """All rights to files that a version knows: what is not granted is denied."""
    newer = (0, 0, _REFER, _TRUNCATE, 0, _DEVICES)
    return (1 << 13) - 1 | sum(newer[: version + 1])


def _fitting(spot: int, rights: int) -> int:
    """Those rights that make sense for a file, where it is none of a folder."""
    rights &= _handled(abi())
    return rights if stat.S_ISDIR(os.fstat(spot).st_mode) else rights & _ON_FILES


def _open(paths: Iterable[str]) -> Iterable[int]:
    for path in paths:
        try:
            yield os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
