"""What the sub-commands share: exit codes, the root, paths of the command line, and where output goes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from proctor import config, git
from proctor.errors import ProctorError
from proctor.model import Tree
from proctor.reports.escape import terminal as shown
from proctor.tables import SANDBOXES
from proctor.tree import is_document

CLEAN, FOUND, USAGE, INCOMPLETE, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130

__all__ = [
    "BUG", "CLEAN", "FOUND", "INCOMPLETE", "INTERRUPTED", "USAGE", "colored", "names", "paths", "relative", "root", "shown",
    "snippet_arguments", "snippet_grants",
]  # fmt: skip


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


def snippet_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that let snippets run: all that loosens anything is said here, never by the bank."""
    add = parser.add_argument
    add("--run", dest="snippets", action="store_true", help="run the snippets, in a sandbox")
    add("--sandbox", metavar="LEVEL", choices=SANDBOXES[1:], help=f"{', '.join(SANDBOXES[1:])} (default: auto, the best there is)")
    add("--unsafe", action="store_true", help="run snippets without any sandbox, with your rights")
    add("--jobs", metavar="N", type=int, default=0, help="snippets that run at once (default: one for each core)")
    add("--allow-package", metavar="NAME", action="append", default=[], help="a package that snippets may have installed")


def snippet_grants(options: argparse.Namespace) -> dict[str, Any]:
    """What the options grant to the snippets. Raises ProctorError for options that contradict each other."""
    if options.unsafe and options.sandbox:
        raise ProctorError("--unsafe and --sandbox contradict each other", "leave one of them out")
    if not 0 <= options.jobs <= 256:
        raise ProctorError(f"--jobs {options.jobs} makes no sense", "a number from 1 to 256")
    sandbox = "none" if options.unsafe else options.sandbox
    return {"sandbox": sandbox, "jobs": options.jobs, "allow_packages": options.allow_package}
