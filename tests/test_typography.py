"""The rules on headings and typography beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import SHARED, MakeBank, judge

from proctor import fix, rules
from proctor.config import Config
from proctor.model import Context, Facts, Problem
from proctor.parse import parse

RULES = (
    "skipped-heading-level",
    "trailing-heading-space",
    "bare-url",
    "mixed-fullwidth-punctuation",
    "space-between-cjk-and-latin",
    "broken-emphasis",
)


def problems(rule: str, text: str | bytes) -> list[Problem]:
    loaded = rules.load(rule)
    source = text.encode() if isinstance(text, str) else text
    return list(loaded.check(parse("README.md", source), Context(None, loaded.options, {}, Facts())))


def said(rule: str, text: str) -> list[str]:
    return [text.encode()[slice(*p.span)].decode() for p in problems(rule, text)]


def fixed(rule: str, text: str, unsafe: bool = False) -> str:
    edits = [e for p in problems(rule, text) if unsafe or not p.unsafe for e in p.edits]
    return fix.apply(text.encode(), edits).decode()


def test_what_is_a_matter_of_taste_is_off() -> None:
    off = {"mixed-fullwidth-punctuation", "space-between-cjk-and-latin"}
    assert {name for name in RULES if not rules.load(name).default} == off
    assert {rules.load(name).severity for name in RULES} == {"warning"}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("### a\n\n# b\n\n## c\n", []),
        ("# a\n\n### b\n\n## c\n\n#### d\n", ["### b", "#### d"]),
        ("# a\n\n### b\n\n# c\n\n### d\n", ["### b"]),  # the same again
        ("a\n=\n\n### b ###\n", ["### b ###"]),
        ("<h1>a</h1>\n\n### b\n", ["### b"]),
        ("# a\n\n```\n### b\n```\n", []),
    ],
)
def test_skipped_levels(text: str, spans: Sequence[str]) -> None:
    assert said("skipped-heading-level", text) == spans


def test_what_is_skipped_again_and_again_is_one_finding() -> None:
    (found,) = problems("skipped-heading-level", "# a\n\n### b\n\n# c\n\n### d\n")
    assert "2 times" in found.message
    assert found.keys == ("b", "d")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("# a \n", "# a\n"),
        ("# a #\t\n", "# a #\n"),
        ("# a \r\nb\r\n", "# a\r\nb\r\n"),
        ("# a  ", "# a"),
        ("a \n=== \n", "a\n===\n"),
        ("> # a \n> b \n", "> # a\n> b \n"),
        ("- # a \n", "- # a\n"),
        ("##  \n", "##\n"),
        ("# a　\n", "# a　\n"),
        ("<h1>a</h1> \n", "<h1>a</h1> \n"),
        ("# `a` \n\n# [b](c) \n", "# `a`\n\n# [b](c)\n"),
    ],
)
def test_trailing_blanks(text: str, clean: str) -> None:
    assert fixed("trailing-heading-space", text) == clean
    assert not problems("trailing-heading-space", clean)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("See https://a.example/b_c.\n", "See <https://a.example/b_c>.\n"),
        ("(https://a.example/b)\n", "(<https://a.example/b>)\n"),
        ("www.a.example\n", "[www.a.example](http://www.a.example)\n"),
        ("| https://a.example |\n| - |\n", "| <https://a.example> |\n| - |\n"),
        ('<a href="https://a.example">https://a.example</a>\n', '<a href="https://a.example">https://a.example</a>\n'),
        ("[https://a.example](https://a.example)\n", "[https://a.example](https://a.example)\n"),
        ("[a](https://a.example “b”)\n", "[a](https://a.example “b”)\n"),
        ("`https://a.example` <https://a.example>\n", "`https://a.example` <https://a.example>\n"),
        ("https://a.example/b，再\n", "https://a.example/b，再\n"),  # the link changes: unsafe
    ],
)
def test_bare_urls(text: str, clean: str) -> None:
    assert fixed("bare-url", text) == clean


def test_a_url_that_runs_on_ends_where_the_sentence_goes_on() -> None:
    assert fixed("bare-url", "https://a.example/b，再\n", unsafe=True) == "<https://a.example/b>，再\n"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("**粗体。**后\n", "**粗体**。后\n"),
        ("**粗体：** 后\n", "**粗体：** 后\n"),
        ("前**“引用”**后\n", "前“**引用**”后\n"),
        ("前**“引用”**。\n", "前“**引用**”。\n"),
        ("**函数（function）**是\n", "**函数（function）** 是\n"),
        ("前**“引用”的**后\n", "前 **“引用”的**后\n"),
        ("**粗体。**后面**另一个**字\n", "**粗体**。后面**另一个**字\n"),  # CommonMark makes 后面 bold
        ("**한국어(Korean)**는\n", "**한국어(Korean)** 는\n"),
        ("**`代码`**后\n", "**`代码`** 后\n"),
        ("- **粗体。**后\n", "- **粗体**。后\n"),
        ("> a\n> **粗体。**后\n", "> a\n> **粗体**。后\n"),
        ("| **粗体。**后 |\n| - |\n", "| **粗体**。后 |\n| - |\n"),
        ("### **粗体。**后\n", "### **粗体**。后\n"),
        ("### **函数（f）**是\n", "### **函数（f）**是\n"),  # a space would change the anchor
        ("**粗体。**后 ** 单\n", "**粗体。**后 ** 单\n"),  # whose stars are whose is not certain
        ("2**10，3**2。后\n", "2**10，3**2。后\n"),
        ("\\**粗体。**后\n", "\\**粗体。**后\n"),
        ("$a**b。**后$ 与 `**粗体。**后`\n", "$a**b。**后$ 与 `**粗体。**后`\n"),
        ("** 粗体。 **后\n", "** 粗体。 **后\n"),
        ("**bold.**next\n", "**bold.**next\n"),  # no Chinese, Japanese or Korean
    ],
)
def test_broken_emphasis(text: str, clean: str) -> None:
    assert fixed("broken-emphasis", text) == clean
    if text != clean:
        assert not problems("broken-emphasis", clean)
        assert len(parse("", clean.encode()).strong) >= len(parse("", text.encode()).strong)


def test_a_heading_that_keeps_its_stars_is_reported_without_a_fix() -> None:
    assert [p.edits for p in problems("broken-emphasis", "### **函数（f）**是\n")] == [()]


@pytest.mark.parametrize("rule", ["space-between-cjk-and-latin", "mixed-fullwidth-punctuation"])
def test_names_that_others_repeat_are_not_rewritten(rule: str) -> None:
    text = "# 用HTTP获取,好\n\n- [用HTTP获取,好](#用http获取好)\n\n[用HTTP,好]: https://a.example\n\n[用HTTP,好]\n"
    assert problems(rule, text)
    assert fixed(rule, text) == text


def test_formulas_code_and_urls_are_no_text() -> None:
    text = "`用HTTP,用` $用x,用$ <https://a.example/用HTTP> https://a.example/用HTTP\n"
    assert not problems("space-between-cjk-and-latin", text)
    assert not problems("mixed-fullwidth-punctuation", text)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", [b"", b"\xff**\xe3\x80\x82**\xff", b"**" * 3000, "**。**后".encode() * 3000, b"# " * 3000])
def test_anything_is_judged(rule: str, text: bytes) -> None:
    for problem in problems(rule, text):
        assert 0 <= problem.span.start <= problem.span.end <= len(text)


@pytest.mark.parametrize("bank_name", sorted(p.name for p in (SHARED / "corpora").iterdir()) if SHARED.is_dir() else ["none"])
def test_fixing_real_banks_ends_and_keeps_anchors(bank_name: str, shared: object) -> None:
    for file in sorted((SHARED / "corpora" / bank_name).rglob("*.md"))[::4]:
        source = file.read_bytes()
        for rule in ("trailing-heading-space", "broken-emphasis", "bare-url"):
            new = fix.apply(source, [e for p in problems(rule, source) if not p.unsafe for e in p.edits])
            if new != source:
                assert parse("", new).anchors == parse("", source).anchors
                assert not [p for p in problems(rule, new) if p.edits and not p.unsafe]


def test_they_run_by_default(bank: MakeBank) -> None:
    root = bank({"README.md": "# a \n\n### b\n\nhttps://a.example\n\n**粗体。**后\n"})
    found = {f.rule for f in judge(root, config=Config()).findings}
    assert found >= {"skipped-heading-level", "trailing-heading-space", "bare-url", "broken-emphasis"}
