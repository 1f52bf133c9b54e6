"""The action's own steps run here as a runner would run them, with the runner's files in a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import MakeBank, contained, git

ROOT = Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
CLEAN = {"README.md": "# Bank\n\n## What is a closure?\n\nA function.\n"}
BROKEN = {"README.md": "# Bank\n\n[x](#nowhere)\n\n## What is a closure?\n\nA function.\n"}


class Ended(NamedTuple):
    """How a step ended, and what it left for the runner."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str


class Runner:
    """A runner's folders, and an environment without anything of this machine's."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.files = {name: folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")}
        venv = folder / "proctor-venv" / "bin"
        venv.mkdir(parents=True)
        # The step is to find the package that is under test, whichever environment the tests run in.
        (venv / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        (venv / "python").chmod(0o755)

    def step(self, name: str, inputs: Mapping[str, str], event: Mapping[str, Any] | None = None) -> Ended:
        """Run one step of the action."""
        step = next(each for each in ACTION["runs"]["steps"] if each["name"] == name)
        values = {key: str(each.get("default", "")) for key, each in ACTION["inputs"].items()} | dict(inputs)
        contexts = {f"inputs.{key}": value for key, value in values.items()}
        contexts |= {"github.action_path": str(ROOT), "runner.temp": str(self.folder)}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "CI": "true", "GITHUB_ACTIONS": "true"}
        environment |= {name: str(path) for name, path in self.files.items()}
        environment |= {key: filled(value, contexts) for key, value in step["env"].items()}
        (self.folder / "event.json").write_text(json.dumps(event or {}))
        environment |= {
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_EVENT_NAME": "pull_request" if event else "push",
        }
        for path in self.files.values():
            path.write_text("")
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)
        lines = self.files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        return Ended(done.returncode, done.stdout + done.stderr, outputs, self.files["GITHUB_STEP_SUMMARY"].read_text())


def filled(text: str, contexts: Mapping[str, str]) -> str:
    for name, value in contexts.items():
        text = text.replace(f"${{{{ {name} }}}}", value)
    assert "${{" not in text, text
    return text


@pytest.fixture
def runner(bank: MakeBank, tmp_path: Path) -> Callable[..., Runner]:
    def make(files: Mapping[str, str], **more: Any) -> Runner:
        folder = tmp_path / "runner"
        folder.mkdir()
        return Runner(bank(files, **more), folder)

    return make


def test_a_clean_bank(runner: Callable[..., Runner]) -> None:
    ended = runner(CLEAN).step("Run proctor", {"args": "check"})
    assert (ended.status, ended.outputs) == (0, {"exit-code": "0"}), ended.log
    assert "proctor" in ended.summary and "OK" in ended.summary


def test_findings_fail_and_are_told_three_times(runner: Callable[..., Runner]) -> None:
    ended = runner(BROKEN).step("Run proctor", {"args": "check"})
    assert (ended.status, ended.outputs) == (1, {"exit-code": "1"})
    assert "::error " in ended.log and "file=README.md" in ended.log
    assert "broken-anchor" in ended.summary and "FAILED" in ended.summary


def test_the_base_is_found_from_the_event(runner: Callable[..., Runner]) -> None:
    here = runner(BROKEN)
    base = git(here.root, "rev-parse", "HEAD").strip()
    (here.root / "README.md").write_text(BROKEN["README.md"] + "\n[y](#none)\n")
    git(here.root, "commit", "-qam", "Worse")
    event = {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": git(here.root, "rev-parse", "HEAD").strip()}}}
    ended = here.step("Run proctor", {"args": "check --base-ref auto --changed"}, event)
    assert ended.status == 1
    assert ended.log.count("::error ") == 1 and "none" in ended.log


@pytest.mark.parametrize("args", ["check --no-such-option", "", "nothing", "check 'unclosed", "github run"])
def test_a_mistake_in_the_arguments(args: str, runner: Callable[..., Runner]) -> None:
    ended = runner(CLEAN).step("Run proctor", {"args": args})
    assert ended.status == 2, ended.log


@pytest.mark.parametrize(
    "args", ["check; touch owned", "check $(touch owned)", "check `touch owned`", "check && touch owned", "check\ntouch owned"]
)
def test_arguments_are_words_and_no_program(args: str, runner: Callable[..., Runner]) -> None:
    here = runner(CLEAN)
    here.step("Run proctor", {"args": args})
    assert not list(here.root.rglob("owned"))


def test_nothing_is_imported_from_the_bank(runner: Callable[..., Runner]) -> None:
    trap = "import pathlib; pathlib.Path('owned').write_text('x')\n"
    traps = dict.fromkeys(("json.py", "shlex.py", "proctor.py", "sitecustomize.py", "argparse/__init__.py"), trap)
    here = runner({**CLEAN, **traps})
    ended = here.step("Run proctor", {"args": "check"})
    assert ended.status == 0, ended.log
    assert not (here.root / "owned").exists()


def test_a_bank_writes_no_command_and_no_output(runner: Callable[..., Runner]) -> None:
    evil = "::set-output name=exit-code::0\n\n[x](#a%0A::error::hello)\n\n## ::add-mask::a\n\n[y](#b)\n"
    ended = runner({"README.md": evil, "a\n::warning::b.md": "[z](#c)\n"}).step("Run proctor", {"args": "check"})
    assert (ended.status, ended.outputs) == (1, {"exit-code": "1"})
    commands = [line for line in ended.log.splitlines() if line.startswith("::")]
    assert commands and all(line.startswith(("::error ", "::warning ", "::notice ")) for line in commands)


@pytest.mark.parametrize(
    ("needs", "status"),
    [
        ('{"static": {"result": "success"}, "snippets": {"result": "success"}}', 0),
        ('{"static": {"result": "success"}, "snippets": {"result": "skipped"}}', 3),
        ('{"static": {"result": "cancelled"}}', 3),
        ('{"static": {"result": "failure"}}', 3),
        ("{}", 3),
        ("[]", 3),
        ("nonsense", 3),
    ],
)
def test_a_job_that_did_not_succeed_is_no_pass(needs: str, status: int, runner: Callable[..., Runner]) -> None:
    assert runner(CLEAN).step("Run proctor", {"args": "check", "needs": needs}).status == status


def test_findings_are_not_hidden_by_the_jobs(runner: Callable[..., Runner]) -> None:
    assert runner(BROKEN).step("Run proctor", {"args": "check", "needs": '{"a": {"result": "failure"}}'}).status == 1


@pytest.mark.parametrize("needs", ["static.json", "static.json snippets-1.json"])
def test_a_missing_shard_is_incomplete(needs: str, runner: Callable[..., Runner]) -> None:
    here = runner(CLEAN)
    assert here.step("Run proctor", {"args": "check --report static.json"}).status == 0
    ended = here.step("Run proctor", {"args": f"merge {needs} --expect-shards static=1,snippets=2 --output json:merged.json"})
    assert (ended.status, ended.outputs) == (3, {"exit-code": "3"}), ended.log
    assert "INCOMPLETE" in ended.summary


def test_the_installation_refuses_what_is_no_extra(runner: Callable[..., Runner]) -> None:
    ended = runner(CLEAN).step("Install proctor", {"extras": "links] evil @ https://example.org/x"})
    assert ended.status == 2 and "::error::" in ended.log


def test_the_installation_installs_this_commit(runner: Callable[..., Runner], tmp_path: Path) -> None:
    here = runner(CLEAN)
    python = here.folder / "proctor-venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@"\n')
    ended = here.step("Install proctor", {"extras": "links,spelling"})
    assert ended.status == 0, ended.log
    assert ended.log.split() == ["-I", "-m", "pip", "--disable-pip-version-check", "--quiet", "install", f"{ROOT}[links,spelling]"]


def workflow_args(job: str, **contexts: str) -> str:
    """The command line of a job of our own gate."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/proctor.yml").read_text(encoding="utf-8"))
    step = next(each for each in workflow["jobs"][job]["steps"] if each.get("uses") == "./")
    return filled(step["with"]["args"], {name.replace("_", "."): value for name, value in contexts.items()})


