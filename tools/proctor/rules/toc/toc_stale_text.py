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

import re
from collections.abc import Iterator

from proctor.contents import Entry, contents, is_ornate, repeated
from proctor.entities import escaped
from proctor.model import Context, Document, Edit, Heading, Problem
from proctor.wording import core, number, unnumbered, wording


def check(document: Document, context: Context) -> Iterator[Problem]:
    for table in contents(document, context.bank):
        texts = repeated(document, table)
        if texts is None or not texts.different:
            continue
        ornate = is_ornate(document, table)
        for entry in texts.different:
            new = _wording(document, table.style, document.headings[entry.target or 0], texts.numbered, ornate)
            yield _problem(document, entry, new if texts.numbered else number(entry.text) + new)


def _problem(document: Document, entry: Entry, new: str) -> Problem:
    message = f"the heading that this leads to is `{' '.join(document.headings[entry.target or 0].text.split())}`"
    raw = document.slice(entry.label) if entry.label else ""
    if entry.label is None or "![" in raw or "<img" in raw:
        return Problem(entry.label or entry.link.span, message, "say the same as the heading")
    return Problem(entry.label, message, f"write `{new}`", (Edit(entry.label, new),))


def _wording(document: Document, style: str, heading: Heading, numbered: bool, ornate: bool) -> str:
    """A heading's text as a table's markup has it."""
    if style == "html":
        text = " ".join(heading.text.split()) if ornate else core(heading.text)
        return escaped(text if numbered else unnumbered(text))
    text = wording(document, heading, numbered, ornate)
    return re.sub(r"(?<!\\)\|", r"\|", text) if style == "table" else text
