"""A large bank is judged by several processes, each of which parses and judges a part of the documents.

They are forked, so that nothing is loaded twice, and tell one another only what rules over the whole bank need.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from proctor import engine
from proctor.bank import Bank, Outline, outline
from proctor.config import Config
from proctor.gather import Gather
from proctor.model import Report, Tree
from proctor.plan import Plan, Request, planned

_LEAST = 1 << 18  # bytes of Markdown that are worth a process
_MOST = 8
_PIPE = 1 << 20  # bytes
_KILL = 9


class _Lost(Exception):
    """Another process of the crew ended before its work was done."""


def check(tree: Tree, config: Config, request: Request, jobs: int = 0) -> Report:
    """Judge a bank with as many processes as it is worth; `jobs` bounds them, 0 stands for the machine's cores."""
    plan = planned(config, request)
    paths = engine.documents(tree, config)
    single = not hasattr(os, "fork") or any(rule.needs for rule in plan.rules)  # a probe looks at all documents
    parts = divided(tree, paths, 1 if single else jobs or _cores())
    if len(parts) > 1:
        try:
            return engine.report(_work(tree, plan, parts), plan)
        except (_Lost, OSError):  # killed, perhaps for want of memory, or none to be had: one process alone may still make it
            pass
    bank, notes = engine.read_bank(tree, config, request.repository, paths=paths)
    return engine.run(bank, config, request, notes)


def _work(tree: Tree, plan: Plan, parts: Sequence[Sequence[str]]) -> list[engine.Judged]:
    """What each process of a crew found. The crew is let go when the next one comes."""
    global _last
    if _last:
        _last.reap()
    _last = _Crew(tree, plan, parts)
    return _last.work()


def divided(tree: Tree, paths: Sequence[str], most: int) -> list[list[str]]:
    """Documents in parts of about equal size in bytes, each in order: as many as there is work for."""
    sizes = {path: _size(tree, path) for path in paths}
    count = max(1, min(most, _MOST, sum(sizes.values()) // _LEAST))
    loads, parts = [0] * count, [list[str]() for _ in range(count)]
    for path in sorted(paths, key=lambda p: (-sizes[p], p)):
        least = loads.index(min(loads))
        loads[least] += sizes[path]
        parts[least].append(path)
    return [sorted(part) for part in parts]


def _size(tree: Tree, path: str) -> int:
    try:
        return tree.size(path)
    except OSError:
        return 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Line(NamedTuple):
    """Both directions of the line between two processes."""

    read: int
    write: int

    def send(self, content: bytes) -> None:
        waiting = memoryview(len(content).to_bytes(8, "little") + content)
        try:
            while waiting:
                waiting = waiting[os.write(self.write, waiting) :]
        except BrokenPipeError:
            raise _Lost from None

    def receive(self) -> bytes:
        return self._read(int.from_bytes(self._read(8), "little"))

    def _read(self, size: int) -> bytes:
        pieces = []
        while size:
            piece = os.read(self.read, min(size, 1 << 20))
            if not piece:
                raise _Lost
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        os.close(self.read)
        os.close(self.write)


def _pipe() -> tuple[int, int]:
    """A pipe that takes in much at once where the system lets it: each time it is full, a process waits for the other."""
    import fcntl  # where there is fork, there is this

    read, write = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # this user has too much in pipes already
            fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, _PIPE)
    return read, write


class _Crew:
    """This process, which takes the first part, and one more for each other part."""

    def __init__(self, tree: Tree, plan: Plan, parts: Sequence[Sequence[str]]) -> None:
        self._tree, self._plan, self._parts = tree, plan, parts
        self._pids: list[int] = []
        self._bank: Bank | None = None

    def work(self) -> list[engine.Judged]:
        """What each process found. Raises _Lost when one of them ends early."""
        import pickle  # between processes of one run, never from a file

        lines: list[_Line] = []
        found: list[engine.Judged] = []
        try:
            for part in self._parts[1:]:
                self._pids.append(self._fork(part, lines))
            own = self._judge(self._parts[0], lambda value: _all(value, lines))
            found = [own, *(pickle.loads(line.receive()) for line in lines)]
            return found
        finally:
            for line in lines:
                line.close()
            if not found:
                self._stop()

    def _stop(self) -> None:
        """End the others, whatever they are at."""
        for pid in self._pids:
            with suppress(ProcessLookupError):
                os.kill(pid, _KILL)
        self.reap()

    def reap(self) -> None:
        """Wait until the others are gone. Nobody needs to after good work: the system takes long to free their memory."""
        while self._pids:
            with suppress(ChildProcessError):  # somebody else has seen it off
                os.waitpid(self._pids.pop(), 0)

    def _fork(self, part: Sequence[str], lines: list[_Line]) -> int:
        """Start a process for a part; its line joins `lines`."""
        (down_read, down_write), (up_read, up_write) = _pipe(), _pipe()
        lines.append(_Line(up_read, down_write))
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            _end(lambda: self._serve(_Line(down_read, up_write), lines, part, parent))
        _Line(down_read, up_write).close()
        return pid

    def _serve(self, line: _Line, others: Sequence[_Line], part: Sequence[str], parent: int) -> None:
        """The whole life of a process that was forked."""
        import pickle

        for other in others:
            other.close()

        def gather(value: Any) -> list[Any]:
            line.send(marshal.dumps(value))
            return marshal.loads(line.receive())  # type: ignore[no-any-return]

        line.send(pickle.dumps(self._judge(_watched(part, parent), gather), protocol=5))

    def _judge(self, part: Iterable[str], gather: Gather) -> engine.Judged:
        bank, notes = engine.read_bank(self._tree, self._plan.config, self._plan.request.repository, paths=part)
        self._bank = bank  # kept: a process that ends need not take its documents apart
        own = {path: tuple(outline(document)) for path, document in bank.documents.items()}
        every = {path: outline for each in gather(own) for path, outline in each.items()}
        bank.elsewhere = {path: Outline(*each) for path, each in every.items() if path not in bank.documents}
        return engine.judge(bank, self._plan, notes, gather)


def _watched(part: Sequence[str], parent: int) -> Iterator[str]:
    """The paths of a part as long as the parent lives. Raises _Lost."""
    for path in part:
        if os.getppid() != parent:
            raise _Lost
        yield path


_last: _Crew | None = None  # kept, as taking its documents apart takes longer than all that is left to do


def _all(value: Any, lines: Sequence[_Line]) -> list[Any]:
    """The values of all processes, which are told to all."""
    values = [value, *(marshal.loads(line.receive()) for line in lines)]
    content = marshal.dumps(values)
    for line in lines:
        line.send(content)
    return values


def _end(life: Callable[[], None]) -> None:
    """Live, and leave without a trace: what the parent has in its buffers is not ours to write."""
    status = 1
    try:
        life()
        status = 0
    except BaseException:  # the parent finds the line cut, and does the work itself: an error shows there
        pass
    finally:
        os._exit(status)
