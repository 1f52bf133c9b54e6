"""What a formatter must not touch, out of its way: each piece of the source becomes one opaque word of the same width.

Formulas, code spans, pictures, link destinations, definitions and footnotes are masked, and white space that is no
ASCII, which a parser may strip and a page shows. A mask is made of private-use characters, which Markdown takes for
letters; a document that has such characters itself cannot be masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from proctor.model import Document, Link, Span

_FIRST, _LAST, _FILL = 0x100000, 0x10FFF0, chr(0x10FFFD)
MOST = _LAST - _FIRST
_USED = re.compile("[\U00100000-\U0010fffd]")
_MASK = re.compile(f"([\U00100000-\U0010fff0]){_FILL}*+")
_BLOCK_MASK = re.compile("<!--([\U00100000-\U0010fff0])-->")
_WHITE = re.compile(r"[^\S \t\n]+")
_WIDE = re.compile(  # shown two columns wide
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff]"
)


class Masked(NamedTuple):
    """A document's text with masks, and what is behind each in order."""

    text: str
    pieces: tuple[str, ...]


class Unmaskable(Exception):
    """The document has private-use characters of its own, or too many pieces."""


def mask(document: Document, start: int) -> Masked:
    """The source from a byte offset on, with masks. Raises Unmaskable."""
    source = document.source
    holes = [hole for hole in _holes(document) if hole[0].start >= start]
    if len(holes) > MOST or _USED.search(source.decode("utf-8", "replace")):
        raise Unmaskable
    text, pieces, at = [], [], start
    for number, (span, block) in enumerate(holes):
        piece = document.slice(span)
        sign = chr(_FIRST + number)
        text += [source[at : span.start].decode(), f"<!--{sign}-->" if block else sign.ljust(_width(piece), _FILL)]
        pieces.append(piece)
        at = span.end
    text.append(source[at:].decode())
    return Masked("".join(text), tuple(pieces))


def unmask(text: str, pieces: tuple[str, ...]) -> str:
    """The text with every mask replaced by what is behind it."""
    text = _BLOCK_MASK.sub(lambda m: pieces[ord(m[1]) - _FIRST], text)
    return _MASK.sub(lambda m: pieces[ord(m[1]) - _FIRST], text)


def _width(piece: str) -> int:
    return len(piece) + len(_WIDE.findall(piece))


def _holes(document: Document) -> Iterator[tuple[Span, bool]]:
    """What to mask, in order, the outermost of what nests; with whether it is a block of its own."""
    inline = [*(f.span for f in document.formulas), *document.code_spans, *_white(document)]
    inline += [span for link in document.links if (span := _destination(document, link))]
    blocks = set(_definitions(document))
    yield from ((span, span in blocks) for span in _outermost([*inline, *blocks]))


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """In order, without those that are empty or begin in others."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda x: (x.start, -x.end)):
        if span.start < span.end and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _destination(document: Document, link: Link) -> Span | None:
    """What of a link to mask: of a picture all, of an inline link what stands in its parentheses."""
    if link.kind not in ("inline", "reference"):
        return None
    if link.image:
        return link.span
    at = document.source.rfind(b"](", link.span.start, link.destination.start + 1) if link.kind == "inline" else -1
    return Span(at + 2, link.span.end - 1) if at >= 0 else None


def _white(document: Document) -> Iterator[Span]:
    text, at, done = document.source.decode("utf-8", "replace"), 0, 0
    for match in _WHITE.finditer(text):
        start = at + len(text[done : match.start()].encode())
        at, done = start + len(match[0].encode()), match.end()
        yield Span(start, at)


def _definitions(document: Document) -> Iterator[Span]:
    """Runs of reference definitions and footnotes, line after line: they stay where they are."""
    source = document.source
    found = [d.span for d in document.definitions if not _before(source, d.span.start).strip(b" >")]
    notes = [document.blocks[i].span for i in document.kinds.get("footnote", ()) if document.blocks[i].parent < 0]
    spans = _outermost([*found, *(Span(start, start + len(source[start:end].rstrip())) for start, end in notes)])
    if not spans:
        return
    start = spans[0].start
    for one, other in pairwise(spans):
        if source[one.end : other.start].strip(b" \t") != b"\n":
            yield Span(start, one.end)
            start = other.start
    yield Span(start, spans[-1].end)


def _before(source: bytes, at: int) -> bytes:
    """What stands before an offset in its line."""
    return source[source.rfind(b"\n", 0, at) + 1 : at]
