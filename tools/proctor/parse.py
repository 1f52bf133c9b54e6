"""bytes -> Document, in one pass. The only user of pyromark.

pyromark is CommonMark with GFM's tables, footnotes, task lists and strike-through; what GitHub does besides is added
here: front matter and a byte-order mark are no text, bare URLs are links, raw HTML has anchors, headings and links.
"""

from __future__ import annotations

import codecs
import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

import pyromark

from proctor import formula, markup
from proctor.model import (
    Block,
    Comment,
    Definition,
    Document,
    Heading,
    Link,
    Snippet,
    Span,
    Tag,
    Undefined,
)
from proctor.slug import Numbering

MOST_BYTES = 16 * 1024 * 1024  # a larger file is not parsed; `oversized-document` says so

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)
_BOM = codecs.BOM_UTF8
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(?=\s*(?:[\w\"'.-][^\n]*?:(?:\s|$)|#|---))(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")
_DESTINATION = re.compile(rb"\s*(?:<((?:[^<>\\\n]|\\.)*+)>|(\S*))")
_DEFINITION = re.compile(rb"\s*\[(?:[^\[\]\\]|\\.)*+\]:[\s>]*?(?:<((?:[^<>\\\n]|\\.)*+)>|([^\s<]\S*))", re.S)
_DEFINITION_LINE = re.compile(rb"^[ >]{0,12}(\[((?:[^\[\]\\\n]|\\.)++)\]:[ \t]*(\S[^\n]*?)[ \t]*\r?)$", re.M)
_FOOTNOTE = re.compile(rb"^[ >]{0,3}\[\^([^\]\s]+)\]:", re.M)
_SECOND_LABEL = re.compile(rb"\]\[((?:[^\[\]\\]|\\.){0,999})\]")
_BARE = re.compile(r"(?<![A-Za-z])(?:https?|ftp)://|(?<![^\s*_~(])www\.", re.I)
_URL = re.compile(rb"[^\s<]++")
_ENTITY_END = re.compile(rb"&[A-Za-z0-9]+;\Z")
_CLOSING_FENCE = re.compile(rb"(?:^|\n)[ \t>]*(`{3,}|~{3,})[ \t]*\r?\n?\Z")
_BLOCKS = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "Table": "table",
    "TableHead": "row",
    "TableRow": "row",
    "TableCell": "cell",
    "List": "list",
    "Item": "item",
    "BlockQuote": "quote",
    "FootnoteDefinition": "footnote",
}
_LEAVES = frozenset(("paragraph", "heading", "code", "html", "cell"))


def _mask(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are not UTF-8, one character a byte, so that offsets hold."""
    assert isinstance(error, UnicodeDecodeError)
    return "?" * (error.end - error.start), error.end


codecs.register_error("proctor-mask", _mask)


def parse(path: str, source: bytes) -> Document:
    """Parse one file. Any bytes give a Document; a file over MOST_BYTES gives an empty one."""
    front = _front_matter(source)
    if len(source) > MOST_BYTES:
        return _Builder(source).document(path, front)
    text = _text(source, front)
    builder = _Builder(source)
    if b"]:" in source:
        builder.define(pyromark.reference_definitions(text, options=_OPTIONS))
    builder.fold(pyromark.events_with_range(text, options=_OPTIONS))
    return builder.document(path, front)


def _front_matter(source: bytes) -> Span:
    start = len(_BOM) if source.startswith(_BOM) else 0
    match = _FRONT_MATTER.match(source, start) if source.startswith(b"---", start) else None
    return Span(start, match.end()) if match else Span(start, start)


def _text(source: bytes, front: Span) -> str:
    """The source with what GitHub does not read as Markdown blanked out, offset for offset."""
    if front.end:
        source = re.sub(rb"[^\n]", b"\n", source[: front.end]) + source[front.end :]
    return source.decode("utf-8", "proctor-mask")


def _bad_bytes(source: bytes) -> tuple[int, ...]:
    bad = [source.find(b"\0")] if b"\0" in source else []
    try:
        source.decode()
    except UnicodeDecodeError as error:
        bad.append(error.start)
    return tuple(sorted(bad))


def normalised(label: str) -> str:
    """A reference label as CommonMark compares labels."""
    return " ".join(label.split()).casefold()


class _Open(NamedTuple):
    """A block that is still open."""

    place: int  # in the list of blocks
    kind: str
    span: Span
    parent: int
    info: Any


class _Builder:
    """Folds the parser's events into the lists that a Document freezes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.blocks: list[Block | None] = []
        self.headings: list[Heading] = []
        self.anchors: set[str] = set()
        self.links: list[Link] = []
        self.definitions: dict[str, Definition] = {}
        self.destinations: dict[str, Span] = {}
        self.duplicates: list[Definition] = []
        self.snippets: list[Snippet] = []
        self.runs: list[Span] = []  # contiguous text
        self.entities: list[Span] = []
        self.bare: list[int] = []  # where a bare URL may start
        self.strong: list[Span] = []
        self.emphasis: list[Span] = []
        self.code_spans: list[Span] = []
        self.tags: list[Tag] = []
        self.comments: list[Comment] = []
        self.used_notes: dict[str, int] = {}
        self.note_blocks: list[tuple[str, Span]] = []
        self.known_notes: frozenset[str] = frozenset()
        self.numbering = Numbering()
        self.stack: list[_Open] = []
        self.leaf = False
        self.sink: list[str] = []  # text of the open leaf block as rendered
        self.code: list[str] | None = None
        self.open_links: list[tuple[dict[str, Any], bool, int]] = []
        self.html_heading: tuple[int, int, list[str]] | None = None
        self.first = self.last = -1  # extent of the leaf's inline pieces
        if b"[^" in source:
            self.known_notes = frozenset(m[1].decode("utf-8", "replace") for m in _FOOTNOTE.finditer(source))

    # Definitions

    def define(self, found: dict[str, Any]) -> None:
        """Take over the parser's reference definitions, and find the later ones of the same label that it drops."""
        for label, value in found.items():
            span = Span(value["span"]["start"], value["span"]["end"])
            match = _DEFINITION.match(self.source, span.start, span.end)
            which = match.lastindex if match else None
            place = Span(*match.span(which)) if match and which else Span(span.end, span.end)
            target = self.source[place.start : place.end].decode("utf-8", "replace")
            key = normalised(label)
            self.definitions.setdefault(key, Definition(label, target, span, False))
            self.destinations.setdefault(key, place)

    def find_duplicates(self) -> None:
        """Definition-shaped lines that no block claims: the parser keeps the first of each label only."""
        if not self.definitions:
            return
        taken = sorted(d.span.start for d in self.definitions.values())
        leaves = [b.span for b in self.blocks if b and b.kind in _LEAVES]
        starts = [s.start for s in leaves]
        for match in _DEFINITION_LINE.finditer(self.source):
            key = normalised(match[2].decode("utf-8", "replace"))
            at = match.start(1)
            before = bisect_right(starts, at) - 1
            claimed = before >= 0 and at < leaves[before].end
            first = self.definitions.get(key)
            if first and not claimed and at > first.span.end and at not in taken:
                target = match[3].decode("utf-8", "replace")
                self.duplicates.append(Definition(first.label, target, Span(*match.span(1)), True))

    # Events

    def fold(self, events: Iterable[tuple[Any, Any]]) -> None:
        """Take in the parser's events in order. Text comes first: it is two thirds of them."""
        others = {
            "Start": self.start,
            "End": self.end,
            "Code": self.code_span,
            "InlineHtml": self.inline_html,
            "FootnoteReference": self.footnote,
        }
        for event, span in events:
            start, end = span["start"], span["end"]
            if event.__class__ is str:
                self.break_(event, start, end)
                continue
            for kind, value in event.items():
                if kind == "Text":
                    self.text(value, start, end)
                elif kind in others:
                    others[kind](value, start, end)
        while self.stack:
            self.close(self.stack.pop())

    def text(self, value: str, start: int, end: int) -> None:
        if self.code is not None:
            self.code.append(value)
            return
        if not self.leaf:
            self.open("paragraph", start, end)
        self.inline(value, start, end)
        if self.runs and self.runs[-1].end == start:
            self.runs[-1] = Span(self.runs[-1].start, end)
        else:
            self.runs.append(Span(start, end))
        if self.source[start] == 38 and end - start > 1 and value.encode() != self.source[start:end]:
            self.entities.append(Span(start, end))
        if not self.open_links and (":" in value or "w" in value or "W" in value):
            self.bare += [start + len(value[: m.start()].encode()) for m in _BARE.finditer(value)]

    def inline(self, text: str, start: int, end: int) -> None:
        """Account for an inline piece of the open leaf block."""
        if self.first < 0:
            self.first = start
        self.last = end
        self.sink.append(text)
        if self.html_heading:
            self.html_heading[2].append(text)

    def break_(self, kind: str, start: int, end: int) -> None:
        if kind == "Rule":
            self.open("rule", start, end)
            self.close(self.stack.pop())
        elif self.leaf:
            self.sink.append("\n")

    def code_span(self, value: str, start: int, end: int) -> None:
        if not self.leaf:
            self.open("paragraph", start, end)
        self.inline(value, start, end)
        self.code_spans.append(Span(start, end))

    def inline_html(self, _value: str, start: int, end: int) -> None:
        if not self.leaf:
            self.open("paragraph", start, end)
        self.inline("", start, end)
        self.markup(Span(start, end))

    def footnote(self, label: str, start: int, end: int) -> None:
        if not self.leaf:
            self.open("paragraph", start, end)
        known = label in self.known_notes
        number = self.used_notes.setdefault(label, len(self.used_notes) + 1) if known else 0
        self.inline(str(number) if known else f"[^{label}]", start, end)

    def start(self, value: Any, start: int, end: int) -> None:
        kind, info = (value, None) if value.__class__ is str else next(iter(value.items()))
        if kind in _BLOCKS:
            self.open(_BLOCKS[kind], start, end, info)
            return
        if not self.leaf:
            self.open("paragraph", start, end)
        if self.first < 0:
            self.first = start
        if kind == "Link" or kind == "Image":
            self.open_links.append((cast(dict[str, Any], info), kind == "Image", len(self.sink)))

    def end(self, value: Any, start: int, end: int) -> None:
        kind = value if value.__class__ is str else next(iter(value))
        if kind in _BLOCKS:
            if self.stack[-1].kind == "paragraph" and kind != "Paragraph":
                self.close(self.stack.pop())
            self.close(self.stack.pop())
            return
        if kind == "Strong":
            self.strong.append(Span(start, end))
        elif kind == "Emphasis":
            self.emphasis.append(Span(start, end))
        elif kind == "Link" or kind == "Image":
            self.link(start, end)
        self.last = end

    # Blocks

    def open(self, kind: str, start: int, end: int, info: Any = None) -> None:
        if self.leaf and self.stack and self.stack[-1].kind == "paragraph":
            self.close(self.stack.pop())  # a tight item's loose text, ended by a block
        parent = self.stack[-1].place if self.stack else -1
        self.stack.append(_Open(len(self.blocks), kind, Span(start, end), parent, info))
        self.blocks.append(None)
        self.leaf = kind in _LEAVES
        if self.leaf:
            self.sink.clear()
            self.first = self.last = -1
        if kind == "code":
            self.code = []

    def close(self, block: _Open) -> None:
        span, text = block.span, ""
        content = span
        if block.kind in ("paragraph", "heading", "cell"):
            text = "".join(self.sink)
            content = Span(self.first, self.last) if self.first >= 0 else Span(span.end, span.end)
            if self.first >= 0 and block.kind == "paragraph" and self.last > span.end:
                span = Span(span.start, self.last)  # a tight item's text: the span of its first piece is widened
        self.leaf = False
        self.blocks[block.place] = Block(block.kind, span, content, block.parent, text)
        if block.kind == "heading":
            self.heading(int(block.info["level"][1]), text, span, content)
        elif block.kind == "code":
            self.snippet(block)
        elif block.kind == "html":
            self.markup(span, block.place)
        elif block.kind == "footnote":
            self.note_blocks.append((block.info, span))

    def heading(self, level: int, text: str, span: Span, content: Span) -> None:
        self.html_heading = None
        anchor = self.numbering.anchor(text)
        self.anchors.add(anchor)
        underlined = not self.source[span.start : span.start + 7].lstrip().startswith(b"#")
        self.headings.append(Heading(level, text, anchor, span, content, "setext" if underlined else "atx"))

    def snippet(self, block: _Open) -> None:
        code, self.code = "".join(self.code or ()), None
        fenced = block.info.__class__ is dict
        info = block.info["Fenced"].strip() if fenced else ""
        language = re.split(r"[\s,{]", info, maxsplit=1)[0].lower()
        source = self.source[block.span.start : block.span.end]
        mark = re.match(rb"`{3,}|~{3,}", source)
        last = _CLOSING_FENCE.search(source, mark.end() if mark else 0)
        closed = bool(mark and last and last[1].startswith(mark[0]))
        self.snippets.append(Snippet(language, info, code, block.span, fenced, closed or not fenced))

    # Links

    def link(self, start: int, end: int) -> None:
        info, image, mark = self.open_links.pop()
        text = "".join(self.sink[mark:])
        if image:
            del self.sink[mark:]
        span, label, kind = Span(start, end), "", cast(Any, info["link_type"])
        if kind == "Inline":
            kind, place = "inline", self.destination(max(self.last, start + 1 + image), end)
        elif kind == "Autolink":
            kind, place = "autolink", Span(start + 1, end - 1)
        elif kind in ("Reference", "Collapsed", "Shortcut"):
            label = info["id"]
            kind, place = "reference", self.destinations.get(normalised(label), span)
        else:
            return  # an e-mail address
        target = self.source[place.start : place.end].decode("utf-8", "replace")
        self.links.append(Link(kind, image, target, info["dest_url"], text, span, place, label))

    def destination(self, start: int, end: int) -> Span:
        """Where an inline link's destination stands, between the end of its text and its own end."""
        at = self.source.find(b"](", start, end)
        match = _DESTINATION.match(self.source, at + 2, end - 1) if at >= 0 else None
        return Span(*match.span(match.lastindex or 0)) if match else Span(end - 1, end - 1)

    def bare_links(self) -> Iterator[Link]:
        """GFM's bare URLs: to the next white space or `<`, without trailing punctuation."""
        starts = [run.start for run in self.runs]
        done = -1
        for at in self.bare:
            run = self.runs[bisect_right(starts, at) - 1]
            match = _URL.match(self.source, at, run.end)
            raw = _trimmed(match[0]) if match and at >= done else b""
            if raw and _has_domain(raw):
                done = at + len(raw)
                target = raw.decode("utf-8", "replace")
                url = html.unescape(target)
                url = "http://" + url if url[:4].lower() == "www." else url
                yield Link("bare", False, target, url, target, Span(at, done), Span(at, done), "")

    def undefined(self) -> Iterator[Undefined]:
        """`[text][label]` left in the text: the parser found no definition."""
        starts = [run.start for run in self.runs]
        for match in _SECOND_LABEL.finditer(self.source):
            run = self.runs[max(0, bisect_right(starts, match.start()) - 1)] if self.runs else None
            if not run or not run.start <= match.start() < run.end:
                continue
            opening = _opening_bracket(self.source, run.start, match.start())
            if opening < 0:
                continue
            image = self.source[opening - 1 : opening] == b"!"
            if not image and re.match(rb"[\w\])}]", self.source[opening - 1 : opening]) and opening > run.start:
                continue  # an index expression: m[i][j]
            text = self.source[opening + 1 : match.start()]
            label = (match[1] or text).decode("utf-8", "replace")
            if label.strip() and not label.startswith("^") and normalised(label) not in self.definitions:
                yield Undefined(label, Span(opening - image, match.end()), image)

    # Raw HTML

    def markup(self, span: Span, block: int = -1) -> None:
        """Take in raw HTML: a whole block, or one inline tag or comment."""
        inline = block < 0
        block = self.stack[-1].place if inline and self.stack else block
        for token in markup.tokens(self.source, span, block):
            if isinstance(token, Tag):
                self.tag(token)
            elif isinstance(token, Comment):
                self.comments.append(token)
            elif not inline:
                self.runs.append(token.span)
                if self.html_heading:
                    self.html_heading[2].append(token.text)

    def tag(self, tag: Tag) -> None:
        self.tags.append(tag)
        if tag.name in markup.HEADINGS:
            self.html_heading_tag(tag)
        if tag.closing:
            return
        self.anchors.update(a.value for a in tag.attributes if a.name in ("id", "name") and a.value)
        for at, image in markup.references(tag):
            alt = tag.get("alt")
            raw = self.source[at.span.start : at.span.end].decode("utf-8", "replace")
            text = alt.value if alt else ""
            self.links.append(Link("html", image, raw, at.value.strip(), text, tag.span, at.span, "", tag.name))

    def html_heading_tag(self, tag: Tag) -> None:
        if not tag.closing:
            self.html_heading = (int(tag.name[1]), tag.span.start, [])
        elif self.html_heading:
            level, start, pieces = self.html_heading
            self.html_heading = None
            text = "".join(pieces)
            anchor = self.numbering.anchor(text)
            self.anchors.add(anchor)
            span = Span(start, tag.span.end)
            inner = Span(self.source.index(b">", start) + 1, tag.span.start)
            self.headings.append(Heading(level, text.strip(), anchor, span, inner, "html"))

    # The end

    def rendered_links(self) -> tuple[Link, ...]:
        """All links in document order, without those of footnotes that nothing refers to: GitHub drops these."""
        unused = [span for label, span in self.note_blocks if label not in self.used_notes]
        links = [*self.links, *self.bare_links()]
        if unused:
            links = [x for x in links if not any(s.start <= x.span.start < s.end for s in unused)]
        return tuple(sorted(links, key=lambda x: (x.span, x.destination)))

    def prose(self) -> tuple[Span, ...]:
        """The text runs without their entities."""
        if not self.entities:
            return tuple(self.runs)
        pieces, starts = [], [e.start for e in self.entities]
        for run in self.runs:
            at = run.start
            for entity in self.entities[bisect_right(starts, run.start - 1) :]:
                if entity.start >= run.end:
                    break
                if entity.start > at:
                    pieces.append(Span(at, entity.start))
                at = entity.end
            if at < run.end:
                pieces.append(Span(at, run.end))
        return tuple(pieces)

    def document(self, path: str, front: Span) -> Document:
        """Freeze."""
        self.find_duplicates()
        for label in self.used_notes:
            self.anchors |= {f"fn-{label}", f"fnref-{label}"}
        blocks = tuple(b for b in self.blocks if b)
        links = self.rendered_links()
        return Document(
            path=path,
            source=self.source,
            front_matter=front,
            headings=tuple(sorted(self.headings, key=lambda h: h.span)),
            anchors=frozenset(self.anchors),
            links=links,
            definitions=tuple(sorted([*self.definitions.values(), *self.duplicates], key=lambda d: d.span)),
            undefined=tuple(self.undefined()),
            snippets=tuple(self.snippets),
            blocks=blocks,
            prose=self.prose(),
            strong=tuple(sorted(self.strong)),
            emphasis=tuple(sorted(self.emphasis)),
            code_spans=tuple(self.code_spans),
            tags=tuple(self.tags),
            comments=tuple(self.comments),
            formulas=formula.formulas(self.source, blocks, self.code_spans),
            bad_bytes=_bad_bytes(self.source),
        )


def _opening_bracket(source: bytes, least: int, at: int) -> int:
    """The `[` that the `]` at `at` closes, at most 999 bytes back; -1 for none."""
    depth = 0
    for place in range(at, max(least, at - 999) - 1, -1):
        if source[place] == 93 and source[place - 1] != 92:
            depth += 1
        elif source[place] == 91 and source[place - 1 : place] != b"\\":
            depth -= 1
            if not depth:
                return place
    return -1


def _trimmed(url: bytes) -> bytes:
    """A bare URL without the punctuation that GFM leaves to the sentence."""
    while url:
        last = url[-1:]
        if last == b";":
            entity = _ENTITY_END.search(url)
            url = url[: entity.start()] if entity else url[:-1]
        elif last in b"?!.,:*_~'\"" or (last == b")" and url.count(b")") > url.count(b"(")):
            url = url[:-1]
        else:
            break
    return url


def _has_domain(url: bytes) -> bool:
    """Whether what follows the scheme is a host by GFM: no underscore in its last two labels."""
    domain = re.split(rb"[/?#:]", url.split(b"://", 1)[-1], maxsplit=1)[0]
    labels = domain.split(b".")
    return bool(domain[:1].isalnum() or domain[:1] >= b"\x80") and b"_" not in b".".join(labels[-2:])
