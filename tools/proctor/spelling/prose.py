"""The prose of a document as one text of the source's length: everything that is no prose is blank.

Offsets in it are offsets in the source. Words that markup cuts in two stand joined by `JOIN`, which is part of a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from proctor.model import Document, Link, Span, Tag

JOIN = b"\x01"
_BLANK = bytes(c if c == 10 else 32 for c in range(256))
# What may stand inside a word without ending it: marks of emphasis, tags of phrases, escapes.
_INSIDE = re.compile(rb"(?:[*~]++|_{1,3}+|\\|</?(?:a|b|big|em|font|i|ins|mark|s|small|span|strong|u|wbr)(?:\s[^<>]*+)?>)++\Z", re.I)
_RAISED = re.compile(rb"</?su[bp]>\Z", re.I)
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SOFT = "\xad".encode()
_NO_PROSE = frozenset("code kbd math pre samp script style svg textarea tt var".split())
_LONGEST_INSIDE = 80  # bytes of markup within a word
_TEX_MARK = re.compile(rb"\\{1,2}([()\[\]])")  # TeX outside dollars
_LONGEST_TEX = 2000  # bytes
_TEX_BLOCK = re.compile(rb"\\(begin|end)\{[A-Za-z]++\*?\}")


def prose(document: Document) -> bytes:
    """What a reader reads as running text, at its own offsets; line ends are kept."""
    source = document.source
    masked = bytearray(source.translate(_BLANK))
    before = 0
    for start, end in document.prose:
        if 0 < start - before <= _LONGEST_INSIDE and before:
            masked[before:start] = _filler(source[before:start])
        masked[start:end] = source[start:end]
        before = end
    for span in _alternative_texts(document):
        masked[span.start : span.end] = source[span.start : span.end]
    if b"&" in masked:
        masked = bytearray(_ENTITY.sub(_entity, bytes(masked)))
    for start, end in _foreign(document):
        masked[start:end] = source[start:end].translate(_BLANK)
    return bytes(masked).replace(_SOFT, JOIN * 2)


def _filler(gap: bytes) -> bytes:
    """What stands for the markup between two pieces of text."""
    if b"\n" in gap:
        line = gap.rfind(b"\n") + 1
        return gap[:line].translate(_BLANK) + (_filler(gap[line:]) if line < len(gap) else b"")
    if _INSIDE.match(gap):
        return JOIN * len(gap)
    if _RAISED.match(gap) or gap[:1] == b"`":
        return b"_" * len(gap)
    if gap[:1] == b"&" and _ENTITY.fullmatch(gap):
        return _character(gap)
    return b" " * len(gap)


def _entity(match: re.Match[bytes]) -> bytes:
    return _character(match[0])


def _character(entity: bytes) -> bytes:
    """An entity as text of its length: an apostrophe, nothing for a soft hyphen, a letter as no part of English words."""
    text = html.unescape(entity.decode("ascii"))
    if text in ("'", "\u2019"):
        return b"'".ljust(len(entity), JOIN)
    if text in ("\xad", "\u200d"):
        return JOIN * len(entity)
    return (b"_" if text[:1].isalnum() else b" ") * len(entity)


def _alternative_texts(document: Document) -> Iterator[Span]:
    """The texts that HTML pictures have for those who do not see them."""
    for tag in document.tags:
        alt = tag.get("alt") if tag.name == "img" and not tag.closing else None
        if alt and not _names_its_file(alt.value, (tag.get("src") or alt).value):
            yield alt.span


def _foreign(document: Document) -> Iterator[Span]:
    """What counts as text for a parser, but is no prose: formulas, addresses, names of files, code in HTML."""
    for formula in document.formulas:
        yield formula.span
    for link in document.links:
        if link.kind in ("autolink", "bare") or (link.image and link.kind != "html" and _is_file_name(link)):
            yield link.span
    yield from _code(document.tags)
    source = document.source
    if b"\\(" in source or b"\\[" in source:
        yield from _brackets(source)
    if b"\\begin{" in source:
        yield from _environments(source)


def _is_file_name(link: Link) -> bool:
    return _names_its_file(link.text, link.url)


def _names_its_file(text: str, url: str) -> bool:
    """Whether a picture's text is only the name of its file."""
    stem = url.rpartition("/")[2].partition("?")[0].rpartition(".")[0]
    return bool(stem) and _plain(text.rpartition(".")[0] if text.endswith(url[-4:]) else text) == _plain(stem)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _code(tags: tuple[Tag, ...]) -> Iterator[Span]:
    """What stands between the tags of code."""
    opened: dict[str, int] = {}
    for tag in tags:
        if tag.name not in _NO_PROSE or tag.void:
            continue
        if not tag.closing:
            opened.setdefault(tag.name, tag.span.end)
        elif tag.name in opened:
            yield Span(opened.pop(tag.name), tag.span.start)


def _brackets(source: bytes) -> Iterator[Span]:
    """From `\\(` to `\\)` on one line, and from `\\[` to `\\]`."""
    opened: dict[bytes, int] = {}
    for match in _TEX_MARK.finditer(source):
        opening = {b")": b"(", b"]": b"["}.get(match[1])
        if opening is None:
            opened[match[1]] = match.start()
            continue
        start = opened.pop(opening, -_LONGEST_TEX - 1)
        if start >= 0 and match.end() - start <= _LONGEST_TEX and (opening == b"[" or b"\n" not in source[start : match.end()]):
            yield Span(start, match.end())


def _environments(source: bytes) -> Iterator[Span]:
    """From `\\begin{...}` to the end of what it opens."""
    depth, start = 0, 0
    for match in _TEX_BLOCK.finditer(source):
        if match[1] == b"begin":
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield Span(start, match.end())
