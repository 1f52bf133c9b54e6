"""A pool of sandboxed workers: the side of the program that asks.

    with Pool(level, workers=2, preload=("numpy",)) as pool:
        for ended in pool.run(jobs): ...  # in order of completion

**What a job sees.** Its working folder, home and temporary folder are one scratch folder with the job's files, bounded and removed
afterwards. Standard input is empty, output and error share one pipe. A program (`argv`) has two descriptors more:

    PROCTOR_RECORD  to write what is told to the caller (`Ended.record`)
    PROCTOR_MARK    to read the end mark from, 32 characters, then end of file: read it before the snippet runs, and close it

At its end a harness writes to PROCTOR_RECORD the mark, then 8 hexadecimal digits, then as many bytes as these say (maybe none).
This is the proof that it came to its end (`Ended.finished`); bytes after the mark, if any, replace the record, since no snippet can
forge them. A harness in Python, in the server's own interpreter (no `argv`), has all that done for it: it is called with the
payload and `send(bytes)` for the record, and may return bytes to be sent under seal.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterable, Iterator
from types import TracebackType

from proctor.errors import Incomplete
from proctor.runners.sandbox import wire
from proctor.runners.sandbox.jobs import HARNESS, Ended, Job, Level, Settings
from proctor.runners.sandbox.workers import GRACE, Server, Worker

__all__ = ["Ended", "Job", "Pool"]
_TRIES = 3  # servers in a row that end before a worker is ready


class Pool:
    """Workers in a sandbox of a level. Raises Incomplete when they cannot be set up in it."""

    def __init__(
        self, level: Level, workers: int = 2, preload: Iterable[str] = (), readable: Iterable[str] = (), harness: str = HARNESS
    ) -> None:
        self.settings = Settings(level, tuple(preload), tuple(readable), harness)
        self.number = workers
        self.servers: list[Server] = []
        self.workers: list[Worker] = []
        self.failures = 0
        self.again: list[Job] = []  # given to workers that never got ready

    def __enter__(self) -> Pool:
        self._start(self.number)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self.workers:
            worker.end.close()
        self.workers = []
        for server in self.servers:
            server.end()
        self.servers = []

    def run(self, jobs: Iterable[Job]) -> Iterator[Ended]:
        """Do jobs, as many at once as there are workers; what comes back is in order of completion. Raises Incomplete."""
        waiting = iter(jobs)
        try:
            self._fill(waiting)
            while busy := [worker for worker in self.workers if worker.job]:
                for worker in self._answering(busy):
                    ended = self._hear(worker)
                    self._fill(waiting)
                    if ended:
                        yield ended
        finally:
            self.again = []
            for worker in [worker for worker in self.workers if worker.job]:
                self._drop(worker)

    def _fill(self, waiting: Iterator[Job]) -> None:
        """Give every free worker a job, and replace those that were lost as long as there are jobs."""
        free = [worker for worker in self.workers if not worker.job]
        lost = self.number - len(self.workers)
        while free or lost:
            job = self.again.pop() if self.again else next(waiting, None)
            if job is None:
                return
            if not free:
                free = self._start(lost)
                lost = 0
            free.pop().give(job)

    def _start(self, number: int) -> list[Worker]:
        # What ends a server at its start may be a module that it loads: the snippets that need it will tell.
        server = Server(self.settings._replace(preload=()) if self.failures else self.settings, number)
        self.servers.append(server)
        self.workers += server.workers
        return list(server.workers)

    def _answering(self, busy: list[Worker]) -> list[Worker]:
        """Those that have something to say, or should have had by now."""
        poll, by_end = select.poll(), {worker.end.fileno(): worker for worker in busy}
        for end in by_end:
            poll.register(end, select.POLLIN)
        wait = min(worker.until for worker in busy) - time.monotonic()
        heard = [by_end[end] for end, _ in poll.poll(max(0.0, wait) * 1000)]
        now = time.monotonic()
        return heard + [worker for worker in busy if worker not in heard and worker.until <= now]

    def _hear(self, worker: Worker) -> Ended | None:
        """Take what a worker says; how its job ended, if it says that or is lost. Raises Incomplete."""
        job = worker.job
        if job is None:
            return None
        try:
            for line, pieces in worker.take():
                if "error" in line:
                    raise Incomplete(f"the sandbox of level {self.settings.level} cannot be set up: {str(line['error'])[:200]}")
                if "ready" not in line:
                    worker.job = None
                    output, record = pieces
                    return Ended(job.key, output=output, record=record, **line)
                worker.ready, self.failures = True, 0
                worker.until = time.monotonic() + job.timeout + GRACE
        except (wire.Broken, ValueError, TypeError):
            return self._lose(worker, job)
        return None

    def _lose(self, worker: Worker, job: Job) -> Ended | None:
        """A worker has gone, and its job failed with it if it had begun. Raises Incomplete when servers do not start any more."""
        self._drop(worker)
        if not worker.ready:
            self.failures += 1
            self.again.append(job)
            if self.failures >= _TRIES * self.number:
                raise Incomplete(f"the sandbox's server of level {self.settings.level} does not start")
            return None
        return Ended(job.key, "signal", 9, reason="lost")

    def _drop(self, worker: Worker) -> None:
        worker.end.close()
        self.workers.remove(worker)
        if not any(other.server is worker.server for other in self.workers):
            worker.server.end()
            self.servers.remove(worker.server)
