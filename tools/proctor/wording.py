"""What headings and entries say: their texts compared, and a heading's text written into a link."""

from __future__ import annotations

import re

from proctor.model import Document, Heading
from proctor.pattern import lazy

_WORD = lazy(r"[^\W_]+[+#]*")
_NUMBER = lazy(r"[\W_]*(?:q(?:uestion)?\s*|第\s*)?\d+(?:\.\d+)*\s*(?:[.)）、．:：题章节\]-]|(?=\s))[\W_]*", re.I)
_SOURCES = lazy(r"\s*\[+[^\[\]]{1,20}\]+\s*\Z")  # `[src]` behind a heading: a reference, not its text
_OMITTED = lazy(rb"<!--[^>]{0,40}?(?:omit|no|ignore)[^>]{0,40}?toc[^>]{0,40}-->|docsify-ignore|ignore *= *true", re.I)
_ESCAPED = lazy(r"[\\`*\[\]<>&~$]|(?<![^\W_])_|_(?![^\W_])")
_MARKS = r"!-~¡-¿‘-‟、-〃《-】「-』（）！？。"  # punctuation, which is no ornament
_LEADING = lazy(rf"(?:\[\W?\]|[^\w\s{_MARKS}])++\s*")
_TRAILING = lazy(rf"\s*(?:[:：]|[^\w\s{_MARKS}])+\Z")
_LONGEST = 2000  # characters of a heading that are compared


def letters(text: str) -> str:
    """A text without what tables of contents leave out: case, white space, marks, emoji, punctuation, a source."""
    return "".join(_WORD.findall(_sourceless(text[:_LONGEST]).casefold())) or text.strip().casefold()


def number(text: str) -> str:
    """The number that a text begins with, and what stands around it; empty for none."""
    match = _NUMBER.match(text)
    return match[0] if match and match.end() < len(text) else ""


def unnumbered(text: str) -> str:
    """A text without the number that it begins with."""
    return text[len(number(text)) :]


def core(text: str) -> str:
    """A text on one line, without arrows and emoji around it and without a colon behind it."""
    text = " ".join(_sourceless(text).split())
    text = text[match.end() :] if (match := _LEADING.match(text)) else text
    return text[:-40] + _TRAILING.sub("", text[-40:])


def wording(document: Document, heading: Heading, numbered: bool = True, ornate: bool = True) -> str:
    """A heading's text as it can stand in a link: its own Markdown where that is safe, else escaped."""
    raw = " ".join(document.slice(heading.content).split())
    text = " ".join(_sourceless(heading.text).split()) if ornate else core(heading.text)
    if heading.style == "html" or any(mark in raw for mark in "[]<!\\\0") or text != " ".join(heading.text.split()):
        raw = _ESCAPED.sub(r"\\\g<0>", text)
    return raw if numbered else unnumbered(raw)


def omitted(document: Document, heading: Heading) -> bool:
    """Whether the author asks table-making tools to leave a heading out."""
    before = document.source.rfind(b"\n", 0, max(0, heading.span.start - 1))
    return bool(_OMITTED.search(document.source, max(before, heading.span.start - 100, 0), heading.span.end))


def _sourceless(text: str) -> str:
    return text[:-40] + _SOURCES.sub("", text[-40:])
