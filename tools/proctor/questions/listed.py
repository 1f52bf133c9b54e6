"""Questions in list items: bullets and numbered lists, with or without answers below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from proctor.model import Block, Span
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import numbered
from proctor.questions.page import Page

_ORDINAL = re.compile(rb"\s*+(\d{1,9})[.)]")
_OPTION = re.compile(r"\W*+(?:[A-Ha-h]|\d{1,2})[.):：、]\s")
_TASK = re.compile(rb"\s*+(?:[-*+]|\d{1,9}[.)])\s++\[[ xX]\]")


class Item(NamedTuple):
    """A list item that may be a question."""

    index: int  # of its block
    text: Block  # its first paragraph
    weight: float
    depth: int


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The list items of a page that are questions. `everything`: all with a text of their own."""
    runs = _runs(page)
    if everything:
        return sorted((_candidate(page, i, len(run) > 1) for run in runs for i in run if i.depth == 0), key=lambda c: c.at)
    good = [run for run in runs if _asks(run)]
    total = sum(len(run) for run in runs if run[0].depth == 0)
    held = sum(len(run) for run in good if run[0].depth == 0)
    asking = sum(i.weight >= 1 for run in good for i in run)
    lists = page.speaks_of_questions or _governs(page, held)
    if not good or asking < 3 - page.speaks_of_questions or not lists:
        return _titles(page, runs)
    if held >= 0.5 * total:
        good = [run for run in runs if _asks(run, 0.3 if run[0].depth == 0 else 0.6)]
    chosen = {i.index: (i, len(run) > 1) for run in good for i in run}
    return sorted((_candidate(page, i, many) for i, many in chosen.values()), key=lambda c: c.at)


def _asks(run: Sequence[Item], share: float = 0.6) -> bool:
    """Whether enough items of a run ask."""
    weight = sum(i.weight for i in run)
    return weight >= share * len(run) and (len(run) > 1 or weight >= 1 or share < 0.5)


def _governs(page: Page, held: int) -> bool:
    """Whether the items that ask are a good part of what a document says at its top level."""
    others = sum(page.blocks[i].kind in ("paragraph", "code", "table") for i in page.top)
    return held >= 5 and held >= 0.5 * others


def _titles(page: Page, runs: Sequence[Sequence[Item]]) -> list[Candidate]:
    """Lists of problems that do not ask (`Reverse a list`), in a document that is a list of questions by name."""
    top = [run for run in runs if run[0].depth == 0]
    run = max(top, key=len, default=())
    if len(run) < 5 or not page.speaks_of_questions or len(run) < 0.7 * sum(len(r) for r in top):
        return []
    ordered = all(_ORDINAL.match(page.source, page.blocks[i.index].span.start) for i in run)
    paragraphs = sum(page.blocks[i].kind == "paragraph" for i in page.top)
    short = all(len(i.text.text) < 200 for i in run)
    if not ordered or not short or paragraphs > len(run):
        return []
    return [_candidate(page, i, True) for i in run]


def _runs(page: Page) -> list[list[Item]]:
    """Items that belong together: those of one list, and of top-level lists in one section that follow each other."""
    runs: dict[tuple[int, int], list[Item]] = {}
    depths: dict[int, int] = {}
    for index, block in enumerate(page.blocks):
        if block.kind != "list" or index in page.quoted:
            continue
        holder = page.blocks[block.parent].parent if block.parent >= 0 else -1
        depth = depths[index] = depths.get(holder, 0) + 1 if block.parent >= 0 else 0
        items = _items(page, index, depth)
        if items:
            key = (-1, page.section_of(block.span.start)) if depth == 0 else (index, 0)
            runs.setdefault(key, []).extend(items)
    return list(runs.values())


def _items(page: Page, index: int, depth: int) -> list[Item]:
    """The items of a list with a text that may ask; none for a list of links, options or check boxes."""
    found, links = [], 0
    children = page.children.get(index, ())
    for item in children:
        inner = page.children.get(item, ())
        first = page.blocks[inner[0]] if inner else None
        if first is None or first.kind != "paragraph" or not first.text.strip() or words.answer_label(first.text[:200]):
            continue
        weight = words.asks(_line(first.text))
        if page.only_links(first) and (weight < 1 or page.only_links(first, here=True)):
            links += 1
            continue
        found.append(Item(item, first, weight, depth))
    if links > 0.5 * len(children) or _options(page, [page.blocks[i.index] for i in found], [i.text.text for i in found]):
        return []
    return found


def _options(page: Page, items: Sequence[Block], texts: Sequence[str]) -> bool:
    """Whether items are the choices of a multiple-choice question, or boxes to tick."""
    if len(items) < 2:
        return False
    ticked = all(_TASK.match(page.source, item.span.start) for item in items)
    lettered = len(items) <= 10 and all(_OPTION.match(text) for text in texts)
    return ticked or lettered


def _line(text: str) -> str:
    """The first line of an item, where its question stands."""
    return text.strip().partition("\n")[0]


def _candidate(page: Page, item: Item, many: bool) -> Candidate:
    """An item as a candidate. Its region ends with it, unless it is alone in its list and its answer follows the list."""
    block, paragraph = page.blocks[item.index], item.text
    strong = page.strong_at(paragraph.content.start)
    line = _line(paragraph.text)
    whole = line if "\n" in paragraph.text.strip() and item.weight >= 1 and words.has_mark(line[-2:]) else paragraph.text
    body = paragraph.span.end
    if whole is line:
        cut = page.source.find(b"\n", paragraph.content.start, paragraph.content.end)
        body = cut if cut > 0 else body
    elif strong and words.has_mark(page.text(strong).rstrip("*_ ")[-1:]) and strong.end < paragraph.content.end:
        body, whole = strong.end, page.text(Span(strong.start + 2, strong.end - 2))
    taken = numbered(" ".join(whole.split()))
    ordinal = _ORDINAL.match(page.source, block.span.start)
    number = taken.number or (ordinal[1].decode() if ordinal else "")
    style = "nested-list" if item.depth else "numbered-list" if ordinal else "list"
    limit = block.span.end if item.depth or not _alone(page, block) else -1
    text = taken.title or " ".join(whole.split())
    return Candidate("list", style, block.span.start, Span(paragraph.content.start, body), body, limit, text, number, item.weight)


def _alone(page: Page, item: Block) -> bool:
    """Whether an item is the only one of its list."""
    return len(page.children.get(item.parent, ())) == 1
