"""Tables of contents: runs of links from one place of a document to its own headings.

They come as lists (nested ones too), one-link paragraphs or lines, columns of tables, and raw HTML. Most documents have
none, so a document without two links to itself costs one look at each of its links.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from proctor.bank import Bank, has_anchor
from proctor.entities import unescaped
from proctor.model import Block, Document, Link, Span
from proctor.pattern import lazy
from proctor.wording import core, letters, unnumbered

Style = Literal["list", "lines", "table", "html"]

_TAG = lazy(r"<[^>]*+>")
_LINE = lazy(rb"\n")
_AHEAD = lazy(r"(?:\[[ xX]\])?[\W\d_]*(?:[Qq]\d+[\W_]*)?\Z")  # what may stand before an entry's link
_BEHIND = lazy(r"(?:</?[a-z]+ */?>|[\W_])*+\Z", re.I)
_LEAVES = ("paragraph", "cell", "html", "heading")
_WIDEST_GAP = 400  # bytes of tags between an anchor and the heading that it names


class Entry(NamedTuple):
    """One line of a table of contents."""

    link: Link
    end: int  # of the link with its closing tag
    text: str  # as rendered
    label: Span | None  # of the text in the source; None where it is also a reference's label
    target: int | None  # index into Document.headings
    broken: bool  # leads to no anchor at all
    own: Span  # its lines, from the line's start, without the last line's end
    whole: Span  # its lines and those of the entries nested under it
    home: int  # index of the list, table or HTML block that holds it; -1 for lines of their own


class Contents(NamedTuple):
    """A table of contents. `section` is how many headings stand before it."""

    style: Style
    span: Span
    section: int
    entries: tuple[Entry, ...]
    one_a_line: bool  # no two entries share a line, so that lines can be added and moved

    @property
    def targets(self) -> list[int]:
        """The headings that the entries lead to, in the entries' order."""
        return [e.target for e in self.entries if e.target is not None]


class Navigation(NamedTuple):
    """A document's tables of contents, what these or single entries lead to, and the headings above listed entries."""

    tables: tuple[Contents, ...] = ()
    listed: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()


_NONE = Navigation()


def navigation(document: Document, bank: Bank) -> Navigation:
    """The tables of contents of a document, in its order. Answers are remembered as long as the bank lives."""
    return bank.once(_recognise, document)


def contents(document: Document, bank: Bank) -> tuple[Contents, ...]:
    """The tables of contents of a document."""
    return navigation(document, bank).tables


class Repeated(NamedTuple):
    """How a table repeats its headings' texts: with their numbers or not, and the entries that say something else."""

    numbered: bool
    different: list[Entry]


