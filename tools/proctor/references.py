"""Where references and destinations stand in the source: what the Markdown parser knows and does not tell.

Pure functions over the source, the spans of its text and its blocks; every one takes time linear in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from proctor.entities import unescaped
from proctor.model import LEAVES, Block, Definition, Link, Span, Undefined
from proctor.pattern import lazy

_GAP = rb"(?:[ \t]|\r?\n[ \t>]*+|\r)*+"  # white space, and the marks of quotes at the start of a line
_DESTINATION = lazy(_GAP + rb"(?:<((?:[^<>\\\n]|\\.)*+)>|(\S*))")
_DEFINITION = lazy(rb"\s*+\[(?:[^\[\]\\]|\\.)*+\]:" + _GAP + rb"(?:<((?:[^<>\\\n]|\\.)*+)>|([^\s<]\S*))", re.S)
_DEFINITION_LINE = lazy(rb"^[ >]{0,12}(\[((?:[^\[\]\\\n]|\\.)++)\]:[ \t]*+(\S[^\n]*+))", re.M)
_NOTE = lazy(rb"^[ >]{0,3}\[\^([^\]\s]+)\]:", re.M)
_SECOND_LABEL = lazy(rb"\]\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.S)
_BRACKET = lazy(rb"[\[\]]")
_INDEXED = lazy(rb"[\w\])}]")
_BARE = lazy(r"(?<![A-Za-z])(?:https?|ftp)://|(?<![^\s*_~(])www\.", re.I)
_URL = lazy(rb"[^\s<]++")
_ENTITY_END = lazy(rb"&[A-Za-z0-9]+;\Z")
_HOST = lazy(rb"([A-Za-z]++://)?+([^\s</?#:]{1,300}+)(?![^\s</?#:])")  # bounded: no host is longer


def normalised(label: str) -> str:
    """A reference label as CommonMark compares labels."""
    return " ".join(label.split()).casefold()


# Definitions


def definitions(source: bytes, found: Mapping[str, Any]) -> Iterator[tuple[str, Definition, Span]]:
    """The parser's reference definitions, each with its normalised label and the span of its destination."""
    for label, value in found.items():
        span = Span(value["span"]["start"], value["span"]["end"])
        match = _DEFINITION.match(source, span.start, span.end)
        which = match.lastindex if match else None
        place = Span(*match.span(which)) if match and which else Span(span.end, span.end)
        target = source[place.start : place.end].decode("utf-8", "replace")
        yield normalised(label), Definition(label, target, span, False), place


def duplicates(source: bytes, known: Mapping[str, Definition], blocks: Iterable[Block]) -> Iterator[Definition]:
    """Definition-shaped lines that no block claims: the parser keeps the first of each label only."""
    if not known:
        return
    leaves = [block for block in blocks if block.kind in LEAVES]
    taken = {d.span.start for d in known.values()}
    starts = [leaf.span.start for leaf in leaves]
    for match in _DEFINITION_LINE.finditer(source):
        first = known.get(normalised(match[2].decode("utf-8", "replace")))
        at = match.start(1)
        before = bisect_right(starts, at) - 1
        claimed = before >= 0 and at < leaves[before].span.end
        if first and not claimed and at > first.span.end and at not in taken:
            line = match[1].rstrip()
            target = match[3].rstrip().decode("utf-8", "replace")
            yield Definition(first.label, target, Span(at, at + len(line)), True)


def notes(source: bytes) -> frozenset[str]:
    """The labels of lines that look like footnotes."""
    return frozenset(m[1].decode("utf-8", "replace") for m in _NOTE.finditer(source)) if b"^" in source else frozenset()


def undefined(source: bytes, runs: Sequence[Span], blocks: Iterable[Block], known: Mapping[str, Definition]) -> Iterator[Undefined]:
    """`[text][label]` left in the text of paragraphs, headings and cells: the parser found no definition."""
    labels = list(_SECOND_LABEL.finditer(source))
    if not labels:
        return
    leaves = [block for block in blocks if block.kind in LEAVES]
    starts, last = [leaf.span.start for leaf in leaves], -1
    firsts = [run.start for run in runs]
    for match in labels:
        leaf = bisect_right(starts, match.start()) - 1
        if leaf <= last or leaves[leaf].kind in ("code", "html"):
            continue
        last = leaf
        span = leaves[leaf].span
        own = runs[bisect_left(firsts, span.start) : bisect_left(firsts, span.end)]
        yield from _undefined(source, own, span, known)


