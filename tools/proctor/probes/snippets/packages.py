"""Packages that snippets ask for: installed by the parent, before anything of the bank runs, and only those that the user allows.

Only wheels are taken, so that nothing is built, and nothing of a package runs outside the sandbox.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable

from proctor import spawn
from proctor.errors import Incomplete
from proctor.pattern import lazy
from proctor.probes.snippets.policy import plain

_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:")
_VERSION = r"\d{1,9}+(?:\.\d{1,9}+){0,9}+(?:(?:a|b|rc)\d{1,9}+)?+(?:\.(?:post|dev)\d{1,9}+)?+(?:\.\*)?+"
_BOUND = rf"(?:[=!]=|~=|[<>]=?+){_VERSION}"
# The whole of a requirement: pip takes what merely begins as one and ends as an archive's name for a file of the current folder,
# which is the bank, and builds it.
_REQUIREMENT = lazy(rf"[A-Za-z0-9][A-Za-z0-9._-]*+(?:\[[A-Za-z0-9._,-]++\])?+(?:{_BOUND}(?:,{_BOUND})*+)?+")


def allowed(wanted: Iterable[str], granted: frozenset[str]) -> list[str]:
    """Of the packages that snippets ask for, those that may be installed; anything that is no plain requirement may not."""
    return sorted({each for each in wanted if plain(each) in granted and _REQUIREMENT.fullmatch(each)})


def install(wanted: Iterable[str], folder: str) -> str:
    """The folder that holds these packages, installed if need be. Raises Incomplete where that fails."""
    names = sorted(set(wanted))
    key = hashlib.sha256(repr((names, sys.version)).encode()).hexdigest()[:24]
    place = os.path.join(folder, "packages", key)
    if os.path.isdir(place):
        return place
    new = f"{place}.{os.getpid()}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = spawn.output([sys.executable, "-I", *_PIP, "--target", new, "--", *names], environment)
    if done.status != 0:
        shutil.rmtree(new, ignore_errors=True)
        said = done.err.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else "pip failed"
        raise Incomplete(f"packages could not be installed ({', '.join(names)}): {why}", "is there a wheel for this Python?")
    try:
        os.rename(new, place)
    except OSError:  # another run was faster
        shutil.rmtree(new, ignore_errors=True)
    return place
