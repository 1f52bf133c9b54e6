"""An answer has fewer words than the option `words` demands.

A Chinese, Japanese or Korean character counts as half a word; code, formulas and pictures count as enough. Off by
default: how long an answer must be is the bank's own taste.

~~~markdown bad at="2. What is dropout?"
## 1. What is softmax?

It turns a vector of real scores into probabilities that are positive and sum to one, by exponentials divided by their sum.

## 2. What is dropout?

A layer.

## 3. What is a sigmoid?

It maps a real score to a probability between zero and one, and is softmax over two classes, one of which has score zero.
~~~

~~~markdown good
## 1. What is softmax?

It turns a vector of real scores into probabilities that are positive and sum to one, by exponentials divided by their sum.

## 2. What is dropout?

```python
x * (rng.random(x.shape) > p) / (1 - p)
```

## 3. What is a sigmoid?

It maps a real score to a probability between zero and one, and is softmax over two classes, one of which has score zero.
~~~
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span
from proctor.pattern import lazy

DEFAULT = False
OPTIONS = {"words": 15}

_WIDE = lazy(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = lazy(r"[^\W_]+")


def check(document: Document, context: Context) -> Iterator[Problem]:
    least = context.options["words"]
    for question in context.questions.get(document.path, ()):
        if question.status != "answered" or _shows(document, question.region):
            continue
        words = _words(document, Span(question.span.end, question.region.end))
        if words < least:
            yield Problem(
                question.span, f"the answer has {words} words; at least {least} are wanted", "say why and when, with an example"
            )


def _shows(document: Document, region: Span) -> bool:
    """Whether code, a formula, a picture or a table stands in a region."""
    things = (
        *(s.span for s in document.snippets),
        *(f.span for f in document.formulas),
        *(x.span for x in document.links if x.image),
    )
    return any(region.start <= span.start < region.end for span in things)


def _words(document: Document, region: Span) -> int:
    first = bisect_left(document.prose, (region.start, 0))
    wide = plain = 0
    for span in document.prose[first:]:
        if span.start >= region.end:
            break
        text = document.slice(span)
        wide += len(_WIDE.findall(text))
        plain += len(_WORD.findall(_WIDE.sub(" ", text)))
    return plain + wide // 2
