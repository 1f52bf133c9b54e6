"""What a change is compared with, what it made, and whose settings judge it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Files, MakeBank, Ran, git, write

from proctor import base, spawn
from proctor.errors import Incomplete

PAGE = "# Page\n\n## One\n\nSee [two](#two).\n\n## Two\n\nIt is [gone](gone.md).\n"
Proctor = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_BASE_REF", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def topic(root: Path, files: Files, removed: tuple[str, ...] = ()) -> str:
    """Commit a change on a branch of its own; its commit."""
    git(root, "checkout", "-q", "-b", "topic")
    write(root, files)
    for path in removed:
        git(root, "rm", "-q", path)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "topic")
    return git(root, "rev-parse", "HEAD").strip()


def found(ran: Ran) -> list[tuple[str, str, int, bool]]:
    content = json.loads(ran.out)
    return [(f["rule"], f["path"], f["line"], f["changed"]) for f in content["findings"]]


JSON = ("--format", "json", "--select", "links,policy")


def test_findings_on_changed_lines_are_marked(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": PAGE})
    topic(root, {"a.md": PAGE + "\n## Three\n\n[x](#nowhere)\n"})
    assert found(proctor(root, "check", *JSON, "--base-ref", "main")) == [
        ("missing-file", "a.md", 9, False),
        ("broken-anchor", "a.md", 13, True),
    ]
    changed = proctor(root, "check", *JSON, "--changed")
    assert changed.status == 1 and found(changed) == [("broken-anchor", "a.md", 13, True)]
    assert json.loads(changed.out)["summary"]["unchanged"] == 1
    assert found(proctor(root, "check", *JSON))[0][3] is None


def test_without_git_nothing_is_compared(tmp_path: Path, proctor: Proctor) -> None:
    write(tmp_path, {"a.md": PAGE})
    for asked in (["--changed"], ["--base-ref", "HEAD"], ["--rev", "HEAD"]):
        ran = proctor(tmp_path, "check", *asked)
        assert ran.status == 3 and "no git repository" in ran.err


def test_a_diff_that_git_cannot_make(bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
    root, original = bank({"a.md": PAGE}), spawn.output

    def output(command: Sequence[str], *more: Any) -> spawn.Ended:
        return spawn.Ended(128, b"", b"fatal: cannot hash a.md") if "diff" in command else original(command, *more)

    monkeypatch.setattr(spawn, "output", output)
    for asked in (["--changed", "--base-ref", "HEAD"], ["--base-ref", "HEAD"]):
        ran = proctor(root, "check", *asked)
        assert ran.status == 3 and "cannot hash a.md" in ran.err


def test_only_what_changed_decides(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": PAGE})
    topic(root, {"a.md": PAGE.replace("See", "Look at")})
    assert proctor(root, "check", *JSON).status == 1
    ran = proctor(root, "check", "--select", "links", "--changed")
    assert ran.status == 0 and "1 not of this change" in ran.out


@pytest.mark.parametrize(
    ("files", "removed", "expected"),
    [
        ({"b.md": "# B\n\n## Renamed\n"}, (), [("broken-anchor", "a.md", 3)]),
        ({}, ("b.md",), [("missing-file", "a.md", 3)]),
        ({"b.md": "# B\n\n## Section\n\nMore.\n"}, (), []),
        ({"a.md": "# A\n\n[b](b.md#section)\n[c](c.md)\n\n"}, (), [("unused-image", "new.png", 1)]),
    ],
)
def test_what_a_change_breaks_elsewhere_is_its_doing(
    files: Files, removed: tuple[str, ...], expected: list[Any], bank: MakeBank, proctor: Proctor
) -> None:
    old = {"a.md": "# A\n\n[b](b.md#section)\n[c](c.md)\n\n![](new.png)\n", "b.md": "# B\n\n## Section\n"}
    root = bank({**old, "new.png": "x", "old.png": "x"})
    topic(root, files, removed)
    ran = proctor(root, "check", "--format", "json", "--select", "links,unused-image", "--changed", "--fail-level", "warning")
    assert [each[:3] for each in found(ran)] == expected and ran.status == bool(expected)


def test_a_question_that_lost_its_answer_has_changed(bank: MakeBank, proctor: Proctor) -> None:
    text = "# Q\n\n" + "".join(
        f"## {n}. What is a thing of kind {n}?\n\nIt is one of {n}, as the name says.\n\n" for n in range(1, 6)
    )
    root = bank({"q.md": text})
    topic(root, {"q.md": text.replace("It is one of 3, as the name says.\n\n", "")})
    ran = proctor(root, "check", "--select", "unanswered-question", "--changed", "--format", "json", "--fail-level", "note")
    assert [each[:3] for each in found(ran)] == [("unanswered-question", "q.md", 11)]


@pytest.mark.parametrize("attributes", ["*.md -diff\n", "*.md binary\n", "*.md -text\n", "* diff=x filter=y ident\n"])
def test_attributes_hide_no_lines(attributes: str, bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": PAGE})
    topic(root, {"a.md": PAGE + "\n[x](#nowhere)\n", ".gitattributes": attributes})
    assert [f[0] for f in found(proctor(root, "check", *JSON, "--changed"))] == ["broken-anchor"]
    git(root, "checkout", "-q", "main")
    assert [f[0] for f in found(proctor(root, "check", *JSON, "--changed", "--rev", "topic"))] == ["broken-anchor"]


@pytest.mark.parametrize("setting", ["diff.noprefix", "diff.mnemonicPrefix", "diff.relative", "diff.interHunkContext=20"])
def test_settings_of_git_hide_no_lines(setting: str, bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"docs/a.md": PAGE})
    topic(root, {"docs/a.md": PAGE + "\n[x](#nowhere)\n"})
    name, _, value = setting.partition("=")
    git(root, "config", name, value or "true")
    assert [f[0] for f in found(proctor(root, "check", *JSON, "--changed"))] == ["broken-anchor"]


def test_a_commit_is_compared_without_a_work_tree(bank: MakeBank, proctor: Proctor, tmp_path: Path) -> None:
    root = bank({"a.md": PAGE, "proctor.toml": "ignore = ['missing-file']\n"})
    topic(root, {"a.md": PAGE + "\n[x](#nowhere)\n"})
    git(root, "checkout", "-q", "main")
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    git(tmp_path / "bare.git", "update-ref", "refs/proctor/pr", "topic")
    ran = proctor(tmp_path / "bare.git", "check", *JSON, "--rev", "refs/proctor/pr", "--base-ref", "main", "--trust-base-config")
    assert ran.status == 1 and found(ran) == [("broken-anchor", "a.md", 11, True)]
    assert not (tmp_path / "bare.git" / "a.md").exists()


# The environments of CI services: each gives what the base of `topic` must be.
def _event(root: Path, content: Mapping[str, Any]) -> str:
    place = root.parent / "event.json"
    place.write_text(json.dumps(content))
    return str(place)


@pytest.fixture
def merged(bank: MakeBank) -> tuple[Path, dict[str, str]]:
    """A pull request's merge commit, checked out as GitHub does it; and the commits' names."""
    root = bank({"a.md": PAGE})
    fork = git(root, "rev-parse", "HEAD").strip()
    head = topic(root, {"b.md": "# B\n"})
    git(root, "checkout", "-q", "main")
    write(root, {"c.md": "# C\n"})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "main goes on")
    target = git(root, "rev-parse", "HEAD").strip()
    git(root, "checkout", "-q", "--detach")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    return root, {"fork": fork, "head": head, "target": target, "merge": git(root, "rev-parse", "HEAD").strip()}


def test_the_base_of_a_pull_request(merged: tuple[Path, dict[str, str]]) -> None:
    root, names = merged
    pull = {"pull_request": {"head": {"sha": names["head"]}, "base": {"sha": names["fork"]}}}
    environment = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": _event(root, pull), "GITHUB_BASE_REF": "main"}
    assert base.find(str(root), environment) == names["target"], "the merge commit's first parent"
    git(root, "checkout", "-q", "topic")
    assert base.find(str(root), environment) == names["fork"], "a contributor's commit: the event's own base"
    pull["pull_request"]["base"]["sha"] = "--upload-pack=x"
    assert base.find(str(root), {**environment, "GITHUB_EVENT_PATH": _event(root, pull)}) == "refs/heads/main"


def test_a_contributors_own_merge_is_not_the_base(merged: tuple[Path, dict[str, str]]) -> None:
    root, names = merged
    pull = {"pull_request": {"head": {"sha": names["merge"]}, "base": {"sha": names["target"]}}}
    environment = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": _event(root, pull)}
    assert base.find(str(root), environment) == names["target"]


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("merge_group", {"merge_group": {"base_sha": "FORK"}}),
        ("push", {"before": "FORK"}),
        ("pull_request_target", {"pull_request": {"base": {"sha": "FORK"}}}),
    ],
)
def test_other_events(event: str, content: Mapping[str, Any], merged: tuple[Path, dict[str, str]]) -> None:
    root, names = merged
    place = _event(root, json.loads(json.dumps(content).replace("FORK", names["fork"])))
    assert base.find(str(root), {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": place}) == names["fork"]


@pytest.mark.parametrize(
    ("event", "content"), [("push", {"before": "0" * 40}), ("schedule", {}), ("push", []), ("workflow_dispatch", {"before": 1})]
)
def test_events_without_a_base(event: str, content: Any, merged: tuple[Path, dict[str, str]]) -> None:
    root, _ = merged
    assert base.find(str(root), {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": _event(root, content)}) == "refs/heads/main"


def test_the_base_of_a_merge_request(merged: tuple[Path, dict[str, str]]) -> None:
    root, names = merged
    environment = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": names["fork"]}
    assert base.find(str(root), environment) == names["fork"]
    assert base.find(str(root), {**environment, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": names["target"]}) == names["target"]
    git(root, "update-ref", "refs/remotes/origin/main", names["target"])
    there = {**environment, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    assert base.find(str(root), there) == "refs/remotes/origin/main"


def test_the_base_at_home(bank: MakeBank) -> None:
    root = bank({"a.md": PAGE})
    topic(root, {"b.md": "# B\n"})
    assert base.find(str(root), {}) == "refs/heads/main"
    git(root, "update-ref", "refs/remotes/origin/trunk", "main")
    git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert base.find(str(root), {}) == "refs/remotes/origin/trunk"


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone(
    depth: int, merged: tuple[Path, dict[str, str]], proctor: Proctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, names = merged
    git(root, "branch", "pull", names["merge"])
    git(root.parent, "clone", "-q", "--depth", str(depth), "--branch", "pull", root.as_uri(), "clone")
    pull = {"pull_request": {"head": {"sha": names["head"]}, "base": {"sha": names["fork"]}}}
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    monkeypatch.setenv("GITHUB_EVENT_PATH", _event(root, pull))
    ran = proctor(root.parent / "clone", "check", "--changed", "--select", "links")
    assert ran.status == (3 if depth == 1 else 0), ran
    assert depth == 2 or "fetch-depth: 2" in ran.err


def test_no_base_at_all(bank: MakeBank) -> None:
    root = bank({"a.md": PAGE})
    git(root, "branch", "-m", "main", "work")
    with pytest.raises(Incomplete):
        base.find(str(root), {})
    with pytest.raises(Incomplete):
        base.find(str(root), {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": "/nowhere"})


# What a change may do to the gate, and the words of the finding; empty for what is no loosening.
SETTINGS = """\
select = ["links", "questions", "policy"]
fail-level = "warning"
exclude = ["archive"]

