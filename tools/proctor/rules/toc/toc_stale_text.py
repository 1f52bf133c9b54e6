"""An entry of a table of contents says something else than the heading that it leads to.

The heading was reworded and the table was not, so readers look for a title that is gone. Only tables that repeat their
headings' texts are judged; case, emoji, punctuation and marks may differ, and so may numbers that a table leaves out.

~~~markdown bad at="Garbage colection"
# Python

- [Closures](#closures)
- [Garbage colection](#garbage-collection)
- [Slots](#slots)

## Closures

## Garbage collection

## Slots
~~~

~~~markdown fixed
# Python

- [Closures](#closures)
- [Garbage collection](#garbage-collection)
- [Slots](#slots)

## Closures

## Garbage collection

## Slots
~~~

~~~markdown good
# Python

- [Closures!](#1-closures)
- [**Garbage** collection](#2-garbage-collection)
- [slots](#3-slots)

## 1. Closures

## 2. Garbage collection

## 3. Slots
~~~
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from proctor.contents import Contents, Entry, contents, number, repeated, unnumbered, wording
from proctor.model import Context, Document, Edit, Heading, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    for table in contents(document, context.bank):
        texts = repeated(document, table)
        if texts is not None:
            for entry in texts.different:
                yield _problem(document, table, entry, texts.numbered)


def _problem(document: Document, table: Contents, entry: Entry, numbered: bool) -> Problem:
    heading = document.headings[entry.target or 0]
    message = f"the heading that this leads to is `{' '.join(heading.text.split())}`"
    raw = document.slice(entry.label) if entry.label else ""
    if entry.label is None or "![" in raw or "<img" in raw:
        return Problem(entry.label or entry.link.span, message, "say the same as the heading")
    new = _wording(document, table, heading, numbered)
    if not numbered:
        new = number(entry.text) + new
    return Problem(entry.label, message, f"write `{new}`", (Edit(entry.label, new),))


def _wording(document: Document, table: Contents, heading: Heading, numbered: bool) -> str:
    """The heading's text as the table's markup has it."""
    if table.style == "html":
        text = " ".join(heading.text.split())
        return html.escape(text if numbered else unnumbered(text), quote=False)
    text = wording(document, heading, numbered)
    return re.sub(r"(?<!\\)\|", r"\|", text) if table.style == "table" else text
