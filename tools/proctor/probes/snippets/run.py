"""Tasks -> results: from this run, from the cache, or from the sandbox, which is not touched when all is known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from proctor.cache import Cache
from proctor.errors import Incomplete
from proctor.probes.snippets import environment, packages
from proctor.probes.snippets.policy import Policy
from proctor.probes.snippets.store import Store
from proctor.progress import Bar
from proctor.snippets.values import Levels, Result, Task

if TYPE_CHECKING:
    from proctor.runners.sandbox.pool import Pool
    from proctor.runners.settings import RunSettings

LONGEST = 3600.0  # seconds of a run
_LEVELS: tuple[Levels, ...] = ("none", "L1", "L2", "L3")


class Runs:
    """Runs tasks, each once. `lacking` are the languages whose tool chain was missing."""

    def __init__(self, cache: Cache, passes: dict[str, Any], settings: Policy) -> None:
        self.lacking: set[str] = set()
        self._cache, self._passes, self._settings = cache, passes, settings
        self._good = frozenset(level for level in _LEVELS if settings.runs(level))
        self._stores: dict[str, Store] = {}
        self._level: Levels | None = None
        self._begun: Pool | None = None
        self._until = time.monotonic() + LONGEST

    def begin(self, codes: Sequence[str]) -> None:
        """Start the sandbox for Python code, most of which will have to run: that takes as long as looking through a bank."""
        from proctor import runners
        from proctor.runners.sandbox import levels

        level = levels.highest(self._settings.sandbox)
        if level is not None and codes:
            self._begun = runners.begin(codes, self._how(()), level)

    def close(self) -> None:
        """End the sandbox."""
        if self._begun is not None:
            self._begun.__exit__(None, None, None)
            self._begun = None

    def run(self, tasks: Sequence[Task], nth: int = 0) -> dict[str, Result]:
        """Results by key. `nth` tells several runs of the same task apart."""
        unique = {task.key: task for task in tasks}
        found = {key: known for key, task in unique.items() if (known := self._store(task.language).get(task, nth)) is not None}
        for result in self._asked([task for key, task in unique.items() if key not in found]):
            task = unique[result.key]
            found[result.key] = result
            self._store(task.language).put(task, result, nth)
        self.lacking |= {unique[key].language for key, result in found.items() if result.verdict == "unavailable"}
        return found

    def known(self, tasks: Sequence[Task]) -> dict[str, Result]:
        """What is known of tasks, without running any."""
        return {task.key: found for task in tasks if (found := self._store(task.language).get(task)) is not None}

    def _store(self, language: str) -> Store:
        if language not in self._stores:
            version = environment.version(language, self._settings)
            self._stores[language] = Store(self._cache, self._passes, version, self._good)
        return self._stores[language]

    def _asked(self, todo: Sequence[Task]) -> Iterator[Result]:
        """Results of the sandbox, as they come. Raises Incomplete where there is none that is good enough."""
        if not todo:
            return
        from proctor import runners

        if self._level is None:
            self._level = self._chosen()
        settings = self._how(self._installed(todo))
        bar = Bar()
        try:
            for done, result in enumerate(runners.run(todo, settings, self._level, self._begun), 1):
                yield result
                bar("snippets", done, len(todo))
                if time.monotonic() > self._until and done < len(todo):
                    raise Incomplete(
                        f"snippets took more than {LONGEST:.0f} seconds: not all of them were run", "run a part of them"
                    )
        finally:
            bar.clear()

    def _chosen(self) -> Levels:
        """The level to run at: that of the sandbox which has begun, if it holds. Raises Incomplete."""
        from proctor.runners.sandbox import levels

        if self._begun is not None:
            if levels.holds(self._begun):
                return self._begun.settings.level
            self.close()
        return levels.choose(self._settings.sandbox)

    def _how(self, folders: tuple[str, ...]) -> RunSettings:
        from proctor.runners.settings import RunSettings

        return RunSettings(workers=self._settings.jobs, commands=self._settings.commands, readable=folders)

    def _installed(self, todo: Sequence[Task]) -> tuple[str, ...]:
        """The folders of packages that tasks ask for and the user allows."""
        wanted = packages.allowed((name for task in todo for name in task.packages), self._settings.allowed)
        if not wanted:
            return ()
        if self._cache.folder is None:
            raise Incomplete("packages of snippets are installed into the cache, and there is none", "leave out --no-cache")
        return (packages.install(wanted, self._cache.folder),)
