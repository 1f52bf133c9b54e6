"""Tables of contents: what counts as one, what is wrong with it, and repairs that look like its author's own hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor import engine, fix
from proctor.bank import Bank, repository
from proctor.config import Config
from proctor.contents import contents
from proctor.model import Finding
from proctor.numbering import Numbered, slips
from proctor.parse import parse
from proctor.tree import Overlay, WorkTree

OWN = "https://github.com/acme/bank/blob/main/README.md"
ABC = "\n## Alpha\n\n## Beta\n\n## Gamma\n\n## Delta\n"


class Desk:
    """One document, judged by some rules."""

    def __init__(self, root: Path, text: str, rules: tuple[str, ...] = ("toc",)) -> None:
        self.tree = WorkTree(str(root))
        self.source = text.encode()
        self.rules = rules

    def find(self, changed: Mapping[str, bytes]) -> list[Finding]:
        tree = Overlay(self.tree, {"README.md": self.source, **changed})
        bank, _ = engine.read_bank(tree, Config(), "acme/bank")
        return list(engine.run(bank, Config(), engine.Request(select=self.rules)).findings)

    def said(self) -> list[tuple[str, str]]:
        """Each finding's rule and the source that it marks."""
        return [(f.rule, self.source[f.problem.span.start : f.problem.span.end].decode()) for f in self.find({})]

    def fixed(self) -> str:
        """The document once repaired; repairing it again changes nothing."""
        changed, _ = fix.to_fixpoint({"README.md": self.source}, self.find)
        again, count = fix.to_fixpoint(
            {"README.md": changed["README.md"]} if changed else {}, lambda c: self.find({**changed, **c})
        )
        assert (again, count) == ({}, {})
        return changed.get("README.md", self.source).decode()


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    return lambda text, *rules: Desk(tmp_path, text, rules or ("toc",))


def tables(root: Path, text: str) -> list[tuple[str, list[str]]]:
    """The style of each table of contents of a text, and its entries."""
    document = parse("README.md", text.encode())
    tree = Overlay(WorkTree(str(root)), {"README.md": document.source})
    bank = Bank({"README.md": document}, tree, repository({}, "acme/bank"))
    return [(table.style, [e.text for e in table.entries]) for table in contents(document, bank)]


RECOGNISED = {
    "list": "- [Alpha](#alpha)\n- [Beta](#beta)\n",
    "nested list": "1. [Alpha](#alpha)\n   - [Beta](#beta)\n",
    "quoted list": "> - [Alpha](#alpha)\n> - [Beta](#beta)\n",
    "marked list": "- **1. [Alpha](#alpha)**\n- [x] [Beta](#beta): the second\n",
    "lines": "[Alpha](#alpha)\n\n[Beta](#beta)\n",
    "own addresses": f"[Alpha]({OWN}#alpha)\n\n[Beta](README.md#beta)\n",
    "broken lines": "[Alpha](#alpha)<br>\n[Beta](#beta)  \n",
    "table": "| # | Title |\n|---|---|\n| 1 | [Alpha](#alpha) |\n| 2 | [Beta](#beta) |\n",
    "html": '<ul>\n<li><a href="#alpha"><b>Alpha</b></a></li>\n<li><a href="#beta">Beta</a></li>\n</ul>\n',
    "generated": "<!-- START doctoc -->\n**Table of Contents**\n\n- [Alpha](#alpha)\n- [Beta](#beta)\n\n<!-- END doctoc -->\n",
    "reference": "- [Alpha][a]\n- [Beta][b]\n\n[a]: #alpha\n[b]: #beta\n",
}


@pytest.mark.parametrize("text", RECOGNISED.values(), ids=RECOGNISED.keys())
def test_a_table_is_recognised_in_every_form(text: str, tmp_path: Path) -> None:
    [(style, entries)] = tables(tmp_path, text + ABC)
    assert entries == ["Alpha", "Beta"]
    assert style in ("list", "lines", "table", "html")


NO_TABLE = {
    "prose": "See [Alpha](#alpha) and [Beta](#beta).\n",
    "sentences": "- First read [Alpha](#alpha).\n- Then comes [Beta](#beta).\n",
    "index of files": "- [One](one.md#alpha)\n- [Two](two.md)\n- [Alpha](#alpha)\n- [Three](three.md)\n- [Four](four.md)\n",
    "one place": "- [Alpha](#alpha)\n- [Top](#alpha)\n",
    "pictures": "![Alpha](#alpha)\n\n![Beta](#beta)\n",
}


