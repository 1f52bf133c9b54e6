"""The only caller of git. Every answer is bytes or text decoded without loss; a failing git raises ProctorError.

git runs with the bank's hooks, pagers, filters and prompts out of reach: nothing of the bank is executed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from proctor.errors import ProctorError

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "LC_ALL": "C"}


class Listed(NamedTuple):
    """One path of the index or of a revision: its mode in octal digits and its blob; both empty when untracked."""

    path: str
    mode: str
    blob: str


def run(root: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """git's standard output. Raises ProctorError when git is missing or fails."""
    try:
        done = subprocess.run(["git", *_SAFE, *arguments], cwd=root, input=stdin, capture_output=True, env={**os.environ, **_QUIET})
    except OSError as error:
        raise ProctorError(f"git could not be started: {error.strerror}", "install git, or check a folder without `.git`") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProctorError(f"git {arguments[0]} failed: {said[-1] if said else done.returncode}", _hint(done.stderr))
    return done.stdout


def _hint(stderr: bytes) -> str:
    if b"dubious ownership" in stderr:
        return "the folder belongs to another user: `git config --global --add safe.directory <folder>`"
    return "run the same git command there to see more"


def top_level(start: str) -> str | None:
    """The nearest folder upward that holds `.git`; None outside a repository."""
    folder = os.path.abspath(start)
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def index(root: str) -> tuple[list[Listed], list[str]]:
    """What the index holds, and the untracked paths that git does not ignore."""
    tracked: dict[str, Listed] = {}
    untracked = []
    for record in _records(run(root, "ls-files", "-z", "-c", "-o", "-s", "-t", "--exclude-standard")):
        tag, _, rest = record.partition(" ")
        if tag == "?":
            untracked.append(rest)
        else:
            meta, _, path = rest.partition("\t")
            mode, blob, _stage = meta.split(" ")
            tracked[path] = Listed(path, mode, blob)  # a conflict lists a path once a stage
    return list(tracked.values()), untracked


def revision(root: str, rev: str) -> tuple[list[Listed], dict[str, int]]:
    """The files of a revision, and their sizes in bytes."""
    files, sizes = [], {}
    for record in _records(run(root, "ls-tree", "-r", "-z", "-l", "--end-of-options", rev)):
        meta, _, path = record.partition("\t")
        mode, _kind, blob, size = meta.split()
        files.append(Listed(path, mode, blob))
        sizes[path] = int(size) if size.isdigit() else 0
    return files, sizes


def blobs(root: str, names: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs, in order, by one process."""
    if not names:
        return
    out = memoryview(run(root, "cat-file", "--batch", stdin="".join(f"{n}\n" for n in names).encode()))
    at = 0
    for name in names:
        head_end = bytes(out[at : at + 200]).index(b"\n") + at
        head = bytes(out[at:head_end]).split()
        if head[-1] == b"missing":
            raise ProctorError(f"git has no object {name}", "fetch the whole history: the clone may be partial")
        start = head_end + 1
        yield bytes(out[start : start + int(head[2])])
        at = start + int(head[2]) + 1


def commit(root: str, rev: str) -> str:
    """The full name of the commit that a revision names."""
    name = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    return name.decode().strip()


def settings(root: str) -> Mapping[str, str]:
    """The remote addresses and default branch that `.git` records, read without starting git.

    Keys: `remote.<name>.url` and `default-branch`. A damaged file gives what could be read.
    """
    folder = _git_folder(root)
    found: dict[str, str] = {}
    section = ""
    for line in _lines(os.path.join(folder, "config")):
        if line.startswith("["):
            section = line.strip("[]").replace(' "', ".").rstrip('"')
        elif section.startswith("remote.") and line.partition("=")[0].strip() == "url":
            found.setdefault(f"{section}.url", line.partition("=")[2].strip())
    for line in _lines(os.path.join(folder, "refs", "remotes", "origin", "HEAD")):
        if line.startswith("ref: refs/remotes/origin/"):
            found["default-branch"] = line.removeprefix("ref: refs/remotes/origin/")
    return found


def _git_folder(root: str) -> str:
    """`.git`, or what it points at in a work tree or submodule."""
    folder = os.path.join(root, ".git")
    for line in _lines(folder) if os.path.isfile(folder) else ():
        if line.startswith("gitdir: "):
            folder = os.path.join(root, line.removeprefix("gitdir: "))
            for common in _lines(os.path.join(folder, "commondir")):
                return os.path.join(folder, common)
    return folder


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.strip() for line in file.read(1 << 20).splitlines()]
    except OSError:
        return []


def _records(out: bytes) -> list[str]:
    return [os.fsdecode(record) for record in out.split(b"\0") if record]
