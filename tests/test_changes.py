"""What changed since a base: lines and questions."""

from __future__ import annotations

import pytest
from conftest import MakeBank, git, write

from proctor.changes import questions, since
from proctor.config import Config
from proctor.engine import read_bank
from proctor.errors import ProctorError
from proctor.questions import recognise
from proctor.tree import WorkTree

PAGE = (
    "# Q\n\n## 1. What is a list?\n\nA row.\n\n"
    "## 2. What is a tuple?\n\nA record.\n\nIt is fixed.\n\n"
    "## 3. What is a set?\n\nA bag.\n"
)


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        ("A record.", "A fixed record.", ["2"]),
        ("A record.\n\nIt is fixed.\n\n", "", ["2"]),  # an answer that was taken out
        ("## 3. What is a set?", "## 3. What is a frozen set?", ["3"]),
        ("# Q\n", "# Questions\n", []),
        ("A bag.\n", "A bag.\n\n## 4. What is a dict?\n\nA map.\n", ["4"]),
        ("A row.", "A row.\n\n--- a/x\n+++ b/y\n@@ -1 +1 @@", ["1"]),  # text that looks like a diff
    ],
)
def test_the_questions_that_a_change_touches(bank: MakeBank, old: str, new: str, numbers: list[str]) -> None:
    root = bank({"q.md": PAGE, "other.md": "# Other\n"})
    write(root, {"q.md": PAGE.replace(old, new)})
    tree = WorkTree(str(root))
    found, _ = read_bank(tree, Config())
    changed = questions(since(tree, "main"), found.documents["q.md"], recognise(found)["q.md"])
    assert [q.number for q in changed] == numbers


def test_odd_names_new_and_renamed_files(bank: MakeBank) -> None:
    names = ['we"ird\n中.md', "a b.md", "tab\there.md"]
    root = bank(dict.fromkeys(names, "one\ntwo\n") | {"old.md": PAGE})
    git(root, "mv", "old.md", "new name.md")
    write(root, dict.fromkeys(names, "one\ntwo!\n") | {"added.md": "x\n"})
    changes = since(WorkTree(str(root)), "main")
    assert {name: list(changes.lines[name]) for name in names} == {name: [(2, 2)] for name in names}
    assert changes.new == {"added.md"} and not changes.touch("new name.md", 1, 99)


def test_only_this_branch_counts(bank: MakeBank) -> None:
    root = bank({"q.md": PAGE})
    git(root, "checkout", "-q", "-b", "topic")
    write(root, {"q.md": PAGE.replace("A row.", "A sequence.")})
    git(root, "commit", "-qam", "topic")
    git(root, "checkout", "-q", "main")
    write(root, {"q.md": PAGE.replace("A bag.", "A heap.")})
    git(root, "commit", "-qam", "main goes on")
    git(root, "checkout", "-q", "topic")
    changes = since(WorkTree(str(root)), "main")
    assert changes.touch("q.md", 5, 5) and not changes.touch("q.md", 15, 15)


@pytest.mark.parametrize("ref", ["nowhere", "--output=stolen", ""])
def test_a_base_that_is_not_there(bank: MakeBank, ref: str) -> None:
    root = bank({"q.md": PAGE})
    with pytest.raises(ProctorError):
        since(WorkTree(str(root)), ref)
    assert not (root / "stolen").exists()
