"""The HTML that Markdown lets through: bytes -> tags, comments and the text between them.

Tokens follow the HTML standard's tokenizer as far as a sanitised page shows it. The one pattern uses possessive
repeats only, so its time is linear in the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from proctor.entities import unescaped
from proctor.model import Attribute, Comment, Link, Span, Tag
from proctor.pattern import lazy

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_RAW = frozenset(("script", "style"))  # their content is no text; GitHub drops it

_ATTRIBUTE = rb"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?+"""
_ATTRIBUTES = rb"""(?:[\s/]*+[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+"""
_TOKEN = lazy(
    rb"(?s)<!--(?:-?>|(?P<comment>.*?)(?:--!?>|\Z))"
    rb"|<(?P<closing>/?)(?P<name>[A-Za-z][^\s/><\"'=]*+)(?P<attributes>" + _ATTRIBUTES + rb")[\s/]*+>"
    rb"|<[!?][^>]*+(?:>|\Z)"
)
_EACH_ATTRIBUTE = lazy(_ATTRIBUTE)
_PAIR = lazy(r"<[^<>]{0,2000}>")
_LINK = lazy(r"\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}\)")
_CANDIDATE = lazy(r"([^\s,]\S*)(\s*+,)?")


class Text(NamedTuple):
    """Text between tags: as a reader sees it, and where it stands."""

    text: str
    span: Span


def tokens(source: bytes, span: Span, block: int) -> Iterator[Tag | Comment | Text]:
    """The tags, comments and texts of raw HTML, in order. `block` is handed on to the tags."""
    raw, at = "", span.start
    for match in _TOKEN.finditer(source, span.start, span.end):
        if not raw and match.start() > at:
            yield _text(source, at, match.start())
        at = match.end()
        tag = _tag(match, block) if match["name"] else None
        if raw:
            raw = "" if tag and tag.closing and tag.name == raw else raw
        elif tag:
            raw = tag.name if tag.name in _RAW and not tag.closing else ""
            yield tag
        elif match["comment"] is not None:
            yield Comment(match["comment"].decode("utf-8", "replace"), Span(*match.span()))
    if not raw and span.end > at:
        yield _text(source, at, span.end)


def plain(source: bytes, start: int, end: int) -> str:
    """The words of a part of a document as a reader sees them, on one line; code spans with their marks taken off."""
    text = source[start:end].decode("utf-8", "replace")
    if "<" in text:
        text = _PAIR.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "`" in text:
        text = text.replace("`", "")
    return " ".join(unescaped(text).split())


def _text(source: bytes, start: int, end: int) -> Text:
    return Text(unescaped(source[start:end].decode("utf-8", "replace")), Span(start, end))


def _tag(match: re.Match[bytes], block: int) -> Tag:
    name = match["name"].decode("utf-8", "replace").lower()
    attributes = tuple(_attributes(match)) if match["attributes"] else ()
    return Tag(name, bool(match["closing"]), match[0].endswith(b"/>"), attributes, Span(*match.span()), block)


def _attributes(match: re.Match[bytes]) -> Iterator[Attribute]:
    for part in _EACH_ATTRIBUTE.finditer(match.string, *match.span("attributes")):
        which = part.lastindex or 1
        value = part[which].decode("utf-8", "replace") if which > 1 else ""
        span = part.span(which) if which > 1 else (part.end(), part.end())
        yield Attribute(part[1].decode("utf-8", "replace").lower(), unescaped(value), Span(*span))


def references(tag: Tag) -> Iterator[tuple[Attribute, bool]]:
    """The destinations that a tag names, each as an attribute of its own, and whether it is shown as a picture."""
    if tag.closing:
        return
    for attribute in tag.attributes:
        match tag.name, attribute.name:
            case ("a", "href"):
                yield attribute, False
            case ("img", "src") | ("video", "poster"):
                yield attribute, True
            case ("video" | "source" | "audio", "src"):
                yield attribute, False
            case ("img" | "source", "srcset"):
                for candidate in candidates(attribute):
                    yield candidate, True


def links(source: bytes, tag: Tag) -> Iterator[Link]:
    """The links and pictures of a tag; a picture's text is its `alt`."""
    for at, image in references(tag):
        alt = tag.get("alt")
        raw = source[at.span.start : at.span.end].decode("utf-8", "replace")
        yield Link("html", image, raw, at.value.strip(), alt.value if alt else "", tag.span, at.span, "", tag.name)


def candidates(attribute: Attribute) -> Iterator[Attribute]:
    """The URLs of a `srcset`; its value has no entities in practice, so offsets in it are offsets in the source."""
    url, at, done = True, attribute.span.start, 0
    for match in _CANDIDATE.finditer(attribute.value):
        word = match[1].rstrip(",")
        if url and word:
            at += len(attribute.value[done : match.start()].encode())
            done = match.start()
            yield Attribute(attribute.name, word, Span(at, at + len(word.encode())))
        url = match[1].endswith(",") or match[2] is not None
