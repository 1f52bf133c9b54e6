"""Tables of contents: runs of links from one place of a document to its own headings.

They come as lists (nested ones too), one-link paragraphs or lines, columns of tables, and raw HTML. Most documents have
none, so a document without two links to itself costs one look at each of its links.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from proctor.bank import Bank, has_anchor
from proctor.model import Block, Document, Heading, Link, Span

Style = Literal["list", "lines", "table", "html"]

_TAG = re.compile(r"<[^>]*+>")
_LINE = re.compile(rb"\n")
_WORD = re.compile(r"[^\W_]+[+#]*")
_NUMBER = re.compile(r"[\W_]*(?:q(?:uestion)?\s*|第\s*)?\d+(?:\.\d+)*\s*(?:[.)）、．:：题章节\]-]|(?=\s))[\W_]*", re.I)
_SOURCES = re.compile(r"\s*\[+[^\[\]]{1,20}\]+\s*\Z")  # `[src]` behind a heading: a reference, not its text
_AHEAD = re.compile(r"(?:\[[ xX]\])?[\W\d_]*(?:[Qq]\d+[\W_]*)?\Z")  # what may stand before an entry's link
_BEHIND = re.compile(r"(?:</?[a-z]+ */?>|[\W_])*+\Z", re.I)
_OMITTED = re.compile(rb"<!--[^>]{0,40}?(?:omit|no|ignore)[^>]{0,40}?toc[^>]{0,40}-->|docsify-ignore|ignore *= *true", re.I)
_ESCAPED = re.compile(r"[\\`*\[\]<>&~$]|(?<![^\W_])_|_(?![^\W_])")
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


_known: WeakKeyDictionary[Bank, dict[str, tuple[Document, tuple[Contents, ...]]]] = WeakKeyDictionary()


def contents(document: Document, bank: Bank) -> tuple[Contents, ...]:
    """The tables of contents of a document, in its order. Answers are remembered as long as the bank lives."""
    known = _known.setdefault(bank, {})
    found = known.get(document.path)
    if found is None or found[0] is not document:
        found = known[document.path] = document, tuple(_recognise(document, bank))
    return found[1]


def letters(text: str) -> str:
    """A text without what tables of contents leave out: case, white space, marks, emoji, punctuation, a source."""
    return "".join(_WORD.findall(_SOURCES.sub("", text[:2000]).casefold())) or text.strip().casefold()


def number(text: str) -> str:
    """The number that a text begins with, and what stands around it; empty for none."""
    match = _NUMBER.match(text)
    return match[0] if match and match.end() < len(text) else ""


def unnumbered(text: str) -> str:
    """A text without the number that it begins with."""
    return text[len(number(text)) :]


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


def wording(document: Document, heading: Heading, numbered: bool = True) -> str:
    """A heading's text as it can stand in a link: its own Markdown where that is safe, else escaped."""
    raw = " ".join(document.slice(heading.content).split())
    if heading.style == "html" or any(mark in raw for mark in "[]<!\\\0"):
        raw = _ESCAPED.sub(r"\\\g<0>", " ".join(_SOURCES.sub("", heading.text).split()))
    return raw if numbered else unnumbered(raw)


def omitted(document: Document, heading: Heading) -> bool:
    """Whether the author asks table-making tools to leave a heading out."""
    before = document.source.rfind(b"\n", 0, max(0, heading.span.start - 1))
    return bool(_OMITTED.search(document.source, max(before, heading.span.start - 100, 0), heading.span.end))


def _recognise(document: Document, bank: Bank) -> Iterator[Contents]:
    if not document.headings:
        return
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
        return
    page = _Page(document)
    groups: dict[tuple[int, Style], list[Entry]] = {}
    for style, entry in page.entries(here):
        section = bisect_right(page.headings, entry.own.start)
        groups.setdefault((section, style), []).append(entry)
    others = page.homes(elsewhere)
    for (section, style), entries in groups.items():
        homes = {e.home for e in entries if e.home >= 0}
        strangers = sum(others.get(home, 0) for home in homes)
        if len({e.target for e in entries if e.target is not None}) > 1 and strangers <= len(entries):
            span = Span(min(e.own.start for e in entries), max(e.whole.end for e in entries))
            one_a_line = len({e.own.start for e in entries}) == len(entries)
            yield Contents(style, span, section, tuple(entries), one_a_line)


class _Page:
    """A document's blocks, lines and anchors, made ready for looking up."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.headings = [h.span.start for h in document.headings]
        self.places = _places(document, self.headings)
        self.lines = [0, *(m.end() for m in _LINE.finditer(document.source))]
        self.leaves = [i for i, b in enumerate(document.blocks) if b.kind in ("paragraph", "cell", "html", "heading")]
        self.starts = [document.blocks[i].span.start for i in self.leaves]
        self.closing = [t.span for t in document.tags if t.closing and t.name == "a"]
        self.nested: dict[int, int] = {}  # item -> where its first nested list starts
        for block in document.blocks:
            if block.kind == "list" and block.parent >= 0:
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
            text = html.unescape(_TAG.sub("", document.slice(label))) if label else ""
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


def _places(document: Document, starts: Sequence[int]) -> dict[str, int]:
    """Every anchor that leads to a heading, with the heading's index: its own, and those written in it or next to it."""
    places = {h.anchor: i for i, h in enumerate(document.headings) if h.anchor}
    for tag in document.tags:
        if not tag.closing and tag.attributes:
            for attribute in tag.attributes:
                if attribute.name in ("id", "name") and attribute.value and attribute.value not in places:
                    index = _beside(document, starts, tag.span)
                    if index is not None:
                        places[attribute.value] = index
    return places


def _beside(document: Document, starts: Sequence[int], tag: Span) -> int | None:
    """The heading that a tag stands in, directly before or directly after."""
    after = bisect_right(starts, tag.start)
    if after and tag.start < document.headings[after - 1].span.end:
        return after - 1
    for index, gap in ((after, (tag.end, starts[after] if after < len(starts) else -1)),
                       (after - 1, (document.headings[after - 1].span.end if after else tag.start, tag.start))):
        if 0 <= gap[1] - gap[0] < _WIDEST_GAP and 0 <= index < len(starts):
            if not _TAG.sub("", document.slice(Span(*gap))).strip():
                return index
    return None
