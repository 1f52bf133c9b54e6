"""Questions in list items: bullets and numbered lists, with or without answers below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from proctor.model import Block, Span
from proctor.pattern import lazy
from proctor.questions import lists, words
from proctor.questions.candidate import Candidate, inside
from proctor.questions.numbers import ORDINAL, numbered
from proctor.questions.page import Page
from proctor.questions.runs import Item, answers_end, folds_answer, gathered, outside, run_asks, weighed

_APART = lazy(
    rb"((?:\?|\xef\xbc\x9f)(?:\s*+\xc2\xbb|\"|\xe2\x80\x9d)?+)[ \t]*+"
    rb"(?:-{1,3}+|\xe2\x80\x93|\xe2\x80\x94|\xe2\x86\x92|:|=>?|->)[ \t]++(?=[^\s])"
)
_INLINE = lazy(rb"((?:\?|\xef\xbc\x9f))[ \t]*+::[ \t]*+(?=[^\s])")
_SAID = lazy(r".*(?:[?？؟][*_\"'”)]*+\s++|？(?=\w))(.*)\Z", re.S)
_MARK = lazy(rb"(?:\?|\xef\xbc\x9f|\xd8\x9f)[*_\"')]*+(?=\s)|\xef\xbc\x9f(?=[^\s*_\"')])")
_LED_TO = lazy(rb"[ \t]*+(?:-{1,3}+|\xe2\x80\x93|\xe2\x80\x94|:|\||=>?|->)[ \t]*+(?:\w{1,20}[ \t]++){0,3}\[")
_LINKED = lazy(rb"(?:[^?\xef\n\[\]<]|\xef(?!\xbc\x9f))*+(?:\?|\xef\xbc\x9f)[*_]*+()[ \t]*+(?=\[)")
_WORDS = lazy(r"\w")
_LINE_END = lazy(rb"[ \t]*+\\?\r?\n")
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
_LONGEST_TASK = 600  # characters
_START = 300  # characters
_PROBLEMS = 5  # in a list of them, at least


def may_ask(page: Page) -> bool:
    """Whether the lists of a page may be questions, by its name or that of a section, by their answers, or by how many they are."""
    if not page.lists:
        return False
    if page.speaks_of_questions or _governs(page, _top_items(page)):
        return True
    return bool(page.toggles) or _some_ask(page) or bool(page.exercises or page.asking_sections)


def candidates(page: Page, everything: bool = False, taken: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
    """The list items of a page that are questions. `everything`: all with a text of their own. `taken`: answers, in order."""
    free = outside(page, taken)
    weights = weighed(page, free)
    if not (everything or _may_hold(page, weights) or page.exercises or (1.0 in weights.values() and page.asking_sections)):
        return []
    shelf = len(page.link_starts) >= 0.5 * len(weights) and lists.is_shelf(page)
    runs = gathered(page, free, shelf, weights)
    if everything:
        return _made(page, [i for run in runs for i in run if i.depth == 0])
    tasks = [i for run in runs if _is_set(page, run) for i in run] if page.exercises else []
    runs, grouped = _ungrouped(page, runs)
    named = page.speaks_of_questions
    listing = named and _top_items(page) >= 2 * _others(page)  # hardly anything but lists
    good = [run for run in runs if run_asks(run, 0.4 if listing else 0.5 if named and _answered(page, run) else 0.6)]
    total = sum(len(run) for run in runs if run[0].depth == 0)
    held = sum(len(run) for run in good if run[0].depth == 0) + grouped
    asking = sum(i.weight >= 1 for run in good for i in run)
    governs = page.speaks_of_questions or _governs(page, held)
    if not good or asking < 3 - page.speaks_of_questions or not governs:
        sure = [i for run in runs for part in _parts(page, run) for i in part] or _folded(page, runs) or _marked(page, runs)
        return _made(page, sure, tasks) if sure or tasks else _titles(page, runs)
    if held >= 0.5 * total and not shelf:
        share = 0.3 if held >= 0.8 * total else 0.45  # a document of questions says that the rest are some, too
        good = [run for run in runs if run_asks(run, share if run[0].depth == 0 else 0.6)]
    return _made(page, [i for run in good for i in run], tasks)


def _ungrouped(page: Page, runs: list[list[Item]]) -> tuple[list[list[Item]], int]:
    """The runs without top-level items that only name the group of questions below them, and how many these are."""
    if not any(run[0].depth for run in runs):
        return runs, 0
    blocks = page.blocks
    groups = {blocks[blocks[run[0].block].parent].parent for run in runs if run[0].depth == 1 and run_asks(run)}
    top = [i for run in runs if run[0].depth == 0 for i in run]
    names = {i.block for i in top if i.block in groups and not i.weight and len(i.text.text) < lists.NAME}
    kept = [[i for i in run if i.block not in names] for run in runs] if names else runs
    return [run for run in kept if run], len(names)


def _some_ask(page: Page) -> bool:
    """Whether a top-level list, or several of one item each, has three items that end with a question mark: a quick look."""
    blocks, children = page.blocks, page.children
    held = [children[i] for i in page.lists if i in children]
    lone = [items[0] for items in held if len(items) == 1]
    for items in [lone, *(items for items in held if len(items) > 2)]:
        if sum(words.ends_asking(blocks[children[i][0]].text) for i in items[:20] if i in children) > 2:
            return True
    return False


def _parts(page: Page, run: Sequence[Item]) -> Iterator[list[Item]]:
    """The parts of a run, numbered or not, that are questions whatever else the document says."""
    if run[0].depth or sum(i.weight for i in run) < (1 if page.asking_sections else 1.5):
        return
    for ordered, each in groupby(run, lambda i: bool(ORDINAL.match(page.source, page.blocks[i.block].span.start))):
        part = list(each)
        if not run_asks(part, 0.3):
            continue
        labelled = len(part) > 1 and (page.toggles or (ordered and run_asks(part)))
        if _is_sure(page, part) or (labelled and _is_answered(page, part)) or (ordered and _is_parted(page, part)):
            yield part


def _folded(page: Page, runs: Sequence[Sequence[Item]]) -> list[Item]:
    """The last items of top-level lists with a toggle right below that says to hold the answer, where hardly a list has none."""
    items = [i for run in runs for i in run if i.depth == 0] if page.toggles else []
    last = [i for i in items if page.children[page.blocks[i.block].parent][-1] == i.block]
    found = [i for i in last if folds_answer(page, page.blocks[i.block].parent)]
    return found if len(found) > 2 and len(found) >= 0.8 * len(last) else []


def _marked(page: Page, runs: Sequence[Sequence[Item]]) -> list[Item]:
    """The items that start with a question's mark, each the only one of its list, as `* Problem 2: Why?` above its answer."""
    items = [i for run in runs for i in run if i.depth == 0 and len(page.children[page.blocks[i.block].parent]) == 1]
    found = [i for i in items if numbered(i.text.text[:_START]).style == "mark"]
    return found if len(found) > 2 and sum(i.weight >= 1 for i in found) >= 0.6 * len(found) else []


