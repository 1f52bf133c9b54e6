"""A number breaks the count of headings or questions: left out, come twice, or out of order.

Readers refer to questions by their numbers, and a gap looks like a question that was lost. Counts are judged among
headings of one level and one form (`1.`, `1)`, `Q1`, `2.3.1`, `第1题`) and among bold, folded and written-out questions
of one style; they may start again in a new section. (Markdown itself numbers the items of a list.)

~~~markdown bad at="4"
## 1. What is a closure?

## 2. What is a generator?

## 4. What is a slot?
~~~

~~~markdown bad at="13"
## 1. What is a closure?

## 2. What is a generator?

## 13. What is a slot?

## 4. What is a class?
~~~

~~~markdown fixed
## 1. What is a closure?

## 2. What is a generator?

## 3. What is a slot?

## 4. What is a class?
~~~

~~~markdown bad at="2"
## Q1 What is a closure?

## Q2 What is a generator?

## Q2 What is a slot?

## Q3 What is a class?
~~~

~~~markdown bad at="**Q4. What is a slot?**"
**Q1. What is a closure?**

A function with its surroundings.

**Q2. What is a generator?**

A function that can be continued.

**Q4. What is a slot?**

A place for one attribute.
~~~

~~~markdown good
## 1. What is a closure?

## 2. What is a generator?

## 3. What is a slot?

# Second part

## 1. What is a thread?

## 2. What changed in 3.12?

## 2019. A year
~~~
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from proctor.bank import Bank
from proctor.model import Context, Document, Edit, Heading, Problem, Question, Span
from proctor.numbering import Numbered, Slip, slips
from proctor.pattern import lazy

_NUMBER = lazy(
    r"[\W_]*(?P<before>(?:question|exercise|problem|task|part|chapter|section|lesson|step|day|q)\s*[#.:-]?\s*|第\s*|)"
    r"(?:(?P<number>\d{1,4}(?:\.\d{1,3})*)|(?P<chinese>[一二三四五六七八九十]{1,3}))"
    r"(?P<after>\s*(?:[.)、．：）:](?!\d)|[-–—]\s|[题題章节節课課讲講问問])|)",
    re.I,
)
_DIGIT = lazy(r"\d")
_AHEAD = lazy(rb"(?:<[^>\n]*+>|[^0-9<])*+")  # of the first digit that is text
_WRITTEN = lazy(rb"\d+(?:\.\d+)*")
_ITEM = lazy(rb"(?:\A|[\s>])(\d{1,9})[.)][ \t]+\Z")
_LIKE_A_HEADING = lazy(rb"^[ >]{0,9}#{1,6}[^\n\d]{0,99}(\d+(?:\.\d+)*)", re.M)
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_YEARS = range(1900, 2100)


class _Number(NamedTuple):
    """A heading's number: its parts, and where it is written. `fresh`: a new section began since the one before it."""

    parts: tuple[int, ...]
    span: Span
    heading: Heading
    fresh: bool


def check(document: Document, context: Context) -> Iterator[Problem]:
    yield from _headings(document, context)
    yield from _questions(document, context.questions.get(document.path, ()))


def _questions(document: Document, questions: Sequence[Question]) -> Iterator[Problem]:
    """The questions that are no headings and write out their own numbers, style by style."""
    starts = [heading.span.start for heading in document.headings]
    for kind in ("bold", "summary", "para"):
        own = [q for q in questions if q.kind == kind and q.number and q.number.isdecimal() and len(q.number) < 6]
        sections = [bisect_right(starts, q.span.start) for q in own]
        fresh = [n > 0 and sections[n] != sections[n - 1] for n in range(len(own))]
        for slip in slips([Numbered(int(q.number or 0), new) for q, new in zip(own, fresh, strict=True)]):
            message = f"expected {slip.expected} after {slip.after}, found {slip.found}"
            if slip.expected is None:
                message = f"found {slip.found} before {own[slip.place + 1].number}"
            yield Problem(own[slip.place].span, message, "correct the number, or add what is missing")


def _headings(document: Document, context: Context) -> Iterator[Problem]:
    if len(document.headings) < 2:
        return
    for run in _runs(document):
        if len(run[0].parts) > 1:
            run, problems = _straightened(run)
            yield from problems
        for series in _series(run):
            numbers = [Numbered(n.parts[-1], n.fresh) for n in series]
            for slip in slips(numbers):
                if not _is_swallowed(document, series, slip):
                    yield _problem(document, context.bank, series, slip)


def _problem(document: Document, bank: Bank, series: Sequence[_Number], slip: Slip) -> Problem:
    number = series[slip.place]
    stem = "".join(f"{part}." for part in number.parts[:-1])
    if slip.expected is None:
        message = f"found {stem}{slip.found} before {stem}{series[slip.place + 1].parts[-1]}"
        return Problem(number.span, message, "put the headings in the order of their numbers")
    message = f"expected {stem}{slip.expected} after {stem}{slip.after}, found {stem}{slip.found}"
    written = document.slice(number.span).rpartition(".")[2]
    # a heading that a link leads to keeps its number, and so its anchor
    if slip.certain and written == str(slip.found) and number.heading.anchor not in bank.fragments:
        edit = Edit(Span(number.span.end - len(written), number.span.end), str(slip.expected))
        return Problem(number.span, message, f"write {stem}{slip.expected}", (edit,), unsafe=True)
    return Problem(number.span, message, "correct the number, or add what is missing")


