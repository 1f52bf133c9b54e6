"""The same work on many things: in worker processes where that is worth it."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

_MOST = 8
Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")
_adopted: tuple[Callable[[Any, Any], Any], Any] | None = None  # in a worker: its work, and what all workers share


def each(work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item], much: bool) -> list[Result]:
    """The results of `work(shared, item)` in order. `much` says that processes may pay."""
    count = min(_MOST, os.cpu_count() or 1, len(items))
    if not much or count < 2 or multiprocessing.current_process().daemon:
        return [work(shared, item) for item in items]
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    with multiprocessing.get_context("fork" if forks else "spawn").Pool(count, _adopt, (work, shared)) as pool:
        return pool.map(_run, items, chunksize=max(1, len(items) // (8 * count)))


def _adopt(work: Callable[[Any, Any], Any], shared: Any) -> None:
    global _adopted
    _adopted = work, shared


def _run(item: Any) -> Any:
    assert _adopted is not None
    work, shared = _adopted
    return work(shared, item)
