"""A new question in the bank's own style: it is recognised, numbered, listed, and brings no finding but its emptiness."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Files, MakeBank, Ran, git

QUESTION = "Why is the sky | not `green`?"
PLAIN = "What is a weak reference?"


class Case(NamedTuple):
    """A bank, where the question goes, and what must stand there."""

    files: Files
    topic: str
    lines: tuple[str, ...]  # in this order, in the changed document
    path: str = "README.md"


HEADINGS = (
    "# Bank\n\n## 1. What is a closure?\n\nA function.\n\n## 2. What is a slot?\n\nA place.\n\n## 3. What is a class?\n\nA type.\n"
)
BOLD = (
    "# Theory\n\n**What is a closure?**\n\nA function.\n\n<br/>\n\n"
    "**What is a slot?**\n\nA place.\n\n<br/>\n\n**What is it?**\n\nA type.\n"
)
TOC = (
    "# Bank\n\n- [1. What is a closure?](#1-what-is-a-closure)\n- [2. What is a slot?](#2-what-is-a-slot)\n"
    "- [3. What is a class?](#3-what-is-a-class)\n\n" + HEADINGS.partition("\n\n")[2]
)
FOLDED = "# Python\n\n" + "".join(
    f"<details>\n<summary>What is {name}?</summary><br><b>\n\nIt is a thing.\n\n</b></details>\n\n"
    for name in ("a closure", "a slot", "a class", "a mixin")
)
LISTED = "# Questions\n\n## Python\n\n- What is a closure?\n- What is a slot?\n- What is a class?\n- What is a mixin?\n"
TABLE = "# Exercises\n\n| No | Question | Answer |\n| --- | --- | --- |\n" + "".join(
    f"| {n} | What is {name}? | It is a thing that programs have. |\n"
    for n, name in enumerate(("a closure", "a slot", "a class"), 1)
)
LABELLED = (
    "# Quiz\n\nQ1: What is a closure?\n\nA: A function.\n\n"
    "Q2: What is a slot?\n\nA: A place.\n\nQ3: What is a class?\n\nA: A type.\n"
)
SECTIONS = "# Bank\n\n" + "".join(
    f"## {topic}\n\n### What is a {a}?\n\nA thing.\n\n### What is a {b}?\n\nAnother thing.\n\n"
    for topic, a, b in (("Python", "closure", "slot"), ("Git", "commit", "branch"), ("Linux", "process", "signal"))
)
SETEXT = "Bank\n====\n\n" + "".join(f"What is {n}?\n-----------\n\nIt is a thing.\n\n" for n in ("a closure", "a slot", "a class"))

CASES = {
    "numbered headings": Case({"README.md": HEADINGS}, "Bank", ("## 3. What is a class?", f"## 4. {PLAIN}")),
    "bold lines": Case({"theory.md": BOLD}, "theory", ("**What is it?**", f"**{PLAIN}**"), "theory.md"),
    "a table of contents": Case({"README.md": TOC}, "Bank", (f"- [4. {PLAIN}](#4-what-is-a-weak-reference)", f"## 4. {PLAIN}")),
    "folded": Case({"python.md": FOLDED}, "python", (f"<summary>{PLAIN}</summary><br><b>", "</b></details>"), "python.md"),
    "a list": Case({"README.md": LISTED}, "Python", ("- What is a mixin?", f"- {PLAIN}")),
    "a table": Case({"README.md": TABLE}, "Exercises", ("| 3 | What is a class? | It", f"| 4 | {PLAIN} |")),
    "labelled": Case({"quiz.md": LABELLED}, "quiz", ("A: A type.", f"Q4: {PLAIN}"), "quiz.md"),
    "a section": Case({"README.md": SECTIONS}, "git", ("### What is a branch?", f"### {PLAIN}", "## Linux")),
    "underlined": Case({"README.md": SETEXT}, "Bank", (PLAIN, "-----------")),
    "windows": Case({"README.md": HEADINGS.replace("\n", "\r\n")}, "Bank", (f"## 4. {PLAIN}\r\n",)),
}


def judged(root: Path, proctor: Callable[..., Ran]) -> list[str]:
    rows = json.loads(proctor(root, "check", "--format", "json").out)["findings"]
    return [row["rule"] for row in rows]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_style(case: Case, bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank(case.files)
    assert set(judged(root, proctor)) <= {"unanswered-question"}, "the bank is in order"
    ran = proctor(root, "new", case.topic, PLAIN)
    assert ran.status == 0, ran.err
    text = (root / case.path).read_bytes().decode()
    at = -1
    for line in case.lines:
        assert (at := text.find(line, at + 1)) >= 0, f"{line!r} is not there, or not in this order:\n{text}"
    assert judged(root, proctor) == ["unanswered-question"]
    assert ("\r\n" in text) == ("\r\n" in str(case.files.get("README.md", "")))


def test_a_bold_word_that_begins_an_answer_is_none_of_the_questions_tags(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    files = "# Python\n\n" + "".join(
        f"<details>\n<summary><b>What is {name}?</b></summary><br>\n\n<b>It</b> is a thing that programs have.\n\n</details>\n\n"
        for name in ("a closure", "a slot", "a class", "a mixin")
    )
    root = bank({"python.md": files})
    assert proctor(root, "new", "python", PLAIN).status == 0
    assert f"<summary><b>{PLAIN}</b></summary><br>\n</details>\n" in (root / "python.md").read_text()
    assert judged(root, proctor) == ["unanswered-question"]


def test_a_bank_of_one_file_each_gets_a_file(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    names = ("closure", "slot", "class", "mixin")
    files = {
        f"python/{n:03}-what-is-a-{name}.md": f"# {n}. What is a {name}?\n\nIt is a thing that programs have.\n"
        for n, name in enumerate(names, 8)
    }
    root = bank({"README.md": "# Bank\n", **files})
    assert proctor(root, "new", "python", PLAIN).status == 0
    assert (root / "python/012-what-is-a-weak-reference.md").read_text() == f"# 12. {PLAIN}\n"
    assert judged(root, proctor) == ["unanswered-question"]


def test_only_lines_are_added(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": TOC})
    proctor(root, "new", "Bank", PLAIN)
    changed = [
        line for line in git(root, "diff", "--unified=0").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert changed and all(line.startswith("+") for line in changed)


def test_the_table_can_be_left_alone(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": TOC})
    proctor(root, "new", "Bank", PLAIN, "--no-toc")
    assert judged(root, proctor) == ["toc-missing-question", "unanswered-question"]


def test_an_entry_is_made_though_the_table_lacks_another(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    lacking = TOC + "\n## 4. What is a mixin?\n\nA class.\n"
    root = bank({"README.md": lacking})
    assert proctor(root, "new", "Bank", PLAIN).status == 0
    assert f"- [5. {PLAIN}](#5-what-is-a-weak-reference)\n" in (root / "README.md").read_text()


def test_a_dry_run_shows_and_writes_nothing(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": HEADINGS})
    ran = proctor(root, "new", "Bank", PLAIN, "--dry-run")
    assert f"+## 4. {PLAIN}" in ran.out and "would be added as number 4 at README.md:15" in ran.out
    assert git(root, "status", "--short") == ""


def test_marks_in_the_question_stay_what_they_are(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": TABLE})
    assert proctor(root, "new", "Exercises", QUESTION).status == 0
    assert "Why is the sky \\| not `green`?" in (root / "README.md").read_text()


def test_the_file_decides_where_the_topic_is_everywhere(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"a.md": HEADINGS, "b.md": HEADINGS.replace("closure", "queue").replace("slot", "stack").replace("class", "heap")})
    assert proctor(root, "new", "anything", PLAIN, "--file", "b.md").status == 0
    assert PLAIN in (root / "b.md").read_text() and PLAIN not in (root / "a.md").read_text()


def test_a_document_without_questions_begins_in_the_banks_style(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"a.md": FOLDED, "b.md": "# Go\n"})
    assert proctor(root, "new", "Go", PLAIN, "--file", "b.md").status == 0
    assert (root / "b.md").read_text() == f"# Go\n\n<details>\n<summary>{PLAIN}</summary><br><b>\n</b></details>\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Rust", PLAIN), "no topic `Rust`"),
        (("Bank", "What is a slot?"), "asks that already"),
        (("Bank", "?!"), "no text"),
        (("Bank", "why " * 200), "longer than"),
        (("Bank", PLAIN, "--file", "gone.md"), "no document gone.md"),
        (("Bank", PLAIN, "--file", "../x.md"), "outside the bank"),
    ],
)
def test_what_cannot_be_added(arguments: tuple[str, ...], said: str, bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": HEADINGS})
    ran = proctor(root, "new", *arguments)
    assert ran.status == 2 and said in ran.err
    assert git(root, "status", "--short") == ""


def test_a_question_that_would_break_the_page_is_refused(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": HEADINGS})
    ran = proctor(root, "new", "Bank", "What is [this](gone.md)?")
    assert ran.status == 2 and "missing-file" in ran.err


def test_a_bank_without_questions_names_no_style(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    assert proctor(bank({"README.md": "# A\n"}), "new", "A", PLAIN).status == 2
