"""Questions in bold lines: a paragraph that is bold, starts with a bold line, or with a bold number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from proctor.model import Block, Span
from proctor.pattern import lazy
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import MAY_START_NUMBER, Numbered, numbered, parts
from proctor.questions.page import Page

_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
_NEAR = 100  # bytes
_SET = 3  # bold lines of a section at least
_LAST = 12  # bytes
_WIDE_MARK, _ARABIC_MARK = "？".encode(), "؟".encode()
_OPENERS = frozenset(b"*_<")  # that bold text may start with
_LINE = lazy(rb"\S[^\r\n]*+(?<=\S)")
_WORD = lazy(r"\w")
# A word of Latin letters, ideographs or Hangul right after bold text and common marks, in UTF-8.
_GOES_ON = lazy(rb"(?:[^\w\n<\x80-\xff]|\xef\xbc[\x80-\x9f]|\xe3\x80[\x80-\x82\x88-\x91])*+(?:\w|[\xe4-\xed])")
_BREAK = lazy(r"[^\w\n<]*+(?:<br\s*/?>|\n)", re.I)


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The bold lines of a page that are questions. `everything`: all that are no labels."""
    source = page.source
    opened = [line for block in page.paragraphs if source[block[2][0]] in _OPENERS for line in _lines(page, block)]
    opened += page.asides
    if len(opened) < 2 and not everything:
        return []
    found = [c for block in opened if (strong := page.strong(block.content.start)) and (c := _candidate(page, block, strong))]
    found.sort(key=lambda c: c.at)
    return found if everything else _choose(page, found)


def _lines(page: Page, block: Block) -> Sequence[Block]:
    """The lines of a paragraph each of which is bold; else the paragraph itself."""
    if "\n" not in block.text:
        return (block,)
    spans = [Span(*match.span()) for match in _LINE.finditer(page.source, *block.content)]
    strong = [page.strong(span.start) for span in spans]
    if not all(bold and bold.end == span.end for bold, span in zip(strong, spans, strict=True)):
        return (block,)
    texts = [page.strong_text(span) for span in spans]
    if any(map(words.answer_label, texts)):
        return (block,)  # a question and its answer
    return [Block("paragraph", span, span, block.parent, text) for span, text in zip(spans, texts, strict=True)]


def _candidate(page: Page, block: Block, strong: Span) -> Candidate | None:
    """A top-level paragraph as a candidate, if it starts in bold."""
    fills = strong.end >= block.content.end  # the paragraph
    may_count = MAY_START_NUMBER[block.text[:2]]
    runs_in = not fills and _asks(page, strong)
    if not fills and not may_count and not runs_in and _GOES_ON.match(page.source, strong.end, block.content.end):
        return None  # a quick look at what the next lines find, too
    alone, broken = (True, False) if fills else _after(page, strong.end, block.content.end)
    begins = not alone and not broken
    if begins and not may_count and not runs_in:
        return None  # bold words that begin a text
    text = " ".join(block.text.split()) if fills else page.strong_text(strong)
    taken = numbered(text)
    if begins and not taken.style:
        return _made(block, strong, strong.end, taken, False)._replace(style="bold-run-in") if runs_in else None
    if words.answer_label(text) or (not taken.style and words.is_section(text.strip(" :："))):
        return None
    if alone:
        named = taken if taken.title else taken._replace(title=text.strip(" :：."))  # `Task 1:` has no title but itself
        return _made(block, block.content, block.span.end, named, bool(taken.style))
    if taken.style and (not taken.title or text[-1:] in ".:：、)" or not broken):
        line = page.source.find(b"\n", strong.end, block.content.end) + 1 or block.content.end
        if not words.ends_asking(page.text(Span(block.content.start, line))) and words.ends_asking(block.text):
            line = block.content.end  # the question goes on in the next line
        whole = numbered(page.text(Span(block.content.start, line)).replace("**", "").replace("__", ""))
        if whole.style and whole.title:
            return _made(block, Span(block.content.start, line), line, whole, True)
    if broken and (taken.style or words.asks(text)):
        return _made(block, strong, strong.end, taken, bool(taken.style))
    if words.has_mark(text[-3:]) and taken.style:
        return _made(block, strong, strong.end, taken, True)
    return None


