"""Headings taken apart, and their outline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from proctor.model import Heading
from proctor.pattern import lazy
from proctor.questions import pointers, words
from proctor.questions.numbers import Numbered

_ADDRESSES = ("http://", "https://")
_MARKS = lazy(r"[\W_]++")


class Head(NamedTuple):
    """A heading, taken apart. `end` is where the next heading of its level or above starts."""

    heading: Heading
    at: int  # offset of the block, or of the list item that it opens
    end: int
    style: str  # of its number: mark deep plain, or empty
    number: str
    title: str
    weight: float  # how much it reads like a question
    role: str  # "", title, section or label
    item: bool  # opens a list item
    parent: int  # index of the heading above, -1 for none


def bare(text: str) -> str:
    """A text without its marks and spaces, to tell whether two are the same words."""
    return _MARKS.sub("", text[:300]).casefold()


def outline(levels: list[int], roles: list[str], places: list[int], end: int) -> tuple[list[int], list[int]]:
    """For each heading: where its section ends, and the index of the one above. Labels neither hold nor end a section."""
    ends, parents, above = [end] * len(levels), [-1] * len(levels), list[int]()
    for n, level in enumerate(levels):
        if roles[n] == "label":
            parents[n] = above[-1] if above else -1
            ends[n] = places[n + 1] if n + 1 < len(levels) else end
            continue
        while above and levels[above[-1]] >= level:
            ends[above.pop()] = places[n]
        parents[n] = above[-1] if above else -1
        above.append(n)
    return ends, parents


def repeated_titles(headings: Sequence[Heading]) -> set[tuple[int, str]]:
    """The levels and texts that three headings or more have."""
    if len(headings) - len({heading.text for heading in headings}) < 2:
        return set()
    counts = Counter([(heading.level, heading.text) for heading in headings])
    return {title for title, count in counts.items() if count > 2}


def poses_set(head: Head) -> bool:
    """Whether a section's heading only says that questions follow: `Questions`."""
    return head.role == "section" and head.heading.level > 1 and words.says_question(head.title)


def role(n: int, levels: list[int], taken: Numbered, weight: float, repeated: bool) -> str:
    """What a heading is besides a question: title, section or label; empty for none of these."""
    title = taken.title
    if title.startswith(_ADDRESSES) or words.answer_label(title) or ((":" in title or "：" in title) and pointers.is_remark(title)):
        return "label"  # an address or a remark as a heading is a part of an answer, too
    if n == 0 and taken.style in ("", "plain") and levels[0] == 1 and levels.count(1) == 1 and len(levels) > 1:
        return "title"
    if not (title.strip() or taken.number) or words.is_section(title):
        return "section"
    return "label" if repeated and not taken.style and weight < 1 else ""
