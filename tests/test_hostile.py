"""Everything in a bank may be written by a stranger: no crash, no leak, no injection, no blow-up."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import MakeBank, judge, process

from proctor import config
from proctor.engine import CRASH


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """What takes for ever fails instead."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)


# Name -> a document of about n marks.
ATTACKS: dict[str, Callable[[int], str]] = {
    "nested quotes": lambda n: ">" * n + " x\n",
    "nested lists": lambda n: "- " * n + "x\n",
    "deep list": lambda n: "".join(" " * 2 * i + "- a\n" for i in range(min(n // 100, 400))),
    "brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[" * n + "](a)" * n,
    "image brackets": lambda n: "![" * n,
    "stars": lambda n: "*a " * n,
    "mixed emphasis": lambda n: "*a **b _c ~~d " * (n // 4),
    "attributes": lambda n: "<a b='" * n,
    "attributes in a block": lambda n: "<div>\n" + "<a b='" * n,
    "many attributes": lambda n: "<div " + "a " * n + ">",
    "unclosed tags": lambda n: "<div>\n" + "<a " * n,
    "open elements": lambda n: "<details>\n" * n,
    "inline elements": lambda n: "a <b>" * n,
    "dollars": lambda n: "$" * n,
    "formulas": lambda n: "$a" * n,
    "open formulas": lambda n: "$$a\n" * n,
    "environments": lambda n: "$$" + "\\begin{a}" * n + "$$",
    "braces": lambda n: "$$" + "{" * n + "$$",
    "backslashes": lambda n: "\\" * n,
    "backticks": lambda n: " ".join("`" * (i % 200) for i in range(n // 100)),
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|[c](#c)|d|\n" * n,
    "columns": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n|b|\n",
    "equal headings": lambda n: "# x\n" * (n // 2),
    "headings that look numbered": lambda n: "".join(f"# x\n# x-{i}\n" for i in range(n // 4)),
    "numbered headings": lambda n: "".join(f"## {i % 7}. What is {i}?\n\nx\n\n" for i in range(n // 10)),
    "table of contents": lambda n: (
        "".join(f"- [H{i}](#h{i}x)\n" for i in range(n // 50)) + "".join(f"# H{i}\n" for i in range(n // 50))
    ),
    "broken anchors": lambda n: "[a](#nope)\n" * (n // 10) + "# nop\n",
    "distinct broken anchors": lambda n: (
        "".join(f"[a](#gone{i})\n" for i in range(n // 100)) + "".join(f"# a{i}\n" for i in range(n // 100))
    ),
    "broken links": lambda n: "".join(f"[a](gone{i}.md)\n" for i in range(n // 10)),
    "undefined references": lambda n: "[a][b] " * n,
    "bracket soup": lambda n: "][a]]" * n,
    "definitions": lambda n: "".join(f"[a{i}]: x\n" for i in range(n // 2)),
    "one label": lambda n: "[a]: x\n" * n,
    "footnotes": lambda n: "".join(f"[^{i}]: x\n" for i in range(n // 2)),
    "used footnotes": lambda n: (
        "".join(f"[^{i}] " for i in range(n // 4)) + "\n\n" + "".join(f"[^{i}]: x\n" for i in range(n // 4))
    ),
    "entities": lambda n: "&amp;" * n,
    "bare urls": lambda n: "http://a.b " * n,
    "schemes": lambda n: "http://" * n,
    "url tail": lambda n: "http://a.b" + ")" * n + ";" * n,
    "www": lambda n: "www._" * n,
    "comments": lambda n: "<!-- a\n\n" * n,
    "bogus comments": lambda n: "<div>" + "<!-" * n,
    "suppressions": lambda n: "<!-- proctor: ignore broken-anchor -->\n\n[a](#b)\n\n" * (n // 20),
    "fence": lambda n: "```\n" + "a\n" * n,
    "fences": lambda n: "```\n" * n,
    "snippets": lambda n: "```python\nx\n```\n\n" * (n // 4),
    "srcset": lambda n: "<img srcset='" + "a 1x, " * n + "'>",
    "front matter": lambda n: "---\n" + "a: b\n" * n,
    "front matter spaces": lambda n: "---\n" + " " * n + "x\n",
    "carriage returns": lambda n: "[a](#b)\r" * (n // 10),
    "carriage returns and headings": lambda n: "# a\r" * (n // 2),
    "one long line": lambda n: "[a](#b) " * (n // 10),
    "one long heading": lambda n: "# " + "a " * n + "\n\n[x](#b)",
    "long anchor": lambda n: f"[x](#{'a' * n})\n\n# {'a' * (n - 1)}b\n",
    "hyphens": lambda n: f"[x](#{'-' * n}) [y](#{'-1' * n}!)\n\n# {'-' * n}\n",
    "long path": lambda n: f"[x](/{'a/' * n})\n[y]({'../' * n}x)\n[z]({'%20' * n})\n",
    "questions": lambda n: "**What is x?**\n\n" * (n // 10),
    "summaries": lambda n: "<details><summary>What?</summary>\n\nx\n\n</details>\n\n" * (n // 20),
    "list questions": lambda n: "1. What is x?\n" * (n // 4),
    "NULs": lambda n: "\0" * n,
    "tabs": lambda n: "\t" * n + "x",
    "combining marks": lambda n: "# a" + "\u0301" * n + "\n",
    "controls": lambda n: "".join(map(chr, range(1, 32))) * (n // 30),
    "underlines": lambda n: "a\n-\n" * (n // 2),
}
N = 4_000


def seconds(root: Path, content: str) -> float:
    (root / "README.md").write_bytes(content.encode())
    start = time.process_time()
    report = judge(root)
    spent = time.process_time() - start
    assert CRASH not in {f.rule for f in report.findings}
    return spent


@pytest.mark.parametrize("name", ATTACKS)
def test_time_is_linear_in_the_input(bank: MakeBank, name: str) -> None:
    root = bank({"README.md": ""}, git=False)
    once = seconds(root, ATTACKS[name](N))
    assert once < 5
    if once > 0.05:
        # Four times the input takes four times the time; quadratic code would take sixteen times.
        assert seconds(root, ATTACKS[name](4 * N)) / once < 9


def test_a_bank_of_many_links_between_many_documents(bank: MakeBank) -> None:
    files = {f"d{i}.md": "".join(f"[x](d{j}.md#gone) " for j in range(0, 300, 10)) for i in range(300)}
    root = bank(files, git=False)
    start = time.process_time()
    report = judge(root)
    assert time.process_time() - start < 10
    assert CRASH not in {f.rule for f in report.findings}


def test_a_file_of_50_megabytes(bank: MakeBank) -> None:
    root = bank({"README.md": b"# A [b](#c)\n\n" * (50 * 1024 * 1024 // 13)}, git=False)
    start = time.monotonic()
    ran = process(root, "check")
    assert time.monotonic() - start < 10
    assert ran.status in (0, 1) and "README.md" in ran.out


@pytest.mark.parametrize("size", [8, 15])
def test_a_large_file_that_is_parsed(bank: MakeBank, size: int) -> None:
    root = bank({"README.md": (b"# A\n\n" + b"word " * 200 + b"\n\n") * (size * 1024)}, git=False)
    start = time.monotonic()
    assert process(root, "check").status in (0, 1)
    assert time.monotonic() - start < 30


# Nothing of outside the root is read


def test_no_path_leads_out(bank: MakeBank, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Treasure\n")
    links = "[a](../secret.md#treasur) [b](out.md#treasur) [c](%2e%2e/secret.md#treasur) [d](/../secret.md)"
    links += " [e](folder/secret.md#treasur)"
    links += (
        f" [f](file://{tmp_path}/secret.md#treasur) [g]({tmp_path}/secret.md#treasur) ![h](../secret.md) <img src='..\\secret.md'>"
    )
    root = bank({"README.md": links}, symlinks={"out.md": "../secret.md", "folder": ".."})
    for arguments in (["check"], ["check", "--format", "json"], ["check", "--fix"], ["check", "--rev", "HEAD"]):
        ran = process(root, *arguments)
        assert ran.status in (0, 1)
        assert "treasure" not in (ran.out + ran.err).lower()


def test_a_symlinked_configuration_is_not_read(bank: MakeBank, tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("treasure = 1\n")
    root = bank({"README.md": ""}, symlinks={"proctor.toml": "../secret.toml"})
    ran = process(root, "check")
    assert "treasure" not in ran.out + ran.err


@pytest.mark.parametrize("git", [True, False])
def test_a_loop_of_symlinks_ends(bank: MakeBank, git: bool) -> None:
    root = bank({"README.md": "[a](a) [b](loop/loop/loop)"}, git=git, symlinks={"a": "b", "b": "a", "loop": "."})
    assert process(root, "check", timeout=20).status in (0, 1)


# Text of the bank is harmless where it is printed

HARM = "\x1b[31m\x1b]0;title\x07 \x9b2J \u202e\u2066 \r\b\x00 \u2028"
COMMANDS = ("::error file=x::y", "::set-output name=a::b", "::stop-commands::t", "##[command]x", "%0A::error::z")


def harmful_document() -> str:
    lines = [f"# {HARM} {COMMANDS[0]}", f"[x](#{COMMANDS[1]})"]
    lines += [f"[{c}](gone{HARM.replace(' ', '')}{c.replace(' ', '')}.md)\n" for c in COMMANDS]
    lines += [f"[x][{c}{HARM.replace(chr(13), '')}]\n" for c in COMMANDS]
    return "\n".join([*lines, "&#10;[y](gone&#10;::error::x.md) [z](<gone&#27;[31m.md>)", ""])


_HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


@pytest.fixture
def harmful(bank: MakeBank) -> Path:
    names = ["::error::x.md", "a\n::error::b.md", "\x1b[31mred.md", "bidi\u202e.md", "a,line=1::x.md"]
    return bank({"README.md": harmful_document(), **dict.fromkeys(names, "[x](gone.md)")})


@pytest.mark.parametrize(
    "arguments",
    [[], ["--diff"], ["--statistics"], ["--format", "github"], ["--format", "json"], ["gone\x1b[31m.md"], ["--select", "\x1b[31m"]],
)
def test_no_control_character_is_printed(harmful: Path, arguments: list[str]) -> None:
    ran = process(harmful, "check", *arguments)
    shown = ran.out
    if "json" in arguments:
        assert json.loads(ran.out)["findings"]
        shown = re.sub("[\u0080-\uffff]", "", ran.out)
    assert not _HARMFUL.search(shown)
    assert not _HARMFUL.search(ran.err)


def test_no_workflow_command_is_printed(harmful: Path) -> None:
    ran = process(harmful, "check", "--format", "github")
    for line in ran.out.splitlines():
        assert re.match(
            r"::(error|warning|notice) file=[^:,\n]*,line=\d+,col=\d+,endLine=\d+(,endColumn=\d+)?,title=proctor%3A [\w-]+::", line
        )
    for line in process(harmful, "check").out.splitlines():
        assert not line.lstrip().startswith(("::", "##["))


# Configuration


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "x" * 100_000,
        "a." * 5000 + "b = 1",
        "\x00",
        "select = [1]",
        "select = 1",
        "exclude = ['**/" + "**/" * 200 + "x']",
        "exclude = ['" + "*" * 1000 + "']",
        "exclude = ['" + "*a" * 500 + "']",
        "exclude = ['[', '(', '\\\\', '{', '[!a-']",
        "severity = 1",
        "overrides = 1",
        "overrides = [1]",
        "[[overrides]]\npaths = 'x'",
        "[rules.broken-anchor]\nx = 1",
        "[rules]\nbroken-anchor = 1",
        "[questions]\npattern = '(a+)+$'",
        "[questions]\npattern = '('",
        "[questions]\nlevel = 99999999999999999999",
        "baseline = '/etc/passwd'",
        "baseline = '../../x'",
        "repository = '../../../etc'",
        "fail-level = 'none'",
    ],
)
def test_hostile_configuration(bank: MakeBank, content: str) -> None:
    files = {"README.md": "[a](#b)\n\n## " + "a" * 60 + "!\n", "proctor.toml": content, "a/" * 30 + "a.md": ""}
    ran = process(bank(files, git=False), "check", timeout=20)
    assert ran.status in (0, 1, 2)
    assert "Traceback" not in ran.err and "defect" not in ran.err + ran.out
    assert "root:" not in ran.err + ran.out


@pytest.mark.parametrize(
    "glob", ["**/" * 60 + "x", "*a" * 60, "**" * 60, "*/" * 60, "?*" * 60, "**/*" * 60, "a/**/" * 60 + "b", "*" * 5000]
)
def test_path_patterns_take_linear_time(glob: str) -> None:
    paths = ["a/" * 500 + "b.md", "a" * 2000, "/".join("ab" * 200)]
    start = time.process_time()
    for path in paths:
        config.matches(path, [glob])
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "content",
    [
        "\x00" * 1000,
        "[remote",
        "url" * 100_000,
        "[include]\n\tpath = /etc/passwd\n",
        "[core]\n\tfsmonitor = touch pwned\n\tpager = touch pwned\n",
    ],
)
def test_odd_git_settings(bank: MakeBank, content: str) -> None:
    root = bank({"README.md": "[a](gone.md)"})
    with open(root / ".git" / "config", "a", encoding="utf-8") as file:
        file.write("\n" + content)
    ran = process(root, "check")
    assert ran.status in (1, 2) and "Traceback" not in ran.err
    assert not (root / "pwned").exists()


def test_nothing_of_the_bank_is_imported(bank: MakeBank) -> None:
    evil = "import os\nopen('pwned', 'w')\n"
    names = ["json.py", "pyromark.py", "proctor/__init__.py", "tomllib.py", "sitecustomize.py", "conftest.py"]
    root = bank({"README.md": "[a](#b)", "proctor.toml": "", **dict.fromkeys(names, evil)})
    command = os.path.join(os.path.dirname(sys.executable), "proctor")
    if not os.path.exists(command):
        pytest.skip("proctor is not installed here")
    assert subprocess.run([command, "check"], cwd=root, capture_output=True, check=False).returncode == 1
    assert not (root / "pwned").exists()