def _undefined(source: bytes, runs: Sequence[Span], leaf: Span, known: Mapping[str, Definition]) -> Iterator[Undefined]:
    """Those of one block. A bracket of a link, code or HTML is no text, so it is none of the runs."""
    open_: list[tuple[int, int]] = []  # each `[`, with the start of its run
    done = -1
    in_text = [(m.start(), run.start) for run in runs for m in _BRACKET.finditer(source, _unescaped(source, run), run.end)]
    brackets = {at for at, _ in in_text}
    for at, run in in_text:
        if source[at] == 91:
            open_.append((at, run))
            continue
        opening, opened = open_.pop() if open_ else (-1, -1)
        match = _SECOND_LABEL.match(source, at, leaf.end) if opening >= 0 and at >= done else None
        if not match or at + 1 not in brackets or match.end() - 1 not in brackets or match.start() - opening > 999:
            continue
        image = source[opening - 1 : opening] == b"!"
        if not image and opening > opened and _INDEXED.match(source, opening - 1):
            continue  # an index expression: m[i][j]
        label = (match[1] or source[opening + 1 : at]).decode("utf-8", "replace")
        if label.strip() and not label.startswith("^") and normalised(label) not in known:
            done = match.end()
            yield Undefined(label, Span(opening - image, done), image)


def _unescaped(source: bytes, run: Span) -> int:
    """Where the text begins that no backslash escapes: the parser starts a run behind each escaping backslash."""
    return run.start + source.endswith(b"\\", 0, run.start)


# Destinations


def destination(source: bytes, start: int, end: int) -> Span:
    """Where an inline link's destination stands, between the end of its text and its own end."""
    at = source.find(b"](", start, end)
    match = _DESTINATION.match(source, at + 2, end - 1) if at >= 0 else None
    return Span(*match.span(match.lastindex or 0)) if match else Span(end - 1, end - 1)


# Bare URLs


def bare_starts(text: str, start: int) -> Iterator[int]:
    """Where in a piece of text, which begins at `start`, a bare URL may begin."""
    done = 0
    for match in _BARE.finditer(text):
        start += len(text[done : match.start()].encode())
        done = match.start()
        yield start


def bare_links(source: bytes, runs: Sequence[Span], places: Iterable[int]) -> Iterator[Link]:
    """GFM's bare URLs: to the next white space or `<`, without trailing punctuation."""
    starts = [run.start for run in runs]
    done = -1
    for at in places:
        if at < done:
            continue
        run = runs[bisect_right(starts, at) - 1]
        match = _URL.match(source, at, run.end) if _has_domain(source, at, run.end) else None
        raw = _trimmed(match[0]) if match else b""
        if raw:
            done = at + len(raw)
            target = raw.decode("utf-8", "replace")
            url = unescaped(target)
            url = "http://" + url if url[:4].lower() == "www." else url
            yield Link("bare", False, target, url, target, Span(at, done), Span(at, done), "")


def outside(links: Iterable[Link], spans: Sequence[Span]) -> list[Link]:
    """The links that begin in none of the (sorted) spans."""
    if not spans:
        return list(links)
    starts = [span.start for span in spans]

    def is_inside(at: int) -> bool:
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < spans[before].end

    return [link for link in links if not is_inside(link.span.start)]


def _trimmed(url: bytes) -> bytes:
    """A bare URL without the punctuation that GFM leaves to the sentence."""
    end, surplus = len(url), url.count(b")") - url.count(b"(")
    while end:
        last = url[end - 1 : end]
        if last == b";":
            entity = _ENTITY_END.search(url, max(0, end - 40), end)
            end = entity.start() if entity else end - 1
        elif last in b"?!.,:*_~'\"" or (last == b")" and surplus > 0):
            surplus -= last == b")"
            end -= 1
        else:
            break
    return url[:end]


def _has_domain(source: bytes, at: int, end: int) -> bool:
    """Whether a bare URL has a host by GFM: no underscore in its last two labels."""
    host = _HOST.match(source, at, end)
    labels = host[2].rstrip(b"!.,*_~'\");").split(b".") if host else []
    if not host or len(labels) < 2 - bool(host[1]):
        return False
    return (labels[0][:1].isalnum() or labels[0][:1] >= b"\x80") and b"_" not in b".".join(labels[-2:])
