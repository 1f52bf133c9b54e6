"""Where links lead, by GitHub's rules."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from conftest import MakeBank, commit, git, judge, open_bank, write

from proctor.bank import Bank, Target, has_anchor, repository
from proctor.entities import decoded
from proctor.parse import parse
from proctor.tree import GitTree

CAFE_NFD = unicodedata.normalize("NFD", "café.md")
FILES = {
    "README.md": "# Top\n",
    "docs/guide.md": "# Guide\n\n## Setup & Run\n\n<a id='Own'></a>\n",
    "docs/README.md": "# Docs\n",
    "docs/deep/x.md": "",
    "docs/a b.md": "",
    "docs/100%.md": "",
    "docs/c#d.md": "",
    "plain/code.py": "x = 1\n",
    "梯度/下降.md": "# 下降\n",
    CAFE_NFD: "",
}
HERE, THERE, FOLDER, MISSING, CASE, BEYOND, OUTSIDE = "here", "there", "folder", "missing", "case", "beyond", "outside"
GITHUB = "https://github.com/acme/bank"


@pytest.fixture
def small(bank: MakeBank) -> Bank:
    return open_bank(bank(FILES, symlinks={"link.md": "docs/guide.md", "linked": "docs"}))


def lead(bank: Bank, url: str, path: str = "docs/guide.md") -> Target:
    document = bank.documents[path]
    link = parse(path, b"[x](y)").links[0]
    return bank.resolve(document, link._replace(url=url, target=url))


@pytest.mark.parametrize(
    ("url", "kind", "path", "fragment"),
    [
        # Within the document
        ("#setup--run", HERE, "docs/guide.md", "setup--run"),
        ("", HERE, "docs/guide.md", ""),
        ("guide.md#guide", HERE, "docs/guide.md", "guide"),
        ("?x=1#guide", HERE, "docs/guide.md", "guide"),
        # Relative, and relative to the root
        ("deep/x.md", THERE, "docs/deep/x.md", ""),
        ("./deep/../deep//x.md", THERE, "docs/deep/x.md", ""),
        ("../README.md#top", THERE, "README.md", "top"),
        ("/README.md", THERE, "README.md", ""),
        ("/docs/deep/x.md", THERE, "docs/deep/x.md", ""),
        ("deep", FOLDER, "docs/deep", ""),
        ("deep/", FOLDER, "docs/deep", ""),
        (".", FOLDER, "docs", ""),
        ("..", FOLDER, "", ""),
        ("/", FOLDER, "", ""),
        ("gone.md", MISSING, "docs/gone.md", ""),
        ("deep/x.md/", MISSING, "docs/deep/x.md", ""),
        ("deep/x", MISSING, "docs/deep/x", ""),
        ("../plain/code.py#L1", THERE, "plain/code.py", "L1"),
        ("deep/x.md?plain=1#L10-L12", THERE, "docs/deep/x.md", ""),
        ("deep/x.md?raw=true", THERE, "docs/deep/x.md", ""),
        # Encoded
        ("a%20b.md", THERE, "docs/a b.md", ""),
        ("a b.md", THERE, "docs/a b.md", ""),
        ("100%25.md", THERE, "docs/100%.md", ""),
        ("c%23d.md", THERE, "docs/c#d.md", ""),
        ("/%E6%A2%AF%E5%BA%A6/%E4%B8%8B%E9%99%8D.md#%E4%B8%8B%E9%99%8D", THERE, "梯度/下降.md", "下降"),
        ("/梯度/下降.md", THERE, "梯度/下降.md", ""),
        ("%ff.md", MISSING, "docs/%ff.md", ""),
        # Case and Unicode form
        ("DEEP/x.md", CASE, "docs/deep/x.md", ""),
        ("/readme.md", CASE, "README.md", ""),
        ("/Docs", CASE, "docs", ""),
        ("/caf\u00e9.md", CASE, CAFE_NFD, ""),
        # Symbolic links: a link itself is a file, a folder behind it is not there
        ("/link.md", THERE, "link.md", ""),
        ("/linked", THERE, "linked", ""),
        ("/linked/guide.md", MISSING, "linked/guide.md", ""),
        # Out of the bank
        ("../../x.md", BEYOND, "../../x.md", ""),
        ("../../../../../x.md", BEYOND, "../../../../../x.md", ""),
        ("../../../issues", OUTSIDE, "", ""),
        ("../../../wiki/Home", OUTSIDE, "", ""),
        ("../../main/README.md", THERE, "README.md", ""),
        ("../../../blob/main/README.md", THERE, "README.md", ""),
        ("../../../blob/v1.0/README.md", OUTSIDE, "", ""),
        # Schemes and drives
        ("mailto:a@b.org", OUTSIDE, "", ""),
        ("javascript:alert(1)", OUTSIDE, "", ""),
        ("//example.org/x", OUTSIDE, "", ""),
        ("https://example.org/README.md", OUTSIDE, "", ""),
        ("C:/notes.md", MISSING, "docs/C:/notes.md", ""),
        ("C:\\notes.md", MISSING, "docs/C:\\notes.md", ""),
        ("deep\\x.md", MISSING, "docs/deep\\x.md", ""),
        # Full URLs of the bank itself
        (f"{GITHUB}", FOLDER, "", ""),
        (f"{GITHUB}#top", FOLDER, "", "top"),
        (f"{GITHUB}.git", FOLDER, "", ""),
        (f"{GITHUB}/blob/main/docs/guide.md#guide", HERE, "docs/guide.md", "guide"),
        (f"{GITHUB}/blob/main/README.md?plain=1#L3", THERE, "README.md", ""),
        (f"{GITHUB}/tree/master/docs", FOLDER, "docs", ""),
        (f"{GITHUB}/tree/main", FOLDER, "", ""),
        (f"{GITHUB}/raw/HEAD/README.md", THERE, "README.md", ""),
        (f"{GITHUB}/edit/main/README.md", THERE, "README.md", ""),
        (f"{GITHUB}/blob/main/gone.md", MISSING, "gone.md", ""),
        (f"{GITHUB}/blob/main/readme.md", CASE, "README.md", ""),
        (f"{GITHUB}/blob/dev/gone.md", OUTSIDE, "", ""),
        (f"{GITHUB}/blob/v1.0/gone.md", OUTSIDE, "", ""),
        (f"{GITHUB}/issues/1", OUTSIDE, "", ""),
        (f"{GITHUB}/wiki", OUTSIDE, "", ""),
        (f"{GITHUB}-other/blob/main/gone.md", OUTSIDE, "", ""),
        ("https://GitHub.com/ACME/Bank/blob/main/README.md", THERE, "README.md", ""),
        ("http://www.github.com/acme/bank/blob/main/README.md", THERE, "README.md", ""),
        ("https://github.com.evil.org/acme/bank/blob/main/gone.md", OUTSIDE, "", ""),
        ("https://raw.githubusercontent.com/acme/bank/main/README.md", THERE, "README.md", ""),
        ("https://raw.githubusercontent.com/acme/bank/refs/heads/main/README.md", THERE, "README.md", ""),
        ("https://raw.githubusercontent.com/acme/bank/refs/tags/v1/README.md", OUTSIDE, "", ""),
        ("https://raw.githubusercontent.com/acme/other/main/gone.md", OUTSIDE, "", ""),
    ],
)
def test_resolution(small: Bank, url: str, kind: str, path: str, fragment: str) -> None:
    target = lead(small, url)
    assert (target.kind, target.path, target.fragment) == (kind, path, fragment)


@pytest.mark.parametrize(
    ("url", "own"), [(f"{GITHUB}/blob/main/README.md", True), ("../README.md", False), (f"{GITHUB}/issues", False)]
)
def test_full_urls_of_the_bank_are_marked(small: Bank, url: str, own: bool) -> None:
    assert lead(small, url).own is own


@pytest.mark.parametrize(
    ("path", "fragment", "there"),
    [
        ("docs/guide.md", "guide", True),
        ("docs/guide.md", "Guide", True),
        ("docs/guide.md", "Own", True),
        ("docs/guide.md", "user-content-guide", True),
        ("docs/guide.md", "top", True),
        ("docs/guide.md", "gone", False),
        ("docs/guide.md", "L3", False),
        ("docs", "docs", True),
        ("docs", "readme", True),
        ("docs", "guide", False),
        ("docs/deep", "x", False),
        ("plain/code.py", "L1", True),
        ("plain/code.py", "L1-L9", True),
        ("plain/code.py", "x", None),
    ],
)
def test_anchors_of_other_pages(small: Bank, path: str, fragment: str, there: bool | None) -> None:
    assert small.has_anchor(path, fragment) is there


def test_has_anchor_of_a_document() -> None:
    document = parse("x.md", b"# A b\n")
    assert has_anchor(document, "a-b") and has_anchor(document, "A-B") and has_anchor(document, "") and has_anchor(document, "TOP")
    assert not has_anchor(document, "a")


def test_untracked_and_ignored_files_are_missing(bank: MakeBank) -> None:
    root = bank({"README.md": "", ".gitignore": "*.log\n"}, untracked={"new.md": "", "x.log": ""})
    found = open_bank(root)
    assert [lead(found, url, "README.md").kind for url in ("new.md", "x.log")] == [MISSING, MISSING]
    assert [found.tree.absence(path) for path in ("new.md", "x.log", "gone.md")] == ["untracked", "ignored", ""]
    assert "new.md" in found.documents


def test_a_submodule_is_a_folder_that_nobody_looks_into(bank: MakeBank) -> None:
    root = bank({"README.md": ""})
    blob = git(root, "rev-parse", "HEAD").strip()
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{blob},vendor")
    found = open_bank(root)
    assert [lead(found, url, "README.md").kind for url in ("vendor", "vendor/", "vendor/x.md")] == [FOLDER, FOLDER, OUTSIDE]


def test_resolution_of_a_revision_is_the_same(bank: MakeBank) -> None:
    root = bank(FILES)
    tree = GitTree(str(root), "HEAD")
    documents = {path: parse(path, tree.read(path)) for path in tree.documents()}
    past = Bank(documents, tree)
    for url in ("deep/x.md", "gone.md", "DEEP/x.md", "../..", "#guide", "deep"):
        assert lead(past, url) == lead(open_bank(root), url)


@pytest.mark.parametrize(
    ("origin", "names"),
    [
        ("https://github.com/Acme/Bank.git", {"acme/bank"}),
        ("https://github.com/acme/bank", {"acme/bank"}),
        ("https://token@github.com/acme/bank/", {"acme/bank"}),
        ("git@github.com:acme/bank.git", {"acme/bank"}),
        ("ssh://git@github.com/acme/my.bank.git", {"acme/my.bank"}),
        ("https://gitlab.com/acme/bank.git", set()),
        ("/home/x/bank", set()),
        ("", set()),
    ],
)
def test_own_name_from_origin(origin: str, names: set[str]) -> None:
    assert repository({"remote.origin.url": origin}, "").names == names


def test_own_name_as_given_and_as_it_was() -> None:
    own = repository({"remote.origin.url": "git@github.com:fork/bank", "default-branch": "dev"}, "Acme/Bank", ("old/bank",))
    assert own.names == {"acme/bank", "old/bank"}
    assert {"dev", "main", "master", "HEAD"} <= own.branches


@pytest.mark.parametrize(
    ("text", "plain"), [("a%20b", "a b"), ("100%", "100%"), ("%zz", "%zz"), ("%ff", "%ff"), ("%E6%A2%AF", "梯"), ("", "")]
)
def test_decoding(text: str, plain: str) -> None:
    assert decoded(text) == plain


def test_conformance_cases(shared: Path, tmp_path: Path) -> None:
    wrong = []
    for number, line in enumerate((shared / "truth" / "conformance.jsonl").read_bytes().splitlines()):
        case = json.loads(line)
        root = tmp_path / str(number)
        root.mkdir()
        found = _broken(root, case)
        expected = [({(e["file"], n, e["target"]) for n in (e["line"], *e.get("alt_lines", []))}, e["ok"]) for e in case["expect"]]
        right = all(bool(places & found) != ok for places, ok in expected)
        if not right or found - {place for places, _ in expected for place in places}:
            wrong.append(case["id"])
    assert wrong == []


def _broken(root: Path, case: dict) -> set[tuple[str, int, str | None]]:  # type: ignore[type-arg]
    write(root, case["files"])
    for name, target in case.get("symlinks", {}).items():
        (root / name).symlink_to(target)
    commit(root, f"https://github.com/{case['repository']}.git" if case.get("repository") else "")
    report = judge(root, ("links", "images"), repository=case.get("repository", ""))
    return {
        (f.path, f.start.line, f.problem.target) for f in report.findings if f.severity == "error" and f.problem.target is not None
    }
