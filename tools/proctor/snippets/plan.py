"""Cases -> tasks. Pure: what runs alone, what its document has run before it, and what is tried when a name is missing.

A block runs alone first, with what its document declares: setup code, its group, its needs; SQL with the statements of
its question. A name that is defined nowhere there is looked for in earlier blocks, the nearest first, so that those of
the same question come before those of the document; the block that has it is put before, and the reader is told which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile
from typing import NamedTuple

from proctor.model import Document
from proctor.pattern import lazy
from proctor.snippets.defined import defines
from proctor.snippets.script import dependencies
from proctor.snippets.syntax import asserts
from proctor.snippets.values import Case, Failure, Result, Task

UNDEFINED = frozenset(("NameError", "ReferenceError", "OperationalError", "CatalogException", "DialectError"))
KEEPS_STATE = frozenset(("sql",))  # languages whose blocks of a question are one program
MOST_DECLARED = 200  # blocks that a document may have run before another one
MOST_CODE = 100_000  # characters of them: every block of a group runs all those before it again
_MOST_NEEDS = 50  # that one block may name
_MOST_FOUND = 8  # blocks that are put before another one for the names that it lacks
_MOST_LOOKED = 200  # blocks that are looked through for a name
_PROMPT = lazy(r"^(?:>>>|\.\.\.)(?: |$)")


class Attempt(NamedTuple):
    """A case and what runs before it: what the document declares, and blocks that were found to define a missing name."""

    case: Case
    declared: tuple[Case, ...] = ()
    found: tuple[Case, ...] = ()

    @property
    def pieces(self) -> tuple[Case, ...]:
        """All that runs, in order of the document; the last is the case."""
        return (*sorted({*self.declared, *self.found}, key=lambda c: c.first_line), self.case)


class Scope:
    """A document's cases, and which of them stand before which."""

    def __init__(self, document: Document, cases: Sequence[Case]) -> None:
        self.cases = sorted(cases, key=lambda c: c.first_line)
        self._order = {id(case): n for n, case in enumerate(self.cases)}
        self._document = document
        self._declaring = [c for c in self.cases if c.directives.setup or c.directives.group or c.language in KEEPS_STATE]
        self._direct: dict[int, list[Case]] = {}
        self._attempts: dict[int, Attempt] = {}

    def attempt(self, case: Case) -> Attempt:
        """A case with what its document declares to run before it."""
        if id(case) not in self._attempts:
            self._attempts[id(case)] = Attempt(case, self._judged_before(case) if case.directives.check else self._all_before(case))
        return self._attempts[id(case)]

    def _judged_before(self, check: Case) -> tuple[Case, ...]:
        """What a check runs after: the snippet above it, with all that this one needs."""
        above = reversed(self.cases[: self._order[id(check)]])
        judged = next((c for c in above if c.nth >= 0 and _alike(c, check) and not _hidden(c)), None)
        return () if judged is None else self.attempt(judged).pieces

    def _all_before(self, case: Case) -> tuple[Case, ...]:
        """All that runs before a case, with what that needs in its turn; a few more than may, where they are too many."""
        found: dict[int, Case] = {}
        waiting = [case]
        while waiting and len(found) <= MOST_DECLARED:
            for each in self._before(waiting.pop()):
                if id(each) not in found:
                    found[id(each)] = each
                    waiting += [each] if each.directives.needs else []
        return tuple(c for c in found.values() if _may_run(c))

    def _before(self, case: Case) -> list[Case]:
        """The earlier cases that a document says run directly before another; a few more than may, where they are too many."""
        if id(case) not in self._direct:
            earlier = takewhile(lambda c: c is not case and c.first_line <= case.first_line, self._declaring)
            named = chain.from_iterable(map(self._named, dict.fromkeys(case.directives.needs[:_MOST_NEEDS])))
            needed = (c for c in named if _alike(c, case) and c.first_line < case.first_line)
            every = chain((c for c in earlier if _alike(c, case) and _declared(c, case)), needed)
            self._direct[id(case)] = list(islice(every, MOST_DECLARED + 1))
        return self._direct[id(case)]

    def has_too_many_before(self, case: Case) -> bool:
        """Whether more would run before a case than may."""
        declared = self.attempt(case).declared
        return len(declared) > MOST_DECLARED or sum(len(c.code) for c in declared) > MOST_CODE

    def unknown_needs(self, case: Case) -> tuple[str, ...]:
        """What a case says it needs, and no earlier code has."""
        needs, more = case.directives.needs[:_MOST_NEEDS], case.directives.needs[_MOST_NEEDS:]
        return (*(n for n in needs if not any(c.first_line < case.first_line for c in self._named(n))), *more)

    def again(self, attempt: Attempt, result: Result) -> Attempt | None:
        """With the nearest earlier block that defines the name that was missing; None where there is none to be had."""
        name = missing(result.failure)
        if not name or result.failure is None or len(attempt.found) >= _MOST_FOUND:
            return None
        pieces = attempt.pieces
        asks = pieces[result.failure.piece] if 0 <= result.failure.piece < len(pieces) else attempt.case
        above = self.cases[: self._order[id(asks)]]
        for case in reversed(above[-_MOST_LOOKED:]):
            if case not in pieces and _alike(case, asks) and _may_run(case) and name in defines(case.language, plain(case)):
                return attempt._replace(found=(*attempt.found, case))
        return None

    def _named(self, need: str) -> Iterator[Case]:
        """The cases of a group, or below the heading with an anchor."""
        if not need.startswith("#"):
            yield from (c for c in self.cases if c.directives.group == need)
        anchor = need.removeprefix("#").lower()
        headings = self._document.headings
        for n, heading in enumerate(headings):
            if heading.anchor.lower() == anchor:
                ends = (h.span.start for h in headings[n + 1 :] if h.level <= heading.level)
                end = next(ends, len(self._document.source))
                yield from (c for c in self.cases if heading.span.start <= c.snippet.span.start < end)
                return