def _is_parted(page: Page, run: Sequence[Item]) -> bool:
    """Whether most items are a list of their own, with what belongs to them below, in a document of questions or all asking."""
    alone = sum(len(page.children[page.blocks[i.block].parent]) == 1 for i in run)
    if len(run) < 3 or alone < 0.8 * len(run):
        return False
    return page.speaks_of_questions or all(words.ends_asking(_line(i.text.text)) for i in run)


def _is_set(page: Page, run: Sequence[Item]) -> bool:
    """Whether a run is a set of tasks by its heading: numbered, or half of them start as tasks do."""
    start = page.blocks[run[0].block].span.start
    if run[0].depth or (len(run) < 2 and run[0].weight < 1) or page.section_of(start) not in page.exercises:
        return False
    return bool(ORDINAL.match(page.source, start)) or sum(bool(i.weight) for i in run) >= 0.5 * len(run)


def _is_answered(page: Page, run: Sequence[Item]) -> bool:
    """Whether the answers of most items come with a label."""
    starts = [page.blocks[i.block].span.start for i in run]
    ends = [*starts[1:], page.next_section(starts[-1])]
    answered = sum(page.label(start, end) >= 0 for start, end in zip(starts, ends, strict=True))
    return answered >= 0.6 * len(run)


def _is_sure(page: Page, run: Sequence[Item]) -> bool:
    """Whether most items ask, or all with a mark where they are few, below a heading that speaks of questions."""
    if page.section_of(page.blocks[run[0].block].span.start) not in page.asking_sections:
        return False
    return run_asks(run) if len(run) > 2 else all(words.has_mark(i.text.text[:1000]) for i in run)


