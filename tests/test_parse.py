"""Bytes -> Document: what each construct of Markdown becomes, and what holds for any bytes."""

from __future__ import annotations

import pytest

from proctor.model import Document
from proctor.parse import parse
from proctor.source import MOST_BYTES


def read(source: str | bytes) -> Document:
    return parse("README.md", source.encode() if isinstance(source, str) else source)


# Headings


def headings(source: str | bytes) -> list[tuple[int, str, str]]:
    return [(h.level, h.text, h.anchor) for h in read(source).headings]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A\n", [(1, "A", "a")]),
        ("###### A ######\n", [(6, "A", "a")]),
        ("####### A\n", []),
        ("#A\n", []),
        ("   # A\n", [(1, "A", "a")]),
        ("    # A\n", []),
        ("\\# A\n", []),
        ("# \n", [(1, "", "")]),
        ("A\n===\n", [(1, "A", "a")]),
        ("A\nB\n---\n", [(2, "A\nB", "ab")]),
        ("---\n", []),
        ("# *A* `b` [c](d.md) ![e](f.png)\n", [(1, "A b c ", "a-b-c-")]),
        ("# A &amp; B &#x41;\n", [(1, "A & B A", "a--b-a")]),
        ("# A <b>b</b> <!-- c -->\n", [(1, "A b ", "a-b-")]),
        ("# A\\_B\n", [(1, "A_B", "a_b")]),
        ("# A[^1]\n\n[^1]: note\n", [(1, "A1", "a1")]),
        ("# A {#own}\n", [(1, "A {#own}", "a-own")]),
        ("# $x$ and $$y$$\n", [(1, "$x$ and $$y$$", "x-and-y")]),
        ("- # A\n- ## B\n", [(1, "A", "a"), (2, "B", "b")]),
        ("> # A\n", [(1, "A", "a")]),
        ("- a\n  ## B\n", [(2, "B", "b")]),
        ("```\n# A\n```\n", []),
        ("<div>\n# A\n</div>\n", []),
        ("<div>\n\n# A\n\n</div>\n", [(1, "A", "a")]),
        ("<h2 align='center'>A <b>b</b></h2>\n", [(2, "A b", "a-b")]),
        ("<h2>\nA > B\n</h2>\n", [(2, "A > B", "a--b")]),
        ("# A\n<h1>A</h1>\n\n# A\n", [(1, "A", "a"), (1, "A", "a-1"), (1, "A", "a-2")]),
        ("<!-- # A -->\n", []),
        ("# A\r## B\r", [(1, "A", "a"), (2, "B", "b")]),
        ("# 第一章：概述\n", [(1, "第一章：概述", "第一章概述")]),
        ("\ufeff# A\n", [(1, "A", "a")]),
        ("---\ntitle: x\n---\n# A\n", [(1, "A", "a")]),
        (b"# A\xff\n", [(1, "A?", "a")]),
    ],
)
def test_headings(source: str | bytes, expected: list[tuple[int, str, str]]) -> None:
    assert headings(source) == expected


@pytest.mark.parametrize(
    ("source", "style", "content"),
    [
        ("## A b ##\n", "atx", "A b"),
        ("> ##  A\n", "atx", "A"),
        ("A *b*\n---\n", "setext", "A *b*"),
        ("#hash\n---\n", "setext", "#hash"),
        ('<h1 id="x>y">A</h1>\n', "html", "A"),
    ],
)
def test_content_of_a_heading(source: str, style: str, content: str) -> None:
    document = read(source)
    (heading,) = document.headings
    assert (heading.style, document.slice(heading.content)) == (style, content)


# Links


