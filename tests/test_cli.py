"""The command line: exit codes, streams, and what it says to a user who made a mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeBank, Ran, git, process

from proctor import crew, engine, rules, spawn
from proctor.config import Config
from proctor.errors import Incomplete
from proctor.tree import WorkTree

Run = Callable[..., Ran]
BROKEN = "# A\n\n[x](#b-c)\n\n## B C!\n\n## B c\n"
FIXABLE = "[x](#closure)\n\n## Closures\n"


@pytest.mark.parametrize(
    ("content", "arguments", "status"),
    [
        ("# A\n", [], 0),
        ("[x](gone.md)\n", [], 1),
        ("[x](gone.md)\n", ["--exit-zero"], 0),
        ("[x](gone.md)\n", ["--ignore", "missing-file"], 0),
        ("[x](gone.md)\n", ["--ignore", "links"], 0),
        ("[x](gone.md)\n", ["--select", "broken-anchor,images"], 0),
        ("[x](gone.md)\n", ["--select", "links", "--select", "toc"], 1),
        ("[x](gone.md)\n", ["docs"], 0),
        ("[x](gone.md)\n", ["README.md"], 1),
        ("[x](gone.md)\n", ["."], 1),
        ("![](https://example.org/x.png)\n", [], 0),
        ("![](https://example.org/x.png)\n", ["--fail-level", "warning"], 1),
        ("[x](gone.md)\n", ["--format", "json"], 1),
        ("[x](gone.md)\n", ["--rev", "HEAD"], 1),
    ],
)
def test_exit_status(bank: MakeBank, proctor: Run, content: str, arguments: list[str], status: int) -> None:
    ran = proctor(bank({"README.md": content, "docs/a.md": "# A\n"}), "check", *arguments)
    assert (ran.status, ran.err) == (status, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--selct", "links"], "did you mean `--select`?"),
        (["check", "--sel", "links"], "`proctor check` takes no `--sel`"),
        (["check", "--jobs", "x"], "`proctor check --help`"),
        (["chek"], "`proctor --help`"),
        (["chek"], "did you mean `check`?"),
        (["--bad"], "`proctor` takes no `--bad`"),
        (["--versio", "check"], "did you mean `--version`?"),
        (["check", ""], "PATH: the value is empty"),
        (["questions", ""], "PATH: the value is empty"),
        (["check", "--base-ref", ""], "--base-ref: the value is empty"),
        (["check", "--base-ref= "], "--base-ref: the value is empty"),
        (["coverage", "--base-ref", ""], "--base-ref: the value is empty"),
        (["check", "--rev", ""], "--rev: the value is empty"),
        (["check", "--select", ""], "--select: the value is empty"),
        (["check", "--select", " , "], "--select: the value is empty"),
        (["check", "--stdin-filename", ""], "--stdin-filename: the value is empty"),
        (["check", "--stdin-filename", "."], "is a folder"),
        (["check", "--stdin-filename", "a.txt"], "*.md or *.markdown"),
        (["check", "--stdin-filename", "a.md", "README.md"], "leave out README.md"),
        (["check", "--select", "xyzzy"], "`proctor explain` lists them"),
        (["check", "--select", "broken-ancor"], "`broken-anchor`"),
        (["check", "--ignore", "link"], "`links`"),
        (["check", "--ignore", "ALL"], "no rule is left"),
        (["check", "--select", "broken-anchor", "--ignore", "links"], "ignore fewer"),
        (["check", "--format", "jsn"], "`json`"),
        (["check", "--output", "jso:x"], "`json`"),
        (["check", "gone.md"], "there is no gone.md"),
        (["check", ".."], "outside the bank"),
        (["check", "pic.png"], "no document"),
        (["check", "--config", "gone.toml"], "gone.toml"),
        (["check", "--rev", "gone"], "gone"),
        (["check", "--rev", "HEAD", "--fix"], "--rev"),
        (["check", "--output", "json:no/such/folder/x"], "cannot be written"),
        (["check", "--stdin-filename", "../x.md"], "outside the bank"),
        (["check", "--fail-level", "fatal"], "fatal"),
        (["check", "--nonsense"], "--nonsense"),
        (["explain", "broken-ancor"], "`broken-anchor`"),
        (["nonsense"], "nonsense"),
        ([], "COMMAND"),
    ],
)
def test_usage_errors(bank: MakeBank, proctor: Run, arguments: list[str], said: str) -> None:
    ran = proctor(bank({"README.md": "", "pic.png": ""}), *arguments)
    assert ran.status == 2
    assert said in ran.err and not ran.out and "Traceback" not in ran.err


@pytest.mark.parametrize(
    "content", ["selct = []", "rules = {broken-anchor = {x = 1}}", "select = ['nope']", "= ", "severity = {x = 'bad'}"]
)
def test_configuration_errors(bank: MakeBank, proctor: Run, content: str) -> None:
    ran = proctor(bank({"README.md": "", "proctor.toml": content}), "check")
    assert ran.status == 2 and ran.err.startswith("proctor: ") and not ran.out


def test_help_and_version(tmp_path: Path, proctor: Run) -> None:
    assert proctor(tmp_path, "--help").status == 0
    assert proctor(tmp_path, "--version").out.startswith("proctor ")
    assert "--fix" in proctor(tmp_path, "check", "--help").out
    listed = proctor(tmp_path, "explain").out
    assert all(name in listed for name in rules.names())


def test_config_tells_where_settings_come_from(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "", "pyproject.toml": "[tool.proctor]\nselect = ['links']\n"})
    out = proctor(root, "config").out
    assert "select = ('links',)  (pyproject.toml)" in out and "fail-level = 'error'  (default)" in out


# Fixes


def test_fix_writes_and_counts(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": FIXABLE})
    ran = proctor(root, "check", "--fix")
    assert (ran.status, (root / "README.md").read_text()) == (0, FIXABLE.replace("#closure", "#closures"))
    assert "1 fixed" in ran.out.splitlines()[-1]
    assert "fixed" not in proctor(root, "check", "--fix").out


def test_diff_shows_and_changes_nothing(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": FIXABLE})
    ran = proctor(root, "check", "--diff")
    assert ran.status == 1 and "+[x](#closures)" in ran.out and "-[x](#closure)" in ran.out
    assert (root / "README.md").read_text() == FIXABLE
    assert proctor(bank({"README.md": "# A\n"}, git=False), "check", "--diff").status == 0


def test_fix_is_restricted_to_paths(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": FIXABLE, "docs/a.md": FIXABLE})
    proctor(root, "check", "--fix", "docs")
    assert (root / "README.md").read_text() == FIXABLE
    assert (root / "docs/a.md").read_text() != FIXABLE


# Standard input


def test_stdin_is_checked_in_place_of_a_file(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "# Good\n", "docs/a.md": "[x](gone.md)"})
    ran = proctor(root, "check", "--stdin-filename", "README.md", "--format", "json", stdin=b"[x](docs/a.md) [y](nope.md)\n")
    found = json.loads(ran.out)["findings"]
    assert [(f["path"], f["target"]) for f in found] == [("README.md", "nope.md")]
    assert proctor(root, "check", "--stdin-filename", "new/b.md", stdin=b"[x](../README.md)\n").status == 0


def test_stdin_is_fixed_on_stdout(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "# Other\n"})
    ran = proctor(root, "check", "--fix", "--stdin-filename", "README.md", stdin=FIXABLE.encode())
    assert ran.out == FIXABLE.replace("#closure", "#closures")
    assert (root / "README.md").read_text() == "# Other\n"


@pytest.mark.parametrize("folder", ["docs", "docs/", "empty"])
def test_stdin_is_no_folder(bank: MakeBank, proctor: Run, folder: str) -> None:
    root = bank({"docs/a.md": "[x](gone.md)\n"})
    (root / "empty").mkdir()
    ran = proctor(root, "check", "--stdin-filename", folder, stdin=b"hi\n")
    assert ran.status == 2 and "is a folder" in ran.err and not ran.out


def test_stdin_that_is_closed(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bank({"a.md": ""})
    command = f'"{sys.executable}" -m proctor check --stdin-filename a.md <&-'
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "standard input is closed" in done.stderr


# Output


def test_statistics(bank: MakeBank, proctor: Run) -> None:
    ran = proctor(bank({"README.md": "[x](gone.md) [y](away.md) [z](#a)\n"}), "check", "--statistics", "--select", "links")
    assert ran.out.splitlines()[:2] == ["     2  missing-file", "     1  broken-anchor"]


def test_several_reports(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "[x](gone.md)\n"})
    ran = proctor(root, "check", "--output", "json:out.json", "--output", "github:out.txt", "--output", "text")
    assert ran.out.splitlines()[-1].startswith("proctor: FAILED")
    assert json.loads((root / "out.json").read_text())["schema"] == 1
    assert (root / "out.txt").read_text().startswith("::error file=README.md,")


@pytest.mark.parametrize(
    ("names", "arguments", "colored"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
    ],
)
def test_colors(
    bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch, names: dict[str, str], arguments: list[str], colored: bool
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in proctor(bank({"README.md": "[x](gone.md)\n"}), "check", *arguments).out) is colored


def test_the_verdict_is_the_last_line(bank: MakeBank, proctor: Run) -> None:
    assert proctor(bank({"README.md": "# A\n"}), "check").out == "proctor: OK - 1 document, no findings\n"


def test_a_check_of_nothing_says_so(bank: MakeBank, proctor: Run) -> None:
    ran = proctor(bank({"a.txt": ""}), "check")
    assert ran.status == 0 and "note: there is no Markdown document here to check" in ran.out


def test_two_runs_are_alike(bank: MakeBank) -> None:
    root = bank({f"d{i}.md": BROKEN + f"[y](d{i + 1}.md#q) ![z](no.png)\n" for i in range(40)})
    outputs = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "proctor", "check", "--format", "json"]
        outputs.append(subprocess.run(command, cwd=root, capture_output=True, env=environment, check=False).stdout)
    assert outputs[0] == outputs[1] and json.loads(outputs[0])["findings"]


def test_findings_are_in_order(bank: MakeBank, proctor: Run) -> None:
    root = bank({"b.md": "[x](#b)\n", "a.md": "x [x](no.md) ![](no.png)\n[x](#b)\n"})
    found = json.loads(proctor(root, "check", "--format", "json").out)["findings"]
    keys = [(f["path"], f["line"], f["column"], f["rule"]) for f in found]
    assert keys == sorted(keys) and len(keys) > 3


# Settings by path, suppression, revisions


def test_overrides_by_path(bank: MakeBank, proctor: Run) -> None:
    settings = "[[overrides]]\npaths = ['drafts']\nignore = ['missing-file']\nseverity = {broken-anchor = 'note'}\n"
    root = bank({"README.md": "# A\n", "drafts/a.md": "[x](gone.md) [y](#gone)\n", "proctor.toml": settings, "other.toml": ""})
    assert proctor(root, "check").status == 0
    assert "note[broken-anchor]" in proctor(root, "check").out
    assert proctor(root, "check", "--select", "missing-file").status == 0  # what a path is spared holds for every selection
    assert proctor(root, "check", "--select", "missing-file", "--config", "other.toml").status == 1


def test_excluded_documents_are_not_checked_and_exist(bank: MakeBank, proctor: Run) -> None:
    files = {"README.md": "[x](old/a.md#a)\n", "old/a.md": "# A\n\n[y](gone.md)\n", "proctor.toml": "exclude = ['old']\n"}
    assert proctor(bank(files), "check").status == 0


def test_a_suppression_covers_the_next_block(bank: MakeBank, proctor: Run) -> None:
    content = "<!-- proctor: ignore missing-file: soon -->\n[x](gone.md)\n\n[y](away.md)\n"
    found = json.loads(proctor(bank({"README.md": content}), "check", "--format", "json").out)
    assert [f["target"] for f in found["findings"]] == ["away.md"]
    assert found["summary"]["suppressed"] == 1


def test_a_revision_is_checked_without_its_files(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "[x](gone.md)\n"})
    (root / "README.md").write_text("# Fine\n")
    git(root, "commit", "-q", "-am", "fine")
    assert proctor(root, "check", "--rev", "HEAD").status == 0
    assert proctor(root, "check", "--rev", "HEAD~1").status == 1


def test_from_a_folder_within_the_bank(bank: MakeBank, proctor: Run) -> None:
    root = bank({"README.md": "[x](gone.md)\n", "docs/a.md": "[y](../README.md)\n"})
    assert "README.md:1:5" in proctor(root / "docs", "check").out
    assert proctor(root / "docs", "check", "a.md").status == 0
    assert proctor(root / "docs", "check", "../README.md").status == 1


# What goes wrong


def test_a_defect_is_told_as_one(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("\x1b[31moops")

    monkeypatch.setattr(engine, "run", fail)
    ran = proctor(bank({"README.md": ""}), "check")
    assert ran.status == 70 and "defect of proctor" in ran.err and "\x1b" not in ran.err and "Traceback" not in ran.err


def test_an_interruption(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run", stop)
    assert proctor(bank({"README.md": ""}), "check").status == 130


def test_a_crashed_rule_is_a_finding(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("oops")

    crashing = rules.load("missing-file")._replace(check=fail)
    original = rules.load
    monkeypatch.setattr(rules, "load", lambda name: crashing if name == "missing-file" else original(name))
    ran = proctor(bank({"README.md": "[x](#gone)\n"}), "check")
    assert ran.status == 1 and "crashed-rule" in ran.out and "broken-anchor" in ran.out


def test_a_reader_that_goes_away(bank: MakeBank) -> None:
    root = bank({"README.md": "[x](gone.md)\n" * 20_000})
    command = f'"{sys.executable}" -m proctor check --select missing-file | head -n 1'
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "Error" not in done.stderr and done.stdout


def refusing(*paths: str) -> Callable[[WorkTree, str], bytes]:
    """A tree's `read` that the system refuses for some paths: root, who runs tests in containers, may read all."""
    read = WorkTree.read

    def refused(tree: WorkTree, path: str) -> bytes:
        if path in paths:
            raise PermissionError(13, "Permission denied")
        return read(tree, path)

    return refused


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "sub/b.md"],
        ["check", "--fix"],
        ["check", "--diff"],
        ["coverage", "--no-history"],
        ["questions"],
        ["questions", "--format", "json"],
        ["baseline", "write"],
        ["baseline", "prune"],
        ["init", "--yes"],
        ["new", "a", "What is a slot?"],
    ],
)
def test_a_document_that_cannot_be_read(
    bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    root = bank({"a.md": "# A\n\n## What is a ref?\n\nA name of a commit.\n", "sub/b.md": "# B\n", "proctor-baseline.tsv": ""})
    monkeypatch.setattr(WorkTree, "read", refusing("sub/b.md"))
    ran = proctor(root, *arguments)
    assert ran.status == 3 and "sub/b.md was not read: Permission denied" in ran.out + ran.err
    assert git(root, "status", "--short") == "", "who does not know the bank writes nothing"


def test_a_crew_tells_what_one_of_it_cannot_read(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"{n}.md": "A word.\n\n" * 60_000 for n in range(2)}
    monkeypatch.setattr(WorkTree, "read", refusing("0.md", "1.md"))
    found = crew.check(WorkTree(str(bank(files))), Config(), engine.Request(), 2)
    assert found.incomplete == [f"{n}.md was not read: Permission denied" for n in range(2)]


def test_a_diff_is_no_pass_where_a_check_could_not_run(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unable:
        @staticmethod
        def gather(*_: object) -> None:
            raise Incomplete("no dictionary", "install one")

    monkeypatch.setattr(engine, "probe", lambda _: Unable)
    ran = proctor(bank({"a.md": FIXABLE}), "check", "--diff", "--select", "links,misspelling")
    assert ran.status == 3 and "+[x](#closures)" in ran.out and "no dictionary; install one" in ran.err


def test_a_document_that_is_gone_is_a_note(bank: MakeBank, proctor: Run) -> None:
    root = bank({"a.md": "", "b.md": "", "sub/c.md": ""})
    (root / "b.md").unlink()
    (root / "sub/c.md").unlink()
    (root / "sub").rmdir()
    (root / "sub").write_text("")
    ran = proctor(root, "check")
    assert ran.status == 0 and "note: b.md was not read" in ran.out and "note: sub/c.md was not read" in ran.out


@pytest.mark.parametrize("status", [0, 3])
def test_a_folder_that_cannot_be_listed(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    root = bank({"a.md": "", "sub/b.md": "", "proctor.toml": "" if status else 'exclude = ["sub/**"]\n'}, git=False)
    scan = os.scandir

    def refuse(place: str) -> Any:
        if place.endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return scan(place)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = proctor(root, "check")
    assert ran.status == status and ("the folder sub could not be listed: Permission denied" in ran.out) == bool(status)


def test_a_folder_that_git_cannot_list(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    original = spawn.output

    def output(command: Sequence[str], *more: Any) -> spawn.Ended:
        warned = b"warning: could not open directory 'new/': Permission denied\n" if "ls-files" in command else b""
        return original(command, *more)._replace(err=warned)

    monkeypatch.setattr(spawn, "output", output)
    ran = proctor(bank({"a.md": ""}), "check")
    assert ran.status == 3 and "the folder new could not be listed: Permission denied" in ran.out


def test_a_repository_that_cannot_be_read(bank: MakeBank, proctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root, look = bank({"a.md": ""}), os.stat

    def refuse(place: Any, **more: Any) -> os.stat_result:
        if str(place).endswith("HEAD"):
            raise PermissionError(13, "Permission denied")
        return look(place, **more)

    (root / ".git/HEAD").unlink()  # so that git finds none
    monkeypatch.setattr(os, "stat", refuse)
    ran = proctor(root, "check")
    assert ran.status == 3 and ".git cannot be read: Permission denied" in ran.err


def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    script = f'mkdir gone && cd gone && rmdir ../gone && "{sys.executable}" -m proctor "$@"'
    for command in ("check", "questions", "init"):
        done = subprocess.run(["bash", "-c", script, "-", command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2 and "the current folder is not there any more" in done.stderr


def test_fixes_that_cannot_be_written_are_none(bank: MakeBank, monkeypatch: pytest.MonkeyPatch, proctor: Run) -> None:
    replace = os.replace

    def refuse(source: str, place: str) -> None:
        if place.endswith("b.md"):
            raise PermissionError(13, "Permission denied")
        replace(source, place)

    monkeypatch.setattr(os, "replace", refuse)
    root = bank({"a.md": FIXABLE, "sub/b.md": FIXABLE * 2})
    ran = proctor(root, "check", "--fix", "--exit-zero")
    assert ran.status == 3 and "incomplete: sub/b.md could not be written: Permission denied" in ran.out
    assert "1 fixed" in ran.out and "sub/b.md:1:5" in ran.out and "a.md:" not in ran.out.replace("sub/b.md:", "")
    assert (root / "a.md").read_text() != FIXABLE and (root / "sub/b.md").read_text() == FIXABLE * 2


def test_a_read_only_file_is_told(bank: MakeBank, monkeypatch: pytest.MonkeyPatch, proctor: Run) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    root = bank({"README.md": FIXABLE})
    ran = proctor(root, "check", "--fix")
    assert "could not be written" in ran.out + ran.err and (root / "README.md").read_text() == FIXABLE
    assert ran.status != 0, "what was not repaired is still broken"


def test_git_that_is_missing_is_told(bank: MakeBank) -> None:
    root = bank({"README.md": ""})
    done = subprocess.run(
        [sys.executable, "-m", "proctor", "check"],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": ""},
        check=False,
    )
    assert done.returncode == 3 and "git could not be started" in done.stderr


def test_a_process_of_its_own(bank: MakeBank) -> None:
    assert process(bank({"README.md": "[x](gone.md)\n"}), "check").status == 1
