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

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from proctor.contents import Contents, Entry, contents
from proctor.model import Context, Document, Edit, Problem, Span

_MOST_LISTS = 50  # lists of one table that a fix is tried for
_ORDINAL = re.compile(r"(\s*(?:>\s*)*\W{0,3})(\d+)")


def check(document: Document, context: Context) -> Iterator[Problem]:
    for table in contents(document, context.bank):
        entries = [e for e in table.entries if e.target is not None]
        targets = [e.target or 0 for e in entries]
        moved = _outside(targets)
        if not moved or len(moved) > max(1, len(entries) // 5) or len(entries) < 3:
            continue
        fixes = _fixes(document, table, [entries[n] for n in moved], len(moved))
        for n in moved:
            entry = entries[n]
            yield Problem(
                entry.link.span._replace(end=entry.end), _message(document, entries, n), "move it", fixes.get(entry.home, ())
            )


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
    if all(a <= b for a, b in zip(targets, targets[1:], strict=False)):
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
    for one, other in zip(entries, entries[1:], strict=False):
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
