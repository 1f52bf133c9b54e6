"""Adopting a bank: green at once, and what gets worse is found, whatever style the bank has."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import MakeBank, Ran, git, process, write

from proctor import engine, fix
from proctor.adoption import precommit
from proctor.authoring import where
from proctor.authoring import write as authoring
from proctor.commands import init
from proctor.config import Config
from proctor.questions import recognise
from proctor.tree import WorkTree

CORPORA = (
    ("Snailclimb+JavaGuide", "docs/database/mysql/mysql-questions-01.md", False),
    ("alexeygrigorev+data-science-interviews", "theory.md", False),
    ("andrewekhalel+MLQuestions", "README.md", False),
    ("bregman-arie+devops-exercises", "topics/ansible/README.md", False),
    ("h5bp+Front-end-Developer-Interview-Questions", "src/questions/css-questions.md", False),
    ("iphyer+MLE_Interview_Preparation", "ML_Basic.md", False),
    ("lydiahallie+javascript-questions", "README.md", False),
    ("scutan90+DeepLearning-500-questions", "ch03_深度学习基础/第三章_深度学习基础.md", False),
    ("sudheerj+javascript-interview-questions", "README.md", True),
)
LEGACY = {
    "README.md": "# Bank\n\n- [Closures](#what-is-a-closure)\n- [Slots](#what-is-a-slot)\n- [Gone](#gone)\n\n"
    "## What is a closure?\n\nA function with its surroundings.\n\n## What is a slot?\n\n"
    "## What is a metaclass?\n\nA class of classes.\n",
    "notes.md": "# Notes\n\n![a diagram](gone.png)\n",
}


def adopted(root: Path, source: str = "") -> Path:
    """A small bank that has adopted proctor: its workflow."""
    write(root, LEGACY)
    git(root, "init", "-q", "-b", "trunk")
    git(root, "add", "-A")
    ran = process(root, "init", "--yes", *(["--source", source] if source else []))
    assert ran.status == 0, ran.err
    return root / ".github/workflows/proctor.yml"


def findings(root: Path) -> tuple[int, list[str]]:
    """The exit status, and the rules that report; notes aside."""
    ran = process(root, "check", "--format", "json")
    return ran.status, sorted(f["rule"] for f in json.loads(ran.out)["findings"] if f["severity"] != "note")


def test_a_legacy_bank_is_green_at_once_and_can_only_get_better(tmp_path: Path) -> None:
    workflow = adopted(tmp_path)
    assert "branches: [trunk]" in workflow.read_text()
    assert findings(tmp_path) == (0, [])
    text = (tmp_path / "README.md").read_text()
    (tmp_path / "README.md").write_text(text + "\n[x](#nowhere) ![a picture](none.png)\n\n## What is a mixin?\n")
    assert findings(tmp_path) == (1, ["broken-anchor", "missing-image", "unanswered-question"])


def test_it_shows_what_it_recognised(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank(LEGACY)
    ran = proctor(root, "init", "--dry-run")
    assert ran.status == 0
    assert "2 documents, 3 questions: 3 heading" in ran.out
    assert "broken-anchor (error)" in ran.out and "unanswered-question (error)" in ran.out
    assert "3 files would be written" in ran.out
    assert git(root, "status", "--short") == ""


def test_rules_that_are_not_listed_are_counted(
    monkeypatch: pytest.MonkeyPatch, bank: MakeBank, proctor: Callable[..., Ran]
) -> None:
    root = bank(LEGACY)
    for most, said in ((2, "  and 1 more finding, of 1 rule\n"), (1, "  and 2 more findings, of 2 rules\n")):
        monkeypatch.setattr(init, "_MOST_RULES", most)
        assert said in proctor(root, "init", "--dry-run").out


def test_it_asks_before_it_writes(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank(LEGACY)
    ran = proctor(root, "init")
    assert ran.status == 2 and "--yes" in ran.err
    assert git(root, "status", "--short") == ""


def test_nothing_that_is_there_is_overwritten(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    mine = {
        "proctor.toml": 'fail-level = "error"\n',
        "proctor-baseline.tsv": "# mine\n",
        ".github/workflows/proctor.yml": "mine: true\n",
        ".pre-commit-config.yaml": "repos:\n  - repo: https://github.com/acme/proctor\n    rev: v1\n    hooks: [{id: proctor}]\n",
    }
    root = bank({**LEGACY, **mine})
    ran = proctor(root, "init", "--yes")
    assert ran.status == 0 and "nothing to write" in ran.out
    assert {name: (root / name).read_text() for name in mine} == mine


def test_a_second_run_writes_nothing(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank(LEGACY)
    proctor(root, "init", "--yes")
    git(root, "add", "-A")
    before = git(root, "status", "--short")
    ran = proctor(root, "init", "--yes")
    assert (ran.status, git(root, "status", "--short")) == (0, before)
    assert "nothing to write" in ran.out


@pytest.mark.parametrize(
    ("option", "path"),
    [("--no-baseline", "proctor-baseline.tsv"), ("--no-pre-commit", ".pre-commit-config.yaml"), ("--no-ci", ".github")],
)
def test_parts_can_be_left_out(bank: MakeBank, proctor: Callable[..., Ran], option: str, path: str) -> None:
    root = bank(LEGACY)
    proctor(root, "init", "--yes", option)
    assert not (root / path).exists()


def test_a_link_is_not_written_through(bank: MakeBank, proctor: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    root = bank(LEGACY, symlinks={".github": "../outside"})
    ran = proctor(root, "init", "--yes")
    assert ran.status == 2
    assert list((tmp_path / "outside").rglob("*.yml")) == []


def test_a_bank_without_a_remote_is_known_by_its_own_links(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    links = "".join(f"[{n}](https://github.com/acme/bank/blob/main/notes.md#n{n})\n\n" for n in range(3))
    root = bank({"README.md": f"# A\n\n{links}", "notes.md": "# N\n"}, origin="")
    proctor(root, "init", "--yes")
    assert 'repository = "acme/bank"' in (root / "proctor.toml").read_text()


def test_an_empty_folder_is_no_mistake(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    assert proctor(bank({"x.txt": ""}), "init", "--yes").status == 0


@pytest.mark.parametrize("source", ["proctor", "a/b/c", "a/b@", "a b/c", "acme/proctor@x;y"])
def test_a_source_that_is_none(bank: MakeBank, proctor: Callable[..., Ran], source: str) -> None:
    assert proctor(bank(LEGACY), "init", "--dry-run", "--source", source).status == 2


KEPT = """\
# Our hooks
default_stages: [pre-commit]
repos:
- repo: https://github.com/pre-commit/pre-commit-hooks # general ones
  rev: v5.0.0
  hooks:
  -   id: end-of-file-fixer # the last line
