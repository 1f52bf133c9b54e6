"""Answer keys: one part of a document that answers, by their numbers, the questions above it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from proctor.model import Block
from proctor.pattern import lazy
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import ORDINAL, numbered
from proctor.questions.page import Page

_DIGITS = lazy(r"\d{1,5}")
_MOST = 40  # blocks that the answer to one question takes up in a key
_KINDS = frozenset(("item", "paragraph", "heading", "row"))


class _Key(NamedTuple):
    """Where a key stands, and the numbers of the questions that it answers, which start at `first`."""

    first: int
    start: int
    end: int
    numbers: frozenset[str]


def applied(page: Page, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what the keys say: those they number are answered, and a key holds no questions of its own."""
    counted = sum([bool(c.number) for c in found]) > 1
    keys = list(_keys(page, found)) if counted and page.label_starts else []
    if not keys:
        return list(found)
    firsts = [key.first for key in keys]
    kept = []
    for c in found:
        at = bisect_right(firsts, c.at) - 1
        if at < 0 or c.at >= keys[at].end:
            kept.append(c)
        elif c.at < keys[at].start:
            kept.append(_by_key(c, keys[at]))
    return kept


def _by_key(candidate: Candidate, key: _Key) -> Candidate:
    """A candidate as a key below it answers it: its region ends where the key starts."""
    limit = min(candidate.limit, key.start)
    status = "answered" if candidate.number in key.numbers and not candidate.status else candidate.status
    return candidate._replace(limit=max(limit, candidate.span.end), status=status)


def _keys(page: Page, found: Sequence[Candidate]) -> Iterator[_Key]:
    """The labels of answers with questions above that have none of their own, and with the numbers of these below."""
    places = [c.at for c in found]
    above = 0
    for start in page.label_starts:
        here = bisect_left(places, start)
        asked = found[above:here]
        above = max(above, here)
        if len(asked) < 2:
            continue
        end = _end(page, start)
        numbers = _numbers(page, start, end, _MOST * len(asked))
        if sum(c.number in numbers for c in asked if c.number) >= max(2, 0.6 * len(asked)):
            yield _Key(asked[0].at, start, end, numbers)
            above = max(above, bisect_left(places, end))


def _end(page: Page, start: int) -> int:
    """Where a key ends: with its toggle, or at the next heading that is no label."""
    at = bisect_left(page.toggles, (start, 0))
    toggled = at < len(page.toggles) and page.toggles[at][0] == start
    return page.toggles[at][1] if toggled else page.next_section(start)


def _numbers(page: Page, start: int, end: int, most: int) -> frozenset[str]:
    """The numbers of at most so many blocks in a range: of list items, bold starts, headings, and first cells of rows."""
    first = bisect_left(page.starts, start)
    blocks = range(first, min(first + most, bisect_left(page.starts, end, first)))
    return frozenset(filter(None, (_number(page, page.blocks[i], i) for i in blocks if page.blocks[i].kind in _KINDS)))


def _number(page: Page, block: Block, index: int) -> str:
    """The number of one block, empty for none."""
    if block.kind == "item":
        ordinal = ORDINAL.match(page.source, block.span.start)
        return ordinal[1].decode() if ordinal else ""
    if block.kind == "row":
        cells = page.children.get(index, ())
        text = page.blocks[cells[0]].text if cells else ""
        return text.strip() if _DIGITS.fullmatch(text.strip()) else ""
    if block.kind == "heading":
        digits: re.Match[str] | None = _DIGITS.search(block.text[:100])
        return digits[0] if digits else ""
    return numbered(block.text[:40]).number
