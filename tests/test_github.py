"""The comment on a pull request and the rolling issue: made of a stranger's report, and harmless whatever it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeBank, Ran

ROOT = Path(__file__).resolve().parents[1]
SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1"
URL = "https://github.com/acme/bank/actions/runs/7"
EVIL = "@everyone #1 <img src=x onerror=alert(1)> ![x](https://evil.example/t.png) `` ``` | --> <!-- x ::set-output::\n# Big"
FINDING = {"rule": "broken-anchor", "severity": "error", "path": "README.md", "line": 3, "column": 1, "message": "m", "hint": ""}
BOT = {"user": {"login": "github-actions[bot]"}}


def report(findings: list[dict[str, Any]], **summary: Any) -> str:
    return json.dumps({"schema": 1, "findings": findings, "summary": {"documents": 3, "incomplete": [], "notes": [], **summary}})


def rendered(proctor: Callable[..., Ran], folder: Path, content: str) -> Ran:
    (folder / "merged.json").write_text(content)
    return proctor(folder, "github", "comment", "merged.json", "--head", SHA, "--run-url", URL)


def outside_code(text: str) -> str:
    """A comment without its code spans: what GitHub would read as Markdown."""
    kept, at = [], 0
    while (opened := text.find("`", at)) >= 0:
        length = len(text[opened:]) - len(text[opened:].lstrip("`"))
        closed = opened + length
        while True:
            closed = text.find("`" * length, closed)
            assert closed >= 0, "a code span is not closed"
            run = len(text[closed:]) - len(text[closed:].lstrip("`"))
            if run == length:
                break
            closed += run
        kept.append(text[at:opened])
        at = closed + length
    return "".join([*kept, text[at:]])


def test_a_report_of_our_own(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": "[x](#nowhere)\n"})
    proctor(root, "check", "--output", "json:merged.json")
    ran = proctor(root, "github", "comment", "merged.json", "--head", SHA, "--run-url", URL)
    assert ran.status == 0
    assert ran.out.startswith("<!-- proctor-report -->\n")
    assert "broken-anchor" in ran.out and "README.md:1" in ran.out and SHA[:12] in ran.out and URL in ran.out


def test_what_a_stranger_writes_does_nothing(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    evil = {**FINDING, "path": EVIL, "message": EVIL, "hint": EVIL}
    ran = rendered(proctor, tmp_path, report([evil], incomplete=[EVIL], notes=[EVIL], not_run=[EVIL]))
    assert ran.status == 0
    plain = outside_code(ran.out)
    for sign in ("@", "#1", "<img", "![", "evil", "::", "# Big", "onerror"):
        assert sign not in plain.replace("## proctor", ""), sign
    assert plain.count("<!--") == 1 and "\n# " not in ran.out


def test_ten_thousand_findings_fit(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = rendered(proctor, tmp_path, report([{**FINDING, "message": "m" * 400, "path": f"{n}" * 90} for n in range(5000)]))
    assert ran.status == 0
    assert len(ran.out) <= 60_000 and "left out" in ran.out
    assert rendered(proctor, tmp_path, report([FINDING] * 10_000)).status == 2


def test_a_clean_report_is_one_line(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = rendered(proctor, tmp_path, report([]))
    assert ran.out.startswith("<!-- proctor-report clean -->\n") and "no findings" in ran.out


def test_an_incomplete_report_is_not_clean(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = rendered(proctor, tmp_path, report([], incomplete=["a shard is missing"]))
    assert ran.out.startswith("<!-- proctor-report -->") and "INCOMPLETE" in ran.out


MALFORMED = {
    "no JSON": "# hello",
    "deep": "[" * 100_000,
    "another schema": '{"schema": 2, "findings": [], "summary": {}}',
    "a list": "[]",
    "no summary": '{"schema": 1, "findings": []}',
    "a rule with marks": report([{**FINDING, "rule": "x` @all `"}]),
    "a rule that is none": report([{**FINDING, "rule": ["x"]}]),
    "a severity": report([{**FINDING, "severity": "@all"}]),
    "a severity that cannot be looked up": report([{**FINDING, "severity": []}]),
    "a line": report([{**FINDING, "line": "1` @all"}]),
    "a huge line": report([{**FINDING, "line": 10**12}]),
    "a message": report([{**FINDING, "message": {}}]),
    "a count": report([], documents="@all"),
    "notes": report([], notes="@all"),
    "a truth": report([], documents=True),
    "a number without end": '{"schema": 1, "findings": [], "summary": {"documents": NaN}}',
    "too large": " " * (6 << 20),
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_report_is_refused(content: str, tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = rendered(proctor, tmp_path, content)
    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize("option", [("--head", "abc"), ("--run-url", "javascript:alert(1)"), ("--run-url", "https://x/) @all")])
def test_options_are_checked_too(option: tuple[str, str], tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    (tmp_path / "merged.json").write_text(report([]))
    assert proctor(tmp_path, "github", "comment", "merged.json", *option).status == 2


class Hub:
    """The comment and issue scripts with a GitHub of our own behind them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        programs = {
            "bin/gh": f'exec {sys.executable} {ROOT}/tests/fake_gh.py "$@"',
            "venv/bin/python": f'exec {sys.executable} "$@"',
        }
        for name, line in programs.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"#!/bin/sh\n{line}\n")
            (folder / name).chmod(0o755)

    def run(self, script: str, content: str, state: Mapping[str, Any]) -> list[list[Any]]:
        """What the script changes on GitHub."""
        (self.folder / "merged.json").write_text(content)
        (self.folder / "state.json").write_text(json.dumps(state))
        (self.folder / "calls.jsonl").write_text("")
        environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "FAKE_GH": str(self.folder),
            "GH_TOKEN": "none",
            "GITHUB_REPOSITORY": "acme/bank",
            "HEAD_OWNER": "eve",
            "HEAD_BRANCH": "a&b=$(touch owned)",
            "HEAD_SHA": SHA,
            "RUN_URL": URL,
            "REPORT": str(self.folder / "merged.json"),
            "VENV": str(self.folder / "venv"),
        }
        done = subprocess.run(
            ["bash", ROOT / ".github/scripts" / script], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert not (self.folder / "owned").exists()
        return [json.loads(line) for line in (self.folder / "calls.jsonl").read_text().splitlines()]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


PULL = {"number": 5, "head": {"sha": SHA}}
PULLS, COMMENTS, ISSUES = "repos/acme/bank/pulls", "repos/acme/bank/issues/5/comments", "repos/acme/bank/issues"
OLD = {**BOT, "id": 9, "body": "<!-- proctor-report -->\nold"}


def test_the_first_comment_is_written(hub: Hub) -> None:
    ((method, path, fields),) = hub.run("comment.sh", report([FINDING]), {PULLS: [PULL], COMMENTS: []})
    assert (method, path) == ("POST", COMMENTS)
    assert fields["body"].startswith("<!-- proctor-report -->") and "broken-anchor" in fields["body"]


def test_the_same_comment_is_written_again(hub: Hub) -> None:
    others = [{"user": {"login": "eve"}, "id": 1, "body": OLD["body"]}, {**BOT, "id": 2, "body": "hello"}]
    ((method, path, _),) = hub.run("comment.sh", report([FINDING]), {PULLS: [PULL], COMMENTS: [*others, OLD]})
    assert (method, path) == ("PATCH", "repos/acme/bank/issues/comments/9")


def test_green_without_a_comment_stays_silent(hub: Hub) -> None:
    assert hub.run("comment.sh", report([]), {PULLS: [PULL], COMMENTS: []}) == []


def test_green_ends_an_earlier_comment(hub: Hub) -> None:
    ((method, _, fields),) = hub.run("comment.sh", report([]), {PULLS: [PULL], COMMENTS: [OLD]})
    assert method == "PATCH" and "no findings" in fields["body"]


@pytest.mark.parametrize("pulls", [[], [{"number": 5, "head": {"sha": "0" * 40}}]])
def test_another_commit_gets_no_comment(pulls: list[Any], hub: Hub) -> None:
    assert hub.run("comment.sh", report([FINDING]), {PULLS: pulls, COMMENTS: []}) == []


def test_the_issue_is_opened_kept_and_closed(hub: Hub) -> None:
    ((method, path, fields),) = hub.run("issue.sh", report([FINDING]), {ISSUES: []})
    assert (method, path, fields["title"]) == ("POST", ISSUES, "Links that are broken")
    issue = {"number": 4, "body": fields["body"], "pull_request": None}
    others = [{"number": 1, "body": None}, {"number": 2, "body": fields["body"], "pull_request": {}}]
    ((method, path, fields),) = hub.run("issue.sh", report([FINDING]), {ISSUES: [*others, issue]})
    assert (method, path) == ("PATCH", f"{ISSUES}/4") and "state" not in fields
    ((method, path, fields),) = hub.run("issue.sh", report([]), {ISSUES: [*others, issue]})
    assert (method, path, fields["state"]) == ("PATCH", f"{ISSUES}/4", "closed")
    assert hub.run("issue.sh", report([]), {ISSUES: others}) == []
