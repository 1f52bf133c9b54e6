"""Runs of list items: those that belong together, each with how much it asks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from proctor.model import Block, Span
from proctor.questions import lists, words
from proctor.questions.candidate import inside
from proctor.questions.numbers import ORDINAL, numbered
from proctor.questions.page import Page

_WEIGHT = attrgetter("weight")
_PROSE = frozenset(("paragraph", "quote"))
_ALONE = 3  # lists of one item at least
_NOTHING = Block("", Span(0, 0), Span(0, 0), -1, "")
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it


class Item(NamedTuple):
    """A list item that may be a question."""

    block: int
    text: Block  # its first paragraph
    weight: float
    depth: int


def weighed(page: Page, free: Sequence[int]) -> dict[int, float]:
    """How much each item with a text of its own asks, of the lists `free`."""
    weights: dict[int, float] = {}
    blocks, children = page.blocks, page.children
    for index in free:
        for item in children.get(index, ()):
            inner = children.get(item)
            kind, _, _, _, text = blocks[inner[0]] if inner else _NOTHING
            if kind == "paragraph" and (text := text.strip()):
                weights[item] = words.asks(text.partition("\n")[0] if "\n" in text else text)  # where the question stands
    return weights


def outside(page: Page, taken: Sequence[tuple[int, int]]) -> list[int]:
    """The lists of a page that stand neither in a quotation nor in an answer, one of the ranges `taken`."""
    blocks = page.blocks
    found: Sequence[int] = page.kinds.get("list", ())
    found = [index for index in found if index not in page.quoted] if page.quoted else found
    return [index for index in found if not inside(taken, blocks[index].span.start)] if taken else list(found)


def gathered(page: Page, free: Sequence[int], shelf: bool, weights: Mapping[int, float]) -> list[list[Item]]:
    """Items of the lists `free` that belong together: of one list, and of top-level lists in one section that follow each other."""
    runs: dict[tuple[int, int, int], list[Item]] = {}
    depths: dict[int, int] = {}
    counted = _counted(page)
    single, chained, alone = _chains(counted), _chains(counted, across=True), set[tuple[int, int, int]]()
    nested = len(page.lists) < len(page.kinds.get("list", ()))
    grouping = {i for i in page.lists if lists.is_grouping(page, i)} if nested else set()
    replies = _replying(page, weights)
    for index in free:
        block = page.blocks[index]
        holder = page.blocks[block.parent].parent if block.parent >= 0 else -1
        depth = depths.get(holder, 0) + 1 if block.parent >= 0 else 0
        depths[index] = depth = 0 if holder in grouping else depth
        if index in grouping or index in replies:
            continue
        items = _items(page, index, depth, shelf, weights)
        if items and depth:
            runs[index, 0, 0] = items
        elif items:
            key = (-1, chained[index], 2) if index in chained else (-1, page.heading_of(block.span.start), 1)
            runs.setdefault(key, []).extend(items)
            alone |= {key} if index in single else set()
    return _without_answers(page, [(key in alone, run) for key, run in runs.items()])


def _replying(page: Page, weights: Mapping[int, float]) -> set[int]:
    """The top-level lists right below an item that asks, none of whose items does, where another mark parts the two lists."""
    children, found = page.children, set[int]()
    for before, index in pairwise(page.lists):
        asking = children.get(before, ())[-1:]
        if asking and weights.get(asking[0], 0) >= 1 and lists.adjoins(page, before, index):
            found |= set() if any(weights.get(item, 0) >= 1 for item in children.get(index, ())) else {index}
    return found


class _Counted(NamedTuple):
    """A top-level list whose first item has a number."""

    block: int
    section: int
    number: int
    size: int  # items


def _counted(page: Page) -> list[_Counted]:
    """The numbered top-level lists of a page, in order."""
    found = []
    for index in page.lists:
        number = _first_number(page, index)
        if number >= 0:
            section = page.section_of(page.blocks[index].span.start)
            found.append(_new(_Counted, (index, section, number, len(page.children.get(index, ())))))
    return found


def _first_number(page: Page, index: int) -> int:
    """The number of a list's first item, be it at the start of a bullet's text; -1 for none."""
    ordinal = ORDINAL.match(page.source, page.blocks[index].span.start)
    if ordinal:
        return int(ordinal[1])
    inner = page.children.get(page.children[index][0], ()) if index in page.children else ()
    text = page.blocks[inner[0]].text if inner else ""
    number = numbered(text[:40]).number if text[:1].isdigit() else ""
    return int(number) if number.isdigit() else -1


def _chains(counted: Sequence[_Counted], across: bool = False) -> dict[int, int]:
    """Numbered lists that count on where another ended, each with the first of its chain.

    In one section, their items have their answers between the lists. `across`: the count may go on in another section.
    """
    chains: dict[int, int] = {}
    for before, one in pairwise(counted):
        end = before.number + before.size
        if before.section == one.section:
            follows = (one.number == one.size == before.size == 1) or one.number == end > 1
        else:
            follows = across and one.number >= end > 1
        if follows:
            chains[one.block] = chains.setdefault(before.block, before.block)
    return chains


def answers_end(page: Page, asked: Collection[int]) -> dict[int, int]:
    """Where the answer ends that follows a list and belongs to its last item; -1 for the end of its section.

    `asked` are the items that are questions.
    """
    counted = _counted(page)
    lone = [index for index in page.lists if len(page.children.get(index, ())) == 1] if page.toggles else []
    ends = dict.fromkeys([index for index in lone if folds_answer(page, index)], -1)
    ends |= dict.fromkeys(_parted(page, asked), -1)
    ends |= dict.fromkeys(_chains(counted), -1)
    for one, after in pairwise(counted):
        if one.block not in ends and one.size == 1 and after.number - one.number in (1, 2):
            ends[one.block] = page.blocks[after.block].span.start
    return ends


def _parted(page: Page, asked: Collection[int]) -> list[int]:
    """The top-level lists whose last item is answered right below: by a list with another mark on the next line, or by prose.

    Prose answers where several lists are of one item each: `- Why?`, then a paragraph.
    """
    children, blocks, top = page.children, page.blocks, page.top
    answers = {index for index in page.lists if index in children and children[index][0] not in asked}
    after = {index for index, below in pairwise(top) if blocks[below].kind in _PROSE or below in answers}
    found = [index for index in page.lists if index in after and index in children and children[index][-1] in asked]
    if sum(len(children[index]) == 1 for index in found) >= _ALONE:
        return found
    below = dict(pairwise(page.lists))
    return [index for index in found if below.get(index) in answers and lists.adjoins(page, index, below[index])]


def folds_answer(page: Page, index: int) -> bool:
    """Whether a toggle that says to hold the answer stands right below a list."""
    at = page.block_at(page.blocks[index].span.end)
    start = page.starts[at] if at < len(page.starts) else -1
    place = bisect_left(page.document.details, ((start,),))
    below = page.document.details[place : place + 1]
    return any(details.span.start == start and bool(words.answer_label(details.text)) for details in below)


def _without_answers(page: Page, runs: Sequence[tuple[bool, list[Item]]]) -> list[list[Item]]:
    """The runs without lists that stand in the answers to numbered questions which each are a list of their own."""
    chains = [
        (page.blocks[run[0].block].span.start, page.next_section(page.blocks[run[0].block].span.start))
        for alone, run in runs
        if alone and len(run) > 1 and run_asks(run)
    ]
    chains.sort()
    kept = []
    for alone, run in runs:
        start = page.blocks[run[0].block].span.start
        at = bisect_right(chains, (start, 1 << 60)) - 1
        if alone or at < 0 or not chains[at][0] <= start < chains[at][1]:
            kept.append(run)
    return kept


def _items(page: Page, index: int, depth: int, shelf: bool, weights: Mapping[int, float]) -> list[Item]:
    """The items of a list with a text that may ask; none for a list of links, options or check boxes."""
    found: list[Item] = []
    away: list[Item] = []
    links = 0
    children = page.children.get(index, ())
    if depth and (not any(weights.get(item) for item in children) or _replies(page, index, weights)):
        return []  # no list in an item is taken where none of it asks
    column = lists.column(page, children[0]) if children else 0
    for item in children:
        if item not in weights:
            continue
        first, weight = page.blocks[page.children[item][0]], weights[item]
        if (weight < 1 or depth) and words.answer_label(first.text):
            continue  # an answer
        if not weight and found and lists.column(page, item) > column:
            continue  # a part of the item above it, by its indent
        one = _new(Item, (item, first, weight, depth))
        wiki = first.text[:2] == "[[" and first.text.rstrip()[-2:] == "]]"  # a link to other tools than GitHub
        alone = wiki or (page.is_linked(first.content.start) and (shelf or page.only_links(first)))
        if alone and (wiki or shelf or weight < 1 or lists.is_entry(page, first)):
            away += [] if wiki or shelf or weight < 1 or not lists.leaves(page, first) else [one]
            links += 1
        else:
            found.append(one)
    if links > 0.5 * len(children) or lists.are_options(page, [page.blocks[i.block] for i in found], [i.text.text for i in found]):
        return []
    return sorted([*found, *away]) if links <= 0.3 * len(children) else found


def _replies(page: Page, index: int, weights: Mapping[int, float]) -> bool:
    """Whether a list below an item that asks with a question mark only seems to ask, by `When` at the start of statements."""
    first = page.blocks[page.children[page.blocks[index].parent][0]]
    if first.kind != "paragraph" or not words.has_mark(first.text[:1000]):
        return False
    asking = [i for i in page.children[index] if weights.get(i)]
    return all(words.begins_clause(page.blocks[page.children[i][0]].text) for i in asking)


def run_asks(run: Sequence[Item], share: float = 0.6) -> bool:
    """Whether enough items of a run ask."""
    weight = sum(map(_WEIGHT, run))
    return weight >= share * len(run) and (len(run) > 1 or weight >= 1 or share < 0.5)
