"""A pull request that does all it can: the gate is red, nothing of it is run, and every report stays within its bounds."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Ran, commit, git, process, write
from test_report_formats import markdown_html

QUESTIONS = "# Questions\n\n" + "".join(
    f"## {n}. What is thing {n}?\n\nThing {n} is explained here, in a sentence.\n\n" for n in range(9)
)
SECRET = "the-secret-of-this-machine"
TITLES = (
    "## @everyone look #1 <img src=x onerror=alert(1)> [x](#nowhere)\n\n"
    "::set-output name=verdict::ok [x](#nowhere)\n::add-mask::e\n\n"
    "##[add-mask]e [x](#nowhere)\n\n"
    "<script>alert(1)</script> `` ` [x](#no`where) | [x](<#no|where>)\n\n"
    "## \x1b[2J\u202e overwritten [x](#nowhere)\n"
)
MANY = 10_000
SETTINGS = 'fail-level = "note"\n'
FORMS = ("github", "gitlab", "json", "junit", "markdown", "rdjson", "sarif", "text")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank at its base commit, with the pull request on the branch `pull`."""
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"secret.md": f"# {SECRET}\n\n[x](#{SECRET})\n", "program": f"#!/bin/sh\ntouch {outside}/ran\ncat\n"})
    (outside / "program").chmod(0o755)
    root = outside / "bank"
    root.mkdir()
    write(root, {"README.md": QUESTIONS, "proctor.toml": SETTINGS, ".github/workflows/gate.yml": "run: proctor check\n"})
    commit(root, "")
    git(root, "checkout", "-q", "-b", "pull")
    write(
        root,
        {
            "README.md": QUESTIONS + TITLES,
            "many.md": "# Many\n\n" + "".join(f"[{n}](#gone-{n})\n\n" for n in range(MANY)),
            "::error file=x::y.md": "# Odd\n\n[x](#nowhere)\n",
            ".gitattributes": "*.md filter=steal diff=steal -diff binary\n",
            "proctor.toml": 'ignore = ["ALL"]\nexclude = ["*"]\nbaseline = "other.tsv"\n',
            "other.tsv": f"broken-anchor\t{'0' * 16}\t99999\n",
            ".github/workflows/gate.yml": "run: true\n",
            "conftest.py": "raise SystemExit(0)\n",
            "proctor/__init__.py": "raise SystemExit(0)\n",
            "sitecustomize.py": f"open({str(outside / 'ran')!r}, 'w')\n",
        },
    )
    for name, target in {"evil.md": "../secret.md", "folder": "..", "report.json": "../stolen"}.items():
        (root / name).symlink_to(target)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "::set-output name=a::b")
    git(root, "checkout", "-q", "main")
    return root


@pytest.fixture(autouse=True)
def _on_github(monkeypatch: pytest.MonkeyPatch, bank: Path, tmp_path: Path) -> None:
    names = {"head": git(bank, "rev-parse", "pull").strip(), "base": git(bank, "rev-parse", "main").strip()}
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {key: {"sha": sha} for key, sha in names.items()}}))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    monkeypatch.setenv("PYTHONSAFEPATH", "1")


def by_commit(bank: Path, *arguments: str) -> Ran:
    """The gate that reads the pull request's commit from a clone of the base."""
    for name in ("clean", "smudge", "process"):
        git(bank, "config", f"filter.steal.{name}", str(bank.parent / "program"))
    git(bank, "config", "diff.steal.textconv", str(bank.parent / "program"))
    try:
        git(bank, "update-ref", "refs/proctor/pr", "pull")
        return process(bank, "check", "--rev", "refs/proctor/pr", "--base-ref", "HEAD", *arguments)
    finally:
        git(bank, "config", "--remove-section", "filter.steal")
        git(bank, "config", "--remove-section", "diff.steal")


def by_work_tree(bank: Path, *arguments: str) -> Ran:
    """The gate that has the pull request checked out, as a merge commit."""
    git(bank, "checkout", "-q", "--detach", "main")
    try:
        git(bank, "merge", "-q", "--no-ff", "-m", "merge", "pull")
        return process(bank, "check", *arguments)
    finally:
        git(bank, "checkout", "-q", "main")


