"""Questions in headings: numbered or not, at any level, in list items too."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from proctor.questions import statement, words
from proctor.questions.numbers import parts
from proctor.questions.outline import Head
from proctor.questions.page import Page

Share = tuple[float, int, bool]  # summed weight and number of headings; whether the bank's own README speaks of questions
_BESIDE = 10  # questions of other styles that make a document one of questions
_TELLING = frozenset(("mark", "deep"))  # styles of numbers
_Kind = tuple[str, int, bool]  # the style of a heading's number, its level where that tells, whether it opens a list item


def share(page: Page) -> Share:
    """How much the page's headings with numbers such as 2.3.1 ask, and what it says of the bank, for the pool over it."""
    leaves = [h for _, h in _leaves(page)]
    return sum(h.weight for h in leaves), len(leaves), page.names_bank


def pool(shares: Iterable[Iterable[Share]]) -> Share:
    """The shares of all pages, which several lists hold, as one."""
    every = [share for each in shares for share in each]
    return math.fsum(weight for weight, _, _ in every), sum(count for _, count, _ in every), any(named for _, _, named in every)


def chosen(page: Page, pool: Share, busy: Sequence[int], rows: Sequence[int] = ()) -> set[int]:
    """The indices of the headings that are questions. `busy`: where candidates of other styles stand, `rows`: those of tables."""
    usable = [(n, h) for n, h in enumerate(page.heads) if h.role == "" and (h.title or h.number)] if _may_ask(page) else []
    if not usable:
        return set()
    usable = [(n, _with_statement(page, h) if page.speaks_of_questions or not h.title else h) for n, h in usable]
    groups = _grouped(usable)
    taken: set[int] = set()
    taken |= _marked(page, [x for key, group in groups.items() if key[0] == "mark" for x in group], rows)
    taken |= _answered(page, groups, busy)
    taken |= _deep(page, pool, busy) | _tasks(page, usable)
    for key in sorted(groups):
        if key[0] == "plain":
            taken |= _plain(page, _outside(page, groups[key], taken), busy)
    taken |= _continued(page, usable, taken)
    free = _outside(page, [x for x in usable if not x[1].style], taken)
    taken |= _unnumbered(page, free, busy, bool(taken), pool[2])
    return _listed(page, taken)


def _may_ask(page: Page) -> bool:
    """Whether a heading asks, has a number that only questions have, or may have a labelled answer below: none else is one."""
    if page.speaks_of_questions or not page.styles.isdisjoint(_TELLING) or any(h.weight or not h.title for h in page.heads):
        return True
    return "plain" in page.styles and (page.sets_tasks or bool(page.label_starts))


def _listed(page: Page, taken: set[int]) -> set[int]:
    """The chosen headings. Where a table of contents names most of them, one that it leaves out has to ask; none says `To do`."""
    heads = page.heads
    taken = {n for n in taken if heads[n].weight or not heads[n].title or not words.is_placeholder(heads[n].title)}
    if len(taken) < 4 or len(taken & page.contents) < 0.7 * len(taken):
        return taken
    return {n for n in taken if n in page.contents or page.heads[n].style or page.heads[n].weight}


def _grouped(usable: Sequence[tuple[int, Head]]) -> dict[_Kind, list[tuple[int, Head]]]:
    """Headings by the style of their number, their level where that tells, and whether they stand in a list."""
    groups: dict[_Kind, list[tuple[int, Head]]] = {}
    for n, head in usable:
        level = 0 if head.style in ("mark", "deep") else head.heading.level
        groups.setdefault((head.style, level, head.item), []).append((n, head))
    return groups


def _with_statement(page: Page, head: Head) -> Head:
    """A heading that counts as asking where the paragraph right below it asks."""
    if head.weight >= 1:
        return head
    below = statement.below(page, head.heading.span.end, head)
    asks = below is not None and (words.ends_asking(below.text) or (not head.title and words.asks(below.text) >= 1))
    return head._replace(weight=0.8) if asks else head


def _outside(page: Page, group: Iterable[tuple[int, Head]], taken: set[int]) -> list[tuple[int, Head]]:
    """Those of a group that do not lie in the answer to a question that is already found."""
    if not taken:
        return list(group)
    spans = [(page.heads[n].at, page.heads[n].end) for n in sorted(taken)]
    starts = [s for s, _ in spans]
    ends: list[int] = []
    for _, end in spans:
        ends.append(max(end, ends[-1]) if ends else end)
    kept = []
    for n, head in group:
        before = bisect_left(starts, head.at) - 1
        if n not in taken and (before < 0 or ends[before] <= head.at):
            kept.append((n, head))
    return kept


