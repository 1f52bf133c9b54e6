"""What the tables of contents of a document leave out: the headings that they should list, with the edits that add them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from proctor import entries
from proctor.bank import Bank
from proctor.contents import Contents, Navigation, navigation
from proctor.model import Document, Edit, Heading, Span
from proctor.pattern import lazy
from proctor.wording import letters, number, omitted

_LEAST_LISTED = 3
_LEAST_SHARE = 0.7
_LEAST_WHOLE = 5  # of a table that lists all levels
_LEAST_WHOLE_SHARE = 0.8
_GAP = lazy(rb"\]([ \t]++)\(#([^()\s]++)\)")


class Omission(NamedTuple):
    """A heading that a table leaves out, and how to list it."""

    heading: Heading
    hint: str
    edits: tuple[Edit, ...]


def omissions(document: Document, bank: Bank) -> tuple[Omission, ...]:
    """The headings that the tables of a document should list and do not, in document order of the tables."""
    return bank.once(_all, document) if navigation(document, bank).tables else ()


def _all(document: Document, bank: Bank) -> tuple[Omission, ...]:
    return tuple(_found(document, bank))


def _found(document: Document, bank: Bank) -> Iterator[Omission]:
    found = navigation(document, bank)
    outline = _outline(document)
    reported: set[int] = set()
    for table in found.tables:
        missing = [i for i in _missing(document, table, outline, found) if i not in reported]
        if not missing:
            continue
        reported |= set(missing)
        gaps = _gaps(document, table)
        edits = entries.insertions(document, table, [i for i in missing if document.headings[i].anchor not in gaps])
        for index in missing:
            heading = document.headings[index]
            gap = gaps.get(heading.anchor)
            fix = (Edit(gap, ""),) if gap else edits.get(index, ())
            hint = "no space may stand between `]` and `(`" if gap else "add an entry for it"
            yield Omission(heading, hint, fix)


def _gaps(document: Document, table: Contents) -> dict[str, Span]:
    """The white space that keeps `[text] (#anchor)` in a table from being a link, by anchor."""
    found = _GAP.finditer(document.source, table.span.start, table.span.end)
    return {m[2].decode("utf-8", "replace").lower(): Span(*m.span(1)) for m in found}


def short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


class _Outline(NamedTuple):
    """A document's sections: where each ends, the section around it, and the headings of each level."""

    ends: Sequence[int]
    parents: Sequence[int]
    levels: Sequence[Sequence[int]]
    items: Set[int]  # headings that stand in list items


def _outline(document: Document) -> _Outline:
    headings = document.headings
    ends, parents, levels = [len(headings)] * len(headings), [-1] * len(headings), [[] for _ in range(7)]  # type: ignore[var-annotated]
    blocks = document.blocks
    own = [blocks[index] for index in document.kinds.get("heading", ())]
    holders = {block.span.start: blocks[block.parent].kind for block in own if block.parent >= 0}
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = index
        parents[index] = open_[-1] if open_ else -1
        open_.append(index)
        if heading.anchor and heading.text.strip() and holders.get(heading.span.start) != "quote":
            levels[heading.level].append(index)
    items = {i for i, h in enumerate(headings) if holders.get(h.span.start) == "item"}
    return _Outline(ends, parents, levels, items)


def _scope(table: Contents, outline: _Outline) -> range:
    """The headings that a table may list: of the smallest section around it that holds its targets, from the table on."""
    targets = sorted(set(table.targets))
    start = table.section if targets[len(targets) // 2] >= table.section else 0
    strays = len(targets) // 10
    section = table.section - 1
    while section >= 0:
        inside = bisect_left(targets, outline.ends[section]) - bisect_right(targets, section)
        if inside >= len(targets) - strays:
            return range(max(start, section + 1), outline.ends[section])
        section = outline.parents[section]
    return range(start, len(outline.ends))


def _missing(document: Document, table: Contents, outline: _Outline, found: Navigation) -> list[int]:
    """The headings of covered levels that no table of the document lists, neither by a link nor by its text."""
    scope, headings = _scope(table, outline), document.headings
    levels = {headings[i].level for i in table.targets}
    within = [among[bisect_left(among, scope.start) : bisect_left(among, scope.stop)] for among in outline.levels]
    said: set[str] | None = None
    found_at: list[tuple[list[int], list[int]]] = []  # of each level: what is listed and what is not
    for level in range(min(levels), max(levels) + 1):
        if len(table.entries) + _LEAST_LISTED < _LEAST_SHARE * len(within[level]):
            continue
        absent = [i for i in within[level] if i not in found.listed]
        if absent:
            said = _unlinked(document, table) if said is None else said
            absent = [i for i in absent if letters(headings[i].text) not in said]
        found_at.append((sorted(set(within[level]) - set(absent)), absent))
    first, every, total = min(table.targets), sum(len(o) for o, _ in found_at), sum(len(o) + len(a) for o, a in found_at)
    whole = every >= _LEAST_WHOLE and every >= _LEAST_WHOLE_SHARE * total  # a table of all levels from the first to the last
    missing: list[int] = []
    for own, absent in found_at:
        if whole or (len(own) >= _LEAST_LISTED and len(own) >= _LEAST_SHARE * (len(own) + len(absent))):
            missing += _alike(document, own, absent, outline)
    missing = [i for i in missing if i != table.section - 1 and (i > first or i not in found.heads)]
    return _unexplained(table, sorted(missing))


def _alike(document: Document, own: Sequence[int], absent: Sequence[int], outline: _Outline) -> list[int]:
    """The headings of the kind that is listed: numbered where all are, in list items where all are, not left out."""
    headings = document.headings
    if absent and own and all(number(headings[i].text) for i in own):
        absent = [i for i in absent if number(headings[i].text)]
    if absent and own and set(own) <= outline.items:
        absent = [i for i in absent if i in outline.items]
    return [i for i in absent if not omitted(document, headings[i])]


def _unlinked(document: Document, table: Contents) -> set[str]:
    """What a table says without a link, or with one that leads to no heading."""
    blocks = document.blocks
    first = bisect_left(document.starts, table.span.start)
    last = bisect_left(document.starts, table.span.end, first)
    linked = sorted(e.link.span.start for e in table.entries if e.target is not None)
    texts = [b for b in blocks[first:last] if b.kind in ("paragraph", "cell") and b.text]
    alone = [b for b in texts if bisect_left(linked, b.span.start) == bisect_left(linked, b.span.end)]
    return {letters(e.text) for e in table.entries if e.target is None} | {letters(b.text) for b in alone}


def _unexplained(table: Contents, missing: Sequence[int]) -> list[int]:
    """Without those that a broken entry between their neighbours may mean: these are broken links, not missing entries."""
    means: dict[int, int] = {}
    last = -1
    for entry in table.entries:
        if entry.target is not None:
            last = entry.target
        elif entry.broken:
            means[last] = means.get(last, 0) + 1
    targets, kept = sorted(set(table.targets)), []
    for index in missing:
        place = bisect_left(targets, index) - 1
        before = targets[place] if place >= 0 else -1
        if means.get(before, 0):
            means[before] -= 1
        else:
            kept.append(index)
    return kept