@pytest.mark.parametrize("text", NO_TABLE.values(), ids=NO_TABLE.keys())
def test_other_links_are_no_table(text: str, tmp_path: Path) -> None:
    assert tables(tmp_path, text + ABC) == []


# A table without Beta, and what its author would have written.
MISSING = {
    "list": ("* [Alpha](#alpha)\n{}* [Gamma](#gamma)\n* [Delta](#delta)\n", "* [Beta](#beta)\n"),
    "emphasis": ("- **[Alpha](#alpha)**\n{}- **[Gamma](#gamma)**\n- **[Delta](#delta)**\n", "- **[Beta](#beta)**\n"),
    "bold text": ("- [**Alpha**](#alpha)\n{}- [**Gamma**](#gamma)\n- [**Delta**](#delta)\n", "- [**Beta**](#beta)\n"),
    "lazy numbers": ("1. [Alpha](#alpha)\n{}1. [Gamma](#gamma)\n1. [Delta](#delta)\n", "1. [Beta](#beta)\n"),
    "left number": ("1. [Alpha](#alpha)\n{}3. [Gamma](#gamma)\n4. [Delta](#delta)\n", "2. [Beta](#beta)\n"),
    "lines": (f"[Alpha]({OWN}#alpha)\n\n{{}}[Gamma]({OWN}#gamma)\n\n[Delta]({OWN}#delta)\n", f"[Beta]({OWN}#beta)\n\n"),
    "windows": ("- [Alpha](#alpha)\r\n{}- [Gamma](#gamma)\r\n- [Delta](#delta)\r\n", "- [Beta](#beta)\r\n"),
    "table": (
        "| No. | Title |\n|--|--|\n| 1 | [Alpha](#alpha) |\n{}| 3 | [Gamma](#gamma) |\n| 4 | [Delta](#delta) |\n",
        "| 2 | [Beta](#beta) |\n",
    ),
    "html": (
        '<div>\n<a href="#alpha">Alpha</a><br>\n{}<a href="#gamma">Gamma</a><br>\n<a href="#delta">Delta</a><br>\n</div>\n',
        '<a href="#beta">Beta</a><br>\n',
    ),
    "quoted": ("> - [Alpha](#alpha)\n{}> - [Gamma](#gamma)\n> - [Delta](#delta)\n", "> - [Beta](#beta)\n"),
}


@pytest.mark.parametrize(("table", "entry"), MISSING.values(), ids=MISSING.keys())
def test_a_missing_heading_gets_an_entry_in_the_style_of_its_author(table: str, entry: str, desk: Callable[..., Desk]) -> None:
    here = desk(table.format("") + ABC)
    assert here.said() == [("toc-missing-heading", "Beta")]
    assert here.fixed() == table.format(entry) + ABC


def test_numbers_behind_a_new_entry_move_on(desk: Callable[..., Desk]) -> None:
    here = desk("1. [Alpha](#alpha)\n2. [Gamma](#gamma)\n3. [Delta](#delta)\n" + ABC)
    assert here.fixed() == "1. [Alpha](#alpha)\n2. [Beta](#beta)\n3. [Gamma](#gamma)\n4. [Delta](#delta)\n" + ABC


def test_many_new_headings_come_in_one_pass(desk: Callable[..., Desk]) -> None:
    names = [f"T{n}" for n in range(200)]
    body = "".join(f"\n## {name}\n" for name in names)
    table = "".join(f"- [{name}](#{name.lower()})\n" for name in names)
    some = "".join(line + "\n" for line in table.splitlines()[:150])
    here = desk(some + body)
    assert len(here.said()) == 50
    assert here.fixed() == table + body


def test_a_nested_entry_keeps_its_place_and_depth(desk: Callable[..., Desk]) -> None:
    body = "\n## A\n\n### A1\n\n### A2\n\n## B\n\n### B1\n\n## C\n"
    table = "- [A](#a)\n  - [A1](#a1)\n  - [A2](#a2)\n- [B](#b)\n  - [B1](#b1)\n- [C](#c)\n"
    for line in ("  - [A2](#a2)\n", "  - [B1](#b1)\n", "- [C](#c)\n"):
        assert desk(table.replace(line, "") + body).fixed() == table + body


def test_new_text_is_safe_in_a_link(desk: Callable[..., Desk]) -> None:
    table = "| Title |\n|--|\n| [Alpha](#alpha) |\n| [Gamma](#gamma) |\n| [Delta](#delta) |\n"
    body = "\n## Alpha\n\n## Gamma\n\n## Delta\n\n## What is `a|b` and c[0] *really*?\n"
    new = r"| [What is a\|b and c\[0\] really?](#what-is-ab-and-c0-really) |"
    assert desk(table + body).fixed() == table + new + "\n" + body


