"""An answer is nothing but a link to somewhere else.

The page may vanish, and the reader leaves the bank to learn anything. Off by default: some banks are link lists.

~~~markdown bad at="2. What is dropout?"
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

[Answer](https://example.org/dropout)

## 3. What is a sigmoid?

It maps a score to a probability.
~~~

~~~markdown good
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

It switches units off at random during training, so that none relies on another; see [the paper](https://example.org/dropout).

## 3. What is a sigmoid?

It maps a score to a probability.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    for question in context.questions.get(document.path, ()):
        if question.status == "link-only":
            yield Problem(question.span, "the answer only points elsewhere", "say the answer in a sentence or two beside the link")
