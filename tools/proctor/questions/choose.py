"""The choice among the styles of a document, and the questions that come of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from proctor.bank import Bank
from proctor.model import Link, Span
from proctor.questions import bold, heading, key, listed, paragraph, pointers, statement, summary, table, words
from proctor.questions.candidate import Candidate, inside, merged
from proctor.questions.page import Page
from proctor.questions.status import Reader

_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
_PLAIN = frozenset(
    "contributing code_of_conduct code-of-conduct license licence changelog security support governance authors contributors"
    " credits".split()
)
_AFTER_LINK = " \t)]）】.。"
_DIGITS = " 0123456789"
_TEMPLATES = ("pull_request_template", "issue_template")


class Wish(NamedTuple):
    """What the configuration says about one document."""

    style: str = ""  # a style of `STYLES`, or empty
    level: int = 0
    pattern: re.Pattern[str] | None = None
    placeholders: frozenset[str] = frozenset()
    no_questions: frozenset[str] = frozenset()


def holds_none(path: str) -> bool:
    """Whether a file by its conventional name is about the project: licence, how to contribute, a template."""
    name = path.rpartition("/")[2].rpartition(".")[0].lower()
    return name in _PLAIN or name.startswith(_TEMPLATES) or "/.github/" in f"/{path}"


def candidates(page: Page, bank: Bank, wish: Wish, pool: heading.Share) -> list[Candidate]:
    """The questions of a page in document order, each with the end of its region."""
    found = {
        "summary": summary.candidates(page, wish.style == "summary") if page.document.details else [],
        "table": table.candidates(page, bank, wish.style == "table"),
        "bold": bold.candidates(page, wish.style == "bold"),
        "para": paragraph.candidates(page, wish.style == "para"),
    }
    if found["bold"] and found["para"] and {c.at for c in found["bold"]} < {c.at for c in found["para"]}:
        found["bold"] = []  # only some of the marks are bold: `**Q3** Why?` and `Q4 How?`
    found["heading"], found["list"] = _headings_and_lists(page, wish, pool, found)
    if found["table"] and _again(found["table"], found["heading"]) >= max(2, 0.5 * len(found["table"])):
        found["table"] = []  # a table of contents without links
    if wish.style:
        found = {kind: each if kind == wish.style else [] for kind, each in found.items()}
    settled = _settled(page, found)
    if wish.pattern or wish.no_questions:
        settled = [c for c in settled if _wanted(c, wish)]
    return key.applied(page, _bounded(page, settled))


def _headings_and_lists(
    page: Page, wish: Wish, pool: heading.Share, found: Mapping[str, Sequence[Candidate]]
) -> tuple[list[Candidate], list[Candidate]]:
    """Headings first. Lists below them belong to answers, unless so many items ask that the headings are sections."""
    busy = sorted([c.at for each in found.values() for c in each])
    rows = [c.at for c in found["table"]]
    headings = _headings(page, wish, pool, busy, rows)
    if wish.style != "list" and not listed.may_ask(page):
        return headings, []
    folded = [(c.at, c.limit) for c in found["summary"]]
    below = [(c.at, c.limit) for c in headings]
    if wish.style == "list" or (headings and listed.asking(page, merged(below)) > len(headings)):
        items = listed.candidates(page, wish.style == "list", merged(folded))
        headings = _headings(page, wish, pool, sorted([*busy, *(c.at for c in items)]), rows)
    else:
        items = listed.candidates(page, False, merged(folded + below))
    return headings, _without_preview(page, items, headings, found) if items else []


def _headings(page: Page, wish: Wish, pool: heading.Share, busy: Sequence[int], rows: Sequence[int]) -> list[Candidate]:
    if wish.style == "heading":
        usable = [n for n, h in enumerate(page.heads) if h.role == "" and (not wish.level or h.heading.level == wish.level)]
        return statement.candidates(page, set(usable))
    return statement.candidates(page, heading.chosen(page, pool, busy, rows))


def _without_preview(
    page: Page, items: list[Candidate], headings: Sequence[Candidate], found: Mapping[str, Sequence[Candidate]]
) -> list[Candidate]:
    """The items without those above all sections of a document whose headings ask: they tell what is to come."""
    others = [*headings, *(c for each in found.values() for c in each)]
    above = bool(others) and items[-1].at < min(c.at for c in others)
    if _again(items, others) >= max(2, (0.3 if above else 0.5) * len(items)):
        return []  # a table of contents without links
    if len(headings) < 3:
        return items
    titles = (-1, page.heads[0].at)
    return [c for c in items if c.at > headings[0].at or page.section_of(c.at) not in titles]


def _again(some: Sequence[Candidate], others: Sequence[Candidate]) -> int:
    """How many candidates have the words of one of the others."""
    names = {c.text.casefold() for c in others}
    return sum(c.text.casefold() in names for c in some)


def _wanted(candidate: Candidate, wish: Wish) -> bool:
    """Whether the configuration lets a candidate be a question."""
    text = candidate.text
    if text.casefold().strip(" :：.") in wish.no_questions:
        return False
    return wish.pattern is None or bool(wish.pattern.search(text[:300]))


def _settled(page: Page, found: Mapping[str, Sequence[Candidate]]) -> list[Candidate]:
    """The candidates that do not lie in the answer of another: headings go first, list items last."""
    kept: list[Candidate] = []
    for kind in ("heading", "summary", "table", "bold", "para", "list"):
        if kept and found[kind]:
            taken = merged([(c.at, _end(page, c)) for c in kept])
            kept += [c for c in found[kind] if not inside(taken, c.span.start)]  # a summary may hold a heading
        else:
            kept += found[kind]
    return sorted(kept, key=attrgetter("at", "span"))


def _end(page: Page, candidate: Candidate) -> int:
    """Where a candidate's region ends, if no other question comes before."""
    return candidate.limit if candidate.limit >= 0 else page.next_section(candidate.at)


