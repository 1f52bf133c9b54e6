"""A table of contents leaves out a heading that it should list.

Readers who look for a topic look in the table, and take what is not there for missing. A table covers the levels of
which it lists nearly all headings, after it or in the section that it stands in; a table that selects is left alone.

~~~markdown bad at="Generators"
# Python

- [Closures](#closures)
- [Decorators](#decorators)
- [Slots](#slots)

## Closures

## Decorators

## Generators

## Slots
~~~

~~~markdown fixed
# Python

- [Closures](#closures)
- [Decorators](#decorators)
- [Generators](#generators)
- [Slots](#slots)

## Closures

## Decorators

## Generators

## Slots
~~~

~~~markdown good
# Python

Start with [closures](#closures). Most read are:

- [Closures](#closures)
- [Slots](#slots)

## Closures

## Decorators

## Generators

## Slots
~~~
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from proctor import entries
from proctor.contents import Contents, contents, letters, number, omitted
from proctor.model import Context, Document, Problem

_LEAST_LISTED = 3
_LEAST_SHARE = 0.7


def check(document: Document, context: Context) -> Iterator[Problem]:
    tables = contents(document, context.bank)
    if not tables:
        return
    outline = _outline(document)
    listed = {target for table in tables for target in table.targets}
    reported: set[int] = set()
    for table in tables:
        missing = [i for i in _missing(document, table, outline, listed) if i not in reported]
        reported |= set(missing)
        edits = entries.insertions(document, table, missing) if missing else {}
        for index in missing:
            heading = document.headings[index]
            hint = "add an entry for it" if edits.get(index) else "add an entry for it, in the style of the others"
            yield Problem(
                heading.content, f"the table of contents does not list `{_short(heading.text)}`", hint, edits.get(index, ())
            )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


class _Outline(NamedTuple):
    """A document's sections: where each ends, the section around it, and the headings of each level."""

    ends: Sequence[int]
    parents: Sequence[int]
    levels: Sequence[Sequence[int]]


def _outline(document: Document) -> _Outline:
    headings = document.headings
    ends, parents, levels = [len(headings)] * len(headings), [-1] * len(headings), [[] for _ in range(7)]  # type: ignore[var-annotated]
    quotes = [b.span for b in document.blocks if b.kind == "quote"]
    starts = [s.start for s in quotes]
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = index
        parents[index] = open_[-1] if open_ else -1
        open_.append(index)
        place = bisect_right(starts, heading.span.start) - 1
        quoted = place >= 0 and heading.span.start < quotes[place].end
        if heading.anchor and heading.text.strip() and not quoted:
            levels[heading.level].append(index)
    return _Outline(ends, parents, levels)


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


def _missing(document: Document, table: Contents, outline: _Outline, listed: set[int]) -> list[int]:
    """The headings of covered levels that no table of the document lists, neither by a link nor by its text."""
    scope, headings = _scope(table, outline), document.headings
    said = {letters(e.text) for e in table.entries if e.target is None}
    levels = {headings[i].level for i in table.targets}
    missing = []
    for level in sorted(levels):
        among = outline.levels[level]
        within = among[bisect_left(among, scope.start) : bisect_left(among, scope.stop)]
        if len(table.entries) < _LEAST_SHARE * len(within):
            continue
        own = [i for i in within if i in listed or letters(headings[i].text) in said]
        absent = sorted(set(within) - set(own))
        if len(own) >= _LEAST_LISTED and len(own) >= _LEAST_SHARE * len(within):
            if all(number(headings[i].text) for i in own):
                absent = [i for i in absent if number(headings[i].text)]
            missing += [i for i in absent if not omitted(document, headings[i]) and i != table.section - 1]
    return _unexplained(table, sorted(missing))


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
