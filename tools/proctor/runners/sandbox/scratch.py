"""A scratch folder: laying files into it, its size, and emptying it whatever a snippet has left there.

All that is emptied is done from the folder's descriptor downwards, follows no symbolic link and knows no depth: what lies in
folders in folders is moved up before it is removed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def lay(folder: int, files: Mapping[str, bytes]) -> None:
    """Write files into an empty folder; names are relative, with `/`. Raises OSError."""
    for name, content in files.items():
        *parents, last = name.split("/")
        if last in ("", ".", "..") or not {"", ".", ".."}.isdisjoint(parents):
            raise OSError(errno.EINVAL, "not a name within the folder", name)
        for depth in range(len(parents)):
            with suppress(FileExistsError):
                os.mkdir("/".join(parents[: depth + 1]), 0o755, dir_fd=folder)
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644, dir_fd=folder)
        try:
            while content:
                content = content[os.write(file, content) :]
        finally:
            os.close(file)


class Usage(NamedTuple):
    """What is found below a folder."""

    size: int  # bytes on the disk
    entries: int  # files and folders
    missed: bool  # a folder vanished or cannot be entered: what is in it is not counted


def usage(folder: int, most: int) -> Usage:
    """What lies below a folder; counting stops at `most` entries."""
    size = count = 0
    missed = False
    waiting = ["."]
    while waiting and count < most:
        inner = waiting.pop()
        try:
            opened = os.open(inner, _FOLDER, dir_fd=folder)
        except OSError:  # or it lies too deep to be named
            missed = True
            continue
        with os.scandir(opened) as entries:
            for entry in entries:
                count += 1
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                size += found.st_blocks * 512
                if stat.S_ISDIR(found.st_mode):
                    waiting.append(f"{inner}/{entry.name}")
                if count >= most:
                    break
        os.close(opened)
    return Usage(size, count, missed)


def free(folder: int) -> int:
    """Bytes that are free where a folder lies."""
    found = os.fstatvfs(folder)
    return found.f_bfree * found.f_frsize


def empty(folder: int) -> None:
    """Remove everything in a folder in which nothing runs any more. Raises OSError."""
    os.fchmod(folder, 0o700)
    number = 0
    while names := os.listdir(folder):
        for name in names:
            try:
                os.unlink(name, dir_fd=folder)
                continue
            except (IsADirectoryError, PermissionError):
                pass
            number = _lift(folder, name, number)
            os.rmdir(name, dir_fd=folder)


def remove(path: str) -> None:
    """Remove a folder with all that is in it. Raises OSError."""
    folder = os.open(path, _FOLDER)
    try:
        empty(folder)
    finally:
        os.close(folder)
    os.rmdir(path)


def _lift(folder: int, name: str, number: int) -> int:
    """Remove the files of an inner folder and move its folders up, under new names; the next number for such a name."""
    os.chmod(name, 0o700, dir_fd=folder)
    inner = os.open(name, _FOLDER, dir_fd=folder)
    try:
        for entry in os.listdir(inner):
            try:
                os.unlink(entry, dir_fd=inner)
            except (IsADirectoryError, PermissionError):
                os.chmod(entry, 0o700, dir_fd=inner)
                while _exists(folder, f"{number:x}"):
                    number += 1
                os.rename(entry, f"{number:x}", src_dir_fd=inner, dst_dir_fd=folder)
                number += 1
    finally:
        os.close(inner)
    return number


def _exists(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True
