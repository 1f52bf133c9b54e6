"""A document as the recogniser looks at it: headings with their numbers, lists, tables, `<details>` and answer labels."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from proctor.markup import plain
from proctor.model import Block, Document, Heading, Span
from proctor.pattern import lazy
from proctor.questions import front, words
from proctor.questions.numbers import ORDINAL, Numbered, counted, numbered
from proctor.questions.openings import openings
from proctor.questions.outline import Head, bare, outline, poses_set, repeated_titles, role
from proctor.questions.toggles import toggled

_SCHEME = lazy(r"[a-z][a-z0-9+.-]*:|//", re.I)
_THREAD = lazy(r"github\.com/[^/\s]+/[^/\s]+/(?:issues|discussions|pull)/", re.I)
_ASIDE = frozenset(("quote", "footnote"))
_BOLD = frozenset(("b", "strong"))
_BOLD_STARTS = frozenset((b"<b", b"<s"))
_START = attrgetter("span.start")
_LINK_OPENERS = frozenset(
    bytes((byte,)) for byte in b"[<!*_~(hwHW\xe2"
)  # the first byte of a link, of an address, or of a mark or arrow before it
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it


class Page:
    """One document with what the styles share: what nearly every document is asked for at once, the rest when asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.source
        self.blocks = document.blocks
        self.kinds = document.kinds
        self.children = document.children
        self.starts = document.starts
        self.top = document.children.get(-1, ())  # blocks at the top level
        self.openings = openings(document)
        self.paragraphs = self.openings.paragraphs
        self.lists = [index for index in document.kinds.get("list", ()) if document.blocks[index].parent < 0]  # at the top level
        self.quoted = self._aside() if document.kinds.keys() & _ASIDE else set()
        self.link_starts = list(map(_START, document.links))
        self.toggled = toggled(document.details) if document.details else []
        self.toggles = [(*details.span,) for details, toggle in zip(document.details, self.toggled, strict=True) if toggle]
        self.heads = self._heads()
        self.styles = frozenset([head.style for head in self.heads])

    def _aside(self) -> set[int]:
        """The blocks of quotations and footnotes, and all that stands in these."""
        found: set[int] = set()
        waiting = [index for kind in _ASIDE for index in self.kinds.get(kind, ())]
        while waiting:
            found.update(waiting)
            waiting = [child for index in waiting for child in self.children.get(index, ()) if child not in found]
        return found

    # Text

    @cached_property
    def asides(self) -> list[Block]:
        """The paragraphs that are all of a top-level quotation, choices aside: some banks set their questions so."""
        found = []
        blocks = self.blocks
        for index in self.kinds.get("quote", ()):
            children = self.children.get(index, ())
            kinds = [blocks[i].kind for i in children] if blocks[index].parent < 0 else []
            if kinds[:1] == ["paragraph"] and all(kind == "list" for kind in kinds[1:]):
                found.append(blocks[children[0]])
        return found

    def text(self, span: Span) -> str:
        """The words of a span as a reader sees them, on one line; code spans with their marks taken off."""
        return plain(self.source, span.start, span.end)

    def block_at(self, offset: int) -> int:
        """The index of the first block that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    @cached_property
    def front_title(self) -> tuple[str, Span] | None:
        """The front matter's title and where it stands."""
        return front.title(self.document)

    @cached_property
    def speaks_of_questions(self) -> bool:
        """Whether the path or the title says that questions are asked here."""
        title = self.front_title
        titles = [h.text for h in self.document.headings[:1]]
        folders, _, name = self.document.path.rpartition("/")
        own = " ".join([name, *titles, *(title[:1] if title else ())])
        return words.is_bank(own) or words.is_bank_folder(folders.rpartition("/")[2])

    @property
    def names_bank(self) -> bool:
        """Whether this is the bank's own README, and speaks of questions."""
        return self.document.path.casefold() == "readme.md" and self.speaks_of_questions

    # Headings

    def _heads(self) -> tuple[Head, ...]:
        """The headings outside quotations, in order."""
        held = self._held_headings()
        found = self._rendered_headings(held)
        if not found:
            return ()
        levels = [heading.level for heading, _, _ in found]
        repeated = repeated_titles([heading for heading, _, _ in found])
        toggles, inner = self.toggles, self._inner_headings(held)
        takens = counted([numbered(heading.text.strip()) for heading, _, _ in found], levels)
        weights, roles = [], []
        for n, (heading, at, ordinal) in enumerate(found):
            taken = takens[n]
            if ordinal and not taken.style:
                taken = takens[n] = Numbered("plain", ordinal, taken.title)
            weight = words.asks(taken.title)
            weights.append(weight)
            if (toggles and self._is_hidden(at)) or (inner and heading.span.start in inner):
                roles.append("label")
            else:  # a heading that comes three times is a label, in whatever language
                again = bool(repeated) and (heading.level, heading.text) in repeated
                roles.append(role(n, levels, taken, weight, again))
        ends, parents = outline(levels, roles, [at for _, at, _ in found], len(self.source))
        return tuple(
            _new(Head, (h, at, end, t.style, t.number, t.title.strip(" \t*#"), weight, role, at != h.span.start, parent))
            for (h, at, _), t, weight, role, end, parent in zip(found, takens, weights, roles, ends, parents, strict=True)
        )

    def _is_hidden(self, offset: int) -> bool:
        """Whether an offset lies in the toggle of an answer: headings there are the answer's."""
        at = bisect_left(self.toggles, (offset, 0)) - 1
        return at >= 0 and self.toggles[at][0] < offset < self.toggles[at][1]

    def _inner_headings(self, held: Mapping[int, int]) -> frozenset[int]:
        """Where headings start that stand in a list item which another heading opens: parts of what that one heads."""
        found = []
        for start, index in held.items():
            parent = self.blocks[index].parent
            if self.blocks[parent].kind == "item":
                first = self.children[parent][0]
                if first != index and self.blocks[first].kind == "heading":
                    found.append(start)
        return frozenset(found)

    def _held_headings(self) -> dict[int, int]:
        """Where each heading starts that stands in another block, and its index."""
        blocks = self.blocks
        return {blocks[i].span.start: i for i in self.kinds.get("heading", ()) if blocks[i].parent >= 0}

    @cached_property
    def marks(self) -> frozenset[str]:
        """The anchors of this document that are no headings'."""
        return self.document.anchors - {head.heading.anchor for head in self.heads}

    @cached_property
    def contents(self) -> frozenset[int]:
        """The indices of the headings that a link to a part of a page names: those of a table of contents."""
        links = [link for link in self.document.links if not link.image and "#" in link.url]
        places = {link.url[1:] for link in links if link.url.startswith("#")}
        named = {bare(link.text) for link in links} - {""}
        return frozenset(
            n
            for n, h in enumerate(self.heads)
            if named and (h.heading.anchor in places or bare(h.heading.text) in named or bare(h.title) in named)
        )

    def _rendered_headings(self, held: Mapping[int, int]) -> list[tuple[Heading, int, str]]:
        """Headings, where the block that they open starts, and the number of the list item that they open."""
        if not held:
            return [(heading, heading.span.start, "") for heading in self.document.headings]
        found = []
        for heading in self.document.headings:
            at, number = heading.span.start, ""
            index = held.get(at, -1)
            if index < 0:
                found.append((heading, at, number))
                continue
            if index in self.quoted and not self._alone_in_quote(index):
                continue
            parent = self.blocks[index].parent
            if self.blocks[parent].kind == "item" and self.children[parent][0] == index:
                at = self.blocks[parent].span.start
                match = ORDINAL.match(self.source, at)
                number = match[1].decode() if match else ""
            found.append((heading, at, number))
        return found

    def _alone_in_quote(self, index: int) -> bool:
        """Whether a block is all of a quotation at the top level: some banks set their questions so."""
        parent = self.blocks[index].parent
        return self.blocks[parent].kind == "quote" and self.blocks[parent].parent < 0 and len(self.children[parent]) == 1

    # Answers

    @cached_property
    def unfolds(self) -> bool:
        """Whether headings or toggles label answers: a quick look."""
        return bool(self.toggles) or any(h.role == "label" for h in self.heads)

    @cached_property
    def label_starts(self) -> list[int]:
        """Where the labels of answers start, in order."""
        found = [h.heading.span.start for h in self.heads if h.role == "label" and words.answer_label(h.title)]
        found += [start for start, _ in self.toggles]
        for index in self.openings.labels:
            block = self.blocks[index]
            if not words.answer_label(block.text) or index in self.quoted:
                continue
            start = block.content.start
            if self.is_linked(start):
                continue  # `[[Answer]](url)`
            if block.parent < 0 or self.blocks[block.parent].kind != "item" or not words.is_letter_label(block.text):
                found.append(block.span.start)
        return sorted(found)

    def label(self, start: int, end: int) -> int:
        """Where the first label of an answer starts in a range, -1 for none."""
        places = self.label_starts
        at = bisect_left(places, start)
        return places[at] if at < len(places) and places[at] < end else -1

    # Sections

    @cached_property
    def sections(self) -> list[int]:
        """Where headings that are no labels start."""
        return [h.at for h in self.heads if h.role != "label"]

    @cached_property
    def asking_sections(self) -> frozenset[int]:
        """Where the headings above lists start that speak of questions, that of the whole document aside."""
        if not self.poses:
            return frozenset()
        above = {self.section_of(self.blocks[index].span.start) for index in self.lists}
        heads = [h for h in self.heads if h.at in above and h.role not in ("title", "label") and not h.weight]
        return frozenset(h.at for h in heads if words.is_bank_section(h.title))

    @cached_property
    def poses(self) -> bool:
        """Whether a heading may say that questions follow: a quick look."""
        return words.speaks_of_bank_sections(self._titles)

    @cached_property
    def sets_tasks(self) -> bool:
        """Whether a heading may say that tasks follow: a quick look."""
        return words.speaks_of_exercises(self._titles)

    @cached_property
    def _titles(self) -> str:
        """The titles of all headings, to see at once that none has a word."""
        return "\n".join([head.title for head in self.heads]).casefold()

    @cached_property
    def exercises(self) -> frozenset[int]:
        """Where the headings above lists start that say that tasks follow, or stand below one that does."""
        heads = self.heads if self.sets_tasks else [head for head in self.heads if poses_set(head)]
        if not heads:
            return frozenset()
        above = {self.section_of(self.blocks[index].span.start) for index in self.lists}
        return frozenset(head.at for head in heads if head.at in above and self._sets_tasks(head))

    def _sets_tasks(self, head: Head) -> bool:
        """Whether a heading or one above it, that of the whole document aside, says that tasks follow."""
        if poses_set(head):
            return True
        while head.role != "title" and not words.is_exercises(head.title):
            if head.parent < 0 or head.style or head.weight:
                return False  # a list below `1. Make a table` tells the steps
            head = self.heads[head.parent]
        return head.role != "title"

    def section_of(self, offset: int) -> int:
        """The start of the heading above an offset, -1 for none."""
        at = bisect_right(self.sections, offset) - 1
        return self.sections[at] if at >= 0 else -1

    def heading_of(self, offset: int) -> int:
        """The start of the heading above an offset, be it a label; -1 for none."""
        at = bisect_right(self._head_starts, offset) - 1
        return self._head_starts[at] if at >= 0 else -1

    @cached_property
    def _head_starts(self) -> list[int]:
        return [h.at for h in self.heads]

    def next_section(self, offset: int) -> int:
        """The start of the first heading after an offset; the end of the source for none."""
        at = bisect_right(self.sections, offset)
        return self.sections[at] if at < len(self.sections) else len(self.source)

    # Links and bold text

    def is_linked(self, offset: int) -> bool:
        """Whether a text that starts at an offset starts with a link, after marks of bold at most."""
        return self.source[offset : offset + 1] in _LINK_OPENERS and self.has_links(_new(Span, (offset, offset + 4)))

    def has_links(self, span: Span) -> bool:
        """Whether a link starts in a span."""
        starts, (start, end) = self.link_starts, span
        at = bisect_left(starts, start)
        return at < len(starts) and starts[at] < end

    def links(self, span: Span) -> range:
        """The indices of the links that start in a span."""
        starts = self.link_starts
        first = bisect_left(starts, span.start)
        return range(first, bisect_left(starts, span.end, first))

    def strong(self, offset: int) -> Span | None:
        """The outermost strong span that starts at an offset, be it written with stars or as `<b>`."""
        if self.source.startswith(b"<", offset):
            return self._tagged.get(offset) if self.source[offset : offset + 2].lower() in _BOLD_STARTS else None
        strong = self.document.strong
        at = bisect_left(strong, (offset + 1,)) - 1
        return strong[at] if at >= 0 and strong[at].start == offset else None

    @cached_property
    def _tagged(self) -> dict[int, Span]:
        """The spans of `<b>` and the like, by where they start."""
        found: dict[int, Span] = {}
        for opened, tag in pairwise([tag for tag in self.document.tags if tag.name in _BOLD]):
            if tag.closing and not opened.closing and opened.block == tag.block and opened.name == tag.name:
                found.setdefault(opened.span.start, Span(opened.span.start, tag.span.end))
        return found

    def strong_text(self, strong: Span) -> str:
        """What a strong span says."""
        marked = self.source[strong.start : strong.start + 1] in (b"*", b"_")
        return self.text(Span(strong.start + 2, max(strong.start + 2, strong.end - 2)) if marked else strong)

    def only_links(self, block: Block, here: bool = False) -> bool:
        """Whether a block's text is links and nothing else; with `here`, links that stay in this bank."""
        count = 0
        for n in self.links(block.span):
            link = self.document.links[n]
            if link.image:
                continue
            if here and _SCHEME.match(link.url) and ("github.com" not in link.url or _THREAD.search(link.url)):
                return False
            count += len(link.text.strip())
        return bool(count) and count >= 0.8 * len(block.text.strip().strip("0123456789.-、 "))
