"""Questions in the `<summary>` of a `<details>` element, whose body is the answer."""

from __future__ import annotations

import html
import re

from proctor.model import Span, Tag
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import numbered
from proctor.questions.page import Details, Page

_LEAD = re.compile(rb"(?:\s++|<[^<>]{0,500}+>|[#*_]++)*+")


def elements(page: Page) -> tuple[Details, ...]:
    """The `<details>` elements of a page. One that nothing closes ends where the next one starts."""
    found: list[list[int]] = []  # start, summary start, summary end, end of body, end, outer
    open_: list[int] = []
    for tag in page.document.tags:
        if tag.name == "details":
            _step(tag, found, open_)
        elif tag.name == "summary" and open_:
            one = found[open_[-1]]
            if not tag.closing and one[1] < 0:
                one[1] = tag.span.end
            elif tag.closing and one[2] < 0 <= one[1]:
                one[2] = tag.span.start
                one.append(tag.span.end)
    _close_open(found, open_, page)
    texts = [" ".join(html.unescape(page.text(Span(f[1], f[2]))).split()) if 0 <= f[1] <= f[2] else "" for f in found]
    return tuple(_details(f, text, _kind(text, texts)) for f, text in zip(found, texts, strict=True))


def _step(tag: Tag, found: list[list[int]], open_: list[int]) -> None:
    """Take in a `<details>` or `</details>` tag."""
    if not tag.closing:
        found.append([tag.span.start, -1, -1, -1, -1, open_[-1] if open_ else -1])
        open_.append(len(found) - 1)
    elif open_:
        one = found[open_.pop()]
        one[3], one[4] = tag.span.start, tag.span.end


def _close_open(found: list[list[int]], open_: list[int], page: Page) -> None:
    """End what was left open where the next element starts, and let go of the elements that seemed to lie in it."""
    left = set(open_)
    for n in sorted(left):
        end = found[n + 1][0] if n + 1 < len(found) else len(page.source)
        found[n][3] = found[n][4] = end
    if left:
        for one in found:
            outer = one[5]
            while outer in left:
                outer = found[outer][5]
            one[5] = outer


def _kind(text: str, texts: list[str]) -> bool:
    """Whether a summary is the toggle of an answer: by its words, or because it repeats."""
    if not text or words.answer_label(text) >= len(text):
        return True
    return texts.count(text) > 2 and not words.has_mark(text) if len(texts) < 2000 else False


def _details(one: list[int], text: str, label: bool) -> Details:
    start, first, last, body_end, end, outer = one[:6]
    after = one[6] if len(one) > 6 else (first if first >= 0 else start + len("<details>"))
    summary = Span(first, last) if 0 <= first <= last else Span(after, after)
    return Details(Span(start, end), summary, Span(min(after, body_end), body_end), text, words.asks(text), label, outer)


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The summaries that ask. `everything`: all that are no labels."""
    details = page.details
    asking = [d for d in details if not d.label and d.text and not words.is_section(d.text)]
    counts: dict[int, int] = {}
    for d in asking:
        counts[d.outer] = counts.get(d.outer, 0) + (d.weight >= 0.5 or bool(numbered(d.text).style))
    weight = sum(max(d.weight, 0.5 * bool(numbered(d.text).style)) for d in asking)
    whole = everything or (len(asking) > 2 and weight >= 0.3 * len(asking)) or (page.speaks_of_questions and weight >= 0.2 * len(asking))
    found, inside = [], -1
    for n, d in enumerate(details):
        if d not in asking if len(asking) < 50 else (d.label or not d.text or words.is_section(d.text)):
            continue
        if d.span.start < inside or (counts.get(n, 0) > 1 and d.weight < 1):
            continue  # part of an answer; or a section that folds its questions
        if whole or d.weight >= 1:
            found.append(_candidate(page, d))
            inside = d.span.end
    return found


def _candidate(page: Page, details: Details) -> Candidate:
    lead = _LEAD.match(page.source, details.summary.start, details.summary.end)
    start = lead.end() if lead else details.summary.start
    taken = numbered(details.text)
    return Candidate(
        "summary",
        "details",
        details.span.start,
        Span(start, max(start, details.summary.end)),
        details.body.start,
        details.body.end,
        taken.title or details.text,
        taken.number,
        details.weight,
    )