def test_author_s_own_anchors_and_ornaments_are_kept_to(desk: Callable[..., Desk]) -> None:
    body = "".join(f'\n## ⬆ <a name="x{n}"></a>Title {n}:\n' for n in "123456")
    table = "".join(f"- [Title {n}](#x{n})\n" for n in "123456")
    assert desk(table.replace("- [Title 4](#x4)\n", "") + body).fixed() == table + body


def test_a_space_that_breaks_an_entry_goes(desk: Callable[..., Desk]) -> None:
    table = "- [Alpha](#alpha)\n- [Beta] (#beta)\n- [Gamma](#gamma)\n- [Delta](#delta)\n"
    assert desk(table + ABC).fixed() == table.replace("] (", "](") + ABC


QUIET = {
    "selective": "- [Alpha](#alpha)\n- [Delta](#delta)\n" + ABC,
    "of its section": "# One\n\n- [A](#a)\n- [B](#b)\n- [C](#c)\n\n## A\n\n## B\n\n## C\n\n# Two\n\n## D\n",
    "one level": "- [Alpha](#alpha)\n- [Beta](#beta)\n- [Gamma](#gamma)\n- [Delta](#delta)\n" + ABC + "\n### Deep\n",
    "sections above": "## Preface\n\n## Contents\n\n- [Alpha](#alpha)\n- [Beta](#beta)\n- [Gamma](#gamma)\n- [Delta](#delta)\n"
    + ABC,
    "by text only": "- [Alpha](#alpha)\n- Beta\n- [Gamma](#gamma)\n- [Delta](#delta)\n" + ABC,
    "broken entry": "- [Alpha](#alpha)\n- [Second](#bata)\n- [Gamma](#gamma)\n- [Delta](#delta)\n" + ABC,
    "left out": "- [Alpha](#alpha)\n- [Beta](#beta)\n- [Gamma](#gamma)\n- [Delta](#delta)\n"
    + ABC
    + "\n## Notes <!-- omit in toc -->\n",
    "only numbered": "- [1. A](#1-a)\n- [2. B](#2-b)\n- [3. C](#3-c)\n\n## 1. A\n\n## 2. B\n\n## 3. C\n\n## Licence\n",
    "listed elsewhere": "- [A](#a)\n- [B](#b)\n- [C](#c)\n\n## Links\n\n- [D](#d)\n- [out](x.md)\n\n## A\n\n## B\n\n## C\n\n## D\n",
    "numbers left out": "- [A](#1-a)\n- [B](#2-b)\n- [C](#3-c)\n\n## 1. A\n\n## 2. B\n\n## 3. C\n",
    "words of its own": "- [First](#alpha)\n- [Next](#beta)\n- [Then](#gamma)\n- [Last](#delta)\n" + ABC,
    "other order": "- [Delta](#delta)\n- [Gamma](#gamma)\n- [Beta](#beta)\n- [Alpha](#alpha)\n" + ABC,
    "see also": "## A\n\n## B\n\n## C\n\nSee also\n\n- [C](#c)\n- [A](#a)\n- [E](#e)\n\n## D\n\n## E\n",
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET.keys())
def test_a_table_that_is_right_or_meant_so_is_left_alone(text: str, desk: Callable[..., Desk]) -> None:
    assert desk(text).said() == []


def test_the_seed_s_table_lists_what_it_means_to(shared: Path, desk: Callable[..., Desk]) -> None:
    text = (shared / "seed" / "seed.md").read_text(encoding="utf-8")
    assert (
        desk(text.replace("iphyer/MLE_Interview_Preparation/blob/main/ML_Basic.md", "acme/bank/blob/main/README.md")).said() == []
    )


STALE = {
    "word": ("- [Alpha](#alpha)\n- [Beta old](#beta)\n- [Gamma](#gamma)\n", "Beta old", "Beta"),
    "number": ("- [Alpha](#alpha)\n- [2. Beat](#beta)\n- [Gamma](#gamma)\n- [Delta](#delta)\n", "2. Beat", "Beta"),
    "marks": ("- [Alpha](#alpha)\n- [`Bet`](#beta)\n- [Gamma](#gamma)\n", "`Bet`", "Beta"),
    "reference": ("- [Alpha](#alpha)\n- [Bet][b]\n- [Gamma](#gamma)\n\n[b]: #beta\n", "Bet", "Beta"),
}