def _may_hold(page: Page, weights: Mapping[int, float]) -> bool:
    """Whether the lists of a page may be questions: enough items ask, or some lists count, as lists of problems do."""
    if page.toggles or list(weights.values()).count(1.0) >= 3 - page.speaks_of_questions:
        return True
    if not page.speaks_of_questions:
        return False
    counted = sum(bool(ORDINAL.match(page.source, page.blocks[i].span.start)) for i in weights)
    return counted >= _PROBLEMS or (counted > 0 and _is_list(page))


def _made(page: Page, items: Sequence[Item], tasks: Sequence[Item] = ()) -> list[Candidate]:
    """Items as candidates, in order; those of exercises have a style of their own."""
    exercises = {i.block for i in tasks}
    asked = {i.block: i for i in [*items, *tasks]}
    items = list(asked.values())
    ends, replies = answers_end(page, asked), _replies(page, asked) if page.label_starts else {}
    habits = _Habits(_told(items), _lined(items), _stated(page, items))
    found = []
    for item in items:
        holder, end = page.blocks[item.block].parent, page.blocks[item.block].span.end
        end = replies.get(item.block, end)
        limit = ends.get(holder, end) if page.children[holder][-1] == item.block else end
        made = _candidate(page, item, limit, habits)
        found.append(made._replace(style="exercise") if item.block in exercises else made)
    return sorted(found, key=lambda c: c.at)


class _Habits(NamedTuple):
    """How most items of a page are written."""

    told: bool  # they ask and go on with words that do not: `Is it fast? Yes.`
    lined: bool  # their first line asks, and the next one answers
    stated: bool  # a bold name, then what it asks


def _lined(items: Sequence[Item]) -> bool:
    """Whether most items that have a line below their first one ask in this."""
    first = [_line(i.text.text) for i in items if "\n" in i.text.text.strip()]
    asking = sum(map(words.ends_asking, first))
    return asking > 2 and asking >= 0.6 * len(first)


def _told(items: Sequence[Item]) -> bool:
    """Whether most items that ask go on with words that do not: `Is it fast? Yes.` holds its answer."""
    asking = [i.text.text[:1000] for i in items if i.weight >= 1 and words.has_mark(i.text.text[:1000])]
    said: list[str] = [m[1] for text in asking if (m := _SAID.match(text))]
    told = sum(words.asks(text) == 0 and text[:1].isalnum() for text in said)
    return told > 2 and told >= 0.6 * len(asking)


def _stated(page: Page, items: Sequence[Item]) -> bool:
    """Whether most items start with a bold name and go on with a task, as `**Sum** Add two numbers.`: all of it is the question."""
    named = [(i, strong) for i in items if (strong := page.strong(i.text.content.start)) and strong.end < i.text.content.end]
    said = [page.text(Span(strong.end, i.text.content.end)) for i, strong in named]
    tasks = sum(bool(words.asks(text)) for text in said)
    return tasks > 2 and tasks >= 0.5 * len(items)


def _replies(page: Page, asked: Collection[int]) -> dict[int, int]:
    """Where the answers to questions end that are items of their own right after these: `- Why?` and `- Answer: so.`"""
    ends: dict[int, int] = {}
    for holder in {page.blocks[index].parent for index in asked}:
        last = -1
        for index in page.children[holder]:
            inner = page.children.get(index, ())
            if index in asked:
                last = index
            elif last >= 0 and inner and words.answer_label(page.blocks[inner[0]].text):
                ends[last] = page.blocks[index].span.end
            else:
                last = -1
    return ends


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
    others = _others(page)
    return held >= 0.5 * others and held >= (5 if others > 1 else 3)


def _others(page: Page) -> int:
    """How many texts, tables and pieces of code stand beside the lists."""
    others = [*page.kinds.get("code", ()), *page.kinds.get("table", ())]
    return len(page.paragraphs) + sum(page.blocks[index].parent < 0 for index in others)


def _is_list(page: Page) -> bool:
    """Whether a document is a title that calls what follows questions, and one numbered list: then it may be of any length."""
    alone = len(page.heads) == len(page.lists) == 1 and not _others(page)
    return alone and words.names_questions(page.heads[0].title)


