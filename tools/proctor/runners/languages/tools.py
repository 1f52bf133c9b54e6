"""The programs that run other languages: whether this machine has them, where, and what they need to read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

_SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc", "/opt")


def find(names: str, path: str) -> str:
    """The first of some programs (names with spaces between) that is on a path, absolute; empty where there is none."""
    return _find(names, path or os.environ.get("PATH", os.defpath))


@cache
def _find(names: str, path: str) -> str:
    folders = [each for each in path.split(os.pathsep) if os.path.isabs(each)]
    for name in names.split():
        found = shutil.which(name, path=os.pathsep.join(folders))
        if found:
            return _behind_proxy(found, name)
    return ""


@cache
def version(program: str) -> tuple[int, ...]:
    """The numbers of the version that a program tells; empty where it tells none."""
    match = re.search(rb"\d+(?:\.\d+)*", _told(program, "--version"))
    return tuple(map(int, match[0].split(b"."))) if match else ()


def folders(program: str) -> tuple[str, ...]:
    """What a program outside the system's folders needs to read: its installation, but never a home."""
    real = Path(program).resolve()
    installation = real.parent.parent
    linked = _settings(installation) if real.name == "java" else ()
    if not program or str(real).startswith(tuple(f"{folder}/" for folder in _SYSTEM)):
        return linked
    home = Path.home().resolve()
    broad = installation == Path("/") or installation == home or installation in home.parents
    return (str(real), *linked) if broad else (str(installation), *linked)


def _settings(java: Path) -> tuple[str, ...]:
    """Where a Java installation's settings lie, which some systems keep apart from it."""
    links = (link for folder in ("conf", "conf/security", "lib/security") for link in java.glob(f"{folder}/*") if link.is_symlink())
    return tuple(sorted({str(link.resolve().parent) for link in links}))


def _behind_proxy(program: str, name: str) -> str:
    """The compiler itself, where a tool manager's proxy stands for it: the proxy reads a home, which no sandboxed program may."""
    if name != "rustc":
        return program
    real = Path(os.fsdecode(_told(program, "--print", "sysroot").strip())) / "bin" / name
    return str(real) if real.is_absolute() and real.is_file() else ""


def _told(program: str, *words: str) -> bytes:
    """What a tool says of itself; nothing where it fails.

    It is asked in the root folder: a tool manager's proxy does what a file of the current folder says, which may be the bank's:
    there a `rust-toolchain.toml` or `.tool-versions` names the very program to run.
    """
    try:
        done = subprocess.run([program, *words], cwd="/", stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