@pytest.mark.parametrize(("files", "status"), [(CLEAN, 0), (BROKEN, 1)], ids=["good", "bad"])
def test_our_own_gate_from_end_to_end(files: Mapping[str, str], status: int, runner: Callable[..., Runner]) -> None:
    """Every job of the workflow with its own command line, on a pull request over a small base."""
    contained("require-L2")
    snippet = "\n## What does it print?\n\n```python\nprint(6 * 7)\n```\n\n```text\n42\n```\n"
    here = runner(CLEAN)
    base = git(here.root, "rev-parse", "HEAD").strip()
    (here.root / "README.md").write_text(files["README.md"] + snippet)
    git(here.root, "commit", "-qam", "A change")
    head = git(here.root, "rev-parse", "HEAD").strip()
    event = {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": head}}}
    results = {"static": here.step("Run proctor", {"args": workflow_args("static")}, event)}
    for shard in ("1", "2"):
        results[shard] = here.step("Run proctor", {"args": workflow_args("snippets", matrix_shard=shard)}, event)
    assert [ended.status for ended in results.values()] == [status, 0, 0], [ended.log for ended in results.values()]
    (here.root / "reports").mkdir()
    for path in here.root.glob("*.json"):
        path.rename(here.root / "reports" / path.name)
    needs = json.dumps({"static": {"result": "failure" if status else "success"}, "snippets": {"result": "success"}})
    ended = here.step("Run proctor", {"args": workflow_args("gate", github_sha=head), "needs": needs}, event)
    assert (ended.status, ended.outputs) == (status, {"exit-code": str(status)}), ended.log
    assert json.loads((here.root / "merged.json").read_text())["schema"] == 1
    (here.root / "reports" / "snippets-2.json").unlink()
    assert here.step("Run proctor", {"args": workflow_args("gate", github_sha=head), "needs": needs}, event).status == 3
