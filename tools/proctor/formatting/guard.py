"""Whether two versions of a document say the same: what must hold before a formatted text replaces its source.

The only user of cmarkgfm, GitHub's own renderer. Nothing here trusts the formatter: what HTML cannot show (formulas,
definitions, table cells and link targets that a renderer drops) is compared by itself.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from urllib.parse import unquote

from cmarkgfm import cmark  # type: ignore[import-untyped]

from proctor.model import Document, Span

_OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")
_PRE = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.S | re.I)
_WHITE = re.compile(r"[ \t\r\n]+")
_BY_TAG = re.compile(r" ?(</?(?:p|li|ul|ol|blockquote|td|th|tr|h[1-6]|br)\b[^<>]*>) ?")
_NO_LETTER = re.compile(r"[\W\d_]+")
_ESCAPE = re.compile(rb"\\([!-/:-@\[-`{-~])")
_ALERT = re.compile(r"^[ >]*>[ \t]*(\[![A-Za-z]+\])[ \t]*$", re.M)
# What a stricter or laxer reader of dollars would take for a formula: lines from `$$` to `$$` though blocks lie between.
_MATH = re.compile(
    rb"^[ \t>]*+(\$\$(?:[^$]|\$(?!\$))++\$\$)[ \t]*$|\$\$(?:[^$\n]|\$(?!\$))++\$\$|\$[^$\n]++\$|\\\[[^\n]*?\\\]|\\\([^\n]*?\\\)",
    re.M,
)


def difference(old: Document, new: Document) -> str:
    """What the new version changes of the old one's meaning, in a few words; empty for nothing."""
    for says, facts in _FACTS.items():
        if facts(old) != facts(new):
            return says
    if _escapes(new) - _escapes(old):
        return "add an escape to text that needs none now"
    if page(_text(old)) != page(_text(new)):
        return "change the rendered page"
    if page(_without(old, (f.span for f in old.formulas))) != page(_without(new, (f.span for f in new.formulas))):
        return "change the rendered page"
    return ""


def page(text: str) -> str:
    """The HTML that GitHub's renderer gives, without white space that a browser does not show."""
    rendered = cmark.markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=_EXTENSIONS)
    parts = _PRE.split(rendered)
    parts[::2] = [_BY_TAG.sub(r"\1", _WHITE.sub(" ", part)) for part in parts[::2]]
    return "".join(parts).strip()


def _text(document: Document) -> str:
    """The document without its front matter."""
    return document.source[document.front_matter.end :].decode()


def _without(document: Document, spans: Iterable[Span]) -> str:
    """The text with some spans replaced by a word."""
    pieces, at = [], document.front_matter.end
    for span in sorted(spans):
        if span.start >= at:
            pieces += [document.source[at : span.start].decode(), "formula"]
            at = span.end
    return "".join([*pieces, document.source[at:].decode()])


def _uncoded(document: Document) -> bytes:
    """The source, offset for offset, without front matter, code and comments."""
    text = bytearray(document.source)
    code = (*document.code_spans, *(s.span for s in document.snippets), *(c.span for c in document.comments))
    for start, end in (document.front_matter, *code):
        text[start:end] = re.sub(rb"[^\n]", b" ", text[start:end])
    return bytes(text)


def formulas(document: Document) -> list[Span]:
    """What reads as one formula in dollars, wherever it lies."""
    return [Span(*m.span(m.lastindex or 0)) for m in _MATH.finditer(_uncoded(document))] if b"$" in document.source else []


def _formulas(document: Document) -> Counter[str]:
    """The formulas byte by byte, in GitHub's sense and in any other."""
    return Counter(document.slice(span) for span in (*(f.span for f in document.formulas), *formulas(document)))


def _letters(document: Document) -> Counter[str]:
    """The letters of all that the file says, in whatever order: nothing invisible is lost either."""
    return Counter(_NO_LETTER.sub("", unquote(html.unescape(_text(document)))).casefold())


def _escapes(document: Document) -> Counter[bytes]:
    return Counter(_ESCAPE.findall(_uncoded(document)))


def _links(document: Document) -> Counter[Hashable]:
    return Counter((x.kind, x.image, x.target, " ".join(x.text.split()), x.label, x.tag) for x in document.links)


def _html(document: Document) -> Iterator[Hashable]:
    for tag in document.tags:
        yield tag.name, tag.closing, tuple(a[:2] for a in tag.attributes)
    yield from (comment.text for comment in document.comments)


# What would change, in words that follow "formatting would", and the facts that tell.
_FACTS: dict[str, Callable[[Document], object]] = {
    "change the front matter": lambda d: d.source[: d.front_matter.end],
    "change a formula": _formulas,
    "change a heading": lambda d: [(h.level, h.text, h.anchor) for h in d.headings],
    "change an anchor": lambda d: d.anchors,
    "change a link": _links,
    "change a link definition": lambda d: Counter((x.label, x.target, x.duplicate) for x in d.definitions),
    "close a code fence that nothing closes": lambda d: [s.closed for s in d.snippets],
    "change a code block": lambda d: [(s.language, s.info, s.code) for s in d.snippets],
    "change HTML": lambda d: Counter(_html(d)),
    "change an alert": lambda d: _ALERT.findall(_text(d)),
    "lose text, such as surplus cells of a table": _letters,
}