def _asks(page: Page, strong: Span) -> bool:
    """Whether bold text ends with a question mark: mostly its last bytes tell."""
    find, end = page.source.find, strong.end
    at = max(strong.start, end - _LAST)
    if find(b"?", at, end) < 0 and find(_WIDE_MARK, at, end) < 0 and find(_ARABIC_MARK, at, end) < 0:
        return False
    return words.ends_asking(page.strong_text(strong))


def _after(page: Page, start: int, end: int) -> tuple[bool, bool]:
    """Whether no word comes after the bold start of a paragraph, and whether its line ends there: mostly the next bytes tell."""
    rest = page.document.slice(Span(start, min(end, start + _NEAR))) if start < end else ""
    word = _WORD.search(rest)
    if not word and start + _NEAR < end:
        rest = page.document.slice(Span(start, end))
        word = _WORD.search(rest)
    return not word, bool(_BREAK.match(rest))


def _made(block: Block, span: Span, body: int, taken: Numbered, is_numbered: bool) -> Candidate:
    style = "numbered-bold" if is_numbered else "bold"
    title = taken.title.strip(" \t*")
    weight = max(words.asks(title), 1.0 if taken.style == "mark" else 0.0)
    return _new(Candidate, ("bold", style, block.span.start, span, body, -1, title, taken.number, weight, None, ""))


def _choose(page: Page, found: Sequence[Candidate]) -> list[Candidate]:
    """All of a kind where enough of them ask; else none, or those that do."""
    chosen: list[Candidate] = []
    numbers = [c for c in found if c.style == "numbered-bold"]
    if _counted(page, numbers):
        chosen += _asking(page, numbers)
    running = [c for c in found if c.style == "bold-run-in"]
    if len(running) > 2 and (page.speaks_of_questions or len(running) >= 0.3 * len(page.paragraphs)):
        chosen += running
    plain = [c for c in found if c.style == "bold"]
    bank = page.speaks_of_questions
    if not any(c.weight for c in plain):
        return sorted(chosen, key=lambda c: c.at)
    counts = Counter(c.text.casefold() for c in plain)
    plain = [c for c in plain if counts[c.text.casefold()] < 3 or c.weight >= 1]
    weight = sum(c.weight for c in plain)
    if weight >= (2 if bank else 3) and weight >= (0.4 if bank else 0.5) * len(plain):
        chosen += plain
        if weight < 0.7 * len(plain):
            chosen = [c for c in chosen if c.weight or c.style != "bold"]
    else:
        tasks = {c.at for c in _set(page, plain)}
        some = weight >= 3 and (bank or weight >= 0.3 * len(plain))
        chosen += [c for c in plain if c.at in tasks or (some and words.has_mark(c.text))]
    return sorted(chosen, key=lambda c: c.at)


def _set(page: Page, plain: Sequence[Candidate]) -> list[Candidate]:
    """The plain bold lines of sections that speak of questions by their heading, where nearly all ask or set a task."""
    if sum(bool(c.weight) for c in plain) < _SET or not page.poses:
        return []
    sections: dict[int, list[Candidate]] = {}
    for c in plain:
        sections.setdefault(page.section_of(c.at), []).append(c)
    posing = {h.at for h in page.heads if h.at in sections and h.role != "title" and words.is_bank_section(h.title)}
    groups = [group for at, group in sections.items() if at in posing and len(group) >= _SET]
    return [c for group in groups if sum(bool(c.weight) for c in group) >= 0.8 * len(group) for c in group]


def _asking(page: Page, group: Sequence[Candidate]) -> list[Candidate]:
    """Numbered bold lines without those of sections where none asks, if nearly all others do: these count something else."""
    sections = [page.section_of(c.at) for c in group]
    asking = {section for section, c in zip(sections, group, strict=True) if c.weight}
    kept = [c for section, c in zip(sections, group, strict=True) if section in asking]
    return kept if sum(c.weight for c in kept) >= 0.8 * len(kept) else list(group)


def _counted(page: Page, group: Sequence[Candidate]) -> bool:
    """Whether numbered bold lines are questions: they say so, or enough of them ask, or they count on in a bank."""
    weight = sum(c.weight for c in group)
    if len(group) > 1 and weight >= 0.3 * len(group) and weight >= 2:
        return True
    if len(group) < 3 or not page.speaks_of_questions:
        return False
    numbers = [parts(c.number)[:1] for c in group]
    up = sum(bool(a and b) and b > a for a, b in pairwise(numbers))
    again = sum(b == (1,) for _, b in pairwise(numbers))
    return up >= 0.5 * (len(group) - 1) and up + again >= 0.8 * (len(group) - 1)
