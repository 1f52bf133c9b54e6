"""Questions in bold lines: a paragraph that is bold, starts with a bold line, or with a bold number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from proctor.model import Block, Span
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import Numbered, numbered, parts
from proctor.questions.page import Page

_REST = re.compile(rb"(?:[^\w\n\x80-\xff]|[\xc2-\xf4][\x80-\xbf]++)*+")
_BREAK = re.compile(r"[^\w\n<]*+(?:<br\s*/?>|\n)", re.I)


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The bold lines of a page that are questions. `everything`: all that are no labels."""
    found = [c for index in page.top if (c := _candidate(page, page.blocks[index]))]
    return found if everything else _choose(page, found)


def _candidate(page: Page, block: Block) -> Candidate | None:
    """A top-level paragraph as a candidate, if it starts in bold."""
    if block.kind != "paragraph" or not block.text:
        return None
    strong = page.strong_at(block.content.start)
    if strong is None:
        return None
    inner = Span(strong.start + 2, max(strong.start + 2, strong.end - 2))
    text = page.text(inner)
    taken = numbered(text)
    rest = page.document.slice(Span(strong.end, block.content.end))
    if words.answer_label(text) or (not taken.style and words.is_section(text.strip(" :："))):
        return None
    if not re.search(r"\w", rest):
        return _made(block, block.content, block.span.end, taken, bool(taken.style))
    if taken.style and (not taken.title or text[-1:] in ".:：、)") or (taken.style and not _BREAK.match(rest)):
        line = block.content.end - len(rest.partition("\n")[2].encode()) if "\n" in rest else block.content.end
        whole = numbered(page.text(Span(block.content.start, line)).replace("**", "").replace("__", ""))
        if whole.style and whole.title:
            return _made(block, Span(block.content.start, line), line, whole, True)
    if _BREAK.match(rest) and (taken.style or words.asks(text) >= 1):
        return _made(block, strong, strong.end, taken, bool(taken.style))
    if words.has_mark(text[-3:]) and taken.style:
        return _made(block, strong, strong.end, taken, True)
    return None


def _made(block: Block, span: Span, body: int, taken: Numbered, is_numbered: bool) -> Candidate:
    style = "numbered-bold" if is_numbered else "bold"
    title = taken.title.strip(" \t*")
    weight = max(words.asks(title), 1.0 if taken.style == "mark" else 0.0)
    return Candidate("bold", style, block.span.start, span, body, -1, title, taken.number, weight)


def _choose(page: Page, found: Sequence[Candidate]) -> list[Candidate]:
    """All of a kind where enough of them ask; else none, or those that do."""
    chosen: list[Candidate] = []
    numbers = [c for c in found if c.style == "numbered-bold"]
    if _counted(page, numbers):
        chosen += numbers
    plain = [c for c in found if c.style == "bold"]
    texts = [c.text.casefold() for c in plain]
    counts = {text: texts.count(text) for text in set(texts)} if len(texts) < 5000 else {}
    plain = [c for c in plain if counts.get(c.text.casefold(), 1) < 3 or c.weight >= 1]
    bank = page.speaks_of_questions
    weight = sum(c.weight for c in plain)
    if weight >= (2 if bank else 3) and weight >= (0.4 if bank else 0.5) * len(plain):
        chosen += plain
    elif weight >= 3 and (bank or weight >= 0.3 * len(plain)):
        chosen += [c for c in plain if words.has_mark(c.text)]
    return sorted(chosen, key=lambda c: c.at)


def _counted(page: Page, group: Sequence[Candidate]) -> bool:
    """Whether numbered bold lines are questions: they say so, or enough of them ask, or they count on in a bank."""
    weight = sum(c.weight for c in group)
    if len(group) > 1 and weight >= 0.3 * len(group) and weight >= 2:
        return True
    numbers = [parts(c.number)[:1] for c in group]
    steps = sum(bool(a and b) and b[0] == a[0] + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return page.speaks_of_questions and len(group) > 2 and steps >= 0.6 * (len(group) - 1)
