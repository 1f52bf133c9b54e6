"""Several processes judge a bank exactly as one does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import MakeBank, write

from proctor import crew, engine, rules, trust
from proctor.config import Config
from proctor.model import Report, Tree
from proctor.tree import Overlay, WorkTree

TITLES = ("What is a stack?", "What is a queue?", "Where does a thread wait?", "How is a page found on the disk?")
WIDE = [name for name in rules.names() if rules.load(name).check_bank]


def answer(n: int) -> str:
    """A document that has a fault for every rule over the bank, and leads to the ones beside it."""
    title = TITLES[n % len(TITLES)]
    return (
        f"# Part {n}\n\n## 1. {title}\n\nSee [the next](part-{n + 1}.md#1-{n}) and [this](part-{n % 7}.md#part-{n % 7}).\n\n"
        f"## 3. {title}\n\n## 4. What makes the machine of part one so slow{' today' * (n % 2)}?\n\n"
        f"![a picture](picture-{n}.png)\n\n<!-- proctor: ignore misnumbered: kept -->\n\n" + "word " * 400 + "\n"
    )


def files(count: int) -> dict[str, str | bytes]:
    made: dict[str, str | bytes] = {f"parts/part-{n}.md": answer(n) for n in range(count)}
    made |= {f"tasks/{n:02}-task.md": f"# Task {n}\n\n## Problem\n\nDo {n}.\n" for n in range(9)}
    made |= {
        "README.md": "# Bank\n\n- [a task](tasks/01-task.md)\n",
        "parts/part-3.zh.md": "# 第三部分\n\n## 1. 什么是栈？\n\n栈。\n",
        "alone.png": b"png",
        "proctor-baseline.tsv": f"bare-url\t{'0' * 16}\t1\n",
        "parts/picture-1.png": b"png",
    }
    return made


def judged(tree: Tree, count: int, select: tuple[str, ...] | None = None) -> Report:
    """The report of that many processes, however small the bank."""
    before = Overlay(tree, {"proctor.toml": b"fail-level = 'note'\n", "proctor-baseline.tsv": b""})
    old, crew._LEAST = crew._LEAST, 1
    try:
        return crew.check(tree, Config(), engine.Request(select=select, gate=trust.compared(before, tree)), count)
    finally:
        crew._LEAST = old


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("select", [None, ("ALL",), *((name,) for name in WIDE if not rules.load(name).needs)])
def test_several_processes_find_what_one_finds(bank: MakeBank, select: tuple[str, ...] | None) -> None:
    tree = WorkTree(str(bank(files(23))))
    one = judged(tree, 1, select)
    assert one.findings
    for count in (2, 3, 5):
        assert judged(tree, count, select) == one


def test_a_rule_over_the_bank_collects_what_it_judges() -> None:
    for name in WIDE:
        rule = rules.load(name)
        assert rule.collect or rule.group == "policy", f"{name} sees only the documents of its own process"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_dies_costs_nothing_but_time(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = WorkTree(str(bank(files(8))))
    whole, parent, judge = judged(tree, 1), os.getpid(), engine.judge

    def die(*arguments: object) -> engine.Judged:
        if os.getpid() != parent:
            os._exit(9)
        return judge(*arguments)  # type: ignore[arg-type]

    started, fork = list[int](), os.fork

    def counted() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(engine, "judge", die)
    monkeypatch.setattr(os, "fork", counted)
    assert judged(tree, 3) == whole
    assert len(started) == 2
    for pid in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # it is not left over


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_no_process_is_left_over_from_the_run_before(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, started, fork = WorkTree(str(bank(files(8)))), list[int](), os.fork

    def counted() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(os, "fork", counted)
    judged(tree, 3)
    judged(tree, 2)
    assert len(started) == 3
    for pid in started[:2]:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    assert crew._last
    crew._last.reap()
    with pytest.raises(ChildProcessError):
        os.waitpid(started[2], os.WNOHANG)


def test_parts_are_about_equal_and_hold_every_document_once(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.md": "x" * (n * n * 40) for n in range(60)})
    tree = WorkTree(str(tmp_path))
    parts = crew.divided(tree, tree.documents(), 4)
    assert len(parts) == 4 and sorted(p for part in parts for p in part) == list(tree.documents())
    loads = [sum(tree.size(p) for p in part) for part in parts]
    assert max(loads) - min(loads) < 200_000
    assert len(crew.divided(tree, ["1.md", "2.md"], 4)) == 1, "a small bank is not worth a process"
