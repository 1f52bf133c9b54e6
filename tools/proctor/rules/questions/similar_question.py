"""A question is nearly the same as another one of the bank.

Likeness is measured over the words whatever their order (or over the characters, where a script has no spaces). Off by
default: near is not equal, and a person has to judge. Needs the extra `similar`.

~~~markdown bad at="3. What are the differences between a process and a thread?"
## 1. What is the difference between a process and a thread?

Threads share memory.

## 2. What is dropout?

It switches units off at random.

## 3. What are the differences between a process and a thread?

Processes are isolated.
~~~

~~~markdown good
## 1. What is the difference between a process and a thread?

Threads share memory.

## 2. What is the difference between a list and a tuple?

A tuple cannot change.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proctor import similarity, translations
from proctor.bank import Bank
from proctor.model import Context, Document, Problem, Span
from proctor.place import place

DEFAULT = False
OPTIONS = {"likeness": 90}  # percent


def collect(document: Document, context: Context) -> Sequence[tuple[str, int, int, int]]:
    """The questions of a document: text, line, start and end."""
    questions = context.questions.get(document.path, ())
    return [(q.text, place(document.source, q.span.start).line, *q.span) for q in questions]


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    questions = [(path, *question) for path, each in context.collected.items() for question in each]
    texts = [text for _, text, *_ in questions]
    for first, second, likeness in similarity.pairs(texts, context.options["likeness"]):
        one, text, line, *_ = questions[first]
        path, _, _, *span = questions[second]
        if one != path and translations.language(one) != translations.language(path):
            continue
        where = f"line {line}" if one == path else f"{one}:{line}"
        message = f"{likeness} % like the question in {where}: {text!r}"
        yield path, Problem(Span(*span), message, "keep one, or make plain what differs")
