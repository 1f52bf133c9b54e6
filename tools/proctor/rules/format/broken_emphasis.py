"""Bold that shows its stars: Chinese, Japanese or Korean letters follow its punctuation.

In `**粗体。**后` the closing stars stand between a full stop and a letter, so they close nothing, and the page shows
them. The same holds for opening stars between a letter and a quotation mark. The full stop can stand behind the stars,
and brackets or quotation marks around them; where neither helps, a space does.

~~~markdown bad at="**粗体。**" at="**“引用”**" at="**函数（function）**"
**粗体。**后面还有字。

这是**“引用”**的用法，而**函数（function）**是一等公民。
~~~

~~~markdown fixed
**粗体**。后面还有字。

这是“**引用**”的用法，而**函数（function）** 是一等公民。
~~~

~~~markdown good
**粗体**。后面还有**“引用”**。`**代码。**后`，2**10。

**粗体。** 后面
~~~
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from proctor import cjk
from proctor.model import TEXTS, Context, Document, Edit, Problem, Span
from proctor.pattern import lazy

_STARS = lazy(r"\\[\\*]|(\*++)")
_DOUBLE = lazy(rb"\*\*")
_START = attrgetter("span.start")
_STOPS = lazy(r"[。，、；：！？．,.;:!?（《“「『(]++\Z")
_BRACKETS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "【": "】", "(": ")", '"': '"'}
_HIDDEN = "\ufffc"  # stands for what is no text


class Bold(NamedTuple):
    """What an author means to be bold, stars included, as characters of `text`, which stands at a byte of the source."""

    text: str
    at: int
    start: int
    end: int

    def bytes(self, start: int, end: int) -> Span:
        """Characters of the text as bytes of the source."""
        first = self.at + len(self.text[:start].encode())
        return Span(first, first + len(self.text[start:end].encode()))

    @property
    def fails(self) -> tuple[bool, bool]:
        """Whether its opening and its closing stars stand where CommonMark takes them for such."""
        before, after = self.text[self.start - 1 : self.start], self.text[self.end : self.end + 1]
        first, last = self.text[self.start + 2], self.text[self.end - 3]
        return _is_mark(first) and not _is_edge(before), _is_mark(last) and not _is_edge(after)


def check(document: Document, context: Context) -> Iterator[Problem]:
    suspects = list(_suspects(document))
    if not suspects:
        return
    known, hidden = set(document.strong), _hidden(document)
    links = sorted(x.span for x in document.links)
    for content, is_heading in suspects:
        bolds, certain = _meant(document, content, hidden)
        for bold in bolds:
            span = bold.bytes(bold.start, bold.end)
            if span not in known and _is_broken(bold):
                named = is_heading or _is_inside(span, links)
                yield _problem(bold, _edits(bold, named) if certain else ())


def _suspects(document: Document) -> Iterator[tuple[Span, bool]]:
    """The contents of blocks where not all double stars make bold text side by side; and whether it is a heading."""
    strong, blocks = document.strong, document.blocks
    at_work = {at for start, end in strong for at in (start, end - 2)}
    places = [place for match in _DOUBLE.finditer(document.source) if (place := match.start()) not in at_work]
    places += [other[0] for one, other in pairwise(strong) if one[1] > other[0]]
    last = -1
    for place in sorted(places):
        index = bisect_right(blocks, place, key=_START) - 1
        if index > last and blocks[index].kind in TEXTS and place < blocks[index].content.end:
            last = index
            yield blocks[index].content, blocks[index].kind == "heading"


def _problem(bold: Bold, edits: tuple[Edit, ...]) -> Problem:
    which = "opens" if bold.fails[0] else "closes"
    message = f"nothing {which} this bold text: its stars stand between a letter and punctuation"
    return Problem(
        bold.bytes(bold.start, bold.end), message, "put the punctuation, or a space, on the other side of the stars", edits
    )


def _edits(bold: Bold, named: bool) -> tuple[Edit, ...]:
    """The smallest change that makes it bold. No space is put into what others repeat word by word."""
    start, end, (opens, closes) = bold.start, bold.end, bold.fails
    inner = bold.text[start + 2 : end - 2]
    stops = _STOPS.search(inner)
    if stops and not opens and inner[: stops.start()].rstrip() == inner[: stops.start()] != "":
        return (Edit(bold.bytes(end - 2 - len(stops[0]), end), f"**{stops[0]}"),)
    if len(inner) > 2 and _is_enclosed(inner) and inner[1:-1].strip() == inner[1:-1]:
        return Edit(bold.bytes(start, start + 3), f"{inner[0]}**"), Edit(bold.bytes(end - 3, end), f"**{inner[-1]}")
    gaps = [at for at, fails in ((start, opens), (end, closes)) if fails]
    return () if named else tuple(Edit(bold.bytes(at, at), " ") for at in gaps)


def _is_enclosed(text: str) -> bool:
    """Whether one pair of brackets holds the whole text."""
    return _BRACKETS.get(text[0]) == text[-1] and text[0] not in text[1:-1] and text[-1] not in text[1:-1]


def _is_broken(bold: Bold) -> bool:
    """Whether the stars of a bold text fail next to Chinese, Japanese or Korean."""
    text = bold.text[bold.start + 2 : bold.end - 2]
    if not text or text != text.strip():
        return False
    opens, closes = bold.fails
    before, after = bold.text[bold.start - 1 : bold.start + 3], bold.text[bold.end - 3 : bold.end + 1]
    return (opens and any(map(cjk.is_wide, before))) or (closes and any(map(cjk.is_wide, after)))


def _is_mark(letter: str) -> bool:
    """Whether GitHub's renderer takes a character for punctuation."""
    return unicodedata.category(letter)[0] == "P" or letter in "$+<=>^`|~"


