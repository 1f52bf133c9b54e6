"""Hypothesis strategies of Markdown: lines that a bank may hold, put together without much sense."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    ["a", "Closures", "梯度", "é", "x_1", "`code`", "*em*", "**strong**", "&amp;", "&eacute;", "\\*", "🚀", "$x$", "[", "]"]
)
TEXT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
PLACES = st.sampled_from(
    ["a.md", "#a", "<a b.md>", "a.md#x 'title'", "", "b(c).md", "a&amp;b.md", "a\\_b.md", "https://a.b/c?d=1", "梯.md"]
)
LINKS = st.one_of(
    st.builds("[{}]({})".format, TEXT, PLACES),
    st.builds("![{}]({})".format, TEXT, PLACES),
    st.builds("[{}][{}]".format, TEXT, st.sampled_from(["r", "R", "nope", "", "^1"])),
    st.sampled_from(["[r]", "<https://a.b/c>", "https://a.b/c(d).", "www.a.b;", "<a@b.c>", "[^1]", "[![i](p.png)](q.md)"]),
    st.sampled_from(['<a href="x.md" id=y>', "</a>", "<img src='p.png' srcset='a 1x, b 2x'>", "<!-- c -->", "<br>"]),
)
INLINE = st.lists(st.one_of(TEXT, LINKS), min_size=1, max_size=4).map(" ".join)
LINES = st.one_of(
    st.just(""),
    INLINE,
    st.builds(
        "{} {}".format, st.sampled_from(["#", "##", "###", "-", "*", "1.", ">", "> >", "- [ ]", "    ", "- #", "> #"]), INLINE
    ),
    st.builds("{} #".format, st.builds("## {}".format, INLINE)),
    st.sampled_from(
        ["===", "---", "```", "```python", "~~~", "> ```", "- ```", "[r]: a.md 'title'", "[r]: <b c>", "[^1]: note", "    code"]
    ),
    st.sampled_from(
        ["|a|b|", "|-|:-:|", "| [a](b) | c |", "<div>", "</div>", "<h2>Raw</h2>", "<details>", "<!--", "-->", "***", "$$", "\t- x"]
    ),
)
ENDINGS = st.sampled_from(["\n", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A whole document, with one kind of line ending."""
    lines = draw(st.lists(LINES, max_size=25))
    ending = draw(ENDINGS)
    head = draw(st.sampled_from(["", "", "\ufeff", f"---{ending}title: x{ending}---{ending}"]))
    return (head + ending.join(lines) + draw(st.sampled_from(["", ending]))).encode()
