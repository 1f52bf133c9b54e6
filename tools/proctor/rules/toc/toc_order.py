"""An entry of a table of contents stands in another place than its heading.

A heading was moved and its entry was not: who reads along the table misses it. Only tables that are mostly in the
order of their headings are judged, and the fewest entries whose move would bring order are reported.

~~~markdown bad at="[Slots](#slots)"
- [Slots](#slots)
- [Closures](#closures)
- [Generators](#generators)

## Closures

## Generators

## Slots
~~~

~~~markdown fixed
- [Closures](#closures)
- [Generators](#generators)
- [Slots](#slots)

## Closures

## Generators

## Slots
~~~

~~~markdown good
- [Generators](#generators)
- [Closures](#closures)
- [Slots](#slots)
- [Decorators](#decorators)

## Closures

## Decorators

## Generators

## Slots
~~~
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from proctor.contents import Contents, Entry, contents
from proctor.model import Context, Document, Edit, Problem, Span
from proctor.pattern import lazy

_SHORT = 4  # entries
_FARTHEST = 400  # headings between the first and the last that a short table lists
_MOST_LISTS = 50  # lists of one table that a fix is tried for
_ORDINAL = lazy(r"(\s*(?:>\s*)*\W{0,3})(\d+)")


def check(document: Document, context: Context) -> Iterator[Problem]:
    for table in contents(document, context.bank):
        entries = [e for e in table.entries if e.target is not None]
        outside = _outside([e.target or 0 for e in entries])
        moved = _outermost(entries, outside)
        if not _are_few(moved, entries) and table.style == "list" and len(outside) * 2 <= len(entries):
            moved = _outside_of_lists(entries)
        if not moved or not _are_few(moved, entries) or not _is_whole(document, table):
            continue
        fixes = _fixes(document, table, [entries[n] for n in moved], len(outside))
        for n in moved:
            entry = entries[n]
            yield Problem(
                entry.link.span._replace(end=entry.end), _message(document, entries, n), "move it", fixes.get(entry.home, ())
            )


def _are_few(moved: Sequence[int], entries: Sequence[Entry]) -> bool:
    return len(moved) <= max(1, len(entries) // 5)


def _outside_of_lists(entries: Sequence[Entry]) -> list[int]:
    """The entries that are out of order in their own list, whatever is nested under them."""
    lists: dict[int, list[int]] = {}
    for place, entry in enumerate(entries):
        lists.setdefault(entry.home, []).append(place)
    return sorted(places[n] for places in lists.values() for n in _outside([entries[p].target or 0 for p in places]))


def _outermost(entries: Sequence[Entry], places: Sequence[int]) -> list[int]:
    """Without the entries that are nested under another of them, and move with it."""
    kept: list[int] = []
    end = -1
    for place in places:
        if entries[place].own.start >= end:
            kept.append(place)
            end = entries[place].whole.end
    return kept


def _is_whole(document: Document, table: Contents) -> bool:
    """Whether a short table is one of contents, and not some links in an order of their own."""
    targets = set(table.targets)
    first, last = min(targets), max(targets)
    if len(targets) > _SHORT:
        return True
    if len(targets) < 3 or first < table.section or last - first > _FARTHEST:
        return False
    levels = {document.headings[i].level for i in targets}
    return sum(h.level in levels for h in document.headings[first : last + 1]) * 7 <= len(targets) * 10


def _message(document: Document, entries: Sequence[Entry], place: int) -> str:
    """Which neighbour an entry stands on the wrong side of."""
    target = entries[place].target or 0
    before = entries[place - 1].target or 0 if place else -1
    if before > target:
        return f"this stands after `{_text(document, before)}`, but its heading stands before that one"
    after = entries[place + 1].target or 0 if place + 1 < len(entries) else target
    return f"this stands before `{_text(document, after)}`, but its heading stands after that one"


def _text(document: Document, target: int) -> str:
    return " ".join(document.headings[target].text.split())


def _outside(targets: Sequence[int]) -> list[int]:
    """The fewest places whose removal leaves the rest in order, of a sequence that may repeat itself."""
    if all(a <= b for a, b in pairwise(targets)):
        return []
    last: list[int] = []  # place of the least last target of a run of each length
    ends: list[int] = []
    before = [-1] * len(targets)
    for place, target in enumerate(targets):
        length = bisect_right(ends, target)
        before[place] = last[length - 1] if length else -1
        last[length : length + 1] = [place]
        ends[length : length + 1] = [target]
    kept, place = set(), last[-1]
    while place >= 0:
        kept.add(place)
        place = before[place]
    return [place for place in range(len(targets)) if place not in kept]


def _fixes(document: Document, table: Contents, moved: Sequence[Entry], wrong: int) -> dict[int, tuple[Edit, ...]]:
    """For each list that holds a wrong entry, the edit that puts its entries in order, where this helps."""
    fixes: dict[int, tuple[Edit, ...]] = {}
    if not table.one_a_line:
        return fixes
    for home in list(dict.fromkeys(e.home for e in moved))[:_MOST_LISTS]:
        old = [e for e in table.entries if e.home == home]
        new = sorted(old, key=lambda e: e.target or 0)
        known = all(e.target is not None for e in old)
        if new != old and known and len(_outside(_after(table, old, new))) < wrong and _is_unbroken(document, old):
            fixes[home] = (_edit(document, old, new),)
    return fixes


def _after(table: Contents, old: Sequence[Entry], new: Sequence[Entry]) -> list[int]:
    """The targets of the whole table once the entries of one list are put in a new order, each with those under it."""
    starts = [e.own.start for e in old]
    nested: dict[int, list[int]] = {n: [] for n in range(len(old))}
    result: list[int] = []
    tail: list[int] = []
    for entry in table.entries:
        place = bisect_right(starts, entry.own.start) - 1
        if entry.target is None:
            continue
        if place < 0:
            result.append(entry.target)
        elif entry.own.start < old[place].whole.end:
            nested[place].append(entry.target)
        else:
            tail.append(entry.target)
    order = {e.own.start: n for n, e in enumerate(old)}
    for entry in new:
        result += nested[order[entry.own.start]]
    return result + tail


def _is_unbroken(document: Document, entries: Sequence[Entry]) -> bool:
    """Whether nothing but white space stands between the entries, so that they can be exchanged."""
    for one, other in pairwise(entries):
        if one.whole.end > other.own.start or document.slice(Span(one.whole.end, other.own.start)).strip(" \t\r\n>"):
            return False
    return True


def _edit(document: Document, old: Sequence[Entry], new: Sequence[Entry]) -> Edit:
    """The lines from the first to the last that change, in their new order. Numbers stay where they are."""
    changed = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b]
    first, last = changed[0], changed[-1]
    pieces = []
    for n in range(first, last + 1):
        here, there = (_ORDINAL.match(document.slice(Span(e[n].own.start, e[n].link.span.start))) for e in (old, new))
        text = document.slice(new[n].whole)
        pieces.append(f"{here[0]}{text[there.end() :]}" if here and there else text)
        if n < last:
            pieces.append(document.slice(Span(old[n].whole.end, old[n + 1].own.start)))
    return Edit(Span(old[first].own.start, old[last].whole.end), "".join(pieces))
