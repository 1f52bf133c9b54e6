"""Whether a question is answered, from what its region holds besides the question."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from proctor.model import Block, Span
from proctor.questions import words
from proctor.questions.page import Page

_OPTION = re.compile(r"\W*+(?:[A-Ha-h]|\d{1,2})[.):：、]\s")
_BOX = re.compile(rb"\s*+(?:[-*+]|\d{1,9}[.)])\s++\[([ xX])\]")
_WORD = re.compile(r"\w")
_SOURCE = re.compile(r"\W*(?:sources?|src|refs?|references?|来源|出处|原文|fuente|quelle)\W*\d*\W*", re.I)
_STATEMENT = re.compile(
    r"\b(?:output|outcome|print(?:s|ed)?|logs?|logged|returns?|returned|value|result|evaluate[sd]?|happens?|following|below|salida|resultado|imprime|valor|sortie|ausgabe|вывод|"
    r"выведет)\b|输出|結果|结果|的值|打印|返回值|出力|출력|[:：]\s*\Z",
    re.I,
)
RANK = {"empty": 0, "placeholder": 1, "link-only": 2, "answered": 3}


class Reader:
    """Reads regions of one page. `placeholders` are more texts that only keep an answer's place, casefolded."""

    def __init__(self, page: Page, placeholders: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.placeholders = placeholders
        document = page.document
        texts = sorted([*document.prose, *document.code_spans])
        self._texts = texts
        self._starts = [span.start for span in texts]
        self._images = [link.span.start for link in document.links if link.image]
        self._options: dict[int, str] = {}
        self._hidden = [(d.summary.start, d.summary.end) for d in page.details]

    def status(self, region: Span, marked: bool = False, question: str = "") -> str:
        """The status of what stands in a region. `marked`: answers of this kind come with a label.

        Where a label stands, what counts comes after it; what comes before states the question.
        """
        before, after, label = "empty", "empty", False
        code = options = False
        labels = self._labels(region)
        for index in range(self.page.block_at(region.start), self.page.block_at(region.end)):
            pass
        first = max(0, self.page.block_at(region.start) - 1)
        for index in range(self._leaf_before(first, region.start), self.page.block_at(region.end)):
            block = self.page.blocks[index]
            if block.kind not in ("paragraph", "code", "html", "cell", "heading"):
                continue
            part = Span(max(block.span.start, region.start), min(block.span.end, region.end))
            if part.start >= part.end:
                continue
            while labels and labels[0][0] <= part.start:
                label = True
                labels.pop(0)
            choice = self._choice(index)
            if choice:
                options = True
                if choice == "ticked":
                    after, label = "answered", True
                continue
            found = self._block(block, part)
            if block.kind == "code":
                code = code or found == "answered"
                if not label:
                    continue
            if label:
                after = max(after, found, key=RANK.__getitem__)
            else:
                before = max(before, found, key=RANK.__getitem__)
        if label or labels:
            return after if RANK[after] or marked or code or options else before
        if code and not (options or marked or (question and _STATEMENT.search(question))):
            before = "answered"
        return before

    def _leaf_before(self, first: int, offset: int) -> int:
        """The block that an offset falls into, or the one after it."""
        while first > 0 and self.page.blocks[first].span.end > offset and self.page.blocks[first].kind not in ("paragraph", "html"):
            first -= 1
            break
        return first

    def _labels(self, region: Span) -> list[tuple[int, int]]:
        labels = self.page.labels
        return labels[bisect_left(labels, (region.start, -1)) : bisect_left(labels, (region.end, -1))]

    def _choice(self, index: int) -> str:
        """Whether a block stands in a list of choices: `choice`, or `ticked` where one of the boxes is; else empty."""
        item = self.page.blocks[index].parent
        if item < 0 or self.page.blocks[item].kind != "item":
            return ""
        parent = self.page.blocks[item].parent
        if parent not in self._options:
            self._options[parent] = self._choices(parent)
        return self._options[parent]

    def _choices(self, index: int) -> str:
        items = self.page.children.get(index, ())
        if not 2 <= len(items) <= 10:
            return ""
        boxes = [_BOX.match(self.page.source, self.page.blocks[i].span.start) for i in items]
        if all(boxes):
            return "ticked" if any(m and m[1] != b" " for m in boxes) else "choice"
        texts = [self.page.blocks[c[0]].text for i in items if (c := self.page.children.get(i, ()))]
        bullets = not re.match(rb"\s*\d", self.page.source[self.page.blocks[index].span.start :][:4])
        return "choice" if bullets and len(texts) == len(items) and all(_OPTION.match(t) for t in texts) else ""

    # One block

    def _block(self, block: Block, part: Span) -> str:
        """The status of one block's content."""
        if block.kind == "code":
            code = self.page.document.slice(part)
            return "answered" if _WORD.search(code.strip("`~ \n").partition("\n")[2] or code) else "empty"
        text, linked, links = self._text(part)
        if block.kind == "heading":
            length = words.answer_label(text)
            return "answered" if length and _WORD.search(text[length:]) else "empty"
        if self._image(part):
            return "answered"
        if not linked and links:
            return "empty"
        return self._words(text, linked)

    def _words(self, text: str, linked: str) -> str:
        """The status of a text and the text of the links in it."""
        length = words.answer_label(text[:200])
        text = text[length:]
        if not _WORD.search(text):
            if linked and not _SOURCE.fullmatch(linked) and not words.is_navigation(linked):
                return "link-only"
            return "placeholder" if words.is_placeholder(text, self.placeholders) and text.strip(" \n.()[]{}*-_:>|") else "empty"
        if linked and (words.is_pointer(text) or not _long(text)):
            return "link-only"
        if words.is_navigation(text):
            return "empty"
        return "placeholder" if words.is_placeholder(text, self.placeholders) else "answered"

    def _image(self, part: Span) -> bool:
        at = bisect_left(self._images, part.start)
        return at < len(self._images) and self._images[at] < part.end

    def _text(self, part: Span) -> tuple[str, str, bool]:
        """The text of a part without its links, the text of the links, and whether there are any. Summaries are left out."""
        page = self.page
        links = [page.document.links[n] for n in page.links(part)]
        spans = [link.span for link in links if not link.image]
        free, linked = [], []
        for n in range(bisect_right(self._starts, part.start - 1), len(self._texts)):
            run = self._texts[n]
            if run.start >= part.end:
                break
            text = page.document.slice(Span(run.start, min(run.end, part.end)))
            if any(a <= run.start < b for a, b in self._near(run.start)):
                continue
            free.append(" " if any(s.start <= run.start < s.end for s in spans) else text)
        for link in links:
            if not link.image and not (link.kind == "html" and not link.text) and not link.url.startswith("#"):
                linked.append(link.text)
            elif not link.image and link.kind == "html" and link.tag == "a" and not link.url.startswith("#"):
                linked.append(link.url)
        return "".join(free), " ".join(linked).strip(), bool(spans) and not "".join(free).strip()

    def _near(self, offset: int) -> Sequence[tuple[int, int]]:
        """The summary that may hold an offset."""
        at = bisect_right(self._hidden, (offset, 1 << 60)) - 1
        return self._hidden[at : at + 1] if at >= 0 else ()


def _long(text: str) -> bool:
    """Whether a text says more than a word or two beside a link."""
    return len(re.findall(r"\w", text)) > 3
