"""Whether a question is answered, from what its region holds besides the question."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest

from proctor.model import LEAVES, Block, Span
from proctor.pattern import lazy
from proctor.questions import pointers, words
from proctor.questions.lists import BOX, count_on
from proctor.questions.page import Page

_NEAR = 24  # bytes that hold the number of an item, and the box after it
_TICKS = frozenset("✅✔☑✓")
_COLONS = frozenset(":：")
_AFTER_LETTER = frozenset(".)、）")
_LETTER = lazy(r"(?:\A|\s)([A-H])[.)、）]\s")
_ALPHABET = "ABCDEFGH"
_TAG = lazy(rb"<[^<>]*+>")
_ORDINAL = lazy(rb"\s*+\d")
_WORD = lazy(r"\w")
_LETTERS = lazy(r"(?:\W*+\w){4}")  # more than a word or two
_STATEMENT = lazy(
    r"\b(?<!should )(?:output|outcome|print(?:s|ed)?|logs?|logged|returns?|returned|(?:the|what) value|value of|result"
    r"|evaluate[sd]?|happens?|following|below|salida|resultado|imprime|valor|sortie|ausgabe|вывод|выведет)\b"
    r"|输出|結果|结果|的值|打印|返回值|出力|출력|[:：]\s*\Z",
    re.I,
)
_CLEARLY = 90  # characters: a longer text is no label, pointer or placeholder
_TAGS = lazy(rb"(?:</?[A-Za-z]++[^<>]*+>|\s++)*+")
_CLEAR = 100  # the same of a paragraph without links
_FENCE = lazy(r"\A\s*+(?:`{3,}+|~{3,}+)[^\n]*+")
_UNDONE = frozenset(("todo", "tbd", "wip", "fixme"))
_AROUND_CODE = " \t\r\n`~#/*;-"  # of the fence that closes it, and of comments
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
RANK = {"empty": 0, "placeholder": 1, "link-only": 2, "answered": 3}


class Reader:
    """Reads regions of one page. `placeholders` are more texts that only keep an answer's place, casefolded."""

    def __init__(self, page: Page, placeholders: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.placeholders = placeholders
        self._options: dict[int, str] = {}

    @cached_property
    def _hidden(self) -> list[Span]:
        """The summaries, in order."""
        return [d.summary for d in self.page.document.details]

    @cached_property
    def _images(self) -> list[int]:
        return [link.span.start for link in self.page.document.links if link.image]

    def status(self, region: Span, marked: bool = False, question: str = "") -> str:
        """The status of what stands in a region. `marked`: answers of this kind come with a label.

        Where a label stands, what counts comes after it; what comes before states the question.
        """
        label = self.page.label(region.start, region.end)
        boxes = self._boxes(region) if self._boxed else None
        if boxes and not 0 <= label < boxes[0]:
            if boxes[1]:
                return "answered"
            region = Span(boxes[0], max(boxes[0], region.end))
        if label >= 0:
            after, _, _ = self._best(Span(label, region.end), True)
            if RANK[after] or marked:
                return after
            region = Span(region.start, label)
        before, code, options = self._best(region, False)
        if before == "answered" and self._states(region):
            last = self._best(self._last(region), False)[0]
            return last if last == "link-only" else before
        if label >= 0 and (code or options):
            return "empty"
        if code and not (options or marked or (question and _STATEMENT.search(question, 1))):
            return "answered"  # `Print ...` at the start sets a task
        return before

    def _states(self, region: Span) -> bool:
        """Whether a region starts with a label that says that the question goes on: `Question details:`."""
        first = bisect_left(self.page.starts, region.start)
        block = self.page.blocks[first] if first < len(self.page.blocks) else None
        return block is not None and block.kind == "paragraph" and pointers.is_statement(block.text)

    def _last(self, region: Span) -> Span:
        """The last block at the top level that starts in a region."""
        starts, blocks = self.page.starts, self.page.blocks
        inside = range(bisect_left(starts, region.start), bisect_left(starts, region.end))
        last = next((i for i in reversed(inside) if blocks[i].parent < 0), -1)
        return Span(starts[last], region.end) if last >= 0 else region

    def _best(self, region: Span, code_counts: bool) -> tuple[str, bool, bool]:
        """The best status of a region's blocks, and whether code and choices stand there. The first answer settles it."""
        best, code, options = "empty", False, False
        start, end = region
        starts = self.page.starts
        first = bisect_left(starts, start)
        for block in self.page.blocks[first - 1 if first else 0 : bisect_left(starts, end, first)]:
            kind, part, content, parent, text = block
            own, behind = part
            if kind not in LEAVES or behind <= start:
                continue
            length = len(text)
            if own < start or behind > end:
                part = _new(Span, (start if own < start else own, end if behind > end else behind))
                length -= behind - own - (part[1] - part[0])
                rest = self.page.document.slice(part) if kind == "paragraph" and own < start else ""
                if rest and _leads_on(rest):
                    continue
                if rest and _are_choices(rest):
                    options = True
                    continue
            if kind == "html" and (self._is_bare(part) or self._asks_on(part)):
                continue
            if kind == "paragraph" and text[1:2] in _AFTER_LETTER and content[0] in self._lettered:
                options = True
                continue
            if length > _CLEARLY and parent < 0 and not self.page.has_links(part):
                return "answered", code, options
            choice = self._choice(parent) if parent >= 0 else ""
            if choice == "ticked":
                return "answered", code, True
            options = options or bool(choice)
            found = "empty" if choice else self._block(block, part)
            if kind == "code" and not code_counts:
                code = code or found == "answered"
            elif RANK[found] > RANK[best]:
                best = found
                if best == "answered":
                    break
        return best, code, options

    def _boxes(self, region: Span) -> tuple[int, bool] | None:
        """Where the last list of boxes to tick in a region ends, and whether one of them is ticked; None for no such list."""
        boxed = self._boxed[bisect_left(self._boxed, (region.start,)) : bisect_left(self._boxed, (region.end,))]
        return (min(boxed[-1][1], region.end), any(ticked for _, _, ticked in boxed)) if boxed else None

    @cached_property
    def _boxed(self) -> list[tuple[int, int, bool]]:
        """The lists of boxes to tick: where each starts and ends, and whether a box is ticked."""
        found = []
        source, children = self.page.source, self.page.children
        spans = [(index, self.page.blocks[index][1]) for index in self.page.kinds.get("list", ())]
        for index, span in [(index, span) for index, span in spans if b"[" in source[span[0] : span[0] + _NEAR]]:
            items = children.get(index, ())
            boxes = self._ticks(items) if 2 <= len(items) <= 10 else []
            if boxes:
                found.append((*span, any(boxes)))
        return found

    def _ticks(self, items: Sequence[int]) -> list[bool]:
        """Whether the box of each item is ticked; empty where one has no box."""
        ticks = []
        for index in items:
            box = BOX.match(self.page.source, self.page.blocks[index].span.start)
            if not box:
                return []
            ticks.append(box[1] != b" ")
        return ticks

    def _choice(self, item: int) -> str:
        """Whether a block stands in a list of choices: `choice`, or `ticked` where one of the boxes is; else empty."""
        if self.page.blocks[item].kind != "item":
            return ""
        parent = self.page.blocks[item].parent
        if parent not in self._options:
            self._options[parent] = self._choices(parent)
        return self._options[parent]

    def _choices(self, index: int) -> str:
        items = self.page.children.get(index, ())
        if not 2 <= len(items) <= 10:
            return ""
        boxes = self._ticks(items)
        if boxes:
            return "ticked" if any(boxes) else "choice"
        start = self.page.blocks[index].span.start
        if _ORDINAL.match(self.page.source, start, start + 4):
            return ""
        firsts = [self.page.children.get(i, ()) for i in items]
        texts = [self.page.blocks[c[0]].text if c else "" for c in firsts]
        if not count_on(texts):
            return ""
        return "ticked" if 0 < sum(not _TICKS.isdisjoint(text) for text in texts) < len(texts) else "choice"

    @cached_property
    def _lettered(self) -> frozenset[int]:
        """Where the paragraphs start that count on by letters: `A. ...` and `B. ...`, in one paragraph or in several."""
        found: list[int] = []
        run: list[int] = []
        letters, holder = "", -1
        for index in self.page.kinds.get("paragraph", ()):
            block = self.page.blocks[index]
            own = "".join(_LETTER.findall(block.text[:1000])) if block.text[1:2] in _AFTER_LETTER else ""
            if not own:
                continue
            if holder != block.parent or not _ALPHABET.startswith(letters + own):
                run, letters, holder = [], "", block.parent
            run, letters = [*run, block.content.start], letters + own
            if len(letters) > 1 and _ALPHABET.startswith(letters):
                found += run
        return frozenset(found)

    # One block

    def _block(self, block: Block, part: Span) -> str:
        """The status of one block's content."""
        if block.kind == "code":
            text = _FENCE.sub("", self.page.document.slice(part)).strip(_AROUND_CODE)
            telling = " " in text or text.casefold() in _UNDONE  # `nil` may be what a program prints
            if telling and words.is_placeholder(text, self.placeholders):
                return "placeholder"
            return "answered" if _WORD.search(text) else "empty"
        if block.kind == "paragraph" and not self.page.has_links(part) and self._is_whole(block, part):
            clear = len(block.text) > _CLEAR and not words.MAY_START_LABEL[block.text[:2]]
            return "answered" if clear else self._words(block.text, "")
        text, linked, links = self._text(part)
        if block.kind == "heading":
            length = words.answer_label(text)
            if length and _WORD.search(text[length:]):
                return "answered"
            return "link-only" if linked and not _WORD.search(text) else "empty"
        if self._image(part):
            return "answered"
        if not linked and links:
            return "empty"
        return self._words(text, linked)

    def _is_whole(self, block: Block, part: Span) -> bool:
        """Whether a part has all the text of its block: what is cut off are tags."""
        if part is block.span:
            return True
        cut = self.page.source[part.end : block.span.end]
        return part.start == block.span.start and len(cut) < 100 and bool(_TAGS.fullmatch(cut))

    def _words(self, text: str, linked: str) -> str:
        """The status of a text and the text of the links in it."""
        length = words.answer_label(text)
        text = text[length:]
        if not _WORD.search(text):
            if linked and not pointers.is_source(linked) and not pointers.is_navigation(linked):
                return "link-only"
            if "..." in text or "…" in text:
                return "placeholder"
            return "placeholder" if words.is_placeholder(text, self.placeholders) and text.strip(" \n.()[]{}*-_:>|") else "empty"
        if linked and (pointers.is_pointer(text) or not _long(text)):
            return "link-only"
        if pointers.is_navigation(text) or pointers.is_source(text) or pointers.is_remark(text):
            return "empty"
        return "placeholder" if words.is_placeholder(text, self.placeholders) else "answered"

    def _image(self, part: Span) -> bool:
        at = bisect_left(self._images, part.start)
        return at < len(self._images) and self._images[at] < part.end

    def _text(self, part: Span) -> tuple[str, str, bool]:
        """The text of a part without its links, the text of the links, and whether there are any. Summaries are left out."""
        source = self.page.source
        links = [self.page.document.links[n] for n in self.page.links(part)]
        spans = [(link.span.start, link.span.end) for link in links if not link.image]
        runs = self._runs(part)
        if runs and _touches(self._hidden, runs[0].start, part.end):
            runs = [run for run in runs if not _holds(self._hidden, run.start)]
        pieces = [
            b" " if spans and _holds(spans, start) else source[max(start, part.start) : min(end, part.end)] for start, end in runs
        ]
        free = b"".join(pieces).decode("utf-8", "replace")
        linked = []
        for link in links:
            if not link.image and not (link.kind == "html" and not link.text) and not link.url.startswith("#"):
                linked.append(link.text)
            elif not link.image and link.kind == "html" and link.tag == "a" and not link.url.startswith("#"):
                linked.append(link.url)
        return free, " ".join(linked).strip(), bool(spans) and not free.strip()

    def _asks_on(self, part: Span) -> bool:
        """Whether a part of raw HTML is a list of nothing but questions that follow up: no answer."""
        lead, *items = self.page.source[part.start : part.end].split(b"<li")
        return bool(items) and bool(_TAGS.fullmatch(lead)) and all(_is_follow_up(b"<li" + item) for item in items)

    def _runs(self, part: Span) -> list[Span]:
        """The runs of text that reach into a part, code spans too, in order."""
        return sorted([*_reaching(self.page.document.prose, part), *_reaching(self.page.document.code_spans, part)])

    def _is_bare(self, part: Span) -> bool:
        """Whether a part of raw HTML holds no text, link or picture."""
        if self.page.has_links(part):
            return False
        if _TAGS.fullmatch(self.page.source, part.start, part.end):
            return True
        return not self._runs(part)


def _is_follow_up(text: bytes) -> bool:
    """Whether an item of a list in raw HTML asks."""
    said = " ".join(_TAG.sub(b" ", text).decode("utf-8", "replace").split())
    return words.asks(said) >= 1 or words.ends_asking(said)


def _leads_on(text: str) -> bool:
    """Whether the rest of a paragraph is a short line that ends with a colon: it names what comes next, as `Databases:`."""
    line = text.strip()
    return line[-1:] in _COLONS and 0 < len(line) < _NEAR and "\n" not in line


def _are_choices(text: str) -> bool:
    """Whether the lines of a text count on by letters, from `a)` or `A.`: choices right below the question."""
    lines = text.split("\n")
    letters = [line.strip()[:2] for line in lines if line.strip()]
    return len(letters) > 1 and all(
        len(each) == 2 and each[0] in (letter, letter.lower()) and each[1] in _AFTER_LETTER
        for each, letter in zip_longest(letters, _ALPHABET[: len(letters)], fillvalue="-")
    )


def _holds(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether the last of some ordered spans to start before an offset holds it."""
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    return at >= 0 and offset < spans[at][1]


def _reaching(spans: Sequence[Span], part: Span) -> Sequence[Span]:
    """Those of some ordered spans that reach into a part."""
    first = bisect_left(spans, (part.start,))
    if first and spans[first - 1].end > part.start:
        first -= 1
    return spans[first : bisect_left(spans, (part.end,), first)]


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of some ordered spans may reach into a range."""
    at = bisect_right(spans, (start, 1 << 60))
    return (at > 0 and start < spans[at - 1][1]) or (at < len(spans) and spans[at][0] < end)


def _long(text: str) -> bool:
    """Whether a text says more than a word or two beside a link."""
    return bool(_LETTERS.match(text))
