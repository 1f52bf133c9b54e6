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

from collections.abc import Iterator

from proctor import similarity, translations
from proctor.bank import Bank
from proctor.model import Context, Problem
from proctor.place import place

DEFAULT = False
OPTIONS = {"likeness": 90}  # percent


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    questions = [q for path in bank.documents for q in context.questions.get(path, ())]
    texts = [q.text for q in questions]
    for first, second, likeness in similarity.pairs(texts, context.options["likeness"]):
        one, other = questions[first], questions[second]
        if one.path != other.path and translations.language(one.path) != translations.language(other.path):
            continue
        line = place(bank.documents[one.path].source, one.span.start).line
        where = f"line {line}" if one.path == other.path else f"{one.path}:{line}"
        message = f"{likeness} % like the question in {where}: {one.text!r}"
        yield other.path, Problem(other.span, message, "keep one, or make plain what differs")
