"""Questions in plain or italic paragraphs: `Q: ...` and `A: ...`, `Question: ...`, `1、...`, or a text that just asks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from proctor.model import Block, Span
from proctor.pattern import lazy
from proctor.questions import lists, words
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import MAY_START_NUMBER, numbered
from proctor.questions.page import Page

_LINE = lazy(rb"[^\n]+")
_BULLETS = ("* ", "- ", "+ ", "• ")
_BULLET = lazy(r"\n[*+•-] ")
_KEYCAPS = lazy(r"(?:\d\ufe0f?\u20e3)++\s*+")
_LABELS = 3  # of answers, at least
_TASKS = 5  # paragraphs at least
_QUIZ = 3  # the same of those above choices
_NEAR = 12  # characters that hold such a number
_NAME = 60  # characters of the name of a group and the start of what follows
_MOST = 400  # characters of a text that are looked at
_SPEECH = tuple('"“„«「『')  # marks of what somebody says
_MARKS = " \t\r*_\\>"


def candidates(page: Page, everything: bool = False) -> list[Candidate]:
    """The paragraphs of a page that are questions. `everything`: all that ask."""
    found: list[Candidate] = []
    plain: list[Candidate] = []
    for block in page.openings.counted:
        lines = list(_lines(page, block))
        if lines and not (page.links(block.span) and page.only_links(block)):
            found += lines
        elif not lines and _just_asks(page, block):
            plain.append(_plain(page, block))
    plain += [_plain(page, block) for block in page.openings.ending if _just_asks(page, block)]
    if found:
        found = _grouped(page, found)
        rest = [block for block in page.paragraphs if "\nQ" in block[4] and not MAY_START_NUMBER[block[4][:2]]]
        found += [c for block in rest for c in _lines(page, block)]
    quoted = [c for block in page.asides for c in _lines(page, block)]
    found += quoted
    marked = [c for c in found if c.style == "labelled-paragraph"]
    counted = [c for c in found if c.style == "numbered-paragraph"]
    sure = everything or len(marked) > 1 or page.speaks_of_questions or any(c in quoted for c in marked)
    chosen = list(marked) if sure else []
    sections: dict[int, list[Candidate]] = {}
    for c in counted:
        sections.setdefault(page.section_of(c.at), []).append(c)
    for each in sections.values():
        if everything or _enough(page, each):
            chosen += each
    if chosen and len(chosen) == len(quoted):
        known = {c.span.start for c in chosen}
        chosen += [c for c in _quoted(page) if c.span.start not in known]
    if not chosen:
        chosen += [*_quoted(page), *_asking_lines(page), *_posed(page)] or _tasks(page) or _labelled(page)
    if not chosen and len(plain) > 1:
        chosen += _quizzed(page)
    if everything or (not chosen and len(plain) > 2 and _alone(page, plain, len(page.paragraphs))):
        chosen += plain
    return sorted(chosen, key=lambda c: c.at)


def _grouped(page: Page, found: list[Candidate]) -> list[Candidate]:
    """The candidates, where a paragraph starts with a line that names its group: it ends the region of the one before."""
    counted = [c for c in found if c.style == "numbered-paragraph"]
    holders = [page.starts[page.block_at(c.at + 1) - 1] for c in counted]  # where the paragraph of each starts
    names = sorted(set(holders) - {c.at for c in found})
    if not names:
        return found
    ends = [names[at] if (at := bisect_left(names, c.at)) < len(names) else -1 for c in found]
    return [c._replace(limit=end) if 0 <= end < page.next_section(c.at) else c for c, end in zip(found, ends, strict=True)]


def _just_asks(page: Page, block: Block) -> bool:
    """Whether a paragraph is one line that ends with a question mark, and no link."""
    asks = words.ends_asking(block.text) and "\n" not in block.text.strip()
    return asks and not (page.links(block.span) and page.only_links(block))


def _posed(page: Page) -> list[Candidate]:
    """The paragraphs that ask right below a heading such as `Question`, where all do: the sections that follow answer them."""
    posing = [h for h in page.heads if h.role == "section" and words.says_question(h.title)]
    starts = [block.span.start for block in page.paragraphs] if posing else []
    found: list[Candidate] = []
    for head, after in zip_longest(posing, posing[1:]):
        end = page.next_section(head.at)
        below = page.paragraphs[bisect_left(starts, head.at) : bisect_left(starts, end)]
        if len(below) < 3 and all(words.has_mark(block.text[:_MOST]) for block in below):
            limit = after.at if after else len(page.source)
            found += [_plain(page, block)._replace(limit=limit) for block in below]
    return found


def _labelled(page: Page) -> list[Candidate]:
    """The paragraphs right above the labels of answers, where most of these ask and hardly a heading does."""
    labels = len(page.label_starts)
    if labels < _LABELS or sum(head.weight >= 1 for head in page.heads) > 0.2 * labels:
        return []
    places = set(page.label_starts)
    pairs = pairwise(page.paragraphs)
    above = [block for block, after in pairs if after.span.start in places and block.span.start not in places]
    found = [_plain(page, block) for block in above if words.asks(block.text[:_MOST])]
    return found if len(found) >= max(_LABELS, 0.6 * labels) else []


def _quizzed(page: Page) -> list[Candidate]:
    """The paragraphs right above lists of choices, of which the right one is bold, where there are several."""
    if len(page.document.strong) < _QUIZ or len(page.lists) < _QUIZ:
        return []
    right = [index for index in page.lists if lists.has_right_choice(page, index)]
    if len(right) < _QUIZ:
        return []
    above = [page.blocks[page.top[max(0, bisect_left(page.top, index) - 1)]] for index in right]
    found = [_plain(page, block) for block in above if block.kind == "paragraph"]
    asking = sum(words.has_mark(c.text[:_MOST]) for c in found)
    return found if len(found) >= _QUIZ and asking >= 0.5 * len(found) else []


def _tasks(page: Page) -> list[Candidate]:
    """The paragraphs of a document of questions that ask without a mark, as `Explain the heap.`, where nearly all do."""
    if not page.speaks_of_questions or len(page.paragraphs) < _TASKS:
        return []
    found: list[Candidate] = []
    for n, block in enumerate(page.paragraphs):
        if "\n" not in block.text.strip() and words.asks(block.text):
            found.append(_plain(page, block))
        elif n + 1 - len(found) > 0.2 * len(page.paragraphs):
            return []
    return found


def _quoted(page: Page) -> list[Candidate]:
    """The quotations that ask, where most of a document do; or those that a labelled answer follows."""
    asking = [block for block in page.asides if words.ends_asking(block.text) and block.text[:1] not in _SPEECH]
    if len(asking) > 2 and len(asking) >= 0.6 * len(page.asides):
        return [_plain(page, block) for block in asking]
    labelled = [block for block in page.asides if _is_labelled(page, block)]
    return [_plain(page, block) for block in labelled] if len(labelled) > 1 and len(labelled) >= 0.6 * len(page.asides) else []


def _is_labelled(page: Page, block: Block) -> bool:
    """Whether the answer's label comes right after the quotation that holds a paragraph."""
    at = page.block_at(page.blocks[block.parent].span.end)
    return at < len(page.starts) and page.label(page.starts[at], page.starts[at] + 1) >= 0


