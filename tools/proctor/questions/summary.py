"""Questions in the `<summary>` of a `<details>` element, whose body is the answer."""

from __future__ import annotations

from typing import NamedTuple

from proctor.model import Details, Span
from proctor.pattern import lazy
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import Numbered, numbered
from proctor.questions.page import Page

_new = tuple.__new__  # a bank folds thousands of questions: twice as fast as calling a NamedTuple
_LEAD = lazy(rb"(?:\s++|<[^<>]{0,500}+>|[#*_]++)*+")


class _Summary(NamedTuple):
    """A `<details>` that is no toggle, with what its summary says."""

    place: int  # among the document's `<details>`
    details: Details
    weight: float
    taken: Numbered


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The summaries that ask. `everything`: all that are no labels."""
    asking = [
        _new(_Summary, (n, details, words.asks(details.text), numbered(details.text)))
        for n, (details, toggle) in enumerate(zip(page.document.details, page.toggled, strict=True))
        if not toggle and details.text and not words.is_section(details.text)
    ]
    counts: dict[int, int] = {}
    total = 0.0
    for _, details, weight, taken in asking:
        own = weight or 0.5 * bool(taken.style)
        total += own
        counts[details.outer] = counts.get(details.outer, 0) + (own >= 0.5)
    whole = (
        everything or (len(asking) > 2 and total >= 0.3 * len(asking)) or (page.speaks_of_questions and total >= 0.2 * len(asking))
    )
    found, inside = [], -1
    for n, details, weight, taken in asking:
        folds = counts.get(n, 0)
        if weight < 1 and (folds > 1 or (folds and not taken.style)):
            continue  # a section that folds its questions
        if details.span.start < inside and not (whole and words.has_mark(details.text)):
            continue  # part of an answer
        if whole or weight >= 1:
            found.append(_candidate(page, details, weight, taken))
            inside = details.span.end
    return found


def _candidate(page: Page, details: Details, weight: float, taken: Numbered) -> Candidate:
    start, end = details.summary
    if not page.source[start : start + 1].isalnum():
        lead = _LEAD.match(page.source, start, end)
        start = lead.end() if lead else start
    span = _new(Span, (start, max(start, end)))
    title = taken.title or details.text
    known = ("summary", "details", details.span.start, span, *details.body, title, taken.number, weight, None, "")
    return _new(Candidate, known)
