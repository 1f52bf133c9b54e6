"""What the sub-commands share: exit codes, the root, paths of the command line, and where output goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from proctor import config, git
from proctor.errors import ProctorError
from proctor.model import Tree
from proctor.reports.escape import terminal as shown
from proctor.tree import is_document

CLEAN, FOUND, USAGE, INCOMPLETE, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130

__all__ = ["BUG", "CLEAN", "FOUND", "INCOMPLETE", "INTERRUPTED", "USAGE", "colored", "names", "paths", "relative", "root", "shown"]


def root() -> str:
    """The bank's root: git's top level, else the nearest folder with a configuration, else the current one."""
    return git.top_level(os.getcwd()) or config.find_root(os.getcwd())


def relative(root: str, path: str) -> str:
    """A path of the command line as a path of the bank. Raises ProctorError for one outside it."""
    found = os.path.relpath(os.path.join(os.getcwd(), path), root).replace(os.sep, "/")
    if found == ".." or found.startswith("../"):
        raise ProctorError(f"{path} lies outside the bank at {root}", "run proctor inside that bank")
    return "" if found == "." else found


def paths(root: str, given: Sequence[str], tree: Tree) -> tuple[str, ...]:
    """The files and folders to report on, as paths of the bank. Raises ProctorError for one that is not there."""
    for path in given:
        if not os.path.lexists(path) and tree.kind(relative(root, path)) is None:
            raise ProctorError(f"there is no {path}", "paths are taken from the current folder")
        if os.path.isfile(path) and not is_document(path):
            raise ProctorError(f"{path} is no document", "proctor checks .md and .markdown files")
    return tuple(relative(root, path) for path in given)


def names(given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Comma-separated names of a repeatable option."""
    if given is None:
        return None
    return tuple(name.strip() for each in given for name in each.split(",") if name.strip())


def colored(choice: str) -> bool:
    """Whether standard output gets colours: `always`, `never`, or by the terminal and NO_COLOR, FORCE_COLOR."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
