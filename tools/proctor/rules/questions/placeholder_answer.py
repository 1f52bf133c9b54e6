"""An answer is only a placeholder: "TODO", "answer here", an empty slot.

The question is marked as open, and counts as unanswered in the coverage report.

~~~markdown bad at="2. What is dropout?"
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

TODO

## 3. What is a sigmoid?

It maps a score to a probability.
~~~

~~~markdown good
## 1. What is softmax?

It turns scores into probabilities.

## 2. What is dropout?

It switches units off at random.

## 3. What is a sigmoid?

It maps a score to a probability. TODO: add the picture.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    questions = context.questions.get(document.path, ())
    open_ = [q for q in questions if q.status == "placeholder"]
    if len(open_) >= 3 and len(open_) == len(questions):
        message = f"all {len(open_)} answers of this document are placeholders"
        yield Problem(open_[0].span, message, "write them when you can", keys=tuple(q.text for q in open_))
        return
    for question in open_:
        yield Problem(question.span, "the answer is only a placeholder", "replace it by an answer")
