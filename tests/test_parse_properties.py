"""What holds for every document: spans slice back, nothing crashes, and another parser reads the same."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_text import documents

from proctor.model import Document, Heading, Link, Span
from proctor.parse import parse


def read(source: str | bytes) -> Document:
    return parse("README.md", source.encode() if isinstance(source, str) else source)


def check_spans(document: Document) -> None:
    """Every span lies in the file and slices back to what it is said to be."""
    size = len(document.source)
    parts: list[Span] = [
        *(x.span for group in (document.headings, document.links, document.definitions, document.undefined) for x in group),
        *(x.span for group in (document.snippets, document.blocks, document.tags, document.comments) for x in group),
        *(x.span for x in document.formulas),
        *(*document.prose, *document.strong, *document.emphasis, *document.code_spans),
        *(x.content for x in document.headings),
        *(x.content for x in document.blocks),
        *(x.destination for x in document.links),
        *(span for x in document.details for span in (x.span, x.summary, x.body)),
    ]
    assert all(0 <= s.start <= s.end <= size for s in parts)
    check_links(document)
    check_headings(document.headings, document.anchors)
    check_blocks(document)
    check_details(document)
    for spans in (document.prose, document.code_spans, document.strong, document.emphasis):
        assert list(spans) == sorted(spans)


def check_links(document: Document) -> None:
    for link in document.links:
        assert document.slice(link.destination) == link.target
        if link.kind != "reference":
            assert link.span.start <= link.destination.start <= link.destination.end <= link.span.end
    assert [link.span for link in document.links] == sorted(link.span for link in document.links)


def check_headings(found: tuple[Heading, ...], anchors: frozenset[str]) -> None:
    for heading in found:
        assert heading.span.start <= heading.content.start <= heading.content.end <= heading.span.end
        assert heading.anchor in anchors
    assert len({h.anchor for h in found}) == len(found)


def check_blocks(document: Document) -> None:
    for place, block in enumerate(document.blocks):
        assert -1 <= block.parent < place
        if block.parent >= 0:
            outer = document.blocks[block.parent].span
            assert outer.start <= block.span.start and block.span.end <= outer.end
    starts = [block.span.start for block in document.blocks]
    assert starts == sorted(starts)
    kinds = [(kind, place) for kind, places in document.kinds.items() for place in places]
    assert sorted(kinds, key=lambda x: x[1]) == [(block.kind, place) for place, block in enumerate(document.blocks)]
    children = [(parent, place) for parent, places in document.children.items() for place in places]
    assert sorted(children, key=lambda x: x[1]) == [(block.parent, place) for place, block in enumerate(document.blocks)]
    assert all(list(places) == sorted(places) for places in (*document.kinds.values(), *document.children.values()))


def check_details(document: Document) -> None:
    for place, details in enumerate(document.details):
        assert -1 <= details.outer < place
        assert details.span.start <= details.summary.start and details.body.end <= details.span.end
        assert details.text == " ".join(details.text.split())


@given(st.binary(max_size=400))
def test_any_bytes_parse(source: bytes) -> None:
    check_spans(read(source))


@given(st.text(alphabet="#*_`~[]()<>!&;:|-=+$\\/\"' \t\r\n0a.é梯^x{}", max_size=120))
def test_any_marks_parse(source: str) -> None:
    check_spans(read(source))


@given(documents())
def test_any_document_parses(source: bytes) -> None:
    check_spans(read(source))


def essence(source: bytes) -> tuple[list[tuple[int, str]], frozenset[str], list[tuple[str, str]]]:
    def flat(link: Link) -> tuple[str, str]:
        return link.kind, " ".join(link.target.split())

    document = read(source)
    return [(h.level, h.text) for h in document.headings], document.anchors, [flat(link) for link in document.links]


@given(documents())
def test_line_endings_change_nothing(source: bytes) -> None:
    plain = source.replace(b"\r\n", b"\n")
    assert essence(plain) == essence(plain.replace(b"\n", b"\r\n"))


@given(documents())
def test_another_parser_finds_the_same(source: bytes) -> None:
    """CommonMark only: footnotes, front matter and a byte-order mark are no part of it."""
    markdown_it = pytest.importorskip("markdown_it")
    text = source.decode().replace("\r\n", "\n")
    if text.startswith(("---", "\ufeff")) or "[^1]" in text:
        return
    theirs_headings, theirs_links = [], []
    for token in markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        if token.type == "heading_open":
            theirs_headings.append((int(token.tag[1]), token.map[0]))
        for piece in token.children or ():
            theirs_links += [piece.attrs[name] for name in ("href", "src") if name in piece.attrs]
    document = read(text)
    ours = [(h.level, document.source.count(b"\n", 0, h.span.start)) for h in document.headings if h.style != "html"]
    urls = [link.url for link in document.links if link.kind not in ("html", "bare")]
    assert ours == theirs_headings
    assert sorted(map(unquote, urls)) == sorted(unquote(url) for url in theirs_links if not url.startswith("mailto:"))