def _crowded(page: Page, group: Sequence[tuple[int, Head]], busy: Sequence[int]) -> bool:
    """Whether headings of a group hold several questions each: they are sections, then."""
    held = [_own(page, n, busy) for n, _ in group]
    return sum(count > 1 for count in held) > 0.4 * len(held) or sum(held) >= 2 * len(held)


def _own(page: Page, n: int, busy: Sequence[int]) -> int:
    """How many other candidates stand between a heading and the next one."""
    head = page.heads[n]
    return bisect_left(busy, min(head.end, page.next_section(head.at))) - bisect_right(busy, head.at)


def _parents(page: Page, group: Sequence[tuple[int, Head]]) -> set[int]:
    """The indices of headings that stand above two or more headings which ask."""
    counts: dict[int, float] = {}
    for head in page.heads:
        if head.role == "" and head.parent >= 0:
            counts[head.parent] = counts.get(head.parent, 0) + (head.weight >= 1 or head.style == "mark")
    return {n for n, _ in group if counts.get(n, 0) > 1}


def _marked(page: Page, group: Sequence[tuple[int, Head]], rows: Sequence[int]) -> set[int]:
    """`Q1.`, `Question: ...`: they say what they are. `Task 1` above a table of questions only names it."""
    group = [(n, h) for n, h in group if h.weight >= 1 or not rows or not _holds(page, h, rows)]
    if len(group) > 1 or (group and (group[0][1].weight or page.speaks_of_questions)):
        return {_asked(page, n) for n, _ in group}
    return set()


def _asked(page: Page, n: int) -> int:
    """The heading right below one that only names a question, if that one asks it; else the heading itself."""
    head, below = page.heads[n], page.heads[n + 1] if n + 1 < len(page.heads) else None
    if below is None or head.weight or below.weight < 1 or below.parent != n or below.role:
        return n
    return n + 1 if page.block_at(head.heading.span.end) == page.block_at(below.at) else n


def _holds(page: Page, head: Head, rows: Sequence[int]) -> bool:
    """Whether rows of questions stand below a heading, before any answer."""
    end = min(head.end, page.next_section(head.at))
    label = page.label(head.heading.span.end, end)
    return bisect_left(rows, end if label < 0 else label) > bisect_left(rows, head.at)


def _leaves(page: Page) -> list[tuple[int, Head]]:
    """The headings with deep numbers that nothing deeper of their kind follows, and parents that ask."""
    kept: list[tuple[int, Head]] = []
    if "deep" not in page.styles:
        return kept
    deep = [(n, h) for n, h in enumerate(page.heads) if h.style == "deep" and h.role == ""]
    last: tuple[int, Head] | None = None
    for place, (n, head) in enumerate(deep):
        number = parts(head.number)
        after = parts(deep[place + 1][1].number) if place + 1 < len(deep) else ()
        if last and head.heading.level > last[1].heading.level and len(number) <= len(parts(last[1].number)):
            continue  # numbered afresh below a question: a part of its answer
        if len(after) > len(number) and after[: len(number)] == number and head.weight < 1:
            continue
        if len(after) > len(number) and deep[place + 1][1].heading.level > head.heading.level and head.weight < 1:
            continue
        kept.append((n, head))
        last = n, head
    return kept


def _deep(page: Page, pool: Share, busy: Sequence[int]) -> set[int]:
    """`2.3.1 ...`: the leaves of the tree of numbers."""
    leaves = _leaves(page)
    weight = sum(h.weight for _, h in leaves)
    if len(leaves) < 2 or _crowded(page, leaves, busy):
        return {n for n, h in leaves if h.weight >= 1 and page.speaks_of_questions}
    own = weight >= 0.3 * len(leaves) and weight >= 2
    if own or (pool[1] and pool[0] >= 0.3 * pool[1]):
        return {n for n, _ in leaves}
    return {n for n, h in leaves if h.weight >= 1} if page.speaks_of_questions else set()


def _tasks(page: Page, usable: Sequence[tuple[int, Head]]) -> set[int]:
    """`1. ...`: numbered headings right below one that says that tasks follow."""
    if not page.sets_tasks:
        return set()
    below = {n for n, head in enumerate(page.heads) if words.is_exercises(head.title)}
    found = {n for n, head in usable if head.style == "plain" and head.parent in below}
    return found if len(found) > 2 else set()