@pytest.mark.parametrize("gate", [by_commit, by_work_tree])
def test_red_harmless_and_within_bounds(gate: object, bank: Path, tmp_path: Path) -> None:
    paths = {form: tmp_path / f"report.{form}" for form in FORMS}
    outputs = [word for form, path in paths.items() for word in ("--output", f"{form}:{path}")]
    ran = gate(bank, "--trust-base-config", "--changed", "--no-cache", *outputs)  # type: ignore[operator]
    assert ran.status == 1, ran.err
    texts = {form: path.read_text(encoding="utf-8") for form, path in paths.items()}
    content = json.loads(texts["json"])
    rules = {finding["rule"] for finding in content["findings"]}
    assert {"broken-anchor", "loosened-gate", "grown-baseline"} <= rules
    assert {f["path"] for f in content["findings"] if f["rule"] == "loosened-gate"} >= {
        "proctor.toml",
        ".github/workflows/gate.yml",
    }
    assert sum(f["path"] == "many.md" for f in content["findings"]) >= MANY
    assert not any(SECRET in text for text in (*texts.values(), ran.out, ran.err))
    assert not (bank.parent / "ran").exists() and not (bank.parent / "stolen").exists()
    no_commands(ran.out)
    no_commands(ran.err)
    within_bounds(texts)


def no_commands(text: str) -> None:
    """What GitHub's runner reads along: no command, and nothing that moves a terminal's cursor."""
    assert not re.search(r"^\s*::|##\[", text, re.M)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


def within_bounds(texts: dict[str, str]) -> None:
    lines = texts["github"].splitlines()
    assert len(lines) <= 51 and all(re.match(r"::(error|warning|notice) [^\n]*?::", line) for line in lines[:-1])
    assert "loosened-gate" in texts["github"] or "many.md" in texts["github"]
    assert len(texts["markdown"]) <= 60_000 and "left out" in texts["markdown"]
    outside_code = re.sub(r"<code>.*?</code>", "", markdown_html(texts["markdown"]), flags=re.S)
    assert not re.search(r"@everyone|onerror|<script|<img|set-output", outside_code)
    (run,) = json.loads(texts["sarif"])["runs"]
    assert len(run["results"]) == 5000 and len(gzip.compress(texts["sarif"].encode())) < 10_000_000
    assert max(len(run["tool"]["driver"]["rules"]), 1) < 100
    suites = ElementTree.fromstring(texts["junit"].encode())
    assert int(suites.attrib["failures"]) > MANY
    assert len(json.loads(texts["gitlab"])) > MANY and json.loads(texts["rdjson"])["diagnostics"]


def test_its_own_settings_would_let_it_pass(bank: Path) -> None:
    """What the flag is for."""
    assert by_work_tree(bank, "--no-cache", "--select", "links").status in (0, 2)


def test_its_links_lead_no_report_out_of_the_bank(bank: Path) -> None:
    ran = by_work_tree(bank, "--output", "json:report.json")
    assert ran.status == 2 and not (bank.parent / "stolen").exists()


def test_a_removed_shard_is_red(bank: Path, tmp_path: Path) -> None:
    reports = []
    for name, more in [("static", []), ("urls1", ["--online", "--shard", "1/2"]), ("urls2", ["--online", "--shard", "2/2"])]:
        reports.append(str(tmp_path / f"{name}.json"))
        by_commit(bank, "--trust-base-config", "--changed", "--no-cache", "--report", reports[-1], *more)
    merge = ("merge", "--expect-shards", "urls=2,static=1", "--output", f"json:{tmp_path / 'merged.json'}")
    whole = process(tmp_path, *merge, *reports)
    assert whole.status == 1
    merged = json.loads((tmp_path / "merged.json").read_text())
    assert len(merged["findings"]) == 5000 and (tmp_path / "merged.json").stat().st_size < 5_000_000
    assert any("more findings are not in this report" in note for note in merged["summary"]["notes"])
    no_commands(whole.out)
    for kept in (reports[:2], reports[1:], [*reports, reports[1]]):
        assert process(tmp_path, *merge, *kept, "--exit-zero").status == 3


def test_nothing_left_to_check_is_no_pass(bank: Path) -> None:
    git(bank, "checkout", "-q", "-b", "empty", "main")
    try:
        git(bank, "rm", "-q", "README.md")
        git(bank, "commit", "-q", "-m", "empty")
    finally:
        git(bank, "checkout", "-q", "main")
    ran = process(bank, "check", "--rev", "empty", "--base-ref", "HEAD", "--trust-base-config")
    assert ran.status == 3 and "leaves no document" in ran.out


def test_the_bank_is_put_on_no_import_path(bank: Path) -> None:
    """`python -I` in CI, but without it too: nothing of the bank is imported by the program as installed."""
    git(bank, "checkout", "-q", "pull")
    try:
        program = Path(sys.executable).parent / "proctor"
        if not program.exists():
            pytest.skip("the program is not installed")
        done = subprocess.run([program, "check", "--no-cache", "--statistics"], cwd=bank, capture_output=True, text=True)
    finally:
        git(bank, "checkout", "-q", "main")
    assert "proctor: " in done.stdout + done.stderr and not (bank.parent / "ran").exists()