[severity]
missing-file = "error"

[rules.thin-answer]
words = 20

[spelling]
words = ["fater"]

[urls]
exclude = ["https://a.example/*"]
accept = { "https://b.example/*" = [403] }
days = 3

[questions]
placeholders = ["soon"]

[[overrides]]
paths = ["drafts/**"]
ignore = ["unanswered-question"]
"""
LOOSER = [
    ('select = ["links", "questions", "policy"]', 'select = ["questions", "policy"]', "not run any more: `absolute-own-link`"),
    ('select = ["links", "questions", "policy"]', 'select = ["ALL"]', ""),
    ('exclude = ["archive"]', 'exclude = ["archive"]\nignore = ["broken-anchor"]', "not run any more: `broken-anchor`"),
    ('fail-level = "warning"', 'fail-level = "error"', "only findings of the level `error` fail"),
    ('fail-level = "warning"', 'fail-level = "note"', ""),
    ('exclude = ["archive"]', 'exclude = ["archive", "docs/**"]', "documents under `docs/**`"),
    ('exclude = ["archive"]', "exclude = []", ""),
    ('missing-file = "error"', 'missing-file = "note"', "of the level `note` instead of `error`: `missing-file`"),
    ('missing-file = "error"', 'links = "note"', "of the level `note` instead of `error`"),
    ("words = 20", "words = 1", "the option `words` of `thin-answer` is 1, and was 20"),
    ('words = ["fater"]', 'words = ["fater", "teh"]', "more is taken as spelt right: `teh`"),
    ('exclude = ["https://a.example/*"]', 'exclude = ["*"]', "URLs like `*` are not asked"),
    ("[403]", "[403, 404]", "may answer 404"),
    ("days = 3", "days = 30", "`urls.days` is 30"),
    ("days = 3", "days = 2", ""),
    ('placeholders = ["soon"]', "placeholders = []", "`questions.placeholders` is []"),
    ('paths = ["drafts/**"]', 'paths = ["drafts/**", "**"]', "not run any more under `**`: `unanswered-question`"),
    ('ignore = ["unanswered-question"]', 'ignore = ["questions"]', "under `drafts/**`"),
    ('ignore = ["unanswered-question"]', "ignore = []", ""),
    ('ignore = ["unanswered-question"]', 'severity = { links = "note" }', "of the level `note` instead of"),
    ('ignore = ["unanswered-question"]', 'questions = { level = 9 }', "questions are read by"),
    (SETTINGS, "", "not run any more"),
    (SETTINGS, "select = [", "the configuration cannot be used"),
    (SETTINGS, 'select = ["no-such-rule"]', "the configuration cannot be used"),
    (SETTINGS, "", "`questions.placeholders` is left to the default"),
    (SETTINGS, "# The same.\n" + SETTINGS, ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), LOOSER)
def test_loosening_is_found(old: str, new: str, message: str, bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# A\n", "proctor.toml": SETTINGS})
    assert old in SETTINGS
    topic(root, {"proctor.toml": SETTINGS.replace(old, new)})
    ran = proctor(root, "check", "--trust-base-config", "--format", "json")
    findings = json.loads(ran.out)["findings"]
    if message:
        assert [f for f in findings if f["rule"] == "loosened-gate" and f["path"] == "proctor.toml" and message in f["message"]]
        assert ran.status == 1
    else:
        assert (ran.status, findings) == (0, [])


def test_the_bases_settings_judge(bank: MakeBank, proctor: Proctor) -> None:
    broken = "# A\n\n[x](#nowhere)\n"
    root = bank({"a.md": "# A\n", "proctor-words.txt": "fater\n"})
    known = proctor(root, "check", "--format", "json")
    assert known.status == 0
    baseline = "broken-anchor\t" + "0" * 16 + "\t1\n"
    topic(
        root,
        {
            "a.md": broken,
            "proctor.toml": "ignore = ['links', 'policy']\n",
            "proctor-baseline.tsv": baseline,
            "proctor-words.txt": "fater\nteh\n",
        },
    )
    assert proctor(root, "check").status == 0, "by its own settings all is well"
    ran = proctor(root, "check", "--trust-base-config", "--format", "json")
    said = {f["rule"]: f["path"] for f in json.loads(ran.out)["findings"]}
    assert ran.status == 1
    assert said["broken-anchor"] == "a.md" and said["grown-baseline"] == "proctor-baseline.tsv"
    assert {f["path"] for f in json.loads(ran.out)["findings"] if f["rule"] == "loosened-gate"} == {
        "proctor.toml",
        "proctor-words.txt",
    }
    assert proctor(root, "check", "--trust-base-config", "--config", "proctor.toml").status == 2


def test_words_of_the_base_count(bank: MakeBank, proctor: Proctor) -> None:
    pytest.importorskip("spellchecker")
    root = bank({"a.md": "# A\n\nThis is a sentence.\n", "proctor-words.txt": "# none\n"})
    topic(root, {"a.md": "# A\n\nThis sentance is one.\n", "proctor-words.txt": "sentance\n"})
    words = ("check", "--select", "misspelling", "--no-cache", "--format", "json")
    assert json.loads(proctor(root, *words).out)["findings"] == []
    assert [f["target"] for f in json.loads(proctor(root, *words, "--trust-base-config").out)["findings"]] == ["sentance"]


def test_a_baseline_of_the_base_counts(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# A\n\n[x](#nowhere)\n"})
    proctor(root, "baseline", "write")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "baseline")
    topic(root, {"b.md": "# B\n"}, ("proctor-baseline.tsv",))
    ran = proctor(root, "check", "--trust-base-config")
    assert ran.status == 0 and "1 known" in ran.out


def test_what_others_loosened_is_not_the_changes_doing(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# A\n"})
    topic(root, {"b.md": "# B\n"})
    git(root, "checkout", "-q", "main")
    write(root, {"proctor.toml": "fail-level = 'note'\n"})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "stricter")
    ran = proctor(root, "check", "--rev", "topic", "--base-ref", "main", "--trust-base-config")
    assert ran.status == 0, ran.out


def test_a_branch_from_before_the_gate_is_judged_by_todays(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# A\n", "proctor.toml": "ignore = ['links']\n"})
    topic(root, {"a.md": "# A\n\n[x](#nowhere)\n"})
    git(root, "checkout", "-q", "main")
    write(root, {"proctor.toml": "select = ['links']\n"})
    git(root, "commit", "-q", "-am", "stricter")
    ran = proctor(root, "check", "--rev", "topic", "--base-ref", "main", "--trust-base-config")
    assert ran.status == 1 and "broken-anchor" in ran.out


def test_a_workflow_that_no_longer_checks(bank: MakeBank, proctor: Proctor) -> None:
    root = bank(
        {"a.md": "# A\n", ".github/workflows/check.yml": "run: proctor check\n", ".pre-commit-config.yaml": "id: proctor\n"}
    )
    topic(root, {".github/workflows/check.yml": "run: true\n"}, (".pre-commit-config.yaml",))
    ran = proctor(root, "check", "--trust-base-config", "--format", "json")
    assert [(f["rule"], f["path"]) for f in json.loads(ran.out)["findings"]] == [
        ("loosened-gate", ".github/workflows/check.yml"),
        ("loosened-gate", ".pre-commit-config.yaml"),
    ]


def test_policy_findings_are_reported_whatever_is_asked_for(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# A\n", "docs/b.md": "# B\n"})
    topic(root, {"proctor.toml": "exclude = ['docs']\n"})
    assert proctor(root, "check", "docs", "--changed", "--trust-base-config").status == 1


def test_coverage_finds_its_base_too(bank: MakeBank, proctor: Proctor) -> None:
    text = "# Q\n\n" + "".join(
        f"## {n}. What is a thing of kind {n}?\n\nIt is one of {n}, as the name says.\n\n" for n in range(1, 6)
    )
    root = bank({"q.md": text})
    topic(root, {"q.md": text + "## 6. What is a thing of kind 6?\n"})
    ran = proctor(root, "coverage", "--base-ref", "auto", "--fail-under-patch", "100", "--no-history")
    assert ran.status == 1 and "patch coverage 0%" in ran.out
