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
from proctor.tree import DOCUMENT_ENDINGS, is_document

CLEAN, FOUND, USAGE, INCOMPLETE, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130

__all__ = [
    "BUG", "CLEAN", "FOUND", "INCOMPLETE", "INTERRUPTED", "USAGE", "colored", "filled", "names", "paths", "relative", "root",
    "shown", "snippet_arguments", "snippet_grants", "standard_input",
]  # fmt: skip


def root() -> str:
    """The bank's root: git's top level, else the nearest folder with a configuration, else the current one.

    Raises ProctorError where there is no current folder any more.
    """
    try:
        here = os.getcwd()
    except FileNotFoundError:
        raise ProctorError("the current folder is not there any more", "go to the bank's folder first") from None
    except OSError as error:
        raise ProctorError(f"the current folder cannot be read: {error.strerror}", "go to the bank's folder first") from None
    return git.top_level(here) or config.find_root(here)


def filled(text: str) -> str:
    """The value of an option that means nothing when it is empty, or commas: a script's unset variable must not open a gate."""
    if not text.strip(" \t\r\n,"):
        raise argparse.ArgumentTypeError("the value is empty; is a variable not set?")
    return text


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
            raise _no_document(path)
    return tuple(relative(root, path) for path in given)


def _no_document(path: str) -> ProctorError:
    return ProctorError(f"{path} is no document", f"documents are named {' or '.join(f'*{end}' for end in DOCUMENT_ENDINGS)}")


def standard_input(root: str, name: str, tree: Tree) -> tuple[str, bytes]:
    """The path of the bank that standard input stands for, and its bytes. Raises ProctorError for a path of no document."""
    path = relative(root, name)
    if tree.kind(path) == "folder" or os.path.isdir(name):
        raise ProctorError(f"{name} is a folder, and standard input is one document", f"name it: {os.path.join(name, 'NAME.md')}")
    if not is_document(path):
        raise _no_document(name)
    if sys.stdin is None:
        raise ProctorError("standard input is closed", f"pass the text: proctor check --stdin-filename {name} < {name}")
    try:
        return path, sys.stdin.buffer.read()
    except OSError as error:
        raise ProctorError(f"standard input cannot be read: {error.strerror or error}") from None


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
