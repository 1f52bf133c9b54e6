"""The section of a document that each question belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from proctor.model import Document, Heading, Question

_TITLE = re.compile(r"^title[ \t]*:[ \t]*(\S[^\n]*)$", re.M | re.I)


def sections(document: Document, questions: Sequence[Question]) -> Iterator[str]:
    """For each question, in order, the nearest heading above that is none itself, nor part of an answer; else the title.

    A question that is a heading closes the deeper sections before it. A file that is one question has no section.
    """
    asked = _asked(document.headings, questions)
    taken = {h.span for h in asked.values()}
    waiting = [h for h in sorted(document.headings, key=lambda h: h.span) if h.text.strip() and h.span not in taken]
    waiting = _outside(waiting, questions)[::-1]
    above: list[Heading] = []
    for question in questions:
        while waiting and waiting[-1].span.start < question.span.start:
            heading = waiting.pop()
            above = [*_over(above, heading.level - 1), heading]
        own = asked.get(question.span.start)
        above = _over(above, own.level) if own else above
        yield " ".join(above[-1].text.split()) if above else "" if question.kind == "file" else _title(document)


def _over(above: list[Heading], level: int) -> list[Heading]:
    """The open sections of at most a level."""
    return [h for h in above if h.level <= level]


def _asked(headings: Sequence[Heading], questions: Sequence[Question]) -> dict[int, Heading]:
    """The headings that are questions, by where the question starts."""
    ordered = sorted(headings, key=lambda h: h.span)
    starts = [h.span.start for h in ordered]
    found = {}
    for question in questions:
        at = bisect_right(starts, question.span.start) - 1
        if at >= 0 and question.span.start < ordered[at].span.end:
            found[question.span.start] = ordered[at]
    return found


def _outside(headings: Sequence[Heading], questions: Sequence[Question]) -> list[Heading]:
    """The headings that lie in no answer."""
    regions = sorted(q.region for q in questions)
    starts = [region.start for region in regions]
    ends = list(accumulate((region.end for region in regions), max))
    kept = []
    for heading in headings:
        before = bisect_right(starts, heading.span.start)
        if not before or ends[before - 1] <= heading.span.start:
            kept.append(heading)
    return kept


def _title(document: Document) -> str:
    """A document's own name: of its front matter, else its file's."""
    match = _TITLE.search(document.slice(document.front_matter))
    if match:
        return match[1].strip().strip("\"'")
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    return "" if stem.lower() == "readme" else stem
