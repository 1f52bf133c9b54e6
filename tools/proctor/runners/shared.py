"""Modules that the Python programs of a run share: imported once, in the server, before any of them starts."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from proctor.snippets.values import Task

_MOST = 30
_MOST_CODE = 200_000  # characters of one program that are looked through
_HARMFUL = frozenset(
    ("antigravity", "this", "idlelib", "turtledemo", "turtle", "tkinter", "__main__", "test")
)  # they do something when imported


def imports(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The top-level modules that Python tasks import and this interpreter has installed, those most asked for first."""
    counts = Counter(name for task in tasks if task.language == "python" for name in set(_asked(task)))
    found = (name for name, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])) if _installed(name))
    return tuple(name for _, name in zip(range(_MOST), found, strict=False))


def _asked(task: Task) -> Iterator[str]:
    for piece in task.pieces:
        try:
            tree = ast.parse(piece[:_MOST_CODE])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module or ""


def _installed(name: str) -> bool:
    """Whether a module belongs to the interpreter. Finding it runs no code, and looks in no folder but the interpreter's own."""
    top, _, below = name.partition(".")
    if top in _HARMFUL or top == "proctor" or top in sys.builtin_module_names or not top.isidentifier():
        return False
    folders = [folder for folder in sys.path if folder and any(map(Path(folder).is_relative_to, (sys.prefix, sys.base_prefix)))]
    spec = PathFinder.find_spec(top, folders)
    for part in below.split(".") if below else ():
        if spec is None or spec.submodule_search_locations is None:
            return False
        spec = PathFinder.find_spec(f"{spec.name}.{part}", list(spec.submodule_search_locations))
    return spec is not None