def _asking_lines(page: Page) -> list[Candidate]:
    """The lines of paragraphs that are lists to their authors, where they ask: each with a bullet, or nearly all asking."""
    found = []
    for block in [block for block in page.paragraphs if "\n" in block[4]]:
        if _BULLET.search(block.text):
            found += [_line(match, text[2:]) for match, text in _each(page, block) if text.startswith(_BULLETS)]
        elif block.text.count("\n") > 2 and words.ends_asking(block.text):
            asking = [(match, text) for match, text in _each(page, block) if words.ends_asking(text)]
            found += [_line(*each) for each in asking] if len(asking) >= 0.8 * block.text.count("\n") else []
    return found if len(found) > 2 and sum(c.weight for c in found) >= 0.6 * len(found) else []


def _each(page: Page, block: Block) -> Iterator[tuple[re.Match[bytes], str]]:
    """The lines of a paragraph and what they say."""
    for match in _LINE.finditer(page.source, block.content.start, block.content.end):
        yield match, match[0].decode("utf-8", "replace").strip()


def _line(match: re.Match[bytes], text: str) -> Candidate:
    """A line of a paragraph as a candidate."""
    said, span = text.strip(_MARKS), Span(*match.span())
    return Candidate("para", "paragraph", span.start, span, span.end, -1, said, "", words.asks(said))


def _lines(page: Page, block: Block) -> Iterator[Candidate]:
    """The lines of a paragraph that a question's mark or number starts."""
    first = numbered(_without_keycaps(block.text[:300].lstrip(_MARKS)))
    if not first.style and "\nQ" in block.text:
        first = first._replace(style="mark")  # `Q2:` right below another answer
    elif not first.style and "\n1" in block.text[:_NAME]:
        first = numbered(block.text[:_NAME].partition("\n")[2])  # below a line that names the group
    if not first.style or (first.style == "deep" and not first.title):
        return
    bare = None  # a line that is only a mark, as in `Q:`: the next one asks
    for match in _LINE.finditer(page.source, block.content.start, block.content.end):
        text = match[0].decode("utf-8", "replace").strip(_MARKS)
        text = page.text(Span(*match.span())) if text.startswith(("<", "[")) else text
        taken = numbered(_without_keycaps(text))
        if bare and (not taken.style or (taken.style == "mark" and taken.title and not taken.number)):
            yield _below(bare, match, taken.title if taken.style else text)  # the next line may have a mark, too
            bare = None
            continue
        bare = match if taken.style == "mark" == first.style and not taken.title else None
        if taken.style != first.style or not taken.title:
            continue
        style = "labelled-paragraph" if taken.style == "mark" else "numbered-paragraph"
        weight = max(words.asks(taken.title), 1.0 if taken.style == "mark" else 0.0)
        span = Span(*match.span())
        yield Candidate("para", style, span.start, span, span.end, -1, taken.title.strip(_MARKS), taken.number, weight)


def _without_keycaps(text: str) -> str:
    """A text whose number is drawn as keys, `1️⃣ Why?`, with a plain one."""
    if "\u20e3" not in text[:_NEAR]:
        return text
    return str(_KEYCAPS.sub(lambda match: f"{''.join(filter(str.isdigit, match[0]))}. ", text, count=1))


def _below(mark: re.Match[bytes], match: re.Match[bytes], text: str) -> Candidate:
    """The line below a bare mark, as a candidate that starts at the mark."""
    span = Span(mark.start(), match.end())
    return Candidate("para", "labelled-paragraph", mark.start(), span, match.end(), -1, text, numbered(text).number, 1.0)


def _plain(page: Page, block: Block) -> Candidate:
    return Candidate("para", "paragraph", block.span.start, block.content, block.span.end, -1, block.text.strip(), "", 1.0)


def _enough(page: Page, group: Sequence[Candidate]) -> bool:
    weight = sum(c.weight for c in group)
    return weight >= 2 and weight >= (0.35 if page.speaks_of_questions else 0.5) * len(group)


def _alone(page: Page, plain: Sequence[Candidate], paragraphs: int) -> bool:
    """Whether paragraphs that ask make up a document of questions: most paragraphs do, or every other one."""
    return len(plain) >= (0.3 if page.speaks_of_questions else 0.45) * paragraphs
