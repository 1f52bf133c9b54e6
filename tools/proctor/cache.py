"""Answers that cost time to find, kept between runs as append-only JSON lines: one file a kind of answer.

Every record is one `O_APPEND` write, so a killed run loses at most the record it was writing, and processes may share
a folder; the last record of a key wins. A cache that was restored from elsewhere is untrusted: what is no record is
passed over, and who asks checks the value's shape. A folder that cannot be written means no cache and a note.
"""

from __future__ import annotations

import json
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

from proctor.model import Tree
from proctor.pattern import lazy

try:
    import fcntl
except ImportError:  # Windows: no compaction there
    fcntl = None  # type: ignore[assignment]

NAME = ".proctor_cache"
_KIND = lazy(r"[a-z][a-z0-9-]{0,40}\Z")
_LARGEST = 256 << 20  # bytes of a file that are still read
_LONGEST = 16 << 20  # bytes of a record
_WASTE = 1000  # dead records that a file may carry before it is compacted, if they outnumber the living
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Record(NamedTuple):
    """One answer: what it is worth depends on `version`, and on the time (seconds since 1970) it expires."""

    version: str
    expires: float | None
    value: Any


class Cache:
    """Answers by kind and key. `folder` None keeps them for this run only."""

    def __init__(self, folder: str | None, now: Callable[[], float] = time.time) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._now = now
        self._kinds: dict[str, dict[str, Record]] = {}
        self._lock = threading.RLock()

    @property
    def folder(self) -> str | None:
        """Where it lies; None where nothing is kept beyond this run."""
        return self._folder

    def get(self, kind: str, key: str, version: str = "") -> Any:
        """The value under a key; None where there is none, it expired, or another version wrote it. Its shape is unchecked."""
        with self._lock:
            record = self._records(kind).get(key)
        if record is None or record.version != version or (record.expires is not None and record.expires <= self._now()):
            return None
        return record.value

    def put(self, kind: str, key: str, value: Any, version: str = "", lifetime: float | None = None) -> None:
        """Keep a JSON value, for `lifetime` seconds or for ever."""
        record = Record(version, None if lifetime is None else self._now() + lifetime, value)
        line = _line(key, record)
        with self._lock:
            self._records(kind)[key] = record
            if self._folder is not None and len(line) <= _LONGEST:
                try:
                    self._append(self._folder, kind, line)
                except OSError as error:
                    self._off(error)

    def has(self, kind: str) -> bool:
        """Whether any answer of a kind is kept."""
        with self._lock:
            return bool(self._records(kind))

    def _records(self, kind: str) -> dict[str, Record]:
        if kind not in self._kinds:
            if not _KIND.match(kind):
                raise ValueError(f"{kind!r} cannot name a kind of answer")
            self._kinds[kind] = self._load(kind) if self._folder is not None else {}
        return self._kinds[kind]

    def _load(self, kind: str) -> dict[str, Record]:
        """What a file holds now; it is compacted when most of it is dead."""
        folder = self._folder or ""
        content = self._content(os.path.join(folder, f"{kind}.jsonl"))
        records, living, damaged = _parsed(content, self._now())
        if damaged:
            self.notes.append(f"{damaged} damaged line{'s' * (damaged > 1)} of {kind}.jsonl in the cache ignored")
        if records + damaged - len(living) > max(_WASTE, len(living)):
            try:
                self._compact(folder, kind)
            except OSError as error:
                self._off(error)
        return living

    def _content(self, path: str) -> bytes:
        try:
            with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_FOLLOW), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
                    self.notes.append(f"{os.path.basename(path)} in the cache ignored: no file of ours, or too large; delete it")
                    return b""
                return file.read(_LARGEST)
        except FileNotFoundError:
            return b""
        except OSError as error:
            self.notes.append(f"{os.path.basename(path)} in the cache ignored: {error.strerror}")
            return b""

    def _append(self, folder: str, kind: str, line: bytes) -> None:
        """One write. The line end before the record keeps it whole behind one that a killed run left torn."""
        _made(folder)
        with _locked(folder, wait=True):
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_FOLLOW
            file = os.open(os.path.join(folder, f"{kind}.jsonl"), flags, 0o644)
            try:
                os.write(file, b"\n" + line)
            finally:
                os.close(file)

    def _compact(self, folder: str, kind: str) -> None:
        """Rewrite a file with its living records; left for another run while anybody writes."""
        with _locked(folder, wait=False, alone=True) as free:
            if not free:
                return
            path = os.path.join(folder, f"{kind}.jsonl")
            _, living, _ = _parsed(self._content(path), self._now())
            new = f"{path}.new"
            if os.path.lexists(new):
                os.unlink(new)  # of a run that was killed here: the lock is ours
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o644), "wb") as file:
                file.writelines(_line(key, record) for key, record in living.items())
            os.replace(new, path)

    def _off(self, error: OSError) -> None:
        self.notes.append(f"no cache is kept: {error.strerror or error} ({self._folder})")
        self._folder = None


def at(root: str, tree: Tree, folder: str | None = None, use: bool = True) -> Cache:
    """The cache of a bank: in `folder`, else in the root. One that is part of the bank is a stranger's: not used."""
    if not use:
        return Cache(None)
    if folder is not None:
        return Cache(os.path.abspath(folder))
    path = os.path.join(root, NAME)
    if tree.kind(NAME) is not None or os.path.islink(path):
        cache = Cache(None)
        cache.notes.append(f"no cache is kept: {NAME} is part of the bank, or a link; take it out, or give --cache-dir")
        return cache
    return Cache(path)


def _line(key: str, record: Record) -> bytes:
    fields = {"key": key, "version": record.version, "expires": record.expires, "value": record.value}
    return json.dumps(fields, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _parsed(content: bytes, now: float) -> tuple[int, dict[str, Record], int]:
    """The number of records, the living ones by key, and the number of lines that are no record."""
    count, damaged = 0, 0
    living: dict[str, Record] = {}
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        found = _record(line)
        if found is None:
            damaged += 1
            continue
        count += 1
        key, record = found
        living.pop(key, None)
        if record.expires is None or record.expires > now:
            living[key] = record
    return count, living, damaged


def _record(line: bytes) -> tuple[str, Record] | None:
    """A line as a record; None for anything else that a line can hold."""
    if len(line) > _LONGEST:
        return None
    try:
        fields = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or "value" not in fields:
        return None
    key, version, expires = fields.get("key"), fields.get("version"), fields.get("expires")
    if not isinstance(key, str) or not isinstance(version, str):
        return None
    if expires is not None and (not isinstance(expires, int | float) or isinstance(expires, bool)):
        return None
    return key, Record(version, expires, fields["value"])


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _made(folder: str) -> None:
    """Make the folder, and have git ignore it."""
    if os.path.isdir(folder):
        return
    os.makedirs(folder, exist_ok=True)
    with open(os.open(os.path.join(folder, ".gitignore"), os.O_WRONLY | os.O_CREAT | _NO_FOLLOW, 0o644), "wb") as file:
        file.write(b"*\n")


@contextmanager
def _locked(folder: str, wait: bool, alone: bool = False) -> Iterator[bool]:
    """Hold the folder's lock, shared among writers or `alone`; gives whether it was had."""
    if fcntl is None:
        yield not alone
        return
    file = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | _NO_FOLLOW, 0o644)
    try:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(file)