def _bounded(page: Page, found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates with the end of their region: the next question cuts it short."""
    bounded = []
    for candidate, after in zip_longest(found, found[1:]):
        limit = candidate.limit if candidate.limit >= 0 else page.next_section(candidate.at)
        if candidate.kind != "table":
            limit = max(candidate.span.end, limit if after is None or limit < after.at else after.at)
        bounded.append(candidate if limit == candidate.limit else _new(Candidate, (*candidate[:5], limit, *candidate[6:])))
    return bounded


def statuses(page: Page, bank: Bank, found: Sequence[Candidate], wish: Wish) -> list[str]:
    """The status of each question. Where most of a style's answers carry a label, what stands before it is no answer."""
    reader = Reader(page, wish.placeholders)
    labels: dict[str, list[bool]] = {}
    for c in found if page.label_starts else ():
        labels.setdefault(c.style, []).append(page.label(c.body, c.limit) >= 0)
    marked = {"exercise", *(style for style, each in labels.items() if sum(each) >= 0.5 * len(each))}  # code may state an exercise
    found = [_past_statement(page, c) for c in found]
    colons = _with_colon(found)
    result = [c.status or reader.status(_new(Span, (c.body, c.limit)), c.style in marked, _stated(c, colons)) for c in found]
    result = [status if status == "answered" else _by_links(page, bank, c, status) for c, status in zip(found, result, strict=True)]
    return _contained(page, found, result)


def _past_statement(page: Page, candidate: Candidate) -> Candidate:
    """A candidate whose answer starts after what is below it and states it further."""
    if candidate.kind == "heading":
        return _stated_below(page, candidate)
    return _listed_below(page, candidate) if candidate.style == "exercise" else candidate


def _stated_below(page: Page, candidate: Candidate) -> Candidate:
    """A heading that only names its question, which the paragraph below then asks: the answer starts after that."""
    if candidate.weight < 1:
        at = page.block_at(candidate.body)
        block = page.blocks[at] if at < len(page.blocks) else None
        if block and block.kind == "paragraph" and block.span.end <= candidate.limit and words.ends_asking(block.text):
            return candidate._replace(body=block.span.end)
    return candidate


def _listed_below(page: Page, candidate: Candidate) -> Candidate:
    """An exercise that ends with a colon: the list or code right below says what to do, and the answer starts after that."""
    if candidate.text[-1:] not in ":：":
        return candidate
    at = page.block_at(candidate.body)
    block = page.blocks[at] if at < len(page.blocks) else None
    if block is None or block.kind not in ("list", "code") or block.span.start >= candidate.limit:
        return candidate
    return candidate._replace(body=min(block.span.end, candidate.limit))


def _by_links(page: Page, bank: Bank, candidate: Candidate, status: str) -> str:
    """The status of a question that nothing on the page answers, by where its links lead."""
    if status == "empty":
        return _elsewhere(page, bank, candidate)
    return "answered" if status == "link-only" and _solved(page, bank, candidate) else status


def _elsewhere(page: Page, bank: Bank, candidate: Candidate) -> str:
    """The status of a question with nothing below it: its own text may link to the answer."""
    if candidate.kind not in ("heading", "list", "bold", "para"):
        return "empty"
    links = [page.document.links[n] for n in page.links(candidate.span)]
    links = [link for link in links if not link.image and not link.url.startswith("#")]
    covered = sum(len(link.text) for link in links)
    if not covered or (covered < 0.8 * len(candidate.text) and not _points_on(candidate, links)):
        return "empty"
    targets = [bank.resolve(page.document, link).kind for link in links]
    return "answered" if "there" in targets else "link-only" if "outside" in targets else "empty"


def _points_on(candidate: Candidate, links: Sequence[Link]) -> bool:
    """Whether a question ends with links that only lead on, as in `What is REST? [Link](url)`."""
    said, ends = candidate.text.rstrip(_AFTER_LINK), links[-1].text
    leads = pointers.is_pointer(ends.rstrip(_DIGITS)) and not pointers.is_source(ends)
    return leads and len(ends) < len(said) and said.endswith(ends)


def _solved(page: Page, bank: Bank, candidate: Candidate) -> bool:
    """Whether a question's region links to its answer in the bank, and says so: `[Solution](solutions/3.sql)`."""
    links = [page.document.links[n] for n in page.links(Span(candidate.body, candidate.limit))]
    return any(words.answer_label(link.text) and bank.resolve(page.document, link).kind == "there" for link in links)


def _with_colon(found: Sequence[Candidate]) -> set[str]:
    """The styles whose questions mostly end with a colon, which then does not say that code below is a part of the question."""
    ends = Counter([c.style for c in found if c.kind != "summary" and c.text[-1:] in ":："])
    counts = Counter([c.style for c in found]) if ends else ends
    return {style for style, count in ends.items() if counts[style] > 2 and count >= 0.6 * counts[style]}


def _stated(candidate: Candidate, colons: Container[str]) -> str:
    """The text of a question whose code may state it; empty where all that follows is the answer."""
    if candidate.kind in ("summary", "table", "file"):
        return ""
    return candidate.text.rstrip(" :：") if candidate.style in colons else candidate.text


def _contained(page: Page, found: Sequence[Candidate], result: Sequence[str]) -> list[str]:
    """A heading with no text of its own is answered where a question below it is."""
    settled = list(result)
    if "empty" not in settled:
        return settled
    ends = {h.at: h.end for h in page.heads}
    for n in range(len(found) - 2, -1, -1):
        c, after = found[n], found[n + 1]
        below = c.kind == after.kind == "heading" and after.at < ends.get(c.at, 0)
        if below and settled[n] == "empty" and settled[n + 1] == "answered":
            settled[n] = "answered"
    return settled


def not_questions(texts: Sequence[str]) -> frozenset[str]:
    """Texts as `Wish.no_questions` holds them."""
    return frozenset(text.casefold().strip(" :：.") for text in texts)


def wish(settings: Mapping[str, Any], styles: Mapping[str, str], pattern: re.Pattern[str] | None) -> Wish:
    """The settings of a path, ready for use."""
    placeholders = frozenset(" ".join(text.split()).strip(" .:()[]*_-").casefold() for text in settings.get("placeholders", ()))
    style = styles.get(settings.get("style", ""), "")
    return Wish(style, settings.get("level", 0), pattern, placeholders, not_questions(settings.get("not-questions", ())))