def links(source: str | bytes) -> list[tuple[str, str, str, str]]:
    return [(("!" if link.image else "") + link.kind, link.target, link.url, link.text) for link in read(source).links]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](b.md)", ("inline", "b.md", "b.md", "a")),
        ("[a](  b.md 'title' )", ("inline", "b.md", "b.md", "a")),
        ("[a](<b c.md>)", ("inline", "b c.md", "b c.md", "a")),
        ("[a](<>)", ("inline", "", "", "a")),
        ("[a]()", ("inline", "", "", "a")),
        ("[a](b(c)d.md)", ("inline", "b(c)d.md", "b(c)d.md", "a")),
        ("[a](b\\_c.md)", ("inline", "b\\_c.md", "b_c.md", "a")),
        ("[a](b&amp;c.md)", ("inline", "b&amp;c.md", "b&c.md", "a")),
        ("[a](梯度.md#下降)", ("inline", "梯度.md#下降", "梯度.md#下降", "a")),
        ("[a](b%20c.md)", ("inline", "b%20c.md", "b%20c.md", "a")),
        ("[a *b* `](`](c.md)", ("inline", "c.md", "c.md", "a b ](")),
        ("[a\\](x)](b.md)", ("inline", "b.md", "b.md", "a](x)")),
        ("[a [b]](c.md)", ("inline", "c.md", "c.md", "a [b]")),
        ("[](b.md)", ("inline", "b.md", "b.md", "")),
        ("[a](\nb.md\n)", ("inline", "b.md", "b.md", "a")),
        ("> [a](\n> b.md)", ("inline", "b.md", "b.md", "a")),
        ("![a *b*](c.png)", ("!inline", "c.png", "c.png", "a b")),
        ("[a][r]\n\n[r]: b.md 'title'", ("reference", "b.md", "b.md", "a")),
        ("[R][]\n\n[r]: <b c.md>", ("reference", "b c.md", "b c.md", "R")),
        ("[r]\n\n[r]:\n  b.md", ("reference", "b.md", "b.md", "r")),
        ("![r]\n\n[r]: b.png", ("!reference", "b.png", "b.png", "r")),
        ("<https://a.b/c>", ("autolink", "https://a.b/c", "https://a.b/c", "https://a.b/c")),
        ('<a href="b.md">c</a>', ("html", "b.md", "b.md", "")),
        ("<a href=b.md>c</a>", ("html", "b.md", "b.md", "")),
        ("<a class='x' HREF = ' b.md '>c</a>", ("html", " b.md ", "b.md", "")),
        ('<a href="b&amp;c">d</a>', ("html", "b&amp;c", "b&c", "")),
        ('<img alt="x" src="b.png"/>', ("!html", "b.png", "b.png", "x")),
        ("<video src=b.mp4></video>", ("html", "b.mp4", "b.mp4", "")),
    ],
)
def test_one_link(source: str, expected: tuple[str, str, str, str]) -> None:
    assert links(source) == [expected]


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("[![a](b.png)](c.md)", ["c.md", "b.png"]),
        ("[a](b.md) and [c](d.md)", ["b.md", "d.md"]),
        ("| [a](b.md) |\n|-|\n| [c](d.md) |", ["b.md", "d.md"]),
        ("- [a](b.md)\n  - [c](d.md)", ["b.md", "d.md"]),
        ("<img srcset='a.png 1x, b.png 2x'>", ["a.png", "b.png"]),
        ("<img srcset='a.png , b.png'>", ["a.png", "b.png"]),
        ("<picture><source srcset=a.png><img src=b.png></picture>", ["a.png", "b.png"]),
        ("<a href=x.md>[y](z.md)</a>", ["x.md", "z.md"]),
        ("`[a](b.md)`", []),
        ("```\n[a](b.md)\n```", []),
        ("<!-- [a](b.md) <a href=c> -->", []),
        ("\\[a](b.md)", []),
        ("[a] (b.md)", []),
        ("[a](b c.md)", []),
        ("<script><a href=b.md></script>", []),
        ("<a@b.org> mailto:a@b.org", []),
        ("x[^1]\n\n[^1]: [a](b.md)", ["b.md"]),
        ("x\n\n[^1]: [a](b.md)", []),
        ("- [x] [a](b.md)", ["b.md"]),
        ("$[a](b.md)$", ["b.md"]),
    ],
)
def test_targets(source: str, targets: list[str]) -> None:
    assert [link.target for link in read(source).links] == targets


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.b/c.", "https://a.b/c"),
        ("(https://a.b/c)", "https://a.b/c"),
        ("https://a.b/c(d)", "https://a.b/c(d)"),
        ("https://a.b/(c))", "https://a.b/(c)"),
        ("https://a.b/c&amp;", "https://a.b/c"),
        ("https://a.b/?x=1&y=2;", "https://a.b/?x=1&y=2"),
        ("https://a.b/c?!*_~'\"", "https://a.b/c"),
        ("https://a.b/c<br>", "https://a.b/c"),
        ("https://a.b/c，然后", "https://a.b/c，然后"),
        ("http://a.b", "http://a.b"),
        ("**https://a.b/c**", "https://a.b/c"),
        ("| https://a.b/c |\n|-|", "https://a.b/c"),
        ("www.a.b/c", "http://www.a.b/c"),
    ],
)
def test_bare_urls_end_as_github_ends_them(text: str, url: str) -> None:
    (link,) = read(text).links
    assert (link.kind, link.url) == ("bare", url)
    assert read(text).slice(link.destination) == link.target