@pytest.mark.parametrize(("table", "old", "new"), STALE.values(), ids=STALE.keys())
def test_a_stale_text_becomes_its_heading_s(table: str, old: str, new: str, desk: Callable[..., Desk]) -> None:
    here = desk(table + ABC, "toc-stale-text")
    assert here.said() == [("toc-stale-text", old)]
    assert here.fixed() == table.replace(f"[{old}]", f"[{new}]") + ABC


def test_numbers_of_the_table_itself_stay(desk: Callable[..., Desk]) -> None:
    table = "- [1. Alpha](#alpha)\n- [2. Bet](#beta)\n- [3. Gamma](#gamma)\n- [4. Delta](#delta)\n"
    assert desk(table + ABC).fixed() == table.replace("2. Bet", "2. Beta") + ABC


ORDER = {
    "list": ("- [B](#b)\n- [A](#a)\n- [C](#c)\n- [D](#d)\n- [E](#e)\n", "- [A](#a)\n- [B](#b)\n- [C](#c)\n- [D](#d)\n- [E](#e)\n"),
    "numbers": (
        "1. [A](#a)\n2. [C](#c)\n3. [B](#b)\n4. [D](#d)\n5. [E](#e)\n",
        "1. [A](#a)\n2. [B](#b)\n3. [C](#c)\n4. [D](#d)\n5. [E](#e)\n",
    ),
    "lines": ("[A](#a)\n\n[E](#e)\n\n[B](#b)\n\n[C](#c)\n\n[D](#d)\n", "[A](#a)\n\n[B](#b)\n\n[C](#c)\n\n[D](#d)\n\n[E](#e)\n"),
    "table": (
        "|n|t|\n|-|-|\n| 1 | [B](#b) |\n| 2 | [A](#a) |\n| 3 | [C](#c) |\n| 4 | [D](#d) |\n| 5 | [E](#e) |\n",
        "|n|t|\n|-|-|\n| 1 | [A](#a) |\n| 2 | [B](#b) |\n| 3 | [C](#c) |\n| 4 | [D](#d) |\n| 5 | [E](#e) |\n",
    ),
}


@pytest.mark.parametrize(("table", "wanted"), ORDER.values(), ids=ORDER.keys())
def test_an_entry_out_of_order_moves(table: str, wanted: str, desk: Callable[..., Desk]) -> None:
    body = "\n## A\n\n## B\n\n## C\n\n## D\n\n## E\n"
    here = desk(table + body)
    assert [rule for rule, _ in here.said()] == ["toc-order"]
    assert here.fixed() == wanted + body


def test_what_is_nested_moves_with_its_entry(desk: Callable[..., Desk]) -> None:
    body = "".join(f"\n## {name}\n" for name in "ABCDE").replace("## B\n", "## B\n\n### B1\n\n### B2\n")
    moved, rest = "- [B](#b)\n  - [B1](#b1)\n  - [B2](#b2)\n", "- [C](#c)\n- [D](#d)\n- [E](#e)\n"
    here = desk(f"- [A](#a)\n{rest}{moved}" + body)
    assert here.said() == [("toc-order", "[B](#b)")]
    assert here.fixed() == f"- [A](#a)\n{moved}{rest}" + body


WORDS = st.text(st.sampled_from("ab1. `*_[]|<>&\\!é中🎉:#()-"), min_size=1, max_size=9)


@given(titles=st.lists(WORDS, min_size=4, max_size=9), data=st.data())
def test_repairs_come_to_an_end_and_break_no_link(titles: list[str], data: st.DataObject, nowhere: Path) -> None:
    body = "".join(f"\n{'#' * data.draw(st.integers(2, 3))} {title}\n" for title in titles)
    headings = parse("README.md", body.encode()).headings
    order = data.draw(st.permutations(range(len(headings)))) if data.draw(st.booleans()) else range(len(headings))
    mark = data.draw(st.sampled_from(["- ", "1. ", "  * ", "| "]))
    end = " |\n" if mark == "| " else "\n"
    lines = [f"{mark}[{data.draw(st.sampled_from([titles[0], 'x', 'Title']))}](#{headings[n].anchor}){end}" for n in order]
    kept = [line for line in lines if data.draw(st.integers(0, 4))]
    text = ("| t |\n|---|\n" if mark == "| " else "") + "".join(kept) + body
    here = Desk(nowhere, text)
    broken = len(Desk(nowhere, text, ("broken-anchor",)).said())
    fixed = here.fixed()
    assert len(Desk(nowhere, fixed, ("broken-anchor",)).said()) <= broken
    assert fixed.endswith(body)


