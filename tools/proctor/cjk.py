"""Chinese, Japanese and Korean text: its letters, its punctuation, and where a document's prose may hold them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import category, east_asian_width

from proctor.model import Document, Span
from proctor.source import without

# For use within the brackets of a regular expression.
LETTER = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
MARK = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3003\u3008-\u3011\u3014-\u301f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)

_AMBIGUOUS = frozenset("\u2014\u2018\u2019\u201c\u201d\u2026")  # marks that Latin scripts have as well


def is_wide(char: str) -> bool:
    """Whether a character is a letter or mark of these scripts, or of others as wide. A pattern of them takes 4 ms to compile."""
    width = east_asian_width(char)
    return width == "F" or char in _AMBIGUOUS or (width in ("W", "H") and category(char)[0] in "LNP")


class Run(NamedTuple):
    """A piece of prose. What is `named` is repeated elsewhere (a heading by links, a link's text by its heading)."""

    text: str
    start: int  # its offset in the source
    named: bool

    def span(self, start: int, end: int) -> Span:
        """The bytes of characters `start` to `end`."""
        at = self.start + len(self.text[:start].encode())
        return Span(at, at + len(self.text[start:end].encode()))


def runs(document: Document) -> Iterator[Run]:
    """The prose of a document without formulas, URLs and the labels of references."""
    holes = [*(f.span for f in document.formulas), *(x.span for x in document.links if x.kind == "bare")]
    labels = sorted(x.span for x in document.links if x.kind in ("autolink", "reference"))
    headings = [h.span for h in document.headings]
    links = sorted(x.span for x in document.links if x.kind in ("inline", "html"))
    for span in without(document.prose, sorted(holes)):
        if not _holds(labels, span.start):
            named = _holds(headings, span.start) or _holds(links, span.start)
            yield Run(document.slice(span), span.start, named)


def _holds(spans: Sequence[Span], at: int) -> bool:
    """Whether the last of the (sorted) spans that begins before an offset holds it."""
    before = bisect_right(spans, at, key=lambda span: span.start) - 1
    return before >= 0 and at < spans[before].end