def _answered(page: Page, groups: Mapping[_Kind, Sequence[tuple[int, Head]]], busy: Sequence[int]) -> set[int]:
    """Headings which each have an answer with a label right below, before any other heading, and some of which ask."""
    taken: set[int] = set()
    for (style, _, _), group in groups.items():
        asking = page.speaks_of_questions or (page.unfolds and sum(h.weight for _, h in group) >= 0.18 * len(group))
        if style == "mark" or not asking or not page.label_starts:
            continue
        free = [(n, h) for n, h in group if not _own(page, n, busy)]
        labelled = _with_label(page, free)
        weight = sum(h.weight for _, h in labelled)
        if len(labelled) >= 0.6 * len(group) and weight and (page.speaks_of_questions or weight >= 0.3 * len(labelled)):
            taken |= {n for n, _ in labelled} | {n for n, h in free if h.weight >= 1}
    return taken


def _plain(page: Page, group: Sequence[tuple[int, Head]], busy: Sequence[int]) -> set[int]:
    """`1. ...`: numbered headings of one level."""
    sections = _parents(page, group)
    leaves = [(n, h) for n, h in group if n not in sections or h.weight >= 1]
    if len(leaves) < 0.5 * len(group) or _crowded(page, leaves, busy):
        return set()
    weight = sum(h.weight for _, h in leaves)
    below = sum(h.parent >= 0 and page.heads[h.parent].weight >= 1 and page.heads[h.parent].role == "" for _, h in leaves)
    if below >= 0.5 * len(leaves) and weight < 0.7 * len(leaves):
        return set()  # numbered parts of answers
    bank = page.speaks_of_questions
    asking = sum(h.weight >= 1 for _, h in leaves)
    enough = len(leaves) > 1 and weight >= (0.35 if bank or asking > 2 else 0.5) * len(leaves)
    if enough or (bank and weight >= 0.2 * len(leaves)) or _labelled(page, leaves):
        return {n for n, _ in leaves}
    if bank and len(leaves) > 4 and _ascending(leaves) and not _tutorial(page, leaves):
        return {n for n, _ in leaves}
    return set()


def _labelled(page: Page, group: Sequence[tuple[int, Head]]) -> bool:
    """Whether half of some headings have an answer's label below."""
    return len(group) > 2 and len(_with_label(page, group)) >= 0.5 * len(group)


def _with_label(page: Page, group: Sequence[tuple[int, Head]]) -> list[tuple[int, Head]]:
    """Those of a group that have an answer's label below, before the next heading."""
    return [(n, h) for n, h in group if page.label(h.heading.span.end, min(h.end, page.next_section(h.at))) >= 0]


def _ascending(group: Sequence[tuple[int, Head]]) -> bool:
    """Whether numbers mostly go up by one, or start again in another section."""
    steps = 0
    for (_, before), (_, after) in pairwise(group):
        a, b = parts(before.number)[:1], parts(after.number)[:1]
        steps += bool(a and b) and b[0] == (a[0] + 1 if before.parent == after.parent or b[0] > 1 else 1)
    return steps >= 0.7 * (len(group) - 1)


def _tutorial(page: Page, group: Sequence[tuple[int, Head]]) -> bool:
    """Whether numbered headings hold headings of their own: chapters of a text."""
    above = {h.parent for h in page.heads if h.role == ""}
    return sum(n in above for n, _ in group) >= 0.3 * len(group)


def _continued(page: Page, usable: Sequence[tuple[int, Head]], taken: set[int]) -> set[int]:
    """Numbered headings at another level that go on with the count; those below a question that count its parts do not."""
    more: set[int] = set()
    if not taken:
        return more
    firsts: dict[int, int] = {}  # of the numbered headings below each
    for n, head in usable:
        if head.style == "plain":
            firsts.setdefault(head.parent, n)
    last = -1
    for n, head in usable:
        number = parts(head.number)[:1] if head.style == "plain" else ()
        if n in taken:
            last = number[0] if number else -1
        elif number and last >= 0 and number[0] in (last, last + 1) and number[0] > 2:
            if head.parent in taken and firsts[head.parent] != n:
                continue  # it counts the parts of an answer
            more.add(n)
            last = number[0]
    return more


