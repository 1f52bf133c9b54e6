"""Questions in list items: bullets and numbered lists, with or without answers below them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from proctor.model import Block, Span
from proctor.pattern import lazy
from proctor.questions import lists, words
from proctor.questions.candidate import Candidate, inside
from proctor.questions.numbers import numbered
from proctor.questions.page import Page

_ORDINAL = lazy(rb"\s*+(\d{1,9})[.)]")
_APART = lazy(rb"((?:\?|\xef\xbc\x9f))[ \t]*+(?:-{1,3}+|\xe2\x80\x93|\xe2\x80\x94|:|=>?|->)[ \t]++(?=[^\s])")
_INLINE = lazy(rb"((?:\?|\xef\xbc\x9f))[ \t]*+::[ \t]*+(?=[^\s])")
_SAID = lazy(r".*(?:[?？؟][*_\"'”)]*+\s++|？(?=\w))(.*)\Z", re.S)
_MARK = lazy(rb"(?:\?|\xef\xbc\x9f|\xd8\x9f)[*_\"')]*+(?=\s)|\xef\xbc\x9f(?=[^\s*_\"')])")
_LED_TO = lazy(rb"[ \t]*+(?:-{1,3}+|\xe2\x80\x93|\xe2\x80\x94|:|\||=>?|->)[ \t]*+(?:\w{1,20}[ \t]++){0,3}\[")
_LINE_END = lazy(rb"[ \t]*+\\?\r?\n")
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
_PROBLEMS = 5  # in a list of them, at least


class Item(NamedTuple):
    """A list item that may be a question."""

    block: int
    text: Block  # its first paragraph
    weight: float
    depth: int


def may_ask(page: Page) -> bool:
    """Whether the lists of a page may be questions, by its name or that of a section, by their answers, or by how many they are."""
    if not page.lists:
        return False
    if page.speaks_of_questions or _governs(page, _top_items(page)):
        return True
    return bool(page.toggles) or _some_ask(page)


def candidates(page: Page, everything: bool = False, taken: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
    """The list items of a page that are questions. `everything`: all with a text of their own. `taken`: answers, in order."""
    free = [index for index in page.kinds.get("list", ()) if not _is_out(page, index, taken)]
    weights = _weights(page, free)
    if not everything and not _may_hold(page, weights):
        return []
    shelf = lists.is_shelf(page)
    runs = _runs(page, free, shelf, weights)
    if everything:
        return _made(page, [i for run in runs for i in run if i.depth == 0])
    good = [run for run in runs if _asks(run, 0.5 if page.speaks_of_questions and _answered(page, run) else 0.6)]
    total = sum(len(run) for run in runs if run[0].depth == 0)
    held = sum(len(run) for run in good if run[0].depth == 0)
    asking = sum(i.weight >= 1 for run in good for i in run)
    governs = page.speaks_of_questions or _governs(page, held)
    if not good or asking < 3 - page.speaks_of_questions or not governs:
        sure = [i for run in runs for part in _parts(page, run) for i in part]
        return _made(page, sure) if sure else _titles(page, runs)
    if held >= 0.5 * total and not shelf:
        share = 0.3 if held >= 0.8 * total else 0.45  # a document of questions says that the rest are some, too
        good = [run for run in runs if _asks(run, share if run[0].depth == 0 else 0.6)]
    return _made(page, [i for run in good for i in run])


def _some_ask(page: Page) -> bool:
    """Whether a top-level list has three items that end with a question mark: a quick look."""
    blocks, children = page.blocks, page.children
    for items in [children[i] for i in page.lists if len(children.get(i, ())) > 2]:
        if sum(words.ends_asking(blocks[children[i][0]].text) for i in items[:20] if i in children) > 2:
            return True
    return False


def _parts(page: Page, run: Sequence[Item]) -> Iterator[list[Item]]:
    """The parts of a run, numbered or not, that are questions whatever else the document says."""
    if run[0].depth or sum(i.weight for i in run) < 1.5:
        return
    for ordered, each in groupby(run, lambda i: bool(_ORDINAL.match(page.source, page.blocks[i.block].span.start))):
        part = list(each)
        if len(part) < 2 or not _asks(part, 0.3):
            continue
        if _is_sure(page, part) or ((page.toggles or (ordered and _asks(part))) and _is_answered(page, part)):
            yield part


def _is_answered(page: Page, run: Sequence[Item]) -> bool:
    """Whether the answers of most items come with a label."""
    starts = [page.blocks[i.block].span.start for i in run]
    ends = [*starts[1:], page.next_section(starts[-1])]
    answered = sum(page.label(start, end) >= 0 for start, end in zip(starts, ends, strict=True))
    return answered >= 0.6 * len(run)


def _is_sure(page: Page, run: Sequence[Item]) -> bool:
    """Whether most items ask, below a heading that speaks of questions."""
    return len(run) > 2 and _asks(run) and page.section_of(page.blocks[run[0].block].span.start) in page.asking_sections


def _weights(page: Page, free: Sequence[int]) -> dict[int, float]:
    """How much each item with a text of its own asks, of the lists `free`."""
    weights: dict[int, float] = {}
    blocks, children = page.blocks, page.children
    for index in free:
        for item in children.get(index, ()):
            first = blocks[children[item][0]] if item in children else None
            if first and first.kind == "paragraph" and (text := first.text.strip()):
                weights[item] = words.asks(text.partition("\n")[0])  # where the question stands
    return weights


def _is_out(page: Page, index: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a list stands in a quotation or in an answer."""
    return index in page.quoted or (bool(taken) and inside(taken, page.blocks[index].span.start))


