"""The parser's events -> Document: what opens and closes, in the order of the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from proctor import fence, formula, markup, references
from proctor.details import details
from proctor.model import LEAVES, TEXTS, Block, Comment, Definition, Document, Heading, Link, Snippet, Span, Tag
from proctor.pattern import lazy
from proctor.slug import Numbering
from proctor.source import stripped, without

_ATX = lazy(rb"\s*+#{1,6}+(?:\s|\Z)")
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
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it: there are hundreds of thousands


# A block that is still open: its kind, its place in the list of blocks, its span, its parent's place, what the parser says.
_Open = tuple[str, int, Span, int, Any]


class Builder:
    """Folds the parser's events into the lists that a Document freezes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.blocks: list[Block | None] = []
        self.starts: list[int] = []  # of the blocks
        self.kinds: defaultdict[str, list[int]] = defaultdict(list)
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        self.headings: list[Heading] = []
        self.anchors: set[str] = set()
        self.links: list[Link] = []
        self.definitions: dict[str, Definition] = {}
        self.destinations: dict[str, Span] = {}
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
        self.numbering = Numbering()
        self.stack: list[_Open] = []
        self.leaf = False
        self.sink: list[str] = []  # text of the open leaf block as rendered
        self.code: list[str] | None = None
        self.open_links: list[tuple[dict[str, Any], bool, int]] = []
        self.html_heading: tuple[Tag, list[str]] | None = None
        self.first = self.last = -1  # extent of the leaf's inline pieces
        self.run_start = self.run_end = -1  # of the text that is still contiguous

    @cached_property
    def known_notes(self) -> frozenset[str]:
        """The labels of footnotes that have a text; most documents have none to ask for."""
        return references.notes(self.source)

    def define(self, found: dict[str, Any]) -> None:
        """Take over the parser's reference definitions."""
        for key, definition, place in references.definitions(self.source, found):
            self.definitions.setdefault(key, definition)
            self.destinations.setdefault(key, place)

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
            elif (text := event.get("Text")) is not None:
                self.text(text, start, end)
            else:
                for kind, value in event.items():
                    if kind in others:
                        others[kind](value, start, end)
        while self.stack:
            self.close(*self.stack.pop())
        self.end_run()

    def text(self, value: str, start: int, end: int) -> None:
        if self.code is not None:
            self.code.append(value)
            return
        if not self.leaf:
            self.open("paragraph", start, end)
        if self.run_end == start and self.first >= 0:
            self.run_end = end
        else:
            if self.run_end >= 0:
                self.runs.append(_new(Span, (self.run_start, self.run_end)))
            self.run_start, self.run_end = start, end
        if self.first < 0:
            self.first = start
        self.last = end
        self.sink.append(value)
        if self.html_heading:
            self.html_heading[1].append(value)
        if self.source[start] == 38 and end - start > 1 and value.encode() != self.source[start:end]:
            self.entities.append(Span(start, end))
        if ("://" in value or "ww." in value or "WW." in value) and not self.open_links:
            self.bare.extend(references.bare_starts(value, start))

    def end_run(self) -> None:
        """Put the open run of contiguous text with the others."""
        if self.run_end >= 0:
            self.runs.append(_new(Span, (self.run_start, self.run_end)))
            self.run_end = -1

    def inline(self, text: str, start: int, end: int) -> None:
        """Account for an inline piece of the open leaf block; loose text of a tight item opens one."""
        if not self.leaf:
            self.open("paragraph", start, end)
        if self.first < 0:
            self.first = start
        self.last = end
        self.sink.append(text)
        if self.html_heading:
            self.html_heading[1].append(text)

    def break_(self, kind: str, start: int, end: int) -> None:
        if kind == "Rule":
            self.open("rule", start, end)
            self.close(*self.stack.pop())
        elif self.leaf:
            self.sink.append("\n")

    def code_span(self, value: str, start: int, end: int) -> None:
        self.inline(value, start, end)
        self.code_spans.append(_new(Span, (start, end)))

    def inline_html(self, _value: str, start: int, end: int) -> None:
        self.inline("", start, end)
        self.markup(Span(start, end))

    def footnote(self, label: str, start: int, end: int) -> None:
        known = label in self.known_notes
        number = self.used_notes.setdefault(label, len(self.used_notes) + 1) if known else 0
        self.inline(str(number) if known else f"[^{label}]", start, end)

    def start(self, value: Any, start: int, end: int) -> None:
        info: Any
        kind, info = (value, None) if value.__class__ is str else next(iter(value.items()))
        block = _BLOCKS.get(kind)
        if block:
            self.open(block, start, end, info)
            return
        if not self.leaf:
            self.open("paragraph", start, end)
        if self.first < 0:
            self.first = start
        if kind == "Link" or kind == "Image":
            self.open_links.append((info, kind == "Image", len(self.sink)))

    def end(self, value: Any, start: int, end: int) -> None:
        kind = value if value.__class__ is str else next(iter(value))
        if kind in _BLOCKS:
            if kind != "Paragraph" and self.stack[-1][0] == "paragraph":
                self.close(*self.stack.pop())
            self.close(*self.stack.pop())
            return
        if kind == "Strong":
            self.strong.append(_new(Span, (start, end)))
        elif kind == "Emphasis":
            self.emphasis.append(_new(Span, (start, end)))
        elif kind == "Link" or kind == "Image":
            self.link(start, end)
        self.last = end

    def open(self, kind: str, start: int, end: int, info: Any = None) -> None:
        stack, place = self.stack, len(self.blocks)
        if self.leaf and stack and stack[-1][0] == "paragraph":
            self.close(*stack.pop())  # a tight item's loose text, ended by a block
        parent = stack[-1][1] if stack else -1
        stack.append((kind, place, _new(Span, (start, end)), parent, info))
        self.blocks.append(None)
        self.starts.append(start)
        self.kinds[kind].append(place)
        self.children[parent].append(place)
        self.leaf = kind in LEAVES
        if self.leaf:
            self.sink.clear()
            self.first = self.last = -1
        if kind == "code":
            self.code = []

    def close(self, kind: str, place: int, span: Span, parent: int, info: Any) -> None:
        content, text = span, ""
        if kind in TEXTS:
            text = "".join(self.sink)
            first, last = (self.first, self.last) if self.first >= 0 else (span[1], span[1])
            content = _new(Span, (first, last))
            if last > span[1] and kind == "paragraph":
                span = _new(Span, (span[0], last))  # a tight item's text: the span of its first piece is widened
        self.leaf = False
        self.blocks[place] = _new(Block, (kind, span, content, parent, text))
        if kind == "heading":
            self.heading(int(info["level"][1]), text, span, content)
        elif kind == "code":
            self.snippet(span, info)
        elif kind == "html":
            self.markup(span, place)
        elif kind == "footnote":
            self.note_blocks.append((info, span))

    def heading(self, level: int, text: str, span: Span, content: Span) -> None:
        self.html_heading = None
        underlined = not _ATX.match(self.source, span.start)
        anchor = self.numbering.anchor(text)
        self.headings.append(Heading(level, text, anchor, span, content, "setext" if underlined else "atx"))

    def snippet(self, span: Span, info: Any) -> None:
        code, self.code = "".join(self.code or ()), None
        label = info["Fenced"] if info.__class__ is dict else None
        self.snippets.append(fence.snippet(self.source, span, label, code))

    def link(self, start: int, end: int) -> None:
        info, image, mark = self.open_links.pop()
        text = "".join(self.sink[mark:])
        if image:
            del self.sink[mark:]
        span, label = _new(Span, (start, end)), ""
        kind: Any = info["link_type"]
        if kind == "Inline":
            kind, place = "inline", references.destination(self.source, max(self.last, start + 1 + image), end)
        elif kind == "Autolink":
            kind, place = "autolink", Span(start + 1, end - 1)
        elif kind in ("Reference", "Collapsed", "Shortcut"):
            label = info["id"]
            kind, place = "reference", self.destinations.get(references.normalised(label), span)
        else:
            return  # an e-mail address
        target = self.source[place.start : place.end].decode("utf-8", "replace")
        self.links.append(_new(Link, (kind, image, target, info["dest_url"], text, span, place, label, "")))

    def markup(self, span: Span, block: int = -1) -> None:
        """Take in raw HTML: a whole block, or one inline tag or comment."""
        self.end_run()
        inline = block < 0
        block = self.stack[-1][1] if inline and self.stack else block
        for token in markup.tokens(self.source, span, block):
            if isinstance(token, Tag):
                self.tag(token)
            elif isinstance(token, Comment):
                self.comments.append(token)
            elif not inline:
                self.runs.append(token.span)
                if self.html_heading:
                    self.html_heading[1].append(token.text)

    def tag(self, tag: Tag) -> None:
        self.tags.append(tag)
        if tag.name in markup.HEADINGS:
            self.html_heading_tag(tag)
        if not tag.closing:
            self.anchors.update(a.value for a in tag.attributes if a.name in ("id", "name") and a.value)
            self.links.extend(markup.links(self.source, tag))

    def html_heading_tag(self, tag: Tag) -> None:
        if not tag.closing:
            self.html_heading = tag, []
        elif self.html_heading:
            opening, pieces = self.html_heading
            self.html_heading = None
            text = "".join(pieces)
            span, content = Span(opening.span.start, tag.span.end), stripped(self.source, opening.span.end, tag.span.start)
            self.headings.append(Heading(int(opening.name[1]), text.strip(), self.numbering.anchor(text), span, content, "html"))

    def rendered_links(self) -> tuple[Link, ...]:
        """All links in document order, without those of footnotes that nothing refers to: GitHub drops these."""
        links = [*self.links, *references.bare_links(self.source, self.runs, self.bare)]
        unused = sorted(span for label, span in self.note_blocks if label not in self.used_notes)
        return tuple(sorted(references.outside(links, unused), key=lambda x: (x.span, x.destination)))

    def document(self, path: str, front: Span, bad: tuple[int, ...]) -> Document:
        """Freeze. `bad` tells where the source is no text."""
        self.anchors.update(heading.anchor for heading in self.headings)
        for label in self.used_notes:
            self.anchors |= {f"fn-{label}", f"fnref-{label}"}
        blocks = tuple(cast(list[Block], self.blocks))  # none is open any more
        duplicates = references.duplicates(self.source, self.definitions, blocks)
        return Document(
            path=path,
            source=self.source,
            front_matter=front,
            headings=tuple(sorted(self.headings, key=lambda h: h.span)),
            anchors=frozenset(self.anchors),
            links=self.rendered_links(),
            definitions=tuple(sorted([*self.definitions.values(), *duplicates], key=lambda d: d.span)),
            undefined=tuple(references.undefined(self.source, self.runs, blocks, self.definitions)),
            snippets=tuple(self.snippets),
            blocks=blocks,
            starts=tuple(self.starts),
            kinds=dict(self.kinds),
            children=dict(self.children),
            prose=without(self.runs, self.entities),
            strong=tuple(sorted(self.strong)),
            emphasis=tuple(sorted(self.emphasis)),
            code_spans=tuple(self.code_spans),
            tags=tuple(self.tags),
            comments=tuple(self.comments),
            details=details(self.source, self.tags),
            formulas=formula.formulas(self.source, blocks, self.code_spans),
            bad_bytes=bad,
        )
