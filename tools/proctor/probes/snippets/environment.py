"""What results depend on besides the code: interpreters, tools and our own runners. Nothing is started to tell."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache

from proctor import __version__, runners, snippets
from proctor.probes.snippets.policy import Policy

_POLICY = "1"  # of what the sandbox lets a program do
_TOOLS: Mapping[str, tuple[str, ...]] = {
    "javascript": ("node",),
    "typescript": ("node", "tsc", "esbuild"),
    "bash": ("bash", "sh"),
    "c": ("cc", "gcc"),
    "c++": ("c++", "g++"),
    "go": ("go",),
    "rust": ("rustc",),
    "java": ("java", "javac"),
}


def version(language: str, settings: Policy) -> str:
    """A digest of all that results of a language depend on."""
    command = settings.commands.get(language, ())
    facts: list[object] = [own(), language, command, sorted(settings.allowed), sorted(settings.packages)]
    facts += [_file(name) for name in (*_TOOLS.get(language, ()), *command[:1])]
    if language == "python":
        facts += [sys.version, sys.prefix, *_packages()]
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def own() -> str:
    """A digest of our own part: how programs are run, and what is made of it."""
    digest = hashlib.sha256(f"{__version__} {_POLICY}".encode())
    for folder in (os.path.dirname(runners.__file__), os.path.dirname(snippets.__file__), os.path.dirname(__file__)):
        for path in sorted(_files(folder)):
            with open(path, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(place, name) for name in names)


@cache
def _file(name: str) -> tuple[str, int, int]:
    """A program by its place, time and size."""
    path = shutil.which(name) or ""
    try:
        status = os.stat(path)
    except OSError:
        return path, 0, 0
    return os.path.realpath(path), status.st_mtime_ns, status.st_size


@cache
def _packages() -> tuple[tuple[str, int], ...]:
    """The folders of installed packages, which change when one is installed, updated or removed."""
    places = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    return tuple((place, os.stat(place).st_mtime_ns) for place in places if os.path.isdir(place))