def _may_hold(page: Page, weights: Mapping[int, float]) -> bool:
    """Whether the lists of a page may be questions: enough items ask, or some lists count, as lists of problems do."""
    if page.toggles or sum(weight >= 1 for weight in weights.values()) >= 3 - page.speaks_of_questions:
        return True
    if not page.speaks_of_questions:
        return False
    return sum(bool(_ORDINAL.match(page.source, page.blocks[i].span.start)) for i in weights) >= _PROBLEMS


def _made(page: Page, items: Sequence[Item]) -> list[Candidate]:
    """Items as candidates, in order."""
    chains = _chains(page)
    items = list({i.block: i for i in items}.values())
    told = _told(items)
    found = []
    for item in items:
        holder = page.blocks[item.block].parent
        found.append(_candidate(page, item, holder in chains and page.children[holder][-1] == item.block, told))
    return sorted(found, key=lambda c: c.at)


def _told(items: Sequence[Item]) -> bool:
    """Whether most items that ask go on with words that do not: `Is it fast? Yes.` holds its answer."""
    asking = [i.text.text[:1000] for i in items if i.weight >= 1 and words.has_mark(i.text.text[:1000])]
    said: list[str] = [m[1] for text in asking if (m := _SAID.match(text))]
    told = sum(words.asks(text) == 0 and text[:1].isalnum() for text in said)
    return told > 2 and told >= 0.6 * len(asking)


def _asks(run: Sequence[Item], share: float = 0.6) -> bool:
    """Whether enough items of a run ask."""
    weight = sum(i.weight for i in run)
    return weight >= share * len(run) and (len(run) > 1 or weight >= 1 or share < 0.5)


def _answered(page: Page, run: Sequence[Item]) -> bool:
    """Whether most of some items hold more than their own text, as questions with answers do."""
    return len(run) > 4 and sum(len(page.children.get(i.block, ())) > 1 for i in run) >= 0.6 * len(run)


def asking(page: Page, spans: Sequence[tuple[int, int]]) -> int:
    """How many list items in some ranges end with a question mark: a quick look."""
    blocks, children = page.blocks, page.children
    ending = [i for i in page.kinds.get("item", ()) if i in children and words.ends_asking(blocks[children[i][0]].text)]
    return sum(inside(spans, blocks[i].span.start) for i in ending)


def _top_items(page: Page) -> int:
    """How many items the top-level lists hold."""
    return sum(len(page.children.get(i, ())) for i in page.lists)


def _governs(page: Page, held: int) -> bool:
    """Whether the items that ask are a good part of what a document says at its top level."""
    others = len(page.paragraphs) + len(page.kinds.get("code", ())) + len(page.kinds.get("table", ()))
    return held >= 0.5 * others and held >= (5 if others > 1 else 3)


def _titles(page: Page, runs: Sequence[Sequence[Item]]) -> list[Candidate]:
    """Lists of problems that do not ask (`Reverse a list`), in a document that is a list of questions by name."""
    top = [run for run in runs if run[0].depth == 0]
    run = max(top, key=len, default=())
    if len(run) < _PROBLEMS or not page.speaks_of_questions or len(run) < 0.7 * sum(len(r) for r in top):
        return []
    ordered = all(_ORDINAL.match(page.source, page.blocks[i.block].span.start) for i in run)
    paragraphs = sum(page.blocks[i].kind == "paragraph" for i in page.top)
    short = all(len(i.text.text) < 200 for i in run)
    if not ordered or not short or paragraphs > len(run):
        return []
    return _made(page, run)


def _runs(page: Page, free: Sequence[int], shelf: bool, weights: Mapping[int, float]) -> list[list[Item]]:
    """Items of the lists `free` that belong together: of one list, and of top-level lists in one section that follow each other."""
    runs: dict[tuple[int, int, int], list[Item]] = {}
    depths: dict[int, int] = {}
    chains = _chains(page)
    grouping = {i for i in page.lists if lists.is_grouping(page, i)}
    for index in free:
        block = page.blocks[index]
        holder = page.blocks[block.parent].parent if block.parent >= 0 else -1
        depth = depths.get(holder, 0) + 1 if block.parent >= 0 else 0
        depths[index] = depth = 0 if holder in grouping else depth
        if index in grouping:
            continue
        items = _items(page, index, depth, shelf, weights)
        if items and depth:
            runs[index, 0, 0] = items
        elif items:
            key = (-1, chains[index], 2) if index in chains else (-1, page.heading_of(block.span.start), 1)
            runs.setdefault(key, []).extend(items)
    return _without_answers(page, [(key[2] == 2, run) for key, run in runs.items()])