def _titles(page: Page, runs: Sequence[Sequence[Item]]) -> list[Candidate]:
    """Lists of problems that do not ask (`Reverse a list`), in a document that is a list of questions by name."""
    top = [run for run in runs if run[0].depth == 0]
    run = max(top, key=len, default=())
    if (len(run) < _PROBLEMS and not _is_list(page)) or not page.speaks_of_questions or len(run) < 0.7 * sum(len(r) for r in top):
        return []
    ordered = all(ORDINAL.match(page.source, page.blocks[i.block].span.start) for i in run)
    paragraphs = sum(page.blocks[i].kind == "paragraph" for i in page.top)
    short = all(len(i.text.text) < _LONGEST_TASK for i in run)
    if not ordered or not short or paragraphs > len(run):
        return []
    return _made(page, run)


def _line(text: str) -> str:
    """The first line of an item, where its question stands."""
    return text.strip().partition("\n")[0]


def _candidate(page: Page, item: Item, limit: int, habits: _Habits) -> Candidate:
    """An item as a candidate. Its region ends with it, unless it is the last of its list and its answer follows the list."""
    block, paragraph = page.blocks[item.block], item.text
    whole, body = _parted(page, item, habits)
    body = paragraph.span.end if habits.stated else body
    taken = numbered(" ".join(whole.split()))
    ordinal = ORDINAL.match(page.source, block.span.start)
    number = taken.number or (ordinal[1].decode() if ordinal else "")
    style = "nested-list" if item.depth else "numbered-list" if ordinal else "list"
    text = taken.title or " ".join(whole.split())
    return Candidate("list", style, block.span.start, Span(paragraph.content.start, body), body, limit, text, number, item.weight)


def _parted(page: Page, item: Item, habits: _Habits) -> tuple[str, int]:
    """The words of an item's question and where its answer may start, which can be in the same paragraph."""
    paragraph = item.text
    start, end = paragraph.content
    strong = page.strong(start)
    line = _line(paragraph.text)
    below = paragraph.text.strip().partition("\n")[2].lstrip(" \t*_>")
    cut = page.source.find(b"\n", start, end) if below else -1
    asks = item.weight >= 1 and words.ends_asking(line)
    if below and (asks or words.answer_label(below) or (item.weight and (habits.lined or _breaks(page.source, cut)))):
        return line, cut if cut > 0 else paragraph.span.end
    if strong and strong.end < end and _closes(page, strong, end) and not words.ends_asking(paragraph.text):
        return page.strong_text(strong), strong.end
    cuts = [] if strong else [m.end(1) for p in (_APART, _INLINE) if (m := p.search(page.source, start, end))]
    if habits.told and not cuts:
        cuts = [m.end() for m in _MARK.finditer(page.source, start, end)][-1:]
    if not cuts and item.weight >= 1 and (ends := _before_links(page, paragraph)):
        cuts = [ends]
    return (page.text(Span(start, cuts[0])), cuts[0]) if cuts else (paragraph.text, paragraph.span.end)


def _before_links(page: Page, paragraph: Block) -> int:
    """Where the question of a text ends after whose mark only links come, as in `Why? [Answer](url)`; 0 where other words do."""
    links = [page.document.links[n] for n in page.links(paragraph.span)]
    mark = _LINKED.match(page.source, paragraph.content.start, paragraph.content.end) if links else None
    if not mark or links[0].span.start != mark.end():
        return 0
    after = page.text(Span(links[-1].span.end, paragraph.content.end))
    return 0 if _WORDS.search(after) else mark.end(1)


def _breaks(source: bytes, at: int) -> bool:
    """Whether a line that ends at an offset ends with a hard break."""
    line = source[max(0, at - 4) : at].rstrip(b"\r") if at > 0 else b""
    return line.endswith((b"  ", b"\\"))


def _closes(page: Page, strong: Span, end: int) -> bool:
    """Whether a bold start of an item is its whole question: it ends with a mark or its line, or only a link comes after it."""
    if _LINE_END.match(page.source, strong.end, end):
        return True
    return words.has_mark(page.text(strong).rstrip("*_ ")[-1:]) or bool(_LED_TO.match(page.source, strong.end, end))
