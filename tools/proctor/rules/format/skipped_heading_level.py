"""A heading is more than one level below the heading before it.

Readers and screen readers take the outline of a page from its levels; a level that is left out looks like a section
that is missing. A document may begin at any level; what it leaves out again and again is reported once.

~~~markdown bad at="#### Why closures?"
# JavaScript

## Functions

#### Why closures?
~~~

~~~markdown good
## JavaScript

### Functions

#### Why closures?

## Go
~~~
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from proctor.model import Context, Document, Heading, Problem, Span

_HABIT = 3  # times that a document leaves out the same level


def check(document: Document, context: Context) -> Iterator[Problem]:
    skips: dict[tuple[int, int], list[Heading]] = {}
    for before, heading in pairwise(document.headings):
        if heading.level > before.level + 1:
            skips.setdefault((before.level, heading.level), []).append(heading)
    for (above, level), headings in skips.items():
        first = headings[0].span
        text = document.source[slice(*first)].rstrip()
        more = f", {len(headings)} times in this document" if len(headings) > 1 else ""
        message = f"a heading of level {level} follows one of level {above}{more}"
        habit = len(headings) >= _HABIT  # that a baseline knows: the next question of that style is not new to it
        keys = (f"{level} after {above}",) if habit else tuple(heading.text for heading in headings)
        hint = f"make it level {above + 1}, or add the section between"
        yield Problem(Span(first.start, first.start + len(text)), message, hint, target=headings[0].text, keys=keys)
