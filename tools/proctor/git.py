"""The only caller of git. Every answer is bytes or text decoded without loss; a failing git raises ProctorError.

git runs with the bank's hooks, pagers, filters and prompts out of reach: nothing of the bank is executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from proctor import spawn
from proctor.errors import Incomplete, ProctorError
from proctor.pattern import lazy

_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "blame.ignoreRevsFile=")
_SAFE = tuple(word for setting in _SETTINGS for word in ("-c", setting))
_HUNK = lazy(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_BLAMED = lazy(rb"([0-9a-f]{40}|[0-9a-f]{64}) \d+ \d+(?: \d+)?\Z")
_ESCAPE = lazy(rb"\\([0-7]{3}|.)")
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_UNLISTED = lazy(rb"warning: could not open directory '(.*)/': ([^:]*)\Z")
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "LC_ALL": "C"}


class Listed(NamedTuple):
    """One path of the index or of a revision: its mode in octal digits and its blob; both empty when untracked."""

    path: str
    mode: str
    blob: str


def run(root: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """git's standard output. Raises ProctorError when git fails, and Incomplete when there is no git, or no repository."""
    return _ended(root, arguments, stdin).out


def _ended(root: str, arguments: Sequence[str], stdin: bytes = b"") -> spawn.Ended:
    """How a git that did not fail ended."""
    try:
        done = spawn.output(["git", "-C", root, *_SAFE, *arguments], {**os.environ, **_QUIET}, stdin)
    except OSError as error:
        raise Incomplete(f"git could not be started: {error.strerror}", "install git, or check a folder without `.git`") from None
    if done.status:
        if b"not a git repository" in done.err:
            raise _no_repository(root)
        said = done.err.decode("utf-8", "replace").strip().splitlines()
        raise ProctorError(f"git {arguments[0]} failed: {said[-1] if said else done.status}", _hint(done.err))
    return done


def _no_repository(root: str) -> Incomplete:
    """Why git sees no repository: one that it may not read is none to it."""
    place = os.path.join(root, ".git")
    try:
        os.stat(os.path.join(place, "HEAD"))
    except PermissionError as error:
        return Incomplete(f"{place} cannot be read: {error.strerror}", "give this user the right to read it")
    except OSError:
        pass
    return Incomplete(f"there is no git repository at {root}", "run proctor inside one")


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


def index(root: str) -> tuple[list[Listed], list[str], dict[str, str]]:
    """What the index holds, the untracked paths that git does not ignore, and the folders it could not list, with the reason."""
    tracked: dict[str, Listed] = {}
    untracked = []
    done = _ended(root, ("ls-files", "-z", "-c", "-o", "-s", "-t", "--exclude-standard"))
    for record in _records(done.out):
        tag, _, rest = record.partition(" ")
        if tag == "?":
            untracked.append(rest)
        else:
            meta, _, path = rest.partition("\t")
            mode, blob, _stage = meta.split(" ")
            tracked[path] = Listed(path, mode, blob)  # a conflict lists a path once a stage
    barred = filter(None, map(_UNLISTED.match, done.err.splitlines()))
    return list(tracked.values()), untracked, {os.fsdecode(match[1]): match[2].decode() for match in barred}


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
    """The full name of the commit that a revision names. Raises ProctorError where there is none."""
    try:
        name = run(root, "rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}")
    except ProctorError as error:
        if not error.message.endswith("Needed a single revision"):
            raise
        raise ProctorError(f"git knows no commit `{rev}`", "a shallow clone may lack it: fetch the whole history") from None
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


def merge_base(root: str, ref: str, rev: str = "HEAD") -> str:
    """The commit from which `rev` and `ref` went apart. Raises ProctorError where history does not reach it."""
    try:
        return run(root, "merge-base", "--end-of-options", ref, rev).decode().strip()
    except ProctorError:
        hint = "fetch it first; a shallow clone needs its history: git fetch --unshallow"
        raise ProctorError(f"no common history with `{ref}`", hint) from None


# What settings and attributes of the bank or the user could change of a diff: that a document is no text, for one.
_DIFF = (
    "diff", "--text", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff", "--no-textconv", "-M",
    "--src-prefix=a/", "--dst-prefix=b/", "--no-relative", "--end-of-options",
)  # fmt: skip
_DOCUMENTS = ("--", ":(top,icase)*.md", ":(top,icase)*.markdown")