def _is_edge(letter: str) -> bool:
    return not letter or letter.isspace() or _is_mark(letter)


# What is meant


def _meant(document: Document, content: Span, hidden: Sequence[Span]) -> tuple[list[Bold], bool]:
    """Line by line, double stars two by two; and whether that is all there is to them."""
    at = content.start - document.source.endswith(b"\\", 0, content.start)  # the parser leaves an escaping backslash out
    found, certain = [], True
    for raw in document.source[at : content.end].split(b"\n"):
        text = raw.decode("utf-8", "replace")
        runs = [m for m in _STARS.finditer(_blanked(document.source, Span(at, at + len(raw)), hidden)) if m[1]]
        double = [m.start() for m in runs if len(m[1]) == 2]
        if len(double) % 2 or any(len(m[1]) > 2 for m in runs):
            certain = False
        else:
            found += [Bold(text, at, start, end + 2) for start, end in zip(double[::2], double[1::2], strict=True)]
        at += len(raw) + 1
    return found, certain


def _blanked(source: bytes, line: Span, hidden: Sequence[Span]) -> str:
    """A line with what is no text blanked out, character by character."""
    pieces, at = [], line.start
    for number in range(max(0, bisect_right(hidden, line) - 1), len(hidden)):
        start, end = hidden[number]
        if start >= line.end:
            break
        start, end = max(start, at), min(end, line.end)
        if start < end:
            code = source[start:end].decode("utf-8", "replace")
            pieces += [source[at:start].decode("utf-8", "replace"), _HIDDEN * len(code)]
            at = end
    return "".join([*pieces, source[at : line.end].decode("utf-8", "replace")])


def _hidden(document: Document) -> list[Span]:
    """Code, formulas, HTML, URLs and destinations, in order and without those that lie in others."""
    spans = [*document.code_spans, *(f.span for f in document.formulas), *(c.span for c in document.comments)]
    spans += [tag.span for tag in document.tags]
    spans += [x.destination if x.kind == "inline" and not x.image else x.span for x in document.links if x.kind != "reference"]
    found: list[Span] = []
    for span in sorted(spans, key=lambda x: (x.start, -x.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def _is_inside(span: Span, others: Sequence[Span]) -> bool:
    before = bisect_right(others, span) - 1
    return before >= 0 and span.end <= others[before].end
