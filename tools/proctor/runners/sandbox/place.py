"""Where a server runs: its environment, its users, and what it may read. All is built up here, nothing is passed on by accident."""

from __future__ import annotations

import os
import site
import sys
import sysconfig

import proctor
from proctor.runners.sandbox.jobs import Settings
from proctor.runners.sandbox.posts import Orders

FOLDER = "proctor-run-"  # how scratch folders are named
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "dumb",
    "COLUMNS": "80",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    # A server with threads could not fork, and a child's limits leave no room for many.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # each reserves 64 MiB of the address space that a job may have
}


def environment() -> dict[str, str]:
    """What snippets find in the environment, but for their folders."""
    # Where an interpreter's own library lies apart, it does not start without this.
    libraries = os.environ.get("LD_LIBRARY_PATH")
    return {**_ENVIRONMENT, **({"LD_LIBRARY_PATH": libraries} if libraries else {})}


def orders(settings: Settings, ends: tuple[int, ...], base: str) -> Orders:
    """What a server with these sockets is told."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(proctor.__file__)))
    readable = tuple(dict.fromkeys((*_interpreter(), *map(os.path.realpath, settings.readable), *settings.readable)))
    paths = _packages()
    scratch, users = "", tuple[int, ...]()
    if settings.level in ("L2", "L3"):
        from proctor.runners.sandbox import namespaces, privileges

        users = privileges.users(len(ends) + 1) if os.geteuid() == 0 else ()
        if settings.level == "L3":
            scratch = namespaces.spot([*readable, *paths, package])
    return Orders(settings.level, ends, base, scratch, users, False, readable, paths, settings.preload, settings.harness, package)


def _interpreter() -> list[str]:
    """The folders of the interpreter; never a whole file system or home."""
    binaries = [os.path.dirname(os.path.realpath(sys.executable)), os.path.dirname(sys.executable)]
    known = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib", "include")]
    prefixes = [path for prefix in (sys.prefix, sys.base_prefix) for path in _installation(prefix)]
    found = [path for path in (*prefixes, *binaries, *known) if path]
    return [path for path in found if path not in ("/", os.path.expanduser("~"))]


def _installation(prefix: str) -> list[str]:
    """The folders of an environment; of one that was made in a repository's own folder not that, which may hold a token."""
    if not os.path.lexists(os.path.join(prefix, ".git")):
        return [prefix]
    return [os.path.join(prefix, name) for name in ("bin", "lib", "lib64", "include", "share", "pyvenv.cfg")]


def _packages() -> tuple[str, ...]:
    """Folders of installed packages; not the current folder, nor any that another tool put on the path."""
    found = [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    return tuple(path for path in dict.fromkeys(found) if os.path.isdir(path))
