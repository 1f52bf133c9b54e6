"""Where paths and bytes come from: the work tree, a git revision, or one of these with other bytes on top.

Truth about paths is git's index or tree where there is one, so that every machine answers alike: exact case, no
ignored file, no symlinked folder followed. Elsewhere it is the disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from proctor import git
from proctor.model import Entry, Tree

DOCUMENT_ENDINGS = (".md", ".markdown")
_SKIPPED = frozenset((".git", ".hg", ".svn", ".proctor_cache", "node_modules", ".venv", "venv", "__pycache__", ".tox"))
_MODES: Mapping[str, Entry] = {"120000": "symlink", "160000": "submodule"}


def is_document(path: str) -> bool:
    """Whether a path is named like a document."""
    return path.lower().endswith(DOCUMENT_ENDINGS)


class _Paths:
    """The paths of a tree with what stands at each."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._sorted = sorted(entries)
        self._folders = {""}
        for path in entries:
            while (path := path.rpartition("/")[0]) and path not in self._folders:
                self._folders.add(path)

    def paths(self) -> Sequence[str]:
        return self._sorted

    def kind(self, path: str) -> Entry | None:
        return self._entries.get(path) or ("folder" if path in self._folders else None)

    def documents(self) -> Sequence[str]:
        return sorted(path for path, kind in self._entries.items() if kind == "file" and is_document(path))

    def absence(self, path: str) -> Literal["untracked", "ignored", ""]:
        return ""

    def unlisted(self) -> Mapping[str, str]:
        return {}


class WorkTree(_Paths):
    """The files on disk under `root`; with git, those that its index holds."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._untracked: frozenset[str] = frozenset()
        self._linked: dict[str, bool] = {"": False}  # folder -> whether a symlink leads to it
        self._has_git = os.path.lexists(os.path.join(root, ".git"))
        if self._has_git:
            listed, untracked, self._unlisted = git.index(root)
            self._untracked = frozenset(untracked)
            super().__init__({x.path: _MODES.get(x.mode, "file") for x in listed})
        else:
            self._unlisted = {}
            super().__init__(dict(_walk(root, self._unlisted)))

    def documents(self) -> Sequence[str]:
        return sorted((*super().documents(), *(p for p in self._untracked if is_document(p) and self._is_file(p))))

    def read(self, path: str) -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(self._real(path), flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(f"{path} is no regular file")
            return file.read()

    def size(self, path: str) -> int:
        return os.lstat(self._real(path)).st_size

    def absence(self, path: str) -> Literal["untracked", "ignored", ""]:
        if not self._has_git or not path or self._is_linked(path.rpartition("/")[0]) or not os.path.lexists(self._disk(path)):
            return ""
        return "untracked" if any(p == path or p.startswith(path + "/") for p in self._untracked) else "ignored"

    def unlisted(self) -> Mapping[str, str]:
        return self._unlisted

    def _is_file(self, path: str) -> bool:
        """Whether a file lies at a path; what may not be looked at is left to the one who reads it, and tells why it cannot."""
        try:
            return stat.S_ISREG(os.lstat(self._disk(path)).st_mode)
        except PermissionError:
            return True
        except OSError:
            return False

    def _disk(self, path: str) -> str:
        return os.path.join(self.root, path)

    def _real(self, path: str) -> str:
        """Where a file lies on the disk. Raises OSError behind a symlinked folder: it may lead out of the root."""
        if self._is_linked(path.rpartition("/")[0]):
            raise OSError("a symbolic link leads there")
        return self._disk(path)

    def _is_linked(self, folder: str) -> bool:
        if folder not in self._linked:
            parts = folder.split("/")
            self._linked[folder] = any(os.path.islink(self._disk("/".join(parts[:n]))) for n in range(1, len(parts) + 1))
        return self._linked[folder]


def _walk(root: str, unlisted: dict[str, str]) -> Iterable[tuple[str, Entry]]:
    """Every file under a folder, as the disk has it; symlinks are not followed. Folders that cannot be listed join `unlisted`."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            found = list(os.scandir(os.path.join(root, folder)))
        except OSError as error:
            unlisted[folder] = error.strerror or str(error)
            continue
        for entry in found:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                yield path, "symlink"
            elif entry.is_file():
                yield path, "file"
            elif entry.is_dir() and entry.name not in _SKIPPED:
                waiting.append(path)


class GitTree(_Paths):
    """The files of a revision; no work tree is needed. Raises ProctorError for a revision that is not there."""

    def __init__(self, root: str, rev: str) -> None:
        self.root = root
        listed, self._sizes = git.revision(root, git.commit(root, rev))
        self._blobs = {x.path: x.blob for x in listed}
        self._read: dict[str, bytes] = {}
        super().__init__({x.path: _MODES.get(x.mode, "file") for x in listed})

    def read(self, path: str) -> bytes:
        if path not in self._blobs:
            raise FileNotFoundError(path)
        if path not in self._read:
            wanted = [p for p in self.documents() if p not in self._read] if is_document(path) else [path]
            for name, content in zip(wanted, git.blobs(self.root, [self._blobs[p] for p in wanted]), strict=True):
                self._read[name] = content
        return self._read[path]

    def size(self, path: str) -> int:
        if path not in self._sizes:
            raise FileNotFoundError(path)
        return self._sizes[path]


class Overlay:
    """A tree with other bytes at some paths: unsaved text of an editor, or fixes that are not written yet."""

    def __init__(self, tree: Tree, contents: Mapping[str, bytes]) -> None:
        self.root = tree.root
        self._tree = tree
        self._contents = contents
        self._sorted = sorted({*tree.paths(), *contents})
        self._folders = {p.rpartition("/")[0] for p in contents}

    def paths(self) -> Sequence[str]:
        return self._sorted

    def kind(self, path: str) -> Entry | None:
        if path in self._contents:
            return "file"
        return self._tree.kind(path) or ("folder" if path in self._folders else None)

    def documents(self) -> Sequence[str]:
        return sorted({*self._tree.documents(), *filter(is_document, self._contents)})

    def read(self, path: str) -> bytes:
        return self._contents[path] if path in self._contents else self._tree.read(path)

    def size(self, path: str) -> int:
        return len(self._contents[path]) if path in self._contents else self._tree.size(path)

    def absence(self, path: str) -> Literal["untracked", "ignored", ""]:
        return self._tree.absence(path)

    def unlisted(self) -> Mapping[str, str]:
        return self._tree.unlisted()
