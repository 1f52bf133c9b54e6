"""The same work on many things: in worker processes where that is worth it, which end when this process does."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from proctor.errors import Incomplete

_MOST = 8
Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")
_adopted: tuple[Callable[[Any, Any], Any], Any] | None = None  # in a worker: its work, and what all workers share


def each(
    work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item], much: bool, chunk: int = 0
) -> Iterator[Result]:
    """The results of `work(shared, item)` in order, as they come. `much` says that processes may pay.

    A worker takes `chunk` items at a time, 0 for as many as suits small ones. Raises Incomplete when a worker is killed.
    """
    count = min(_MOST, cores(), len(items))
    if not much or count < 2:
        yield from (work(shared, item) for item in items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    pool = ProcessPoolExecutor(count, get_context("fork" if alone else "spawn"), _begin, (work, shared))
    try:
        yield from pool.map(_run, items, chunksize=chunk or max(1, len(items) // (8 * count)))
    except BrokenProcessPool:
        raise Incomplete("a process that looked at documents was killed", "is there enough memory?") from None
    finally:  # broken off, nobody waits for what they are at
        pool.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(work: Callable[[Any, Any], Any], shared: Any) -> None:
    """What a worker does first. It says nothing: nobody who reads this run's output shall wait for it."""
    global _adopted
    _adopted = work, shared
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:  # else the number may be another file's
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent has ended, whatever ended it: then the system closes its end of a pipe that is kept for this.

    Workers that were forked later hold that end too; they end before, the last one first.
    """
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _run(item: Any) -> Any:
    assert _adopted is not None
    work, shared = _adopted
    return work(shared, item)
