"""One slow check on several machines: which ids are one shard's, by what each took before.

Every shard plans the same way from the same bank and cache, and says what it planned: `merge` believes nobody.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from proctor.cache import Cache
from proctor.errors import ProctorError

NEEDS: Mapping[str, str] = {"online": "urls", "run": "snippets"}  # what can be sharded: a rule's need, and the group's name
STATIC = "static"  # the group of everything else, which is one shard
GROUPS = (STATIC, *NEEDS.values())
MOST = 1000  # shards of a group

_KIND, _VERSION = "durations", "1"
_LEAST = 0.001  # seconds that anything takes: ids without cost would all go to one shard
_LONGEST = 1e6
_SLACK = 0.25  # by which a duration may differ from the one recorded before it is recorded anew


class Shard:
    """The `index`th of `total` shards of a group, counted from 1.

    A probe asks it once, with every id of the bank: `mine = ask.shard.mine(seconds)`. What the probe then leaves out is
    another shard's. An id is any string that names one piece of work on every machine: a URL, or a snippet's key.
    """

    def __init__(self, group: str, index: int, total: int, run: str = "") -> None:
        self.group, self.index, self.total = group, index, total
        self.run = run  # the same for all shards of a run, and no other run's
        self.ids: frozenset[str] = frozenset()  # names of this shard's ids
        self.plan = plan(())

    def mine(self, seconds: Mapping[str, float | None], together: Callable[[str], str] = str) -> frozenset[str]:
        """This shard's part of the ids, given what each took the last time in seconds, None where nobody knows.

        Ids for which `together` gives the same answer stay in one shard (URLs of one host, which wait for each other).
        """
        units: dict[str, list[str]] = {}
        for each in sorted(seconds):
            units.setdefault(together(each), []).append(each)
        costs = _costs(seconds)
        chosen = _share({unit: math.fsum(costs[i] for i in ids) for unit, ids in units.items()}, self.total)[self.index - 1]
        found = frozenset(each for unit in chosen for each in units[unit])
        self.plan, self.ids = plan(seconds), frozenset(map(name, found))
        return found


def parse(text: str) -> tuple[int, int]:
    """`2/16` as its two numbers. Raises ProctorError."""
    first, slash, last = text.partition("/")
    if slash and first.isascii() and last.isascii() and first.isdigit() and last.isdigit() and len(first) < 9 and len(last) < 9:
        index, total = int(first), int(last)
        if 1 <= index <= total <= MOST:
            return index, total
    raise ProctorError(f"--shard {text} is no shard", f"write --shard 2/4 for the second of four; at most {MOST}")


def name(each: str) -> str:
    """What reports call an id: its digest, so that they carry no text of strangers."""
    from hashlib import sha256  # takes milliseconds, and few runs are sharded

    return sha256(each.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def plan(ids: Iterable[str]) -> str:
    """The digest of all ids of a group, whatever their order."""
    return plan_of_names(map(name, ids))


def plan_of_names(names: Iterable[str]) -> str:
    """The same, of ids that have their names already."""
    from hashlib import sha256

    return sha256("".join(sorted(names)).encode()).hexdigest()


def recorded(cache: Cache, group: str, ids: Iterable[str], shard: Shard | None = None) -> dict[str, float | None]:
    """What each id took the last time, in seconds; None where nobody knows.

    A shard is told what was known before its run began, whatever the run's other shards have recorded in the meantime.
    """
    run = shard.run if shard else ""
    return {each: _known(_entry(cache, group, each), run) for each in ids}


def record(cache: Cache, group: str, seconds: Mapping[str, float], shard: Shard | None = None) -> None:
    """Remember what each id took, in seconds; nothing is written of what took about as long as before."""
    run = shard.run if shard else ""
    for each, new in seconds.items():
        entry = _entry(cache, group, each)
        old = _seconds(entry.get("seconds"))
        if old is None or abs(new - old) > old * _SLACK + 0.05:
            value = {"seconds": round(new, 3), "before": _known(entry, run), "run": run}
            cache.put(_KIND, f"{group} {each}", value, _VERSION)


def _entry(cache: Cache, group: str, each: str) -> Mapping[str, Any]:
    """What is kept of an id: the cache may have been restored from elsewhere."""
    value = cache.get(_KIND, f"{group} {each}", _VERSION)
    return value if isinstance(value, dict) else {}


def _known(entry: Mapping[str, Any], run: str) -> float | None:
    """What was known before a run; of no run in particular, what is known now."""
    return _seconds(entry.get("before" if run and entry.get("run") == run else "seconds"))


def _seconds(value: Any) -> float | None:
    """A kept value as a duration; None for anything else."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LONGEST
    return float(value) if fits else None


def _costs(seconds: Mapping[str, float | None]) -> dict[str, float]:
    """What each id will take; of one that nobody knows, the median of the others."""
    known = sorted(cost for each in seconds.values() if (cost := _seconds(each)) is not None)
    usual = known[len(known) // 2] if known else 1.0
    return {each: max(_LEAST, usual if (cost := _seconds(value)) is None else cost) for each, value in seconds.items()}


def _share(costs: Mapping[str, float], total: int) -> list[list[str]]:
    """The units of each shard: the longest first, each to the shard that has the least so far."""
    import heapq

    shares: list[list[str]] = [[] for _ in range(total)]
    loads = [(0.0, number) for number in range(total)]
    for unit in sorted(costs, key=lambda u: (-costs[u], u)):
        load, number = loads[0]
        shares[number].append(unit)
        heapq.heapreplace(loads, (load + costs[unit], number))
    return shares
