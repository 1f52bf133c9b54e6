"""A question has no answer.

Nothing but labels, empty tags and rules stands between it and the next one. A document in which no question at all is
answered is reported once, and known by all its questions: with a baseline it is new again when one is added.

~~~markdown bad at="2. What is dropout?"
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

## 3. What is a sigmoid?

It maps a score to a probability.
~~~

~~~markdown good
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

It switches units off at random.

## 3. What is a sigmoid?

It maps a score to a probability.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

SEVERITY = "error"

FEWEST = 3  # unanswered questions that are summed up when nothing else is in the document


def check(document: Document, context: Context) -> Iterator[Problem]:
    questions = context.questions.get(document.path, ())
    empty = [q for q in questions if q.status == "empty"]
    if len(empty) >= FEWEST and len(empty) == len(questions):
        message = f"none of the {len(empty)} questions of this document is answered"
        keys = tuple(q.text for q in empty)
        yield Problem(empty[0].span, message, "answer them, or accept them with `proctor baseline write`", keys=keys)
        return
    for question in empty:
        yield Problem(question.span, "the question has no answer", "write one below it, or mark it as open with TODO")
