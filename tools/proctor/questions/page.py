"""A document as the recogniser looks at it: headings with their numbers, lists, tables, `<details>` and answer labels."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from proctor.model import Block, Document, Heading, Span
from proctor.questions import words
from proctor.questions.numbers import Numbered, numbered

_LABEL_START = re.compile(r"[^\w]*+[^\W\d_]")
_ITEM_NUMBER = re.compile(rb"\s*+(\d{1,9})[.)]")
_TITLE = re.compile(rb"^title[ \t]*:[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\n\r]*))", re.M)


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


class Details(NamedTuple):
    """A `<details>` element."""

    span: Span
    summary: Span  # what stands in its `<summary>`; empty where there is none
    body: Span
    text: str  # of the summary
    weight: float
    label: bool  # an answer's toggle
    outer: int  # index of the element around it, -1 for none


class Page:
    """One document with what the styles share, each computed once and only when asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.source
        self.blocks = document.blocks
        self.children: dict[int, list[int]] = {}
        self.quoted: set[int] = set()
        self.top: list[int] = []  # blocks at the top level
        for index, block in enumerate(document.blocks):
            parent = block.parent
            if parent < 0:
                self.top.append(index)
            else:
                self.children.setdefault(parent, []).append(index)
            if block.kind == "quote" or block.kind == "footnote" or parent in self.quoted:
                self.quoted.add(index)

    # Text

    def text(self, span: Span) -> str:
        """The words of a span as a reader sees them, on one line; code spans with their marks taken off."""
        return " ".join(re.sub(r"<[^<>]{0,2000}>", " ", self.document.slice(span)).replace("`", "").split())

    @cached_property
    def starts(self) -> list[int]:
        """Where each block starts."""
        return [block.span.start for block in self.blocks]

    def block_at(self, offset: int) -> int:
        """The index of the first block that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    def front_title(self) -> tuple[str, Span] | None:
        """The front matter's title and where it stands."""
        front = self.document.front_matter
        match = _TITLE.search(self.source, front.start, front.end) if front.end > front.start else None
        if not match or not match.lastindex:
            return None
        span = Span(*match.span(match.lastindex))
        text = self.document.slice(span).strip()
        return (text, span) if text else None

    @cached_property
    def speaks_of_questions(self) -> bool:
        """Whether the path or the title says that questions are asked here."""
        front = self.front_title()
        titles = [h.text for h in self.document.headings[:1]]
        return words.is_bank(" ".join([self.document.path, *titles, *(front[:1] if front else ())]))

    # Headings

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """The headings outside quotations, in order."""
        found = self._rendered_headings()
        levels = [heading.level for heading, _, _ in found]
        repeated = _repeated(found)
        heads = []
        for n, (heading, at, ordinal) in enumerate(found):
            taken = numbered(heading.text.strip())
            if ordinal and not taken.style:
                taken = Numbered("plain", ordinal, taken.title, 0)
            title, weight = taken.title.strip(" \t*#"), words.asks(taken.title)
            role = self._role(n, levels, taken, weight, (heading.level, heading.text.strip().casefold()) in repeated)
            if any(span.start < at < span.end for span in self._toggles_before(at)):
                role = "label"
            heads.append(Head(heading, at, 0, taken.style, taken.number, title, weight, role, at != heading.span.start, -1))
        return _outlined(heads, len(self.source))

    def _toggles_before(self, offset: int) -> list[Span]:
        """The last answer's toggle that opens before an offset: headings within are the answer's."""
        at = bisect_left(self.toggles, (offset, 0))
        return [Span(*self.toggles[at - 1])] if at else []

    @cached_property
    def toggles(self) -> list[tuple[int, int]]:
        """The spans of the `<details>` that hide an answer."""
        return [tuple(d.span) for d in self.details if d.label]

    def _rendered_headings(self) -> list[tuple[Heading, int, str]]:
        """Headings, where the block that they open starts, and the number of the list item that they open."""
        found = []
        places = {b.span.start: i for i, b in enumerate(self.blocks) if b.kind == "heading"}
        for heading in self.document.headings:
            index = places.get(heading.span.start, -1)
            if index in self.quoted:
                continue
            at, number = heading.span.start, ""
            parent = self.blocks[index].parent if index >= 0 else -1
            if parent >= 0 and self.blocks[parent].kind == "item" and self.children[parent][0] == index:
                at = self.blocks[parent].span.start
                match = _ITEM_NUMBER.match(self.source, at)
                number = match[1].decode() if match else ""
            found.append((heading, at, number))
        return found

    def _role(self, n: int, levels: list[int], taken: Numbered, weight: float, repeated: bool) -> str:
        if words.answer_label(taken.title):
            return "label"
        if n == 0 and taken.style in ("", "plain") and levels[0] == 1 and levels.count(1) == 1 and len(levels) > 1:
            return "title"
        if not taken.title.strip() or words.is_section(taken.title):
            return "section"
        return "label" if repeated and not taken.style and weight < 1 else ""

    # Answers

    @cached_property
    def details(self) -> tuple[Details, ...]:
        """The `<details>` elements in document order."""
        from proctor.questions.summary import elements

        return elements(self)

    @cached_property
    def labels(self) -> list[tuple[int, int]]:
        """Where the labels of answers stand: (start of label, start of what follows), in order."""
        found = [(h.heading.span.start, h.heading.span.end) for h in self.heads if h.role == "label"]
        found += [(d.span.start, d.body.start) for d in self.details if d.label]
        for index, block in enumerate(self.blocks):
            if block.kind == "paragraph" and index not in self.quoted and _LABEL_START.match(block.text):
                length = words.answer_label(block.text[:200])
                if length:
                    found.append((block.span.start, block.span.start))
        return sorted(found)

    def has_label(self, start: int, end: int) -> bool:
        """Whether an answer's label stands in a range."""
        at = bisect_left(self.labels, (start, -1))
        return at < len(self.labels) and self.labels[at][0] < end

    # Lists

    @cached_property
    def sections(self) -> list[int]:
        """Where headings that are no labels start."""
        return [h.at for h in self.heads if h.role != "label"]

    def section_of(self, offset: int) -> int:
        """The start of the heading above an offset, -1 for none."""
        at = bisect_right(self.sections, offset) - 1
        return self.sections[at] if at >= 0 else -1

    def next_section(self, offset: int) -> int:
        """The start of the first heading after an offset; the end of the source for none."""
        at = bisect_right(self.sections, offset)
        return self.sections[at] if at < len(self.sections) else len(self.source)

    @cached_property
    def link_starts(self) -> list[int]:
        """Where each link starts."""
        return [link.span.start for link in self.document.links]

    def links(self, span: Span) -> range:
        """The indices of the links that start in a span."""
        return range(bisect_left(self.link_starts, span.start), bisect_left(self.link_starts, span.end))

    @cached_property
    def strong_starts(self) -> list[int]:
        """Where each strong span starts."""
        return [span.start for span in self.document.strong]

    def strong_at(self, offset: int) -> Span | None:
        """The outermost strong span that starts at an offset."""
        at = bisect_left(self.strong_starts, offset)
        found = None
        while at < len(self.strong_starts) and self.strong_starts[at] == offset:
            found = self.document.strong[at]
            at += 1
        return found

    def only_links(self, block: Block, here: bool = False) -> bool:
        """Whether a block's text is links and nothing else; with `here`, links that stay in this bank."""
        count = 0
        for n in self.links(block.span):
            link = self.document.links[n]
            if link.image:
                continue
            if here and re.match(r"[a-z][a-z0-9+.-]*:|//", link.url, re.I) and "github.com" not in link.url:
                return False
            count += len(link.text.strip())
        return bool(count) and count >= 0.8 * len(block.text.strip().strip("0123456789.-、 "))


def _outlined(heads: list[Head], end: int) -> tuple[Head, ...]:
    """Headings with the end of their section and the heading above them; labels neither hold nor end a section."""
    ends, parents, above = [end] * len(heads), [-1] * len(heads), list[int]()
    for n, head in enumerate(heads):
        if head.role == "label":
            parents[n] = above[-1] if above else -1
            ends[n] = heads[n + 1].at if n + 1 < len(heads) else end
            continue
        while above and heads[above[-1]].heading.level >= head.heading.level:
            ends[above.pop()] = head.at
        parents[n] = above[-1] if above else -1
        above.append(n)
    return tuple(head._replace(end=ends[n], parent=parents[n]) for n, head in enumerate(heads))


def _repeated(found: list[tuple[Heading, int, str]]) -> set[tuple[int, str]]:
    """Levels and texts of headings that come three times or more: labels, in whatever language."""
    counts: dict[tuple[int, str], int] = {}
    for heading, _, _ in found:
        key = heading.level, heading.text.strip().casefold()
        counts[key] = counts.get(key, 0) + 1
    return {key for key, count in counts.items() if count > 2}