SLIPS = {
    "gap": ([1, 2, 4, 5, 6], ["expected 3 after 2, found 4"]),
    "repeat": ([1, 2, 2, 3, 4], ["expected 3 after 2, found 2"]),
    "repeat of two": ([66, 66], ["expected 67 after 66, found 66"]),
    "exchange": ([1, 2, 4, 3, 5], ["expected 3 after 2, found 4"]),
    "typing error": ([1, 2, 3, 40, 5, 6], ["expected 4 after 3, found 40"]),
    "two gaps": ([1, 2, 3, 5, 6, 7, 9, 10], ["expected 4 after 3, found 5", "expected 8 after 7, found 9"]),
    "late start": ([7, 8, 10, 11], ["expected 9 after 8, found 10"]),
    "from zero": ([0, 1, 3], ["expected 2 after 1, found 3"]),
    "in order": ([1, 2, 3], []),
    "again": ([1, 2, 3, 1, 2, 3], []),
    "no count": ([1, 15, 88, 121], []),
    "downwards": ([10, 9, 8, 7], []),
    "all the same": ([1, 1, 1, 1], []),
    "too few": ([1, 3], []),
    "jump": ([1, 2, 10], []),
}


@pytest.mark.parametrize(("numbers", "wanted"), SLIPS.values(), ids=SLIPS.keys())
def test_one_mistake_is_one_slip(numbers: list[int], wanted: list[str]) -> None:
    found = slips([Numbered(n, False) for n in numbers])
    assert [f"expected {s.expected} after {s.after}, found {s.found}" for s in found] == wanted


def test_a_count_may_start_again_or_go_on_in_a_new_section() -> None:
    assert not list(slips([Numbered(n, n == 1) for n in (1, 2, 3, 1, 2, 1, 2, 3)]))
    going_on = [Numbered(n, n in (4, 7)) for n in (1, 2, 3, 4, 5, 6, 7, 9)]
    assert [s.found for s in slips(going_on)] == [9]


@given(st.lists(st.integers(0, 30), max_size=40))
def test_slips_lie_in_the_sequence(numbers: list[int]) -> None:
    found = list(slips([Numbered(n, False) for n in numbers]))
    assert all(numbers[s.place] == s.found for s in found)
    assert [s.place for s in found] == sorted({s.place for s in found})


NUMBERED = {
    "words": ("## Question 1: a\n\n## Question 2: b\n\n## Question 4: c\n", ["4"]),
    "letters": ("## Q1.a\n\n## Q2 b\n\n## Q2 c\n\n## Q3: d\n", ["2"]),
    "chinese": ("## 第1题 a\n\n## 第2题 b\n\n## 第4题 c\n", ["4"]),
    "chinese digits": ("## 一、a\n\n## 二、b\n\n## 四、c\n", ["四、c"]),
    "dotted": ("## 2.1 a\n\n## 2.2 b\n\n## 2.4 c\n", ["2.4"]),
    "wrong front": ("### 2.13.1 a\n\n### 2.12.2 b\n\n### 2.13.3 c\n", ["2.12.2"]),
    "in lists": ("1. ### a\n\ntext\n\n2. ### b\n\ntext\n\n4. ### c\n", ["4"]),
    "anchored": ('## <a name="20190629"></a>1. a\n\n## 2. b\n\n## <b>4.</b> c\n', ["4"]),
    "sub-numbers": ("## 1. a\n\n### 1.1 x\n\n### 1.2 y\n\n## 2. b\n\n### 2.1 x\n\n## 3. c\n", []),
    "years": ("## 2019. a\n\n## 2021. b\n\n## 2024. c\n", []),
    "versions": ("## 3.12.1\n\n## 3.12.0\n\n## 3.11.4\n", []),
    "amounts": ("## 3 ways to a\n\n## 5 ways to b\n\n## 9 ways to c\n", []),
    "swallowed": ("## 1. a\n\n## 2. b\n\n<div>\n## 3. c\n\n## 4. d\n", []),
}


@pytest.mark.parametrize(("text", "wanted"), NUMBERED.values(), ids=NUMBERED.keys())
def test_headings_numbers_are_read_in_every_form(text: str, wanted: list[str], desk: Callable[..., Desk]) -> None:
    assert [said for _, said in desk(text, "misnumbered").said()] == wanted


def test_a_number_that_a_link_needs_is_not_changed(desk: Callable[..., Desk]) -> None:
    text = "## 1. a\n\n## 2. b\n\n## 13. c\n\n## 4. d\n"
    [free] = desk(text, "misnumbered").find({})
    [linked] = desk(text + "\n[c](#13-c)\n", "misnumbered").find({})
    assert free.problem.edits and free.problem.unsafe
    assert not linked.problem.edits
