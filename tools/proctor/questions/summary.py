"""Questions in the `<summary>` of a `<details>` element, whose body is the answer."""

from __future__ import annotations

from collections import Counter

from proctor.entities import unescaped
from proctor.model import Span, Tag
from proctor.pattern import lazy
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import numbered
from proctor.questions.outline import Details
from proctor.questions.page import Page

_new = tuple.__new__  # a bank folds thousands of questions: twice as fast as calling a NamedTuple
_LEAD = lazy(rb"(?:\s++|<[^<>]{0,500}+>|[#*_]++)*+")


def elements(page: Page) -> tuple[Details, ...]:
    """The `<details>` elements of a page. One that nothing closes ends where the next one starts."""
    found: list[list[int]] = []  # start, summary start, summary end, start of body, end of body, end, outer
    open_: list[int] = []
    for tag in page.document.tags:
        name = tag.name
        if name == "details":
            _step(tag, found, open_)
        elif name == "summary" and open_:
            one = found[open_[-1]]
            if not tag.closing and one[1] < 0:
                one[1] = one[3] = tag.span.end
            elif tag.closing and one[2] < 0 <= one[1]:
                one[2], one[3] = tag.span.start, tag.span.end
    if not found:
        return ()
    _close_open(found, open_, page)
    texts = [page.text(_new(Span, (first, last))) if 0 <= first <= last else "" for _, first, last, *_ in found]
    texts = [" ".join(unescaped(text).split()) if "&" in text else text for text in texts]
    labels = _toggles(texts)
    return tuple(_details(f, text, label) for f, text, label in zip(found, texts, labels, strict=True))


def _step(tag: Tag, found: list[list[int]], open_: list[int]) -> None:
    """Take in a `<details>` or `</details>` tag."""
    if not tag.closing:
        found.append([tag.span.start, -1, -1, tag.span.start + len("<details>"), -1, -1, open_[-1] if open_ else -1])
        open_.append(len(found) - 1)
    elif open_:
        one = found[open_.pop()]
        one[4], one[5] = tag.span.start, tag.span.end


def _close_open(found: list[list[int]], open_: list[int], page: Page) -> None:
    """End what was left open where the next element starts, and let go of the elements that seemed to lie in it."""
    left = set(open_)
    for n in sorted(left):
        end = found[n + 1][0] if n + 1 < len(found) else len(page.source)
        found[n][4] = found[n][5] = end
    if left:
        for one in found:
            outer = one[6]
            while outer in left:
                outer = found[outer][6]
            one[6] = outer


def _toggles(texts: list[str]) -> list[bool]:
    """Which summaries are toggles of answers: by their words, or because they repeat; where most are, short ones too."""
    counts = Counter(texts)
    labels = [
        not text or words.answer_label(text) >= len(text) or (counts[text] > 2 and not words.has_mark(text)) for text in texts
    ]
    if sum(labels) < 0.6 * len(labels):
        return labels
    return [label or (len(text) < 30 and not words.asks(text)) for label, text in zip(labels, texts, strict=True)]


def _details(one: list[int], text: str, label: bool) -> Details:
    """An element from what `elements` found of it."""
    start, first, last, after, body_end, end, outer = one
    summary = _new(Span, (first, last) if 0 <= first <= last else (after, after))
    body = _new(Span, (after if after < body_end else body_end, body_end))
    return _new(Details, (_new(Span, (start, end)), summary, body, text, words.asks(text), label, outer))


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The summaries that ask. `everything`: all that are no labels."""
    asking = [(n, d) for n, d in enumerate(page.details) if not d.label and d.text and not words.is_section(d.text)]
    counts: dict[int, int] = {}
    weight = 0.0
    for _, d in asking:
        own = d.weight or 0.5 * bool(numbered(d.text).style)
        weight += own
        counts[d.outer] = counts.get(d.outer, 0) + (own >= 0.5)
    whole = (
        everything
        or (len(asking) > 2 and weight >= 0.3 * len(asking))
        or (page.speaks_of_questions and weight >= 0.2 * len(asking))
    )
    found, inside = [], -1
    for n, d in asking:
        folds = counts.get(n, 0)
        if d.weight < 1 and (folds > 1 or (folds and not numbered(d.text).style)):
            continue  # a section that folds its questions
        if d.span.start < inside and not (whole and words.has_mark(d.text)):
            continue  # part of an answer
        if whole or d.weight >= 1:
            found.append(_candidate(page, d))
            inside = d.span.end
    return found


def _candidate(page: Page, details: Details) -> Candidate:
    start = details.summary.start
    if not page.source[start : start + 1].isalnum():
        lead = _LEAD.match(page.source, start, details.summary.end)
        start = lead.end() if lead else start
    taken = numbered(details.text)
    span = _new(Span, (start, max(start, details.summary.end)))
    title = taken.title or details.text
    known = ("summary", "details", details.span.start, span, *details.body, title, taken.number, details.weight, None, "")
    return _new(Candidate, known)
