"""A document's snippets, from the first look to their outcomes. Says which tasks it wants, takes results, never runs anything."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from proctor import config
from proctor.config import Config
from proctor.model import Ask, Document
from proctor.place import place
from proctor.probes.snippets.policy import Policy
from proctor.snippets import outcome as outcomes
from proctor.snippets import plan, spot
from proctor.snippets.cases import cases
from proctor.snippets.compare import judge
from proctor.snippets.glance import NO_CODE, glance
from proctor.snippets.mend import comment
from proctor.snippets.outcome import Judged, Seen
from proctor.snippets.plan import Attempt, Scope
from proctor.snippets.values import Case, Outcome, Remark, Result, Task

_PROSE = frozenset(("heading", "paragraph", "cell"))
_MOST_LOOKS = 5_000_000  # at what a block printed: every claim looks through all of it; those that come after are not judged
_AROUND = 2000  # bytes of text on either side that speak of a block outside of questions


class Work:
    """One document. `waiting` are the attempts whose results are still to come."""

    def __init__(self, document: Document, ask: Ask, settings: Policy) -> None:
        self.document = document
        self._settings = settings
        self._twice = "nondeterministic-snippet" in ask.rules
        self._strict = "unverified-snippet" in ask.rules
        self._questions = {q.id: q for q in ask.questions.get(document.path, ())}
        every = cases(document, ask.questions.get(document.path, ()), _directives(document.path, ask.config))
        self._scope = Scope(document, every)
        self._cases = [case for case in self._scope.cases if not case.directives.output]
        self._outcomes: dict[int, Outcome] = {}
        self._made: dict[int, tuple[Attempt, Task]] = {}  # by the attempt's identity: comparing two costs as much as making it
        self._done: dict[int, tuple[Attempt, Result]] = {}
        self.waiting: list[Attempt] = []
        for case in self._cases:
            found = glance(document, case, self._scope, settings.commands)
            if found is None:
                self.waiting.append(self._scope.attempt(case))
            else:
                self._outcomes[id(case)] = found

    def id(self, case: Case) -> str:
        """A name of a case that is the same on every machine."""
        digest = hashlib.sha256(case.code.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"{self.document.path}:{case.first_line}:{digest}"

    def choose(self, mine: Collection[str], first: bool) -> None:
        """Leave to other shards what is not of these ids; what needs no running is told by the first."""
        self.waiting = [attempt for attempt in self.waiting if self.id(attempt.case) in mine]
        self._outcomes = self._outcomes if first else {}

    def choose_like(self, others: Sequence[Case]) -> None:
        """Run only what has the code of one of these cases."""
        codes = {(case.language, case.code) for case in others}
        self.waiting = [attempt for attempt in self.waiting if (attempt.case.language, attempt.case.code) in codes]

    def tasks(self) -> list[Task]:
        """What is to run now."""
        return [self._task(attempt) for attempt in self.waiting]

    def take(self, results: Mapping[str, Result]) -> None:
        """Results of what waits; a block that lacks a name waits again, with the block that has it before it."""
        waiting = []
        for attempt in self.waiting:
            result = results.get(self._task(attempt).key)
            more = attempt if result is None else self._scope.again(attempt, result)
            if more is not None:
                waiting.append(more)
            elif result is not None:
                self._done[id(attempt.case)] = attempt, result
        self.waiting = waiting

    def doubted(self) -> list[Task]:
        """What must come out the same again before it is held against the text."""
        return [self._task(attempt) for attempt, result in self._done.values() if self._is_doubted(attempt, result)]

    def confirm(self, again: Mapping[str, Result]) -> None:
        """The outcomes of all that ran, given second runs."""
        for at, (attempt, result) in self._done.items():
            judged = _judged(attempt, result)
            second = again.get(self._task(attempt).key)
            self._outcomes[at] = outcomes.outcome(
                Seen(self.document, attempt, result, judged, second, self._text(attempt.case), self._settings.timeout)
            )

    def touched(self, touch: Callable[[str, int, int], bool]) -> None:
        """Advice on blocks of which a change touches a line becomes certain."""
        for at, found in self._outcomes.items():
            if found.remarks and touch(self.document.path, *self._lines(found.case)):
                self._outcomes[at] = found._replace(remarks=tuple(r._replace(certain=True) for r in found.remarks))

    def in_doubt(self) -> list[Case]:
        """The cases that failed, without a remark that is certain."""
        return [
            o.case for o in self._outcomes.values() if o.status == "failed" and o.remarks and not any(r.certain for r in o.remarks)
        ]

    def good(self) -> list[Case]:
        """The cases that ran."""
        return [o.case for o in self._outcomes.values() if o.status in ("verified", "ran", "inert") and o.level]

    def blame(self, codes: Collection[str]) -> None:
        """What is in doubt, and ran at the base: the change did it."""
        for case in self.in_doubt():
            if case.code in codes:
                old = self._outcomes[id(case)]
                remarks = tuple(r._replace(certain=True, message=f"{r.message}; it ran at the base") for r in old.remarks)
                self._outcomes[id(case)] = old._replace(remarks=remarks)

    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of every case whose result is known, in order of the document."""
        found = [self._outcomes[id(case)] for case in self._cases if id(case) in self._outcomes]
        return tuple(self._held(each) for each in found) if self._strict else tuple(found)

    def statuses(self) -> Iterator[tuple[Case, str]]:
        """What can be told without running: a status, or `runnable`."""
        for case in self._cases:
            found = self._outcomes.get(id(case))
            yield case, found.status if found is not None else "runnable"

    def seconds(self) -> Iterator[tuple[Case, float]]:
        """What each case took."""
        yield from ((attempt.case, result.seconds) for attempt, result in self._done.values())

    def _task(self, attempt: Attempt) -> Task:
        made = self._made.get(id(attempt))
        if made is None:
            task = plan.task(attempt, self._settings.timeout, self._settings.most, self._settings.packages)
            made = self._made[id(attempt)] = attempt, task
        return made[1]

    def _is_doubted(self, attempt: Attempt, result: Result) -> bool:
        if self._twice and result.verdict == "ok":
            return True
        if result.failure is not None and result.failure.detail:
            return True
        return any(judged.verdict == "wrong" for judged in _judged(attempt, result))

    def _text(self, case: Case) -> str:
        """The prose around a case: its question's, else what stands nearby."""
        question = self._questions.get(case.question)
        start, end = case.snippet.span
        first, last = (question.span.start, question.region.end) if question else (start - _AROUND, end + _AROUND)
        starts = self.document.starts
        near = self.document.blocks[bisect_left(starts, first) : bisect_left(starts, last)]
        return "\n".join(block.text for block in near if block.kind in _PROSE)

    def _lines(self, case: Case) -> tuple[int, int]:
        """The first and last line of a block."""
        source = self.document.source
        return place(source, case.snippet.span.start).line, place(
            source, max(case.snippet.span.start, case.snippet.span.end - 1)
        ).line

    def _held(self, found: Outcome) -> Outcome:
        """An outcome under the strict setting: verified, or marked. What failed is a fault, whatever the reason may be."""
        if found.status == "failed" and found.remarks:
            return found._replace(remarks=tuple(remark._replace(certain=True) for remark in found.remarks))
        marks = found.case.directives
        marked = marks.run or marks.parse or marks.fragment or marks.hangs or bool(marks.raises) or marks.setup
        if marked or found.remarks or found.status in ("verified", "parsed", "skipped") or found.reason in NO_CODE:
            return found
        why = f": it is {found.status}{f' ({found.reason})' if found.reason else ''}"
        hint = "show and check what it prints, assert something, or mark it: `skip: why`, `run`, `parse`, `fragment`"
        at = spot.head(self.document, found.case)
        return found._replace(remarks=(Remark("unverified-snippet", f"nothing checks this snippet{why}", hint, at, certain=True),))


def _directives(path: str, settings: Config) -> dict[str, Any]:
    """What the configuration says of all snippets of a path."""
    every = (o.snippets for o in settings.overrides if o.snippets and config.matches(path, o.paths))
    return {key: value for each in every for key, value in each.items()}


def _judged(attempt: Attempt, result: Result) -> list[Judged]:
    """What the run says of each claim of a case. With blocks before it that it does not name, it does not say what is wrong."""
    last = len(attempt.pieces) - 1
    claims = attempt.case.claims[: max(1, _MOST_LOOKS // max(1, len(result.printed)))]
    found = ((claim, *judge(claim, result, attempt.case, last)) for claim in claims)
    judged = [Judged(claim, verdict, actual, new or comment(claim, actual)) for claim, verdict, actual, new in found]
    return [each for each in judged if each.verdict != "wrong" or not attempt.found]
