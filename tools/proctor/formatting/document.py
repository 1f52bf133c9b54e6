"""One document -> the edits that format it, as far as the guard lets them pass, and what stays with the reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from proctor.formatting import Formatted, Refused
from proctor.formatting.blocks import Composed, compose
from proctor.formatting.guard import difference
from proctor.formatting.mask import Unmaskable, mask, unmask
from proctor.model import Document, Edit, Span
from proctor.parse import parse

MOST_BYTES = 1 << 20  # of a document that is formatted
_MOST_LINES = 50_000  # that are compared one by one for small edits
_ROUNDS = 3  # until formatting the result again must change nothing
Write = Callable[[str], str]  # Markdown -> formatted Markdown


class TooSlow(Exception):
    """A document that takes longer than anyone would wait."""


def formatted(source: bytes, pins: Sequence[Span], write: Write) -> Formatted:
    """What formatting one file comes to. Blocks that hold some of a pin stay as they are. Raises nothing."""
    try:
        reason = _unfit(source)
        return _refused(source, reason) if reason else _formatted(source, pins, write)
    except Unmaskable:
        return _refused(source, "mistake its private-use characters")
    except TooSlow:
        return _refused(source, "take too long")
    except Exception as error:  # the formatter is not ours, and the document anybody's
        return _refused(source, f"fail ({type(error).__name__})")


def _formatted(source: bytes, pins: Sequence[Span], write: Write) -> Formatted:
    plain = source.replace(b"\r\n", b"\n")
    lines = _line_starts(source)
    moved = [_moved(pin, lines, _line_starts(plain)) for pin in pins]
    result = _settled(parse("", plain), moved, write)
    if result is None:
        return _refused(source, "give another result each time")
    crlf = source.count(b"\r\n") * 2 > source.count(b"\n")
    new = result.source.replace(b"\n", b"\r\n") if crlf else result.source
    kept = (_first_line(plain, span, lines, reason) for span, reason in result.kept)
    return Formatted(tuple(edits(source, new)), tuple(kept))


def _unfit(source: bytes) -> str:
    """Why a file is no text to format: what formatting it would do; empty for nothing."""
    if len(source) > MOST_BYTES:
        return f"take too long: it is larger than {MOST_BYTES >> 20} MiB"
    document = parse("", source)
    if document.bad_bytes:
        return "change bytes that are no text"
    if b"\r" in source.replace(b"\r\n", b""):
        return "change the meaning of its lone carriage returns"
    return ""


def _refused(source: bytes, reason: str) -> Formatted:
    end = source.find(b"\n")
    return Formatted((), (Refused(Span(0, end if end >= 0 else len(source)), reason),))


def _settled(document: Document, pins: Sequence[Span], write: Write) -> Composed | None:
    """The formatted document, proven stable: formatted again it is the same. None where it never is."""
    first = _pass(document, pins, write)
    now = first.source
    for _ in range(_ROUNDS):
        if now == document.source:
            return Composed(now, first.kept)
        again = parse("", now)
        following = _pass(again, _same_blocks(document, pins, again), write).source
        if following == now:
            return None if difference(document, again) else Composed(now, first.kept)
        now = following
    return None


def _pass(document: Document, pins: Sequence[Span], write: Write) -> Composed:
    """One run of the formatter, with what the guard refuses left out."""
    start = document.front_matter.end
    masked = mask(document, start)
    body = unmask(write(masked.text), masked.pieces)
    gap = "\n" if start and document.source.startswith(b"\n", start) and body else ""
    source = document.source[:start] + (gap + body).encode()
    if source == document.source:
        return Composed(source, ())
    new = parse("", source)
    if pins or difference(document, new):
        return compose(document, new, pins)
    return Composed(source, ())


def _same_blocks(old: Document, pins: Sequence[Span], new: Document) -> list[Span]:
    """The pinned bytes of another version: they were kept, so they stand there, one after the other."""
    found, at = [], 0
    for pin in pins:
        start = new.source.find(old.source[slice(*pin)], at)
        if start >= 0:
            at = start + pin.end - pin.start
            found.append(Span(start, at))
    return found


# Places and edits


def _line_starts(source: bytes) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _moved(span: Span, old: Sequence[int], new: Sequence[int]) -> Span:
    """The whole lines of a span, in a version of the file with the same lines."""
    last = min(bisect_right(old, max(span.start, span.end - 1)), len(new) - 1)
    return Span(new[bisect_right(old, span.start) - 1], new[last])


def _first_line(plain: bytes, span: Span, lines: Sequence[int], reason: str) -> Refused:
    """The first line of a block with plain line ends, as bytes of the file."""
    text = plain[slice(*span)]
    at = span.start + len(text) - len(text.lstrip(b"\n"))
    number = plain.count(b"\n", 0, at)
    length = len(plain[at:].split(b"\n", 1)[0])
    return Refused(Span(lines[number], lines[number] + length), reason)


def edits(old: bytes, new: bytes) -> Iterator[Edit]:
    """Line by line, what turns the old bytes into the new ones."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = _line_starts(old)
    if max(len(before), len(after)) > _MOST_LINES:
        if old != new:
            yield Edit(Span(0, len(old)), new.decode())
        return
    for tag, i, i2, j, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            yield Edit(Span(starts[i], starts[i2]), b"".join(after[j:j2]).decode())
