"""The processes behind a pool, seen from the program that started them."""

from __future__ import annotations

import _socket  # `socket` itself takes ten milliseconds to load
import os
import select
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import Any

from proctor.runners.sandbox import place, posts, scratch, wire
from proctor.runners.sandbox.jobs import Job, Settings

_START = 60.0  # seconds until a server must have loaded its modules
GRACE = 15.0  # seconds that a worker may be late with its answer
_ANSWER = 8 << 20  # bytes
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from proctor.runners.sandbox.server import main; "
    "del sys.path[0]; main(sys.argv[2])"
)


class Worker:
    """One worker as the pool sees it: a socket to its keeper, and the job that it is at."""

    def __init__(self, end: _socket.socket, server: Server) -> None:
        self.end = end
        self.server = server
        self.received = bytearray()
        self.ready = False
        self.job: Job | None = None
        self.until = time.monotonic() + _START
        end.settimeout(_START)  # for sending to one that does not read

    def give(self, job: Job) -> None:
        """Send a job; errors show when the answer fails to come."""
        self.job = job
        line = job._replace(files={})._asdict() | {"files": list(job.files)}
        self.until = time.monotonic() + job.timeout + (GRACE if self.ready else _START)
        with suppress(OSError):
            self.end.sendall(wire.pack(line, list(job.files.values())))

    def take(self) -> list[tuple[dict[str, Any], list[bytes]]]:
        """The messages that have come whole. Raises Broken, also when nothing has come."""
        if not _readable(self.end.fileno(), 0):
            raise wire.Broken
        try:
            piece = self.end.recv(1 << 18)
        except OSError as error:
            raise wire.Broken from error
        if not piece:
            raise wire.Broken
        self.received += piece
        return list(iter(lambda: wire.unpack(self.received, _ANSWER), None))


class Server:
    """A started server program and what it must leave behind nothing of."""

    def __init__(self, settings: Settings, workers: int) -> None:
        pairs = [_socket.socketpair() for _ in range(workers)]
        self.base = os.path.realpath(tempfile.mkdtemp(prefix=place.FOLDER)) if settings.level != "L3" else ""
        ends = tuple(theirs.fileno() for _, theirs in pairs)
        orders = place.orders(settings, ends, self.base)
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-S", "-P", "-B", "-c", _BOOT, orders.package, posts.written(orders)],
            env=place.environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=ends,
            start_new_session=True,
        )
        for _, theirs in pairs:
            theirs.close()
        self.workers = [Worker(ours, self) for ours, _ in pairs]

    def end(self) -> None:
        """Wait for it, its workers' sockets being closed; what does not end is killed."""
        if not self._ends(5):
            self.process.kill()
        self.process.wait()
        if self.base and os.path.isdir(self.base):
            scratch.remove(self.base)

    def _ends(self, seconds: float) -> bool:
        """Whether it ends in time. `wait` with a time-out would look now and then only."""
        if not hasattr(os, "pidfd_open"):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
            return self.process.returncode is not None
        handle = os.pidfd_open(self.process.pid)
        try:
            return _readable(handle, seconds)
        finally:
            os.close(handle)


def _readable(end: int, seconds: float) -> bool:
    """Whether there is something to read in time. `select` knows no descriptors with high numbers."""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
