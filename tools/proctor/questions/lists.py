"""How lists are built: collections of links, choices, boxes to tick, groups, and items by their indent."""

from __future__ import annotations

from collections.abc import Sequence

from proctor.model import Block
from proctor.pattern import lazy
from proctor.questions import words
from proctor.questions.page import Page

_OPTION = lazy(r"\W*+(?:[A-Ha-h]|\d{1,2})[.):：、]\s")
_LINKS = 5  # of a collection at least
_CHOICES = 8  # of a question at most
NAME = 40  # characters of a group's name at most
BOX = lazy(rb"\s*+(?:[-*+]|\d{1,9}[.)])\s++\\?+\[([ xX])\\?+\]")
_TICK = lazy(r"\s*+\[[ xX]\]\s*+")
_LONGEST_LINE = 2000  # bytes
_INDENT = lazy(rb"[ \t]++")
_BLANKS = b" \t"


def is_shelf(page: Page) -> bool:
    """Whether the lists of a page mostly link elsewhere by names that do not ask: a collection of links."""
    if len(page.link_starts) < _LINKS:
        return False
    count = opened = asking = 0
    blocks, children = page.blocks, page.children
    for index in page.kinds.get("item", ()):
        first = blocks[children[index][0]] if index in children else None
        if first is None or first.kind != "paragraph":
            continue
        count += 1
        if page.is_linked(first.content.start) and (links := page.links(first.span)):
            away = not page.document.links[links[0]].url.startswith("#")
            count -= not away
            opened += away
            asking += away and words.asks(first.text) >= 1
    return opened >= _LINKS and opened >= 0.5 * count and asking < 0.6 * opened


def is_grouping(page: Page, index: int) -> bool:
    """Whether the items of a list are only names of groups, each with a list below: the items of those are its items."""
    items = page.children.get(index, [])
    pairs = [inner for item in items if len(inner := page.children.get(item, ())) == 2]
    if len(items) < 2 or len(pairs) < 0.8 * len(items):
        return False
    return sum(_is_group(page, inner) for inner in pairs) >= 0.8 * len(items)


def _is_group(page: Page, inner: Sequence[int]) -> bool:
    """Whether the two blocks of an item are a short title that does not ask, and a list."""
    if page.blocks[inner[1]].kind != "list":
        return False
    title = page.blocks[inner[0]]
    return title.kind == "paragraph" and len(title.text) < NAME and not words.asks(title.text)


def column(page: Page, item: int) -> int:
    """How far an item is indented, in bytes."""
    source, start = page.source, page.blocks[item][1][0]
    line = source.rfind(b"\n", max(0, start - 200), start) + 1
    indent = _INDENT.match(source, start) if source[start] in _BLANKS else None
    return (indent.end() if indent else start) - line


def adjoins(page: Page, before: int, index: int) -> bool:
    """Whether a list starts on the line right below another one, from which only its mark parts it."""
    source, start = page.source, page.blocks[index].span.start
    line = source.rfind(b"\n", max(0, start - _LONGEST_LINE), start) + 1
    above = source.rfind(b"\n", max(0, line - _LONGEST_LINE), max(0, line - 1)) + 1
    first = page.blocks[before].span.start
    if not source[above:line].strip() or line <= first:
        return False
    return source[start : start + 1] != source[first : first + 1]


def is_entry(page: Page, block: Block) -> bool:
    """Whether a block only leads to places in this bank, but not to one in this document that is no heading: its answer."""
    if not page.only_links(block, here=True):
        return False
    urls = [page.document.links[n].url for n in page.links(block.span)]
    return not all(url.startswith("#") and url[1:] in page.marks for url in urls)


def leaves(page: Page, block: Block) -> bool:
    """Whether the links of a block are web addresses without a fragment: no table of contents has such."""
    urls = [page.document.links[n].url for n in page.links(block.span)]
    return all(url.startswith(("http:", "https:")) and "#" not in url for url in urls)


def are_options(page: Page, items: Sequence[Block], texts: Sequence[str]) -> bool:
    """Whether items are the choices of a multiple-choice question, or boxes to tick."""
    if len(items) < 2:
        return False
    lettered = len(items) <= 10 and count_on(texts)
    if not lettered and not all(BOX.match(page.source, item.span.start) for item in items):
        return False
    marks = sum(words.has_mark(text) for text in texts)
    if not lettered and marks >= 0.3 * len(texts):  # a list to tick off while one learns
        return sum(words.asks(_TICK.sub("", text)) for text in texts) < 0.6 * len(texts)
    return marks < 0.6 * len(texts)


def count_on(texts: Sequence[str]) -> bool:
    """Whether texts start with letters or numbers of choices, not all with the same: `1: ...` may say what a part is worth."""
    marks = [match[0] if (match := _OPTION.match(text)) else "" for text in texts]
    return "" not in marks and len(set(marks)) > 1


def has_right_choice(page: Page, index: int) -> bool:
    """Whether a list is of a few items, each a single text, and one of them all bold: the right choice."""
    items = page.children.get(index, ())
    if not 2 < len(items) <= _CHOICES:
        return False
    texts = [page.blocks[inner[0]] for item in items if len(inner := page.children.get(item, ())) == 1]
    bold = [strong for text in texts if (strong := page.strong(text.content.start)) and strong.end >= text.content.end]
    return len(texts) == len(items) and len(bold) == 1
