"""What earlier runs learnt of URLs: how long each answer holds, and on which days a URL failed.

The cache may have been restored from elsewhere, so every value's shape is checked, and nothing in it is a secret.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from proctor.probes.urls.journey import Verdict

KIND, VERSION = "urls", "1"
DAY = 86400.0
_HOLDS = {"ok": 7 * DAY, "moved": 7 * DAY, "suspect": 2 * DAY, "unknown": 0.0, "broken": 0.0}
_SPREAD = 0.15  # of an answer's time, by chance, so that not all expire in the same run
_KEPT = 90 * DAY  # that failures and validators are remembered
_RESUMED = 3600.0  # seconds after which a run that was cut short is not taken up again
_MOST_DAYS = 30
_RUN = "run"  # the key that tells of the last run


class Known(NamedTuple):
    """What is known of a URL."""

    verdict: Verdict
    fresh: bool  # it need not be asked again
    days: tuple[str, ...]  # YYYY-MM-DD, on which it failed one after another


class Memory:
    """Answers by URL, kept in a cache. A run that was cut short is taken up again: then its failures hold too."""

    def __init__(self, cache: Any, days: int, now: Callable[[], float] = time.time) -> None:
        self._cache, self._days, self._now = cache, days, now
        self.reached = False  # some host has answered: the network is there
        self._unsure: dict[str, Verdict] = {}  # failures that may be our own network's
        self._run = self._taken_up() or f"{now():.3f}-{random.getrandbits(32):08x}"
        self._note(done=False)

    def _taken_up(self) -> str:
        """The name of the last run if it never ended; else empty."""
        last = self._cache.get(KIND, _RUN, VERSION)
        if not isinstance(last, dict) or last.get("done") is not False or not isinstance(last.get("name"), str):
            return ""
        at = _number(last.get("at"))
        return str(last["name"])[:60] if 0 <= self._now() - at < _RESUMED else ""

    def _note(self, done: bool) -> None:
        self._cache.put(KIND, _RUN, {"name": self._run, "done": done, "at": self._now()}, VERSION, _KEPT)

    def end(self) -> None:
        """The run had all of its answers: the next one asks again for what failed."""
        self._note(done=True)

    def settle(self) -> dict[str, Verdict]:
        """Count the failures from before any host had answered, now that one has; the verdicts that this changes."""
        if not self.reached:
            return {}
        unsure, self._unsure = self._unsure, {}
        return {url: self.keep(url, verdict, self.known(url)) for url, verdict in unsure.items()}

    def known(self, url: str) -> Known | None:
        """What is known of a URL; None for nothing."""
        value = self._cache.get(KIND, url, VERSION)
        verdict = _verdict(value)
        if verdict is None:
            return None
        fresh = self._now() < min(_number(value.get("until")), self._now() + 8 * DAY) or value.get("run") == self._run
        return Known(self.judged(verdict, _days(value)), fresh, _days(value))

    def keep(self, url: str, verdict: Verdict, before: Known | None) -> Verdict:
        """Keep an answer, and give it in the light of those before: what fails for days is dead."""
        days = before.days if before and verdict.verdict == "unknown" else ()  # a wall says nothing about the page behind it
        self.reached = self.reached or verdict.status > 0
        if verdict.failing and (verdict.status or self.reached):
            today = time.strftime("%Y-%m-%d", time.gmtime(self._now()))
            days = (*(d for d in days if d != today), today)[-_MOST_DAYS:]
        elif verdict.failing:
            self._unsure[url] = verdict
        holds = _HOLDS[verdict.verdict] * (1 - _SPREAD * random.random())
        value = {**verdict._asdict(), "until": self._now() + holds, "days": list(days), "run": self._run}
        self._cache.put(KIND, url, value, VERSION, _KEPT)
        return self.judged(verdict, days)

    def judged(self, verdict: Verdict, days: tuple[str, ...]) -> Verdict:
        """A verdict in the light of the days on which the URL failed."""
        if verdict.failing and len(days) >= self._days:
            return verdict._replace(verdict="broken", reason=f"{verdict.reason}; it failed on {len(days)} days, first on {days[0]}")
        return verdict


def _verdict(value: Any) -> Verdict | None:
    """A kept value as a verdict; None for what has another shape."""
    if not isinstance(value, dict) or value.get("verdict") not in _HOLDS:
        return None
    reason, target, status = value.get("reason"), value.get("target"), value.get("status")
    if not isinstance(reason, str) or not isinstance(target, str) or not isinstance(status, int):
        return None
    if target and not target.startswith(("https://", "http://")):
        return None
    if value["verdict"] == "moved" and not target:
        return None
    found = value.get("fragments")
    fragments = {k: v for k, v in found.items() if v in ("found", "missing", "")} if isinstance(found, dict) else {}
    return Verdict(
        value["verdict"], reason[:500], target[:8000], status, value.get("failing") is True, fragments, _pairs(value.get("known"))
    )


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """Kept headers: only those that we send or compare, and nothing that could end a header line."""
    if not isinstance(value, list) or len(value) > 3:
        return ()
    pairs = [
        tuple(p) for p in value if isinstance(p, list) and len(p) == 2 and all(isinstance(x, str) and x.isprintable() for x in p)
    ]
    names: Mapping[str, Callable[[str], bool]] = {
        "etag": lambda text: text.isascii() and len(text) < 300,
        "content-length": lambda text: text.isascii() and text.isdecimal() and len(text) < 16,
        "content-type": lambda text: len(text) <= 200,
    }
    return tuple((name, text) for name, text in pairs if name in names and names[name](text))


def _days(value: Mapping[str, Any]) -> tuple[str, ...]:
    days = value.get("days")
    if not isinstance(days, list):
        return ()
    return tuple(sorted({d for d in days if isinstance(d, str) and len(d) == 10 and d.isprintable()}))[-_MOST_DAYS:]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else 0.0
