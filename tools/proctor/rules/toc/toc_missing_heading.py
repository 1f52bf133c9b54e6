"""A table of contents leaves out a heading that it should list.

Readers who look for a topic look in the table, and take what is not there for missing. A table covers the levels of
which it lists nearly all headings, after it or in the section that it stands in; a table that selects is left alone.
(A heading that asks a question is the business of `toc-missing-question`.)

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

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.omissions import omissions, short


def check(document: Document, context: Context) -> Iterator[Problem]:
    found = omissions(document, context.bank)
    asked = {q.span.start for q in context.questions.get(document.path, ())} if found else set()
    for heading, hint, edits in found:
        if not any(heading.content.start <= start < heading.span.end for start in asked):
            message = f"the table of contents does not list `{short(heading.text)}`"
            yield Problem(heading.content, message, hint, edits)