def changed_lines(root: str, base: str, rev: str = "") -> dict[str, list[tuple[int, int]]]:
    """Line ranges (1-based, first and last) of documents on disk, or at `rev`, that are new or changed since a commit.

    A deletion is the empty range after the line above it: (n + 1, n). Raises Incomplete where git cannot tell.
    """
    try:
        out = run(root, *_DIFF, base, *([rev] if rev else []), *_DOCUMENTS)
    except ProctorError as error:  # a file that git may not read, for one: both commits are known to be there
        raise Incomplete(error.message, error.hint) from None
    found: dict[str, list[tuple[int, int]]] = {}
    path, left = "", 0
    for line in out.split(b"\n"):
        hunk = _HUNK.match(line) if left <= 0 else None
        if hunk:
            start, count = int(hunk[2]), int(hunk[3] or 1)
            left = int(hunk[1] or 1) + count
            start += not count
            found.setdefault(path, []).append((start, start + count - 1))
        elif left > 0:
            left -= line[:1] in (b"+", b"-")
        elif line.startswith(b"+++ "):
            path = _unquoted(line[4:].removesuffix(b"\t")).removeprefix("b/")
    return found


def _unquoted(name: bytes) -> str:
    """A path as git's diff writes it: in quotes with C escapes when it holds unusual bytes."""
    if not name.startswith(b'"'):
        return os.fsdecode(name)
    plain = _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if m[1][:1].isdigit() else _ESCAPES.get(m[1], m[1]), name[1:-1])
    return os.fsdecode(plain)


class Commit(NamedTuple):
    """A commit on the way to HEAD, with the time it was committed, in seconds since 1970."""

    name: str
    time: int


class Blamed(NamedTuple):
    """Who wrote some lines and when: the author's name and time, in seconds since 1970. `commit` is empty for nobody yet."""

    commit: str
    author: str
    time: int


def head(root: str) -> str | None:
    """The commit checked out; None before the first."""
    try:
        return commit(root, "HEAD")
    except ProctorError:
        return None


def mainline(root: str, rev: str, most: int = 200_000) -> list[Commit]:
    """The first parents of a revision, oldest first; only the newest `most`."""
    out = run(root, "log", "--first-parent", "--no-show-signature", f"-{most}", "--format=%H %ct", "--end-of-options", rev, "--")
    found = [Commit(name, int(time)) for name, _, time in (line.partition(" ") for line in out.decode().splitlines())]
    return found[::-1]


def blame(root: str, rev: str, path: str, content: bytes | None = None) -> tuple[list[Blamed], list[int]]:
    """Who wrote each line of a file at a commit (its full name), white space aside: the authors, and for every line an index.

    With `content` it is blamed instead of the revision's, which must be HEAD; lines that are not committed have no commit.
    """
    what = ("--contents", "-") if content is not None else (rev,)
    out = run(root, "blame", "--porcelain", "--root", "-w", *what, "--", path, stdin=content or b"")
    index: dict[bytes, int] = {}
    authors: list[Blamed] = []
    lines: list[int] = []
    for line in out.split(b"\n"):
        match = _BLAMED.match(line)
        if match:
            name = match[1]
            if name not in index:
                index[name] = len(authors)
                authors.append(Blamed(name.decode().strip("0") and name.decode(), "", 0))
            lines.append(index[name])
        elif line.startswith(b"author "):
            authors[lines[-1]] = authors[lines[-1]]._replace(author=line[7:200].decode("utf-8", "replace"))
        elif line.startswith(b"author-time "):
            authors[lines[-1]] = authors[lines[-1]]._replace(time=int(line[12:]))
    return authors, lines


def shallow(root: str) -> frozenset[str]:
    """The commits whose parents a shallow clone left out; none in a full clone."""
    return frozenset(line for line in _lines(os.path.join(_git_folder(root), "shallow")) if line)


def partial(root: str) -> bool:
    """Whether the clone left out objects, which git would fetch one by one."""
    return any(line.replace(" ", "").lower() == "promisor=true" for line in _lines(os.path.join(_git_folder(root), "config")))


def branch(root: str) -> str:
    """The branch checked out; empty for none. Read without starting git."""
    folder = os.path.join(root, ".git")
    for line in _lines(folder) if os.path.isfile(folder) else ():
        folder = os.path.join(root, line.removeprefix("gitdir: "))
    return next((x.removeprefix("ref: refs/heads/") for x in _lines(os.path.join(folder, "HEAD")) if x.startswith("ref: ")), "")
