"""Modules that the Python programs of a run share: imported once, in the server, before any of them starts."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder

from proctor.pattern import lazy
from proctor.snippets.values import Task

_MOST = 30
_MOST_CODE = 200_000  # characters of one program that are looked through
_HARMFUL = frozenset(
    ("antigravity", "this", "idlelib", "turtledemo", "turtle", "tkinter", "__main__", "test")
)  # they do something when imported


# A line that looks like an import: what it is taken for wrongly, in a text of several lines, is loaded for nothing.
_IMPORT = lazy(r"(?:^|;)[ \t]*+(?:>>> )?+(?:import[ \t]++([\w.][^#;\n]*+)|from[ \t]++(\w[\w.]*+)[ \t]++import\b)", re.M)


def imports(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The modules that Python tasks import and this interpreter has installed, those most asked for first."""
    return imported("\n".join(piece[:_MOST_CODE] for piece in task.pieces) for task in tasks if task.language == "python")


def imported(codes: Iterable[str]) -> tuple[str, ...]:
    """The modules that Python code imports and this interpreter has installed, those most asked for first."""
    counts = Counter(name for code in codes for name in set(_asked(code)))
    found = (name for name, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])) if _installed(name))
    return tuple(name for _, name in zip(range(_MOST), found, strict=False))


def _asked(code: str) -> Iterator[str]:
    for names, module in _IMPORT.findall(code):
        yield from [module] if module else (words[0] for name in names.split(",") if (words := name.split()))


def _installed(name: str) -> bool:
    """Whether a module belongs to the interpreter. Finding it runs no code, and looks in no folder but the interpreter's own."""
    top, _, below = name.partition(".")
    if top in _HARMFUL or top == "proctor" or top in sys.builtin_module_names or not top.isidentifier():
        return False
    if "__main__" in below.split("."):  # importing it may be running it
        return False
    own = tuple(os.path.join(folder, "") for folder in (sys.prefix, sys.base_prefix))
    folders = [folder for folder in sys.path if os.path.join(folder, "").startswith(own)]
    spec = PathFinder.find_spec(top, folders)
    for part in below.split(".") if below else ():
        if spec is None or spec.submodule_search_locations is None:
            return False
        spec = PathFinder.find_spec(f"{spec.name}.{part}", list(spec.submodule_search_locations))
    return spec is not None
