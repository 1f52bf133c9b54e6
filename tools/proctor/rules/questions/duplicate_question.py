"""A question is asked twice in the same words.

Answers then drift apart, and a correction reaches one of them. Questions that share a stock phrase and differ in the
code or the section they are about are not duplicates, and neither are translations of one document.

~~~markdown bad at="3. What is the softmax function?"
## 1. What is the softmax function?

It turns scores into probabilities.

## 2. What is dropout?

It switches units off at random.

## 3. What is the softmax function?

Exponentials divided by their sum.
~~~

~~~markdown good
## 1. What does this print?

```python
print(1)
```

It prints 1.

## 2. What does this print?

```python
print(2)
```

It prints 2.
~~~
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from proctor import translations
from proctor.bank import Bank
from proctor.model import Context, Document, Problem, Question, Span
from proctor.pattern import lazy
from proctor.place import lines

_WORD = lazy(r"[^\W_]++")
_WIDE = "\u3000"  # and what follows in Unicode: scripts that write words without spaces, mostly
_FEWEST = 4  # words, or wide characters, that say enough to call two questions the same


def collect(document: Document, context: Context) -> Sequence[tuple[str, str, int, int, int]]:
    """The questions of a document that say enough: words, the code that they are about, line, start and end."""
    found = []
    questions = context.questions.get(document.path, ())
    starts = [snippet.span.start for snippet in document.snippets] if questions else []
    for question, line in zip(questions, lines(document.source, (q.span.start for q in questions)), strict=True):
        text = question.text.casefold()
        words = _WORD.findall(text)
        said = (" " if text.isascii() else "").join(words)  # `BERT 是什么` is `BERT是什么`
        if len(words) >= _FEWEST or (words and _says_enough(said, len(words))):
            found.append((said, _statement(document, question, starts), line, *question.span))
    return found


def _says_enough(said: str, words: int) -> bool:
    """Whether a text of few words has enough wide characters besides."""
    wide = sum(map(_WIDE.__lt__, said))
    return wide + (words if wide < len(said) else 0) >= _FEWEST


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    seen: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    for path, questions in context.collected.items():
        language = translations.language(path)
        for words, code, line, start, end in questions:
            key, own = (words, code, language), (path, line, start)
            first = seen.setdefault(key, own)
            if first != own:
                where = f"line {first[1]}" if first[0] == path else f"{first[0]}:{first[1]}"
                message = f"the same question is asked in {where}"
                yield path, Problem(Span(start, end), message, "keep one, and link to it from the other")


def _statement(document: Document, question: Question, starts: Sequence[int]) -> str:
    """The code that belongs to a question, so that a stock phrase over different code differs; `starts` are all snippets'."""
    first = bisect_left(starts, question.span.start)
    if first < len(starts) and starts[first] < question.region.end:
        return " ".join(document.snippets[first].code.split())
    return ""