def _is_swallowed(document: Document, series: Sequence[_Number], slip: Slip) -> bool:
    """Whether the number that a gap misses stands before it as a line that only looks like a heading."""
    if slip.place == 0 or slip.expected is None or slip.found <= slip.expected:
        return False
    number = series[slip.place]
    wanted = ".".join(map(str, (*number.parts[:-1], slip.expected))).encode()
    start, end = series[slip.place - 1].heading.span.end, number.heading.span.start
    return any(match[1] == wanted for match in _LIKE_A_HEADING.finditer(document.source, start, end))


def _runs(document: Document) -> list[list[_Number]]:
    """The numbers of headings of one level and one form, in document order."""
    runs: dict[tuple[int, str, int], list[_Number]] = {}
    places: dict[tuple[int, str, int], int] = {}
    higher = [-1] * 8  # of each level: the last heading above it
    for index, heading in enumerate(document.headings):
        for level in range(heading.level + 1, 8):
            higher[level] = index
        parsed = _parsed(document, heading)
        if parsed:
            parts, form, span = parsed
            key = heading.level, form, len(parts)
            fresh = higher[heading.level] > places.get(key, index)
            places[key] = index
            runs.setdefault(key, []).append(_Number(parts, span, heading, fresh))
    return [run for run in runs.values() if len(run) > 1]


def _parsed(document: Document, heading: Heading) -> tuple[tuple[int, ...], str, Span] | None:
    """A heading's number, its form and its place; None for a heading without one."""
    start = heading.span.start
    item = _ITEM.search(document.source, max(0, start - 24), start) if document.source[start - 1 : start] in (b" ", b"\t") else None
    if item:
        return (int(item[1]),), "item", Span(*item.span(1))
    if heading.text.isascii() and not _DIGIT.search(heading.text):
        return None  # as most
    match = _NUMBER.match(heading.text[:120])
    if not match or (match["before"] and heading.text[match.start("before") - 1 : match.start("before")].isalnum()):
        return None
    before, following = match["before"].strip(" \t#.:-").casefold(), heading.text[match.end() : match.end() + 1]
    if match["chinese"]:
        if match["after"].strip() not in ("、", ".", "．") and not (before and match["after"]):
            return None
        return (_chinese(match["chinese"]),), before + "一", heading.content
    parts = tuple(int(part) for part in match["number"].split("."))
    open_end = not (following.isascii() and following.isalnum())
    if parts[0] in _YEARS or not (match["after"] or ((before or len(parts) > 1) and open_end)):
        return None
    ahead = _AHEAD.match(document.source, heading.content.start, heading.content.end)
    written = _WRITTEN.match(document.source, ahead.end() if ahead else 0, heading.content.end)
    known = written and written[0].decode() == match["number"]
    return parts, before, Span(*written.span()) if written and known else heading.content


def _chinese(text: str) -> int:
    """A number below 100 in Chinese digits."""
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + _CHINESE.get(ones, 0)


def _straightened(run: Sequence[_Number]) -> tuple[list[_Number], list[Problem]]:
    """Dotted numbers whose front parts are a slip (2.13.1, 2.12.2, 2.13.3) as they were meant, and what to say of them."""
    result, problems = list(run[:1]), []
    for place in range(1, len(run)):
        before, number = result[-1], run[place]
        meant = (*before.parts[:-1], before.parts[-1] + 1)
        following = run[place + 1] if place + 1 < len(run) and not run[place + 1].fresh else None
        if number.parts[:-1] != meant[:-1] and number.parts[-1] == meant[-1] > 1 and not number.fresh:
            returns = following is None or following.parts == (*meant[:-1], meant[-1] + 1)
            if returns:
                said = [".".join(map(str, parts)) for parts in (meant, before.parts, number.parts)]
                message = f"expected {said[0]} after {said[1]}, found {said[2]}"
                problems.append(Problem(number.span, message, "correct the number"))
                number = number._replace(parts=meant)
        result.append(number)
    return result, problems


def _series(run: Sequence[_Number]) -> list[list[_Number]]:
    """The numbers under each front part (2.3.), with sections that began in between."""
    series: dict[tuple[int, ...], list[_Number]] = {}
    sections, seen = 0, dict[tuple[int, ...], int]()
    for number in run:
        sections += number.fresh
        stem = number.parts[:-1]
        series.setdefault(stem, []).append(number._replace(fresh=sections > seen.get(stem, sections)))
        seen[stem] = sections
    return [each for each in series.values() if len(each) > 1]