@pytest.mark.parametrize(
    "text", ["xhttps://a.b", "https://", "https://a_b", "www.", "awww.a.b", "`https://a.b`", "[https://a.b](c)", "https://_a.b"]
)
def test_no_bare_url(text: str) -> None:
    assert [link for link in read(text).links if link.kind == "bare"] == []


# References


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[r]: a.md\n", [("r", "a.md", False)]),
        ("[r]: a.md\n[r]: b.md\n", [("r", "a.md", False), ("r", "b.md", True)]),
        ("[R]: a.md\n\ntext\n\n[r]: b.md 'c'\n", [("R", "a.md", False), ("R", "b.md 'c'", True)]),
        ("text\n[r]: a.md\n", []),
        ("```\n[r]: a.md\n```\n", []),
        ("[r]: a.md\n\n```\n[r]: b.md\n```\n", [("r", "a.md", False)]),
        ("[r]: a.md\n\ntext\n[r]: b.md\n", [("r", "a.md", False)]),
        ("> [r]: a.md\n", [("r", "a.md", False)]),
        ("- [r]: <a b.md>\n", [("r", "a b.md", False)]),
    ],
)
def test_definitions(source: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(d.label, d.target, d.duplicate) for d in read(source).definitions] == expected


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        ("[a][b]", ["b"]),
        ("![a][b]", ["b"]),
        ("[a][]", ["a"]),
        ("[a]", []),
        ("[a][b]\n\n[B]: c.md", []),
        ("[a][b]\n\n```\n[b]: c.md\n```", ["b"]),
        ("m[i][j]", []),
        ("f(x)[i][j] and m[0][1]", []),
        ("see [the paper][x] and [more][y]", ["x", "y"]),
        ("`[a][b]`", []),
        ("[`a`][b]", ["b"]),
        ("[**a**][b]", ["b"]),
        ("[![i](p.png)][b]", ["b"]),
        ("[a][link](c.md)", []),
        ("[a][^1]", []),
        ("\\[a][b]", []),
        ("\\\\[a][b]", ["b"]),
        ("[a\\]b][c]", ["c"]),
        ("<div>\n[a][b]\n</div>", []),
        ("```\n[a][b]\n```", []),
        ("| [a][b] |\n|-|\n| [c][d] |", ["b", "d"]),
        ("[a\nb][c]", ["c"]),
        ("[a] [b]", []),
        ("[a][b][c]\n\n[c]: d.md", []),
    ],
)
def test_undefined_references(source: str, labels: list[str]) -> None:
    document = read(source)
    assert [u.label for u in document.undefined] == labels
    assert all(document.slice(u.span).startswith("![" if u.image else "[") for u in document.undefined)


# Raw HTML, code and the rest


@pytest.mark.parametrize(
    ("source", "anchors"),
    [
        ('<a id="A"></a>', {"A"}),
        ("<a name=b></a> <div id='c'>", {"b", "c"}),
        ("# A\n# A\n", {"a", "a-1"}),
        ("`<a id=x>`", set()),
        ("<!-- <a id=x> -->", set()),
        ("```html\n<a id=x>\n```", set()),
        ("x[^n]\n\n[^n]: note", {"fn-n", "fnref-n"}),
        ("<a id=''></a>", set()),
    ],
)
def test_anchors(source: str, anchors: set[str]) -> None:
    assert read(source).anchors == anchors


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("```python\nx = 1\n```\n", ("python", "x = 1\n", True, True)),
        ("~~~ JS title='a'\nx\n~~~\n", ("js", "x\n", True, True)),
        ("```{python}\nx\n```\n", ("", "x\n", True, True)),
        ("````\n```\n````\n", ("", "```\n", True, True)),
        ("```\nx\n", ("", "x\n", True, False)),
        ("```\nx", ("", "x", True, False)),
        ("```\n", ("", "", True, False)),
        ("````\nx\n```\n", ("", "x\n```\n", True, False)),
        ("```\nx\n~~~\n", ("", "x\n~~~\n", True, False)),
        ("- ```c\n  x\n  ```\n", ("c", "x\n", True, True)),
        ("- ```c\n  x\n\ny\n", ("c", "x\n\n", True, False)),
        ("> ```c\n> x\n\ny\n", ("c", "x\n", True, False)),
        ("> ```c\n> x\n> ```\n", ("c", "x\n", True, True)),
        ("    x\n    y\n", ("", "x\ny\n", False, True)),
        ("```c\r\nx\r\n```\r\n", ("c", "x\r\n", True, True)),
        ("   ```c\n   x\n   ```\n", ("c", "x\n", True, True)),
    ],
)
def test_snippets(source: str, expected: tuple[str, str, bool, bool]) -> None:
    (snippet,) = read(source).snippets
    code = snippet.code.replace("\r\n", "\n") if "\r" not in expected[1] else snippet.code
    wanted = expected if "\r" in snippet.code else (expected[0], expected[1].replace("\r\n", "\n"), *expected[2:])
    assert (snippet.language, code, snippet.fenced, snippet.closed) == wanted


