r"""A translation lacks questions that the original has, or has others.

Documents are translations of one another by their paths: `README.md` and `README.zh-CN.md`, `zh-CN/README-zh_CN.md`,
`x.zh.md`, `translations/german/x.md`. Their questions are compared by number; without numbers, by how many there are.
Off by default.

~~~markdown bad path="q.zh.md" files='q.md=## 1. What is softmax?\n\nScores.\n\n## 2. What is dropout?\n\nNoise.\n' at=''
# 题库

## 1. 什么是 softmax 函数?

把分数变成概率。
~~~

~~~markdown good
## 1. What is softmax?

It turns scores into probabilities.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proctor import translations
from proctor.bank import Bank
from proctor.model import Context, Document, Problem, Span

DEFAULT = False


def collect(document: Document, context: Context) -> Sequence[str]:
    """The numbers of a document's questions, empty for one without."""
    return [question.number or "" for question in context.questions.get(document.path, ())]


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    for original, others in translations.families(context.collected).items():
        wanted = context.collected[original]
        for path in others if wanted else ():
            yield from ((path, p) for p in _compare(original, wanted, context.collected[path]))


def _compare(original: str, wanted: Sequence[str], found: Sequence[str]) -> Iterator[Problem]:
    ours, theirs = (dict.fromkeys(filter(None, numbers)) for numbers in (wanted, found))
    if len(ours) * 2 < len(wanted):
        if len(wanted) != len(found):
            message = f"{len(found)} questions here, {len(wanted)} in `{original}`"
            yield Problem(Span(0, 0), message, "translate what is missing, or remove what is gone", target=original)
        return
    missing = [n for n in ours if n not in theirs]
    extra = [n for n in theirs if n not in ours]
    if missing:
        text = f"not translated from `{original}`: {_listed(missing)}"
        yield Problem(Span(0, 0), text, "translate them", target=original, keys=tuple(missing))
    if extra:
        text = f"not in `{original}`: {_listed(extra)}"
        yield Problem(Span(0, 0), text, "add them to the original, or remove them", target=original, keys=tuple(extra))


def _listed(numbers: Sequence[str]) -> str:
    shown = ", ".join(numbers[:12])
    return f"{shown} and {len(numbers) - 12} more" if len(numbers) > 12 else shown
