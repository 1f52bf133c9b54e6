"""Formatting as a rule of the bank: fixes, settings, the cache, and the processes that do the work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeBank, Ran, judge

from proctor import cache, engine, fix, workers
from proctor.config import Config
from proctor.config import parse as parse_config
from proctor.errors import Incomplete, ProctorError
from proctor.formatting import Formatted, document, guard
from proctor.model import Ask, Span
from proctor.parse import parse
from proctor.probes import formatting
from proctor.tree import WorkTree

OPTIONS = dict(formatting.DEFAULTS)


def test_fixing_and_the_diff(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": "# a\n* b\n"})
    ran = proctor(root, "check", "--select", "unformatted", "--diff")
    assert "-* b" in ran.out and "+- b" in ran.out
    ran = proctor(root, "check", "--select", "unformatted", "--fix")
    assert (root / "README.md").read_text() == "# a\n\n- b\n"
    assert ran.status == 0 and "1 fixed" in ran.out


def test_a_comment_keeps_a_block(bank: MakeBank) -> None:
    text = "* a\n\n<!-- proctor: ignore unformatted: drawn by hand -->\n\n* b\n\ntext\n\n* c\n"
    root = bank({"README.md": text})
    report = judge(root, ["unformatted", "unused-ignore"])
    assert [f.rule for f in report.findings] == ["unformatted"]
    assert report.suppressed == 1
    (finding,) = report.findings
    assert fix.apply(text.encode(), finding.problem.edits).decode() == text.replace("* a", "- a").replace("* c", "- c")


def test_a_comment_keeps_a_file(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    text = "<!-- proctor: ignore-file unformatted: made by a program -->\n\n* b\n"
    root = bank({"README.md": text})
    proctor(root, "check", "--select", "unformatted", "--fix")
    assert (root / "README.md").read_text() == text


def test_a_refused_block_is_reported_with_the_reason(bank: MakeBank) -> None:
    root = bank({"README.md": "| a | b |\n|-|-|\n| c | d | e |\n"})
    (finding,) = judge(root, ["unformatted"]).findings
    assert finding.problem.message == "not formatted: that would lose text, such as surplus cells of a table"
    assert finding.problem.edits == ()


def test_it_is_no_part_of_the_default_set(bank: MakeBank) -> None:
    assert not judge(bank({"README.md": "* a\n\n- b\n"}), config=Config()).findings


def test_settings_reach_the_formatter(bank: MakeBank) -> None:
    root = bank({"README.md": "- a\n"})
    (finding,) = judge(root, ["unformatted"], Config(format={"bullets": "*"})).findings
    assert finding.problem.edits[0].text == "* a\n"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('wrap = "maybe"', "format.wrap"),
        ("wrap = 3", "format.wrap"),
        ("wrap = true", "format.wrap"),
        ("number = 1", "format.number"),
        ('bullets = "o"', "format.bullets"),
        ("bulets = '-'", "unknown key `bulets`"),
    ],
)
def test_wrong_settings_are_refused(table: str, says: str) -> None:
    with pytest.raises(ProctorError, match=says):
        parse_config(f"[tool.proctor.format]\n{table}\n".encode(), "pyproject.toml")


def test_right_settings_are_taken() -> None:
    settings = parse_config(b'[format]\nwrap = 80\nnumber = false\nbullets = "*"\n', "proctor.toml")
    assert settings.format == {"wrap": 80, "number": False, "bullets": "*"}


def ask(root: Path, kept: cache.Cache) -> Mapping[str, Formatted]:
    bank, _ = engine.read_bank(WorkTree(str(root)), Config())
    return formatting.gather(bank, Ask(tuple(bank.documents), Config(), {}, kept))


def test_answers_are_kept_by_content(bank: MakeBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bank({"README.md": "* a\n"})
    first = ask(root, cache.Cache(str(tmp_path / "kept")))
    monkeypatch.setattr(formatting, "_format", None)
    assert ask(root, cache.Cache(str(tmp_path / "kept"))) == first
    (root / "README.md").write_text("- a\n")  # the result, which was proven to stay
    assert ask(root, cache.Cache(str(tmp_path / "kept"))) == {"README.md": Formatted((), ())}


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        [[], []],
        [[[[0, 4], "evil\n"]], []],
        [[[[0, 99], "- a\n"]], []],
        [[[[2, 4], "a\n"], [[0, 2], "- "]], []],
        [[[[0, True], "- "]], []],
        [[[[0, 1], "\ud800"]], []],
        [[[[0, 1], 5]], [[[0, 1], 5]]],
    ],
)
def test_a_forged_cache_changes_nothing(value: Any, bank: MakeBank, tmp_path: Path) -> None:
    root = bank({"README.md": "* a\n"})
    place = tmp_path / "kept"
    right = ask(root, cache.Cache(str(place)))
    lines = [json.loads(line) for line in (place / "formatting.jsonl").read_text().split("\n") if line]
    first = lines[0]
    (place / "formatting.jsonl").write_text(json.dumps({**first, "value": value}) + "\n")
    found = ask(root, cache.Cache(str(place)))
    assert found in (right, {"README.md": Formatted((), ())})  # at worst the file stays as it is


def test_much_is_done_in_workers_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[formatting.Task] = [(f"* {n}\n".encode() * 50, (), OPTIONS) for n in range(12)]
    alone = [formatting._format(task) for task in tasks]
    monkeypatch.setattr(formatting, "_MUCH", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    assert list(formatting.answers(tasks)) == alone


def test_a_document_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_SECONDS", 0.05)
    found = formatting._format((b"* [a](b) **c** `d`\n" * 20_000, (), OPTIONS))
    assert [r.reason for r in found.refused] == ["take too long"]


def test_a_missing_package_is_incomplete(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_PACKAGES", ("no-such-package-of-anyone",))
    root = bank({"README.md": "a\n"})
    with pytest.raises(Incomplete, match="no-such-package"):
        ask(root, cache.Cache(None))
    assert judge(root, ["unformatted"]).incomplete


def test_pins_are_whole_blocks() -> None:
    found = document.formatted(b"* a\n\n* b\n", [Span(5, 6)], lambda text: text.replace("*", "-"))
    assert [r.reason for r in found.refused] == [""]


def test_nothing_is_imported_without_the_rule(bank: MakeBank) -> None:
    root = bank({"README.md": "# a\n"})
    code = "import sys, proctor.cli; proctor.cli.main(['check']); print([m for m in sys.modules if m in ('mdformat', 'cmarkgfm')])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.rstrip().endswith("[]")


def test_real_documents_keep_their_meaning(shared: Path) -> None:
    files = sorted((shared / "corpora").rglob("*.md"))[::40]
    sources = [file.read_bytes() for file in files]
    for source, found in zip(sources, formatting.answers([(s, (), OPTIONS) for s in sources]), strict=True):
        new = fix.apply(source, found.edits)
        old, young = (x.replace(b"\r\n", b"\n") for x in (source, new))
        assert not guard.difference(parse("", old), parse("", young))
