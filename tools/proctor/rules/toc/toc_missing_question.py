"""A table of contents leaves out a question.

Readers look for a question in the table, and take what is not there for missing. A table covers the levels of which it
lists nearly all headings; a table that selects is left alone.

~~~markdown bad at="3. What is a generator?"
# Python

- [1. What is a closure?](#1-what-is-a-closure)
- [2. What is a decorator?](#2-what-is-a-decorator)
- [4. What is a slot?](#4-what-is-a-slot)

## 1. What is a closure?

A function with its surroundings.

## 2. What is a decorator?

A function over functions.

## 3. What is a generator?

A function that can be continued.

## 4. What is a slot?

A place for one attribute.
~~~

~~~markdown fixed
# Python

- [1. What is a closure?](#1-what-is-a-closure)
- [2. What is a decorator?](#2-what-is-a-decorator)
- [3. What is a generator?](#3-what-is-a-generator)
- [4. What is a slot?](#4-what-is-a-slot)

## 1. What is a closure?

A function with its surroundings.

## 2. What is a decorator?

A function over functions.

## 3. What is a generator?

A function that can be continued.

## 4. What is a slot?

A place for one attribute.
~~~

~~~markdown good
# Python

Begin with [closures](#1-what-is-a-closure).

## 1. What is a closure?

A function with its surroundings.

## 2. What is a decorator?

A function over functions.
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
        if any(heading.content.start <= start < heading.span.end for start in asked):
            message = f"the table of contents does not list the question `{short(heading.text)}`"
            yield Problem(heading.content, message, hint, edits)