# This concludes it.
ci:
  autofix_prs: false
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_entry_is_added_and_the_rest_kept(newline: str) -> None:
    old = KEPT.replace("\n", newline)
    new = precommit.added(old, "acme/proctor", "v1.0.0") or ""
    read = yaml.safe_load(new)
    assert [each["repo"].rpartition("/")[2] for each in read["repos"]] == ["pre-commit-hooks", "proctor"]
    assert read["repos"][1] == {"repo": "https://github.com/acme/proctor", "rev": "v1.0.0", "hooks": [{"id": "proctor"}]}
    assert read["ci"] == {"autofix_prs": False}
    lines = iter(new.splitlines())
    assert all(line in lines for line in old.splitlines()), "old lines are lost or out of order"
    assert new.count("\r\n") == (new.count("\n") if newline == "\r\n" else 0)
    assert precommit.added(new, "acme/proctor", "v1.0.0") is None


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_any_indentation_is_followed(indent: str) -> None:
    old = f"repos:\n{indent}- repo: local\n{indent}  hooks:\n{indent}    - id: x\n"
    assert len(yaml.safe_load(precommit.added(old, "a/proctor", "v1") or "")["repos"]) == 2


def test_an_entry_of_its_own() -> None:
    assert yaml.safe_load(precommit.added("", "a/proctor", "v1") or "")["repos"][0]["hooks"] == [{"id": "proctor"}]


@pytest.mark.parametrize(
    "old", ["repos: []\n", "repos: [{repo: local}]\n", "hooks: 1\n", "repos:\n", "repos:\n\t- x\n", "- repo: x\n"]
)
def test_a_file_laid_out_otherwise_is_left_alone(old: str, bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    with pytest.raises(precommit.Refused):
        precommit.added(old, "a/proctor", "v1")
    root = bank({**LEGACY, ".pre-commit-config.yaml": old})
    ran = proctor(root, "init", "--yes")
    assert ran.status == 0 and "by hand" in ran.out
    assert (root / ".pre-commit-config.yaml").read_text() == old


@pytest.mark.parametrize(("name", "document", "listed"), CORPORA, ids=[name for name, _, _ in CORPORA])
def test_a_public_bank_is_adopted(name: str, document: str, listed: bool, shared: Path, tmp_path: Path) -> None:
    """Exit 0 at once; then exactly the three new mistakes, and the entry that the new question has not."""
    root = tmp_path / "bank"
    shutil.copytree(shared / "corpora" / name, root, ignore=shutil.ignore_patterns(".git"))
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    git(root, "init", "-q")
    git(root, "-c", "core.compression=0", "add", "-A")  # nobody keeps these copies
    git(root, "commit", "-q", "-m", "A bank")
    begun = time.perf_counter()
    assert process(root, "init", "--yes").status == 0
    assert findings(root) == (0, [])
    assert time.perf_counter() - begun < 40, "a busy machine is slower, but not by that much"
    ask(root, document, "Why would a flying teapot need eleven umbrellas?")
    write(root, {"mistakes.md": "# Mistakes\n\n[x](#an-anchor-that-nobody-gives) ![a picture](a-picture-that-is-not-there.png)\n"})
    expected = ["broken-anchor", "missing-image", "unanswered-question", *["toc-missing-question"] * listed]
    assert findings(root) == (1, sorted(expected))


def ask(root: Path, document: str, text: str) -> None:
    """Write a question as `proctor new` would first try to, without its entry in a table of contents."""
    bank, _ = engine.read_bank(WorkTree(str(root)), Config())
    spot = where.spots(bank, recognise(bank), document, document)[0]
    edit = authoring.insertion(bank.documents, spot, spot.models[0], text, True)
    (root / document).write_bytes(fix.apply(bank.documents[document].source, [edit]))
