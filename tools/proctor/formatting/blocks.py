"""Documents block by block: the formatted text of those that the guard lets pass, the source of the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from proctor.formatting import guard
from proctor.model import Document, Span
from proctor.parse import parse

MOST_TRIES = 40  # comparisons of whole documents in the search for what makes them differ


class Pair(NamedTuple):
    """Blocks of the source and what the formatter makes of them, each with the blank lines behind."""

    old: Span
    new: Span


class Composed(NamedTuple):
    """A document of formatted blocks and of others as they were: these with the reason, empty where the author asked."""

    source: bytes
    kept: tuple[tuple[Span, str], ...]


def compose(old: Document, new: Document, pins: Sequence[Span]) -> Composed:
    """As much of the new version as says the same as the old one. Blocks that touch a pin stay."""
    kept: dict[Pair, str] = {}
    each = pairs(old, new)
    pinned = {each[n] for touched in _touched(each, pins) for n in touched}
    torn = {each[n] for touched in _touched(each, guard.formulas(old)) if len(touched) > 1 for n in touched}
    for pair in each:
        before, after = old.source[slice(*pair.old)], new.source[slice(*pair.new)]
        if before == after or (before.strip(b"\n") == after.strip(b"\n") and pair not in torn):
            continue
        if pair in pinned:
            kept[pair] = ""
        elif pair in torn:
            kept[pair] = "change a formula"
        elif reason := guard.difference(parse(old.path, b"\n" + before), parse(old.path, b"\n" + after)):
            kept[pair] = reason
    passed = [pair for pair in each if pair not in kept]

    def holds(chosen: frozenset[int]) -> str:
        return guard.difference(old, parse(old.path, joined(old, new, each, {passed[n] for n in chosen})))

    chosen = largest(len(passed), lambda numbers: not holds(numbers))
    for number, pair in enumerate(passed):
        if number not in chosen:
            kept[pair] = "change what stands around it"
    text = joined(old, new, each, set(each) - set(kept))
    return Composed(text, tuple(_merged((pair.old, kept[pair]) for pair in each if pair in kept)))


def _touched(each: Sequence[Pair], spans: Sequence[Span]) -> Iterator[range]:
    """For each span the numbers of the pairs that hold some of it in the source."""
    starts = [pair.old.start for pair in each]
    for span in spans:
        yield range(max(0, bisect_right(starts, span.start) - 1), bisect_left(starts, max(span.end, span.start + 1)))


def _merged(kept: Iterable[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """Neighbours that stay for one reason as one."""
    last: tuple[Span, str] | None = None
    for span, reason in kept:
        if last and last[0].end == span.start and last[1] == reason:
            last = Span(last[0].start, span.end), reason
        else:
            yield from (last,) if last else ()
            last = span, reason
    yield from (last,) if last else ()


def pairs(old: Document, new: Document) -> list[Pair]:
    """The two documents cut into pieces that belong together, in order; together they cover all but the front matter."""
    before, after = _tops(old), _tops(new)
    matches = list(_matches([name for _, name in before], [name for _, name in after]))
    cuts = [(_at(old, before, i), _at(new, after, j)) for i, j in matches]
    cuts[:1] = [(old.front_matter.end, new.front_matter.end)]
    ends = [*cuts[1:], (len(old.source), len(new.source))]
    return [Pair(Span(i, i2), Span(j, j2)) for (i, j), (i2, j2) in zip(cuts, ends, strict=True)]


def _tops(document: Document) -> list[tuple[int, str]]:
    """Where the top-level blocks begin, and what they are known by."""
    tops = [document.blocks[i] for i in document.children.get(-1, ())]
    source = document.source
    return [(source.rfind(b"\n", 0, b.span.start) + 1, f"{b.kind} {b.text[:40]}") for b in tops]


def _at(document: Document, tops: Sequence[tuple[int, str]], number: int) -> int:
    return tops[number][0] if number < len(tops) else len(document.source)


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where pieces begin: block by block where the two agree, else a stretch of the one against a stretch of the other."""
    if len(old) == len(new):
        yield from zip(range(len(old)), range(len(new)), strict=True)
        return
    for tag, i, i2, j, _ in SequenceMatcher(None, old, new).get_opcodes():
        yield from ((i + n, j + n) for n in range(i2 - i if tag == "equal" else 1))


def joined(old: Document, new: Document, each: Sequence[Pair], chosen: set[Pair]) -> bytes:
    """The document with the new text of the chosen pairs, and the old one of the others."""
    pieces = [old.source[: old.front_matter.end]]
    for pair in each:
        piece = new.source[slice(*pair.new)] if pair in chosen else old.source[slice(*pair.old)]
        if pieces[-1] and not pieces[-1].endswith(b"\n"):
            pieces.append(b"\n")
        pieces.append(piece)
    return b"".join(pieces)


def largest(count: int, holds: Callable[[frozenset[int]], bool]) -> frozenset[int]:
    """As many of the numbers below `count` as hold together, found by halving what does not, within MOST_TRIES."""
    kept: frozenset[int] = frozenset()
    todo = [tuple(range(count))] if count else []
    for _ in range(MOST_TRIES):
        if not todo:
            break
        part = todo.pop()
        if holds(kept | set(part)):
            kept |= set(part)
        elif len(part) > 1:
            half = len(part) // 2
            todo += [part[half:], part[:half]]
    return kept
