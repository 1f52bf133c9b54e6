"""Trees: the disk, a revision, and other bytes on top say the same of the same repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import MakeBank, git, process

from proctor import git as git_module
from proctor.errors import ProctorError
from proctor.model import Tree
from proctor.tree import GitTree, Overlay, WorkTree, is_document

FILES = {"README.md": "# A\n", "docs/b.MARKDOWN": "b", "docs/pic.png": b"\x89PNG", "docs/deep/c.md": "", "梯.md": "x"}


def view(tree: Tree) -> dict[str, object]:
    paths = [*tree.paths(), "", "docs", "docs/deep", "gone", "docs/gone.md", "readme.md"]
    return {
        "paths": tree.paths(),
        "kinds": {path: tree.kind(path) for path in paths},
        "documents": tree.documents(),
        "bytes": {path: tree.read(path) for path in tree.paths() if tree.kind(path) == "file"},
        "sizes": {path: tree.size(path) for path in tree.paths() if tree.kind(path) == "file"},
    }


def test_all_trees_agree(bank: MakeBank) -> None:
    root = str(bank(FILES, symlinks={"link.md": "README.md", "folder": "docs"}))
    disk = view(WorkTree(root))
    assert disk == view(GitTree(root, "HEAD"))
    assert disk == view(Overlay(WorkTree(root), {}))
    assert disk["kinds"] == {
        **dict.fromkeys(FILES, "file"),
        **dict.fromkeys(["link.md", "folder"], "symlink"),
        **dict.fromkeys(["", "docs", "docs/deep"], "folder"),
        **dict.fromkeys(["gone", "docs/gone.md", "readme.md"]),
    }
    assert disk["documents"] == ["README.md", "docs/b.MARKDOWN", "docs/deep/c.md", "梯.md"]


def test_without_git_the_disk_is_the_truth(bank: MakeBank) -> None:
    root = bank({**FILES, "node_modules/x.md": "", ".venv/y.md": ""}, git=False, symlinks={"link.md": "README.md"})
    tree = WorkTree(str(root))
    assert tree.paths() == sorted([*FILES, "link.md"])
    assert (tree.kind("link.md"), tree.absence("gone.md")) == ("symlink", "")


def test_an_overlay_adds_and_replaces(bank: MakeBank) -> None:
    tree = Overlay(WorkTree(str(bank(FILES))), {"README.md": b"new", "more/d.md": b"d"})
    assert (tree.read("README.md"), tree.size("README.md"), tree.read("梯.md")) == (b"new", 3, b"x")
    assert (tree.kind("more/d.md"), tree.kind("more")) == ("file", "folder")
    assert "more/d.md" in tree.documents() and "more/d.md" in tree.paths()


def test_untracked_documents_are_checked_and_are_no_paths(bank: MakeBank) -> None:
    tree = WorkTree(str(bank({"a.md": "", ".gitignore": "ignored.md\n"}, untracked={"new.md": "", "ignored.md": ""})))
    assert tree.documents() == ["a.md", "new.md"]
    assert "new.md" not in tree.paths()


def test_deleted_and_changed_files(bank: MakeBank) -> None:
    root = bank({"a.md": "old", "b.md": ""})
    (root / "a.md").write_text("new")
    (root / "b.md").unlink()
    tree = WorkTree(str(root))
    assert tree.read("a.md") == b"new"
    assert GitTree(str(root), "HEAD").read("a.md") == b"old"
    with pytest.raises(OSError):
        tree.read("b.md")


def test_a_symlink_is_never_read_through(bank: MakeBank, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    root = bank({"README.md": "[x](out.md)"}, symlinks={"out.md": "../secret.md", "in.md": "README.md"})
    tree = WorkTree(str(root))
    assert tree.documents() == ["README.md"]
    for name in ("out.md", "in.md"):
        with pytest.raises(OSError):
            tree.read(name)


def test_a_file_that_became_a_symlink_is_not_read(bank: MakeBank, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# secret")
    root = bank({"README.md": "", "x.md": ""})
    (root / "x.md").unlink()
    (root / "x.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(OSError):
        WorkTree(str(root)).read("x.md")
    ran = process(root, "check")
    assert ran.status == 0 and "secret" not in ran.out and "x.md" in ran.out


def test_a_folder_that_became_a_symlink_is_not_entered(bank: MakeBank, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.md").write_text("[secret](../outside.md)")
    root = bank({"README.md": "", "docs/x.md": "[b](gone.md)"})
    (root / "docs" / "x.md").unlink()
    (root / "docs").rmdir()
    (root / "docs").symlink_to(tmp_path / "outside")
    ran = process(root, "check")
    assert "secret" not in ran.out and "docs/x.md" in ran.out


@pytest.mark.parametrize("git", [True, False])
@pytest.mark.parametrize(
    "name", ["a\nb.md", 'quo"te.md', "back\\slash.md", " lead.md", "-dash.md", "tab\t.md", "\udcff\udcfe.md", "梯🚀.md", "a:b.md"]
)
def test_odd_names(bank: MakeBank, name: str, git: bool) -> None:
    root = bank({os.fsdecode(os.fsencode(name)): "# Odd\n\n[x](gone.md)\n", "README.md": ""}, git=git)
    tree = WorkTree(str(root))
    assert tree.documents() == sorted([name, "README.md"])
    assert tree.read(name).startswith(b"# Odd")
    for arguments in (["check"], ["check", "--format", "json"], ["check", "--format", "github"]):
        ran = process(root, *arguments)
        assert ran.status == 1, ran.err
        assert "gone.md" in ran.out


@pytest.mark.parametrize("git", [True, False])
def test_a_pipe_does_not_hang(bank: MakeBank, git: bool) -> None:
    root = bank({"README.md": ""}, git=git)
    os.mkfifo(root / "x.md")
    assert process(root, "check", timeout=20).status == 0


def test_an_unknown_revision_is_the_users_mistake(bank: MakeBank) -> None:
    root = str(bank(FILES))
    for rev in ("gone", "--help", "-h", ""):
        with pytest.raises(ProctorError):
            GitTree(root, rev)


def test_a_revision_reads_no_file_of_the_disk(bank: MakeBank) -> None:
    root = bank({"README.md": "# Past\n"})
    (root / "README.md").write_text("# Now\n")
    assert GitTree(str(root), "HEAD").read("README.md") == b"# Past\n"
    with pytest.raises(OSError):
        GitTree(str(root), "HEAD").read("gone.md")


def test_conflicts_list_a_path_once(bank: MakeBank) -> None:
    root = bank({"a.md": "base"})
    git(root, "checkout", "-q", "-b", "other")
    (root / "a.md").write_text("theirs")
    git(root, "commit", "-q", "-am", "theirs")
    git(root, "checkout", "-q", "main")
    (root / "a.md").write_text("ours")
    git(root, "commit", "-q", "-am", "ours")
    with pytest.raises(Exception):  # noqa: B017
        git(root, "merge", "-q", "other")
    assert WorkTree(str(root)).documents() == ["a.md"]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('[remote "origin"]\n\turl = https://github.com/a/b\n', "https://github.com/a/b"),
        ('[remote "origin"]\nurl=git@github.com:a/b.git\n', "git@github.com:a/b.git"),
        ('[core]\n\tbare = false\n[remote "origin"]\n  fetch = x\n  url = u\n', "u"),
        ("", None),
        ("[[[\x00\n= =\n[remote\n", None),
    ],
)
def test_settings_are_read_without_git(tmp_path: Path, config: str, expected: str | None) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(config)
    assert git_module.settings(str(tmp_path)).get("remote.origin.url") == expected


@pytest.mark.parametrize(
    ("path", "is_one"), [("a.md", True), ("A.MD", True), ("a.markdown", True), ("a.txt", False), ("md", False), ("a.md/b", False)]
)
def test_what_is_a_document(path: str, is_one: bool) -> None:
    assert is_document(path) is is_one