def _unnumbered(page: Page, free: Sequence[tuple[int, Head]], busy: Sequence[int], others: bool, named: bool) -> set[int]:
    """Plain headings: the level whose headings mostly ask, and single ones in a document that speaks of questions."""
    levels: dict[tuple[int, bool], list[tuple[int, Head]]] = {}
    for n, head in free:
        levels.setdefault((head.heading.level, head.item), []).append((n, head))
    bank = page.speaks_of_questions or others
    if named and len(page.heads) == len(free) == 1 and words.has_mark(free[0][1].title):
        return {0}  # all that a document of the bank holds
    best, most = (0, False), 0.0
    for level, group in sorted(levels.items()):
        weight = sum(h.weight for _, h in group)
        if weight < 2 or weight <= most:
            continue
        known = bank or _in_contents(page, group) or _unfolding(page, group)
        few = named and group[0][0] == 0 and not page.front_title  # a document without a title, in a bank that has one
        least = max(2, 0.4 * len(group)) if known else max(3 - few, 0.55 * len(group))
        if weight >= least and weight > most and not _crowded(page, group, busy):
            best, most = level, weight
    asked = _below_questions(page, free, busy)
    if not best[0]:
        beside = bank or len(busy) >= _BESIDE
        single = {n for n, h in free if beside and words.has_mark(h.title) and _own(page, n, busy) < 2}
        return asked | single if others or len(single) > 2 or (len(single) > 1 and len(single) >= 0.4 * len(free)) else asked
    main = _siblings(page, levels[best]) | asked
    lower = [x for x in free if x[1].heading.level > best[0]]
    rest = _outside(page, lower, main)
    upper = [x for x in free if x[1].heading.level < best[0]]
    outer = {n for n, _ in rest}
    main |= _follow_ups([x for x in lower if x[0] not in outer])
    return main | {n for n, h in [*rest, *upper] if h.weight >= 1 and (bank or words.has_mark(h.title)) and _own(page, n, busy) < 2}


def _follow_ups(inner: Sequence[tuple[int, Head]]) -> set[int]:
    """The headings within answers where nearly all ask with a mark: questions that follow up, no parts of an answer."""
    asking = {n for n, h in inner if words.has_mark(h.title)}
    return asking if len(asking) > 2 and len(asking) >= 0.9 * len(inner) else set()


def _below_questions(page: Page, free: Sequence[tuple[int, Head]], busy: Sequence[int]) -> set[int]:
    """The headings right below one that speaks of questions, such as `FAQ`, where most of them ask."""
    counts = Counter([head.parent for _, head in free if head.weight >= 1 and head.parent >= 0])
    asked = {parent for parent, count in counts.items() if count > 1 and page.heads[parent].role != "title"}
    groups: dict[int, list[tuple[int, Head]]] = {n: [] for n in asked if words.is_bank_section(page.heads[n].heading.text)}
    for n, head in free if groups else ():
        if head.parent in groups:
            groups[head.parent].append((n, head))
    found: set[int] = set()
    for parent, group in groups.items():
        if counts[parent] >= 0.5 * len(group) and not _crowded(page, group, busy):
            found |= {n for n, _ in group}
    return found


def _in_contents(page: Page, group: Sequence[tuple[int, Head]]) -> bool:
    """Whether a table of contents names most headings of a group."""
    return len(group) > 3 and sum(n in page.contents for n, _ in group) >= 0.7 * len(group)


def _unfolding(page: Page, group: Sequence[tuple[int, Head]]) -> bool:
    """Whether several headings of a group have their answers in toggles."""
    return bool(page.toggles) and len(_with_label(page, group)) > 2


def _siblings(page: Page, group: Sequence[tuple[int, Head]]) -> set[int]:
    """Those of a level that ask, and those that do not where their siblings do and nothing that asks lies below."""
    sections, named = _parents(page, group), _in_contents(page, group)
    by_parent: dict[int, list[tuple[int, Head]]] = {}
    for n, head in group:
        by_parent.setdefault(head.parent, []).append((n, head))
    kept: set[int] = set()
    for siblings in by_parent.values():
        whole = sum(h.weight for _, h in siblings) >= (0.4 if named else 0.5) * len(siblings)
        kept |= {
            n
            for n, h in siblings
            if h.weight >= 1 or (named and whole and n in page.contents) or (n not in sections and (whole or h.weight))
        }
    return kept
