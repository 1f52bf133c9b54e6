"""A worker of the server: does one job after another, each in a fresh child that it watches, and whose remains it removes."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from proctor.runners.sandbox import child, jail, limits, processes, scratch, wire
from proctor.runners.sandbox.kernel import fork

_LOOK = 0.05  # seconds between two looks at what a child uses
_LATE = 8  # looks that tell whether it waited


class Post(NamedTuple):
    """Where a keeper stands."""

    end: int  # socket to the pool
    folders: tuple[int, ...]  # that children may write in, open; the first is their working folder
    quota: bool  # the file system does not bound them by itself
    within: bool  # alone with its children in a pid namespace
    prison: jail.Jail
    harness: child.Harness


class Stopped(NamedTuple):
    """Why a child was, or has to be, stopped; how it ended by itself is `ended`."""

    status: str
    code: int = 0
    reason: str = ""


class Pipe:
    """What a child writes, up to a bound."""

    def __init__(self, most: int) -> None:
        self.end, self.other = os.pipe()
        os.set_blocking(self.end, False)
        self.content = bytearray()
        self.most = most

    def read(self) -> bool:
        """Take what there is; whether there may be more, now or later."""
        try:
            piece = os.read(self.end, min(1 << 16, self.most - len(self.content) + 1))
        except BlockingIOError:
            return False
        self.content += piece
        return bool(piece) and not self.full

    @property
    def full(self) -> bool:
        return len(self.content) > self.most


def serve(post: Post) -> None:
    """Do jobs until the pool ends. A job that cannot be cleared away ends the worker too: the pool starts another."""
    _take_numbers()
    wire.send(post.end, wire.pack({"ready": True}))
    while True:
        try:
            line, pieces = wire.receive(post.end)
            wire.send(post.end, _answer(post, line, pieces))
        except (wire.Broken, OSError):
            return


def _take_numbers() -> None:
    """Hold the numbers of the descriptors that jobs get: standard input is empty, the others are theirs when they start."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    while (held := os.open(os.devnull, os.O_RDONLY)) < child.ABOVE:
        pass
    os.close(held)


def _answer(post: Post, line: dict[str, Any], pieces: list[bytes]) -> bytes:
    """Do a job; the answer to the pool. Raises Broken when the pool has ended, or something is left over."""
    output, record = Pipe(limits.OUTPUT), Pipe(limits.RECORD)
    began = time.monotonic()
    pid = 0
    try:
        scratch.lay(post.folders[0], dict(zip(line["files"], pieces, strict=True)))
        pid, mark = _start(post, line, output, record)
        began = time.monotonic()
        stopped, idle = _watch(post, line, pid, (output, record))
    finally:
        seconds = time.monotonic() - began
        cleared = not pid or processes.end_all(pid, post.within)
        for pipe in (output, record):
            while pipe.read():
                pass
            os.close(pipe.end)
        for folder in post.folders:
            scratch.empty(folder)
    if not cleared:
        raise wire.Broken
    if output.full or record.full:
        stopped = Stopped("output-limit")
    told, finished = _told(bytes(record.content), mark)
    head = {**stopped._asdict(), "finished": finished, "seconds": seconds, "idle": idle}
    return wire.pack(head, (bytes(output.content[: limits.OUTPUT]), told))


def _start(post: Post, line: Mapping[str, Any], output: Pipe, record: Pipe) -> tuple[int, bytes]:
    """Fork the child; its pid, and the mark that it gets only after."""
    given, gives = os.pipe()
    pid = fork()
    if not pid:
        child.run(line, child.Ends(output.other, record.other, given), post.prison, post.harness)
    mark = os.urandom(child.MARK // 2).hex().encode()
    os.write(gives, mark)
    for end in (given, gives, output.other, record.other):
        os.close(end)
    return pid, mark


def _watch(post: Post, line: Mapping[str, Any], pid: int, pipes: tuple[Pipe, Pipe]) -> tuple[Stopped, bool]:
    """Read what a child writes until it ends or must be stopped; whether it was idle at a time-out. Raises Broken."""
    watch = Watch(post, line)
    by_end = {pipe.end: pipe for pipe in pipes}
    handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1
    poll = select.poll()
    for end in (*by_end, post.end, *([handle] if handle >= 0 else [])):
        poll.register(end, select.POLLIN)
    try:
        while True:
            wait = watch.next - time.monotonic() if handle >= 0 else 0.005
            for end, _ in poll.poll(max(0, wait * 1000)):
                if end == post.end:
                    raise wire.Broken
                if end in by_end and not by_end[end].read():
                    if by_end[end].full:
                        return Stopped("output-limit"), False
                    poll.unregister(end)
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                return Stopped("signal", -code) if code < 0 else Stopped("rc" if code else "ok", code), False
            if stopped := watch.look():
                return stopped, watch.idle
    finally:
        if handle >= 0:
            os.close(handle)


class Watch:
    """Looks at what a child uses, from time to time."""

    def __init__(self, post: Post, line: Mapping[str, Any]) -> None:
        now = time.monotonic()
        self.post = post
        self.memory: int = line["memory"]
        self.until: float = now + line["timeout"]
        self.next = min(self.until, now + _LOOK)
        self.shared = self.common = self.free = 0  # bytes at the first look: of the server's memory, of shared memory, of the disk
        self.busy: list[bool] = []

    def look(self) -> Stopped | None:
        """Why the child has to be stopped, if it has; looks only when it is time."""
        now = time.monotonic()
        if now < self.next:
            return None
        self.next = min(self.until, now + _LOOK)
        self.shared = self.shared or processes.resident(os.getpid())
        found = processes.tally(os.getpid(), self.shared)
        self.busy.append(found.busy)
        if now >= self.until:
            return Stopped("timeout")
        if not self.post.prison.limited:
            return None
        if found.resident > self.memory or self._shares(found):
            return Stopped("signal", 9, "memory")
        if found.tasks > limits.TASKS or found.files > limits.HANDLES:
            return Stopped("signal", 9, "processes" if found.tasks > limits.TASKS else "open files")
        return Stopped("disk-limit") if self.post.quota and self._fills(found.pids) else None

    @property
    def idle(self) -> bool:
        """Whether it mostly waited of late: what wakes now and then may be seen while it waits for a core."""
        late = self.busy[-_LATE:]
        return sum(late) < 0.5 * len(late)

    def _shares(self, found: processes.Tally) -> bool:
        """Whether memory that belongs to no single process is what is too much: the system tells only how much of it all have."""
        now = processes.shared_memory()
        self.common = self.common or now
        return found.resident + now - self.common > self.memory and processes.keeps(found.pids, b"/dev/zero (deleted)")

    def _fills(self, pids: list[int]) -> bool:
        """Whether too much is written; where not all can be seen, what is left of the disk tells."""
        found = [scratch.usage(folder, limits.ENTRIES) for folder in self.post.folders]
        size = sum(each.size for each in found) + processes.deleted(pids)
        left = scratch.free(self.post.folders[0])
        self.free = self.free or left
        if size > limits.SCRATCH or any(each.entries >= limits.ENTRIES for each in found):
            return True
        unseen = self.free - left > 4 * limits.SCRATCH
        return unseen and (any(each.missed for each in found) or processes.keeps(pids, b" (deleted)\n"))


def _told(record: bytes, mark: bytes) -> tuple[bytes, bool]:
    """What a child told, and whether it came to its end: then what it told last, under seal, is all that counts."""
    before, found, after = record.partition(mark)
    if not found:
        return record[: limits.RECORD], False
    try:
        length = int(after[:8], 16)
    except ValueError:
        length = 0
    return after[8 : 8 + length] or before, True
