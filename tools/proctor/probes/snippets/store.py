"""Results of tasks, kept over the passes of a run and between runs. What a cache holds is untrusted input: its shape is checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from proctor.cache import Cache
from proctor.snippets.values import Failure, Levels, Printed, Result, Task, Verdict

KIND = "snippets"
_DAY = 86400.0
_LIFETIME = 60 * _DAY
_DOUBTFUL = 7 * _DAY  # of what a busy machine may have caused
_LARGEST = 1 << 20  # characters of an answer that is kept
_VERDICTS = frozenset(get_args(Verdict))
_LEVELS = frozenset(get_args(Levels))


class Store:
    """Results by task: of this run, or of an earlier one in the same environment at a level that is good enough."""

    def __init__(self, cache: Cache, passes: dict[str, Any], version: str, levels: frozenset[str]) -> None:
        self._cache, self._passes, self._version, self._levels = cache, passes, version, levels

    def get(self, task: Task, run: int = 0) -> Result | None:
        """What is known of a task; `run` tells runs of the same task apart."""
        key = f"{task.key}-{run}"
        known: Result | None = self._passes.get(key)
        if known is None:
            known = from_json(self._cache.get(KIND, key, self._version), task)
            known = known if known is not None and known.level in self._levels else None
        if known is not None:
            self._passes[key] = known
        return known

    def put(self, task: Task, result: Result, run: int = 0) -> None:
        """Keep what is sure to come out again: not that a tool chain is missing."""
        key = f"{task.key}-{run}"
        self._passes[key] = result
        if result.verdict == "unavailable" or self._cache.folder is None:
            return
        value = as_json(result)
        if len(result.output) + sum(len(p.text) for p in result.printed) <= _LARGEST:
            sure = result.verdict in ("ok", "fail")
            self._cache.put(KIND, key, value, self._version, _LIFETIME if sure else _DOUBTFUL)


def as_json(result: Result) -> dict[str, Any]:
    """A result as JSON can hold it; text that is no Unicode is replaced."""
    value = {
        **result._asdict(),
        "printed": [list(p) for p in result.printed],
        "failure": None if result.failure is None else list(result.failure),
    }
    shown: dict[str, Any] = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    del shown["key"]
    return shown


def from_json(value: Any, task: Task) -> Result | None:
    """A result, if that is what a cache holds."""
    if not isinstance(value, dict) or value.keys() != set(Result._fields) - {"key"}:
        return None
    if not _is(str, *(value[name] for name in ("verdict", "level", "output", "reason"))) or value["level"] not in _LEVELS:
        return None
    if value["verdict"] not in _VERDICTS or not _is(int, value["examples"], value["asserted"]):
        return None
    if type(value["seconds"]) not in (int, float) or not isinstance(value["printed"], list):
        return None
    printed = [_read(Printed, each, len(task.pieces)) for each in value["printed"]]
    failure = None if value["failure"] is None else _read(Failure, value["failure"], len(task.pieces))
    if None in printed or (failure is None) != (value["failure"] is None):
        return None
    if value["verdict"] == "ok" and failure is not None:
        return None
    return Result(**{**value, "key": task.key, "printed": tuple(printed), "failure": failure})


def _is(kind: type, *values: Any) -> bool:
    return all(type(value) is kind for value in values)


_TYPES: Mapping[type, tuple[type, ...]] = {Printed: (int, int, str, bool, int), Failure: (str, str, int, int, int, str, str, list)}


def _read(kind: type[Any], fields: Any, pieces: int) -> Any:
    """A Printed or a Failure whose piece is one of the task's."""
    types = _TYPES[kind]
    if not isinstance(fields, list) or len(fields) != len(types):
        return None
    if not all(type(value) is wanted for value, wanted in zip(fields, types, strict=True)):
        return None
    texts = fields[-1] if types[-1] is list else []
    made = kind(*fields[:-1], tuple(texts) if types[-1] is list else fields[-1])
    return made if _is(str, *texts) and -1 <= made.piece < pieces and 0 <= made.line < 1 << 31 else None