def missing(failure: Failure | None) -> str:
    """The name that is defined nowhere, if that is why a program failed."""
    return failure.name if failure is not None and failure.type in UNDEFINED else ""


def task(attempt: Attempt, timeout: float, most: float = 60.0, packages: Sequence[str] = ()) -> Task:
    """The program of an attempt; its key is a digest of all that its result depends on besides the machine.

    `timeout` is that of a block which says nothing else, `most` the longest that one may have; both in seconds.
    """
    pieces = attempt.pieces
    codes = (*map(plain, pieces[:-1]), attempt.case.code)
    environment = next((c.directives.env or c.environment for c in reversed(pieces) if c.directives.env or c.environment), "")
    wanted = tuple(sorted({*packages, *(name for c in pieces for name in _packages(c))}))
    limit = min(attempt.case.directives.timeout, most) or timeout
    from hashlib import sha256  # takes milliseconds, and a check that runs nothing needs no key

    made = Task("", attempt.case.language, codes, environment, limit, attempt.case.doctest, wanted, _is_traced(attempt.case))
    return made._replace(key=sha256(repr(made).encode("utf-8", "surrogatepass")).hexdigest())


def _is_traced(case: Case) -> bool:
    """Whether it is not enough to know how a case ends: tracing costs time."""
    if case.language != "python" or case.doctest or any(claim.kind != "output" for claim in case.claims):
        return True
    return "assert" in case.code and not asserts(case.code)


def _packages(case: Case) -> tuple[str, ...]:
    """The packages that a case asks for: by its directives, and in its own head."""
    return (*case.directives.packages, *(dependencies(case.code) if case.language == "python" else ()))


def plain(case: Case) -> str:
    """A case's code as a program: of a session, what stands behind its prompts."""
    if not case.doctest:
        return case.code
    return "\n".join(line[4:] if _PROMPT.match(line) else "" for line in case.code.split("\n"))


def _alike(one: Case, other: Case) -> bool:
    """Whether two cases can be one program."""
    families = {"javascript": "javascript", "typescript": "javascript"}
    return families.get(one.language, one.language) == families.get(other.language, other.language)


def _hidden(case: Case) -> bool:
    return case.directives.setup or case.directives.check


def _may_run(case: Case) -> bool:
    marks = case.directives
    return not (marks.skip is not None or marks.parse or marks.fragment or marks.output or marks.check or marks.hangs)


def _declared(earlier: Case, case: Case) -> bool:
    """Whether a document says that an earlier case runs before another."""
    same = earlier.question == case.question
    if earlier.directives.setup:
        return same or not earlier.question
    grouped = bool(case.directives.group) and earlier.directives.group == case.directives.group
    return grouped or (same and bool(case.question) and case.language in KEEPS_STATE)


def lines(cases: Iterable[Case]) -> str:
    """Where cases stand, for people."""
    numbers = sorted({case.first_line for case in cases})
    return " and ".join(f"the block at line {number}" for number in numbers)