def _chains(page: Page) -> dict[int, int]:
    """Numbered top-level lists of one section that count on where another ended, each with the first of its chain.

    Their items have their answers between the lists.
    """
    chains: dict[int, int] = {}
    last = (-1, -1, 0, False)  # list, section, the number to come, whether a single item
    for index in page.lists:
        block = page.blocks[index]
        ordinal = _ORDINAL.match(page.source, block.span.start)
        if not ordinal:
            continue
        section, count = page.section_of(block.span.start), len(page.children.get(index, ()))
        number = int(ordinal[1])
        lazy = number == 1 and count == 1 and last[3]
        if last[1] == section and last[0] >= 0 and (lazy or (number > 1 and number == last[2])):
            chains[index] = chains.setdefault(last[0], last[0])
        last = index, section, number + count, count == 1
    return chains


def _without_answers(page: Page, runs: Sequence[tuple[bool, list[Item]]]) -> list[list[Item]]:
    """The runs without lists that stand in the answers to numbered questions which each are a list of their own."""
    chains = [
        (page.blocks[run[0].block].span.start, page.next_section(page.blocks[run[0].block].span.start))
        for alone, run in runs
        if alone and len(run) > 1 and _asks(run)
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
        if weight < 1 and (words.answer_label(first.text[:200]) or (not weight and found and lists.column(page, item) > column)):
            continue  # an answer, or a part of the item above it, by its indent
        one = _new(Item, (item, first, weight, depth))
        alone = page.is_linked(first.content.start) and (shelf or page.only_links(first))
        if alone and (shelf or weight < 1 or page.only_links(first, here=True)):
            away += [] if shelf or weight < 1 or not lists.leaves(page, first) else [one]
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


def _line(text: str) -> str:
    """The first line of an item, where its question stands."""
    return text.strip().partition("\n")[0]


def _candidate(page: Page, item: Item, followed: bool, told: bool) -> Candidate:
    """An item as a candidate. Its region ends with it, unless it is the last of its list and its answer follows the list."""
    block, paragraph = page.blocks[item.block], item.text
    whole, body = _parted(page, item, told)
    taken = numbered(" ".join(whole.split()))
    ordinal = _ORDINAL.match(page.source, block.span.start)
    number = taken.number or (ordinal[1].decode() if ordinal else "")
    style = "nested-list" if item.depth else "numbered-list" if ordinal else "list"
    limit = -1 if followed else block.span.end
    text = taken.title or " ".join(whole.split())
    return Candidate("list", style, block.span.start, Span(paragraph.content.start, body), body, limit, text, number, item.weight)


def _parted(page: Page, item: Item, told: bool) -> tuple[str, int]:
    """The words of an item's question and where its answer may start, which can be in the same paragraph."""
    paragraph = item.text
    start, end = paragraph.content
    strong = page.strong(start)
    line = _line(paragraph.text)
    below = paragraph.text.strip().partition("\n")[2].lstrip(" \t*_>")
    cut = page.source.find(b"\n", start, end) if below else -1
    asks = item.weight >= 1 and words.ends_asking(line)
    if below and (asks or words.answer_label(below[:200]) or (item.weight and _breaks(page.source, cut))):
        return line, cut if cut > 0 else paragraph.span.end
    if strong and strong.end < end and _closes(page, strong, end):
        return page.strong_text(strong), strong.end
    cuts = [] if strong else [m.end(1) for p in (_APART, _INLINE) if (m := p.search(page.source, start, end))]
    if told and not cuts:
        cuts = [m.end() for m in _MARK.finditer(page.source, start, end)][-1:]
    return (page.text(Span(start, cuts[0])), cuts[0]) if cuts else (paragraph.text, paragraph.span.end)


def _breaks(source: bytes, at: int) -> bool:
    """Whether a line that ends at an offset ends with a hard break."""
    line = source[max(0, at - 4) : at].rstrip(b"\r") if at > 0 else b""
    return line.endswith((b"  ", b"\\"))


def _closes(page: Page, strong: Span, end: int) -> bool:
    """Whether a bold start of an item is its whole question: it ends with a mark or its line, or only a link comes after it."""
    if _LINE_END.match(page.source, strong.end, end):
        return True
    return words.has_mark(page.text(strong).rstrip("*_ ")[-1:]) or bool(_LED_TO.match(page.source, strong.end, end))
