"""Formatting: what changes, what must not, and what the guard does with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor import fix
from proctor.formatting import Formatted, document, guard, mask, style
from proctor.parse import parse
from proctor.probes import formatting

OPTIONS = dict(formatting.DEFAULTS)


def outcome(source: str | bytes, options: Mapping[str, Any] = OPTIONS) -> Formatted:
    source = source.encode() if isinstance(source, str) else source
    return next(iter(formatting.answers([(source, (), {**OPTIONS, **options})])))


def formatted(source: str, options: Mapping[str, Any] = OPTIONS) -> str:
    return fix.apply(source.encode(), outcome(source, options).edits).decode()


def reasons(source: str | bytes) -> list[str]:
    return [refused.reason for refused in outcome(source).refused]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# a #\ntext\n* b\n* c\n", "# a\n\ntext\n\n- b\n- c\n"),
        ("a\n===\n", "# a\n"),
        ("1. a\n1. b\n", "1. a\n2. b\n"),
        ("9) a\n9) b\n", "9) a\n10) b\n"),
        ("|a|b|\n|-|:-:|\n|中文|$x$|\n", "| a    |  b  |\n| ---- | :-: |\n| 中文 | $x$ |\n"),
        ("~~~js\na\n~~~\n", "```js\na\n```\n"),
        ("- a\n\n\n\n- b\n", "- a\n\n- b\n"),
        ("-   a\n\n    b\n", "- a\n\n  b\n"),
        ("- [x] a\n* * *\n", "- [x] a\n\n***\n"),
        ("\n\na\n\n\n\nb", "a\n\nb\n"),
    ],
)
def test_layout_becomes_regular(source: str, expected: str) -> None:
    assert formatted(source) == expected
    assert not outcome(expected).edits


@pytest.mark.parametrize(
    "text",
    [
        "$x_{i} * y_{i} * z$ 与 $\\gamma\\{a\\}$，\\[a_i\\] 和 \\(b*c*d\\)。\n",
        "a $$x$$ b\n\n$$\na\n  = b *c* d\n$$\n",
        "&lt;b&gt; &amp; &nbsp; 2 \\* 3 \\_ x_y_z C# # 1. *\n",
        "**粗体。**后面，__init__ 和 char *p，~~x，[x] y\n",
        "[a](#中文-锚点) [b](<a b.md> 'c') ![d*e*](中.png \"f\") [g](a_(b)_c)\n",
        "[a][b] ![c][b] [b]\n\n[b]: https://a.example/中_文 'T'\n[unused]: x\n",
        "[x](a.md) is no task\n\n- [x](b.md)\n",
        "> [!NOTE]\n> a\n\n> **Note**\n> b\n",
        "a  \nb\\\nc\n",
        "　　全角空格　\n",
        "`a`` b` `` ` `` `  c  `\n",
        "- a\n  <br>\n\n<details>\n<summary>b</summary>\n\nc\n\n</details>\n",
        "    indented\n\n- a\n\n      more\n",
        "# C#\n\n## a \\#\n",
        "a\n5. b\n    # c\n",
        "www.a.example https://a.example/b_c*d* <https://a.example/中>\n",
        "a[^1]\n\n[^1]: b\n[^2]: c\n\n      d\n\nText behind.[^2]\n\n[^unused]: c\n",
        "<!-- proctor: ignore broken-anchor: later -->\n\n[a](#b)\n",
        "\\$5 and $6, $$$\n",
    ],
)
def test_what_a_text_says_keeps_its_bytes(text: str) -> None:
    assert outcome(text) == Formatted((), ())


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("---\na:   1\n---\n", "# b\n* c\n", "# b\n\n- c\n"),
        ("\ufeff", "* a\n", "- a\n"),
        ("\ufeff---\na:   1\n---\n", "\n\n\n* a\n", "\n- a\n"),
    ],
)
def test_what_stands_before_the_text_stays(head: str, body: str, expected: str) -> None:
    assert formatted(head + body) == head + expected


def test_line_ends_stay_of_their_kind() -> None:
    assert formatted("* a\r\n* b\r\n") == "- a\r\n- b\r\n"
    assert formatted("* a\r\n* b\r\n* c\n") == "- a\r\n- b\r\n- c\r\n"


def test_edits_are_small() -> None:
    source = "# a\n\ntext\n\n* b\n\ntext\n"
    (edit,) = outcome(source).edits
    assert source[edit.span.start : edit.span.end] == "* b\n"


def test_options_are_followed() -> None:
    assert formatted("* a\n", {"bullets": "+"}) == "+ a\n"
    assert formatted("- a\n\n<!-- -->\n\n- b\n", {"bullets": "*"}) == "* a\n\n<!-- -->\n\n* b\n"
    assert formatted("1. a\n2. b\n", {"number": False}) == "1. a\n1. b\n"
    assert formatted("a b c d e f g h $x y z$ i\nj\n", {"wrap": 20}) == "a b c d e f g h\n$x y z$ i j\n"
    assert formatted("a\nb\n", {"wrap": "no"}) == "a b\n"


# The guard


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("$a_i$", "$a\\_i$", "change a formula"),
        ("a", "b", "lose text, such as surplus cells of a table"),
        ("| a | b |\n|-|-|\n| c | d | e |\n", "| a | b |\n|-|-|\n| c | d |\n", "lose text, such as surplus cells of a table"),
        ("[a]: b\n[c]: d\n", "[a]: b\n", "change a link definition"),
        ("a*b", "a\\*b", "add an escape to text that needs none now"),
        ("> [!NOTE]\n> a\n", "> \\[!NOTE\\]\n> a\n", "change an alert"),
        ("[a](中)", "[a](%E4%B8%AD)", "change a link"),
        ("# a\n", "## a\n", "change a heading"),
        ("```\na\n", "```\na\n```\n", "close a code fence that nothing closes"),
        ("```\na\n```\n", "```\na \n```\n", "change a code block"),
        ("<b>a</b>\n", "<i>a</i>\n", "change HTML"),
        ("---\na: b\n---\n", "---\na:  b\n---\n", "change the front matter"),
        ("- a\n- b\n", "- a\n\n- b\n", ""),  # judged by the tags: GitHub shows the paragraphs
        ("a\n\nb", "a\nb", "change the rendered page"),
        ("a **b**", "a __b__", ""),
    ],
)
def test_the_guard_sees_what_changes(old: str, new: str, reason: str) -> None:
    found = guard.difference(parse("", old.encode()), parse("", new.encode()))
    assert found == (reason or found)
    assert bool(found) == bool(reason) or (old, found) == ("- a\n- b\n", "change the rendered page")


def test_what_the_guard_refuses_stays_and_the_rest_is_formatted() -> None:
    table = "| a | b |\n|-|-|\n| c | d | surplus |\n"
    source = f"* a\n\n{table}\n* b\n"
    assert formatted(source) == f"- a\n\n{table}\n- b\n"
    assert reasons(source) == ["lose text, such as surplus cells of a table"]
    (refused,) = outcome(source).refused
    assert source[slice(*refused.span)] == "| a | b |"


def test_a_formula_over_several_blocks_stays() -> None:
    formula = "$$\na\n- b\n\n\n= c\n$$\n"
    source = f"* a\n\n{formula}\n* b\n"
    assert formula in formatted(source)
    assert formatted(source).startswith("- a\n")
    assert reasons(source) == ["change a formula"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"* a \xff\n", "change bytes that are no text"),
        (b"* a\0\n", "change bytes that are no text"),
        (b"* a\r* b\n", "change the meaning of its lone carriage returns"),
        ("* \U00100000\n".encode(), "mistake its private-use characters"),
        (b"* a\n" * (1 << 18) + b"b", "take too long: it is larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_formatted_is_left(source: bytes, reason: str) -> None:
    found = outcome(source)
    assert (found.edits, [r.reason for r in found.refused]) == ((), [reason])


def test_a_formatter_that_fails_or_wavers_changes_nothing() -> None:
    def fail(text: str) -> str:
        raise RecursionError

    turns = iter(range(100))
    assert document.formatted(b"a\n", (), fail).refused[0].reason == "fail (RecursionError)"
    wavering = document.formatted(b"a\n\nb\n", (), lambda text: "a\n\nb" + "\n" * (2 + next(turns) % 2))
    assert wavering.refused[0].reason == "give another result each time"


@pytest.mark.parametrize(
    "source",
    [
        b"> " * 3000 + b"a\n",
        b"- " * 3000 + b"a\n",
        b"*a " * 3000 + b"\n",
        b"[" * 3000 + b"\n",
        b"$$" * 3000 + b"\n",
        b"<b>" * 3000 + b"\n",
        b"| a " * 200 + b"|\n" + b"|-" * 200 + b"|\n" + b"| b\n" * 200,
        b"`" * 3001 + b"\n",
        b"[a]: b\n" * 3000,
        b"a\n\n" * 3000 + b"| a |\n|-|\n| b | c |\n",
    ],
)
def test_hostile_documents_end(source: bytes) -> None:
    found = outcome(source)
    new = fix.apply(source, found.edits)
    assert not guard.difference(parse("", source), parse("", new))


_PIECES = st.sampled_from(
    "* a|1. b|- [ ] c|# d|## e ##|> f|```|~~~|$x_i$|$$|**粗。**后|`g`|[h](i_j)|[k][l]|[l]: m|<b>n</b>|<details>|</details>"
    "|a  |\\*|&lt;|    o|| p | q ||  r|---|===|[^1]|[^1]: s|<!-- t -->|　u|v\\|*w*|__x__|https://y.z|![a](b)|\t- c".split("|")
)


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["\n", "\n\n", " ", "\n  ", "\n> "])), max_size=14))
def test_any_document_keeps_its_meaning_and_settles(pieces: list[tuple[str, str]]) -> None:
    source = "".join(text for pair in pieces for text in pair).encode()
    found = outcome(source)
    new = fix.apply(source, found.edits)
    assert not guard.difference(parse("", source), parse("", new))
    assert not outcome(new).edits


@given(st.text(st.sampled_from("ab *_`[]()<>!#-+1.|$\\&;:~^=\n中。\t"), max_size=60))
def test_any_text_keeps_its_meaning_and_settles(text: str) -> None:
    found = outcome(text)
    new = fix.apply(text.encode(), found.edits)
    assert not guard.difference(parse("", text.encode()), parse("", new))
    assert not outcome(new).edits


def test_masks_come_off_again() -> None:
    source = 'a $x$ `b` ![c](d) [e](f "g")\u3000\n\n[h]: i\n[j]: k\n'.encode()
    masked = mask.mask(parse("", source), 0)
    assert not any(piece in masked.text for piece in ("$x$", "`b`", "![c]", "[h]"))
    assert masked.pieces == ("$x$", "`b`", "![c](d)", 'f "g"', "\u3000", "[h]: i\n[j]: k")
    assert mask.unmask(masked.text, masked.pieces) == source.decode()


def test_a_wide_table_is_not_padded() -> None:
    long = "b" * style.WIDEST_TABLE
    assert formatted(f"|a|{long}|\n|:-|-|\n|c|d|\n") == f"| a | {long} |\n| :--- | --- |\n| c | d |\n"
