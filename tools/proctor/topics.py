"""The section of a document that each question belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from proctor.model import Document, Heading, Question, Span
from proctor.pattern import lazy

_TITLE = lazy(r"^title[ \t]*:[ \t]*(\S[^\n]*)$", re.M | re.I)
_FEWEST_LINKS = 3  # of a table of contents
_LONGEST = 150  # characters of a section's name


def sections(document: Document, questions: Sequence[Question]) -> Iterator[str]:
    """For each question, in order, the nearest heading above that is none itself, nor part of an answer; else the title.

    A table of contents heads no questions.
    A question that is a heading closes the deeper sections before it. A file that is one question has no section.
    """
    asked = _asked(document.headings, questions)
    taken = {h.span for h in asked.values()}
    waiting = [h for h in sorted(document.headings, key=lambda h: h.span) if h.text.strip() and h.span not in taken]
    contents = _contents(document)
    waiting = [h for h in _outside(waiting, questions) if h.span not in contents][::-1]
    above: list[Heading] = []
    for question in questions:
        while waiting and waiting[-1].span.start < question.span.start:
            heading = waiting.pop()
            above = [*_over(above, heading.level - 1), heading]
        own = asked.get(question.span.start)
        above = _over(above, own.level) if own else above
        yield _cut(above[-1].text if above else "" if question.kind == "file" else _title(document))


def _cut(text: str) -> str:
    """A name on one line, no longer than people read: it is repeated for every question."""
    line = " ".join(text[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


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


def _contents(document: Document) -> set[Span]:
    """The headings of tables of contents: what stands under them is mostly links to this page."""
    headings = sorted(document.headings, key=lambda h: h.span)
    links = sorted(link.span for link in document.links if link.url.startswith("#"))
    starts = [link.start for link in links]
    ends = [*(h.span.start for h in headings), len(document.source)][1:]
    found = set()
    for heading, end in zip(headings, ends, strict=True):
        within = links[bisect_left(starts, heading.span.end) : bisect_left(starts, end)]
        length = len(document.source[heading.span.end : end].strip())
        if len(within) >= _FEWEST_LINKS and 2 * sum(link.end - link.start for link in within) >= length:
            found.add(heading.span)
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