@pytest.mark.parametrize(
    ("source", "front"),
    [
        ("---\ntitle: x\n---\ny\n", "---\ntitle: x\n---\n"),
        ("\ufeff---\ntitle: x\n---\ny\n", "---\ntitle: x\n---\n"),
        ("---\r\ntitle: x\r\n---\r\ny\r\n", "---\r\ntitle: x\r\n---\r\n"),
        ("---\n# note\n---\n", "---\n# note\n---\n"),
        ("---\n\ntext\n\n---\n", ""),
        ("---\ntitle: x\n", ""),
        ("\n---\ntitle: x\n---\n", ""),
        ("x\n---\ntitle: x\n---\n", ""),
    ],
)
def test_front_matter(source: str, front: str) -> None:
    document = read(source)
    assert document.slice(document.front_matter) == front
    assert all(h.span.start >= document.front_matter.end for h in document.headings)


@pytest.mark.parametrize(
    ("source", "bad"),
    [(b"a", ()), (b"a\0b", (1,)), (b"ab\xffc", (2,)), (b"\xc3\xa9\xe9", (2,)), (b"\0\xff", (0, 1)), ("\ufeffé".encode(), ())],
)
def test_bad_bytes(source: bytes, bad: tuple[int, ...]) -> None:
    assert read(source).bad_bytes == bad


def test_offsets_hold_behind_bytes_that_are_no_text() -> None:
    document = read(b"\xff\xfe [a](b.md) \x80\n\n# H\xff\xffx\n")
    assert document.slice(document.links[0].destination) == "b.md"
    assert document.source[document.headings[0].content.start :] == b"H\xff\xffx\n"


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("$a_1$", [""]),
        ("$$\n\\frac{1}{2}\n$$", [""]),
        ("costs $5 and $6", []),
        ("`$a$`", []),
        ("```\n$a$\n```", []),
        ("$\\frac{1}{n$", ["1 `{` is never closed"]),
        ("$$\\begin{a}$$", ["`\\begin{a}` is never ended"]),
        ("\\$a$ b", []),
    ],
)
def test_formulas(source: str, problems: list[str]) -> None:
    assert [f.problem for f in read(source).formulas] == problems


def test_comments_and_tags() -> None:
    document = read("<!-- one -->\n\ntext <!-- two --> <br/>\n\n<details open>\n<summary>x</summary>\n")
    assert [c.text for c in document.comments] == [" one ", " two "]
    assert [(t.name, t.closing, t.void) for t in document.tags] == [
        ("br", False, True),
        ("details", False, False),
        ("summary", False, False),
        ("summary", True, False),
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<details>\n<summary>What is `a`?</summary>\n\nb\n\n</details>\n", [("What is a?", "b", -1)]),
        ("<details open>\n<summary><b>R&amp;D\n [x](y)</b></summary>b</details>\n", [("R&D x", "b", -1)]),
        ("<details>a</details>\n", [("", "a", -1)]),
        ("<details><summary>a</summary>b<details><summary>c</summary>d</details></details>\n", [("a", "b", -1), ("c", "d", 0)]),
        ("<details><summary>a</summary>b\n\n<details><summary>c</summary>d</details>\n", [("a", "b", -1), ("c", "d", -1)]),
        ("<details><summary>a</summary>b", [("a", "b", -1)]),
        ("</details><summary>a</summary>b", []),
        ("<details><summary>a", [("", "a", -1)]),
        ("`<details>` and <!-- <details> -->", []),
    ],
)
def test_details(source: str, found: list[tuple[str, str, int]]) -> None:
    document = read(source)
    bodies = [document.slice(details.body).split("<details")[0].strip() for details in document.details]
    assert [(d.text, body, d.outer) for d, body in zip(document.details, bodies, strict=True)] == found


def test_many_open_details_take_no_long() -> None:
    document = read("<details><summary>a</summary>\n\n" * 20_000)
    assert len(document.details) == 20_000 and {details.outer for details in document.details} == {-1}


def test_a_huge_file_is_not_parsed() -> None:
    document = read(b"# A\n" * (MOST_BYTES // 4 + 1))
    assert not document.headings and not document.blocks