def repeated(document: Document, table: Contents) -> Repeated | None:
    """Whether a table repeats headings' texts; None where it has words of its own.

    A table may leave the headings' numbers out, or have numbers that they have not: then numbers are not compared.
    """
    pairs = [(e, document.headings[e.target].text) for e in table.entries if e.target is not None]
    for bare in (str, unnumbered):
        different = [e for e, text in pairs if letters(bare(e.text)) != letters(bare(text))]
        if len(pairs) - len(different) > 1 and len(different) <= max(1, len(pairs) // 5):
            return Repeated(bare is str, different)
    return None


def is_ornate(document: Document, table: Contents) -> bool:
    """Whether a table's entries repeat the emoji and colons of their headings, as far as these have any."""
    pairs = [(" ".join(e.text.split()), document.headings[e.target].text) for e in table.entries if e.target is not None]
    votes = [said == " ".join(text.split()) for said, text in pairs if core(text) != " ".join(text.split())]
    return sum(votes) * 2 >= len(votes)


def _recognise(document: Document, bank: Bank) -> Navigation:
    if not document.headings:
        return _NONE
    here, elsewhere = [], []
    for link in document.links:
        if link.image or link.kind in ("bare", "autolink"):
            continue
        target = bank.resolve(document, link) if "#" in link.url else None
        if target is not None and target.kind == "here" and target.fragment:
            here.append((link, target.fragment))
        else:
            elsewhere.append(link)
    if len(here) < 2:
        return _NONE
    page = _Page(document)
    groups: dict[tuple[int, Style], list[Entry]] = {}
    for style, entry in page.entries(here):
        groups.setdefault((bisect_right(page.headings, entry.own.start), style), []).append(entry)
    others = page.homes(elsewhere)
    tables = [_table(style, section, entries, others) for (section, style), entries in groups.items()]
    listed = frozenset(e.target for entries in groups.values() for e in entries if e.target is not None)
    heads = frozenset(section - 1 for section, style in groups if style != "lines")
    return Navigation(tuple(t for t in tables if t), listed, heads)


def _table(style: Style, section: int, entries: Sequence[Entry], others: Mapping[int, int]) -> Contents | None:
    """Entries as a table of contents; None where most of it leads to other pages, or all to one place."""
    strangers = sum(others.get(home, 0) for home in {e.home for e in entries if e.home >= 0})
    if len({e.target for e in entries if e.target is not None}) < 2 or strangers > len(entries):
        return None
    span = Span(min(e.own.start for e in entries), max(e.whole.end for e in entries))
    one_a_line = len({e.own.start for e in entries}) == len(entries)
    return Contents(style, span, section, tuple(entries), one_a_line)


class _Page:
    """A document's blocks, lines and anchors, made ready for looking up."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.headings = [h.span.start for h in document.headings]
        self.places = places(document)
        self.lines = [0, *(m.end() for m in _LINE.finditer(document.source))]
        self.leaves = sorted(i for kind in _LEAVES for i in document.kinds.get(kind, ()))
        self.starts = [document.blocks[i].span.start for i in self.leaves]
        self.closing = [t.span for t in document.tags if t.closing and t.name == "a"]
        self.nested: dict[int, int] = {}  # item -> where its first nested list starts
        for block in (document.blocks[i] for i in document.kinds.get("list", ())):
            if block.parent >= 0:
                self.nested.setdefault(block.parent, block.span.start)

    def leaf(self, at: int) -> int:
        """Index of the leaf block that holds an offset; -1 for none."""
        place = bisect_right(self.starts, at) - 1
        index = self.leaves[place] if place >= 0 else -1
        return index if index >= 0 and at < self.document.blocks[index].span.end else -1

    def homes(self, links: Sequence[Link]) -> Mapping[int, int]:
        """How many paragraphs and cells of each list or table hold one of these links."""
        blocks, counts = self.document.blocks, dict[int, int]()
        for leaf in {self.leaf(link.span.start) for link in links} - {-1}:
            home = self.home(blocks[leaf])
            counts[home] = counts.get(home, 0) + 1
        return counts

    def home(self, leaf: Block) -> int:
        """The list or table that a leaf stands in; -1 for none."""
        holder = self.document.blocks[leaf.parent] if leaf.parent >= 0 else None
        return holder.parent if holder and holder.kind in ("item", "row") else -1

    def entries(self, here: Sequence[tuple[Link, str]]) -> Iterator[tuple[Style, Entry]]:
        """The links that are entries, each with its table's style."""
        by_leaf: dict[int, list[tuple[Link, str]]] = {}
        for link, fragment in here:
            by_leaf.setdefault(self.leaf(link.span.start), []).append((link, fragment))
        for leaf, links in by_leaf.items():
            style = self.style(leaf, len(links)) if leaf >= 0 else None
            if style:
                found = [self.entry(style, leaf, link, fragment) for link, fragment in links]
                whole = style != "lines" or len({e.own.start for e in found if e}) == self.height(leaf)
                yield from ((style, e) for e in found if e and whole)

    def style(self, leaf: int, links: int) -> Style | None:
        """The style of table that a leaf with so many links to its own page can belong to."""
        blocks = self.document.blocks
        block = blocks[leaf]
        holder = blocks[block.parent].kind if block.parent >= 0 else ""
        if block.kind == "html":
            return "html"
        if block.kind == "cell":
            return "table" if links == 1 else None
        if block.kind == "paragraph" and holder == "item":
            return "list" if links == 1 and leaf == block.parent + 1 else None
        return "lines" if block.kind == "paragraph" and links == self.height(leaf) else None

    def height(self, leaf: int) -> int:
        """The number of a leaf's lines."""
        content = self.document.blocks[leaf].content
        return bisect_right(self.lines, max(content.start, content.end - 1)) - bisect_right(self.lines, content.start) + 1

    def entry(self, style: Style, leaf: int, link: Link, fragment: str) -> Entry | None:
        """A link as an entry; None where other words stand around it."""
        document = self.document
        block = document.blocks[leaf]
        label, end = self.label(link)
        own, whole = self.extent(style, leaf, link)
        ahead, behind = own.start if style == "lines" else block.content.start, own.end if style == "lines" else block.content.end
        if style != "html" and not _AHEAD.match(document.slice(Span(min(ahead, link.span.start), link.span.start))[-60:]):
            return None
        if style in ("lines", "table") and not _BEHIND.match(document.slice(Span(end, max(end, behind)))[:200]):
            return None
        text = link.text
        if link.kind == "html":
            text = unescaped(_TAG.sub("", document.slice(label))) if label else ""
        name = fragment.removeprefix("user-content-")
        target = self.places.get(name, self.places.get(name.lower()))
        broken = target is None and not has_anchor(document, fragment)
        home = leaf if style == "html" else self.home(block)
        return Entry(link, end, text, label, target, broken, own, whole, home)

    def label(self, link: Link) -> tuple[Span | None, int]:
        """Where a link's text stands, and the link's end."""
        source, span = self.document.source, link.span
        if link.kind == "html":
            place = bisect_right(self.closing, (span.end, 0))
            close = self.closing[place] if place < len(self.closing) else Span(span.end, span.end)
            return (Span(span.end, close.start), close.end) if close.start - span.end < 2000 else (None, span.end)
        if link.kind == "inline":
            return Span(span.start + 1, source.rfind(b"](", span.start, link.destination.start)), span.end
        end = source.rfind(b"][", span.start, span.end - 2)
        return (Span(span.start + 1, end) if end >= 0 else None), span.end

    def extent(self, style: Style, leaf: int, link: Link) -> tuple[Span, Span]:
        """An entry's own lines, and the lines that move with it."""
        blocks = self.document.blocks
        if style == "list":
            item = blocks[leaf].parent
            start, last = self.line(blocks[item].span.start).start, blocks[item].span.end
            own = Span(start, self.trimmed(start, self.nested.get(item, last)))
            return own, Span(start, self.trimmed(start, last))
        line = self.line(link.span.start)
        return line, line

    def line(self, at: int) -> Span:
        """The line of an offset, without its end."""
        place = bisect_right(self.lines, at)
        start, source = self.lines[place - 1], self.document.source
        end = self.lines[place] - 1 if place < len(self.lines) else len(source)
        return Span(start, end - (end > start and source[end - 1] == 13))

    def trimmed(self, start: int, end: int) -> int:
        """The end of the last line that has text, before `end`."""
        source = self.document.source
        while end > start and source[end - 1 : end] in b" \t\r\n>":
            end -= 1
        return max(end, start)


def places(document: Document) -> dict[str, int]:
    """Every anchor that leads to a heading, with the heading's index: its own, and those written in it or next to it."""
    starts = [h.span.start for h in document.headings]
    found = {h.anchor: i for i, h in enumerate(document.headings) if h.anchor}
    for tag in document.tags:
        if not tag.closing and tag.attributes:
            for attribute in tag.attributes:
                if attribute.name in ("id", "name") and attribute.value and attribute.value not in found:
                    index = _beside(document, starts, tag.span)
                    if index is not None:
                        found[attribute.value] = index
    return found


def _beside(document: Document, starts: Sequence[int], tag: Span) -> int | None:
    """The heading that a tag stands in, directly before or directly after."""
    after = bisect_right(starts, tag.start)
    if after and tag.start < document.headings[after - 1].span.end:
        return after - 1
    before = document.headings[after - 1].span.end if after else tag.end
    gaps = ((after, tag.end, starts[after] if after < len(starts) else -1), (after - 1, before, tag.start))
    for index, start, end in gaps:
        if index >= 0 and 0 <= end - start < _WIDEST_GAP and not _TAG.sub("", document.slice(Span(start, end))).strip():
            return index
    return None
