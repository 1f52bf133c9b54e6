"""What is done outside the sandbox because of what a bank says: nothing that a stranger chooses."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

if os.name != "posix":
    pytest.skip("nothing runs here", allow_module_level=True)

from proctor import parse
from proctor.errors import Incomplete
from proctor.probes.snippets import packages
from proctor.runners.languages import choose, shared, tools
from proctor.runners.languages.programs import Program
from proctor.runners.languages.results import result
from proctor.runners.sandbox import levels, place
from proctor.runners.sandbox.jobs import Ended
from proctor.runners.settings import RunSettings
from proctor.snippets.cases import cases
from proctor.snippets.plan import MOST_CODE, MOST_DECLARED, Scope
from proctor.snippets.values import Task


@pytest.mark.parametrize(
    "wanted",
    [
        "numpy[x].zip",  # pip builds an archive of the current folder, which is the bank
        "numpy==1.tar.gz",
        "numpy>=1,<2.whl",
        "numpy[x]-1.0-py3-none-any.whl",
        "numpy @ https://example.org/numpy.whl",
        "numpy==https://example.org",
        "numpy; python_version > '3'",
        "numpy=",
        "numpy==",
        "numpy\n--index-url=x",
        "numpy --index-url",
        "--index-url",
        "-rnumpy",
        "./numpy",
        "numpy/",
        "numpy==1+local/../x",
        "[numpy]",
        "",
    ],
)
def test_only_plain_requirements_reach_pip(wanted: str) -> None:
    assert packages.allowed([wanted], frozenset(["numpy"])) == []


@pytest.mark.parametrize(
    "wanted", ["numpy", "NumPy", "numpy==1.26.4", "numpy>=1.2,<2", "numpy[extra]~=2.0", "numpy==2.*", "numpy<2.0rc1"]
)
def test_plain_requirements_are_heeded(wanted: str) -> None:
    assert packages.allowed([wanted], frozenset(["numpy"])) == [wanted]


def test_tools_are_not_asked_in_the_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of tool managers start what a file of the current folder names."""
    proxy = tmp_path / "bin" / "rustc"
    proxy.parent.mkdir()
    proxy.write_text('#!/bin/sh\n[ -e rust-toolchain.toml ] && : > taken\necho "9.9 $PWD"\n')
    proxy.chmod(0o755)
    (tmp_path / "rust-toolchain.toml").write_text('[toolchain]\npath = "mine"\n')
    monkeypatch.chdir(tmp_path)
    tools.find("rustc", str(proxy.parent))
    tools.version.__wrapped__(str(proxy))
    assert not (tmp_path / "taken").exists()


def test_no_program_of_a_package_is_loaded_ahead() -> None:
    task = Task("", "python", ("import unittest.__main__, venv.__main__, json.tool\nfrom unittest import __main__",))
    assert set(shared.imports([task])) == {"json.tool", "unittest"}


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("pull_request_review", {"pull_request": {"head": {"repo": {"full_name": "x/y"}}, "base": {"repo": {"full_name": "o/b"}}}}),
        ("workflow_run", {"workflow_run": {"head_repository": {"full_name": "x/y"}}, "repository": {"full_name": "o/b"}}),
        ("workflow_run", {}),
    ],
)
def test_events_that_a_fork_causes(name: str, event: object, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event))
    environ = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    for wanted in ("none", "L1"):
        with pytest.raises(Incomplete, match="fork"):
            levels.choose(wanted, environ)
    (tmp_path / "event.json").write_text(json.dumps(event).replace("x/y", "o/b"))
    if event:
        assert levels.choose("L1", environ) == "L1"


def test_an_environment_in_a_repository_does_not_open_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert str(tmp_path) in place._interpreter()
    (tmp_path / ".git").mkdir()
    assert str(tmp_path) not in place._interpreter()
    assert str(tmp_path / "lib") in place._interpreter()


FORGED = (
    ["failure", {"type": "X", "message": "Y", "piece": 10**30, "line": -5, "column": 10**30}],
    ["failure", {"type": "X" * 10**5, "message": "Y" * 10**6, "piece": 0, "line": 1, "bases": ["Z"] * 10**5}],
    ["failure", 1],
    ["printed", 0, -(10**30), 10**30, "x", False],
    ["rejected", "x"],
    ["rejected", 1, None],
    ["ended", "x"],
    ["ended"],
    ["ended", 10**30, ""],
    ["missing", {}, []],
    ["asserted", []],
    ["examples", 10**30],
    ["late"],
    ["shift", []],
    [[]],
    {},
    None,
)


@pytest.mark.parametrize("language", ["python", "bash", "javascript", "c", "sql"])
@pytest.mark.parametrize("status", [0, 1, -9])
@pytest.mark.parametrize("forged", FORGED, ids=lambda each: json.dumps(each)[:40])
def test_forged_reports_are_read_as_what_they_are(forged: object, status: int, language: str) -> None:
    """By whatever means a snippet writes on the channel, its own result is all that it spoils."""
    made = choose.program(Task("key", language, ("int main(void) {}\n",)), RunSettings())
    if not isinstance(made, Program):
        pytest.skip(made.reason)
    ended = Ended("key", "signal" if status < 0 else "ok", abs(status), b"", json.dumps(forged).encode() + b"\n")
    shown = result(made, ended, "L3")
    assert shown.verdict not in ("ok", "unavailable")
    assert shown.printed == () and max(shown.asserted, shown.examples) < 1 << 31
    if shown.failure:
        assert max(len(shown.failure.type), len(shown.failure.message), len(shown.failure.bases)) <= 20_000
        assert 0 <= max(0, shown.failure.line, shown.failure.column) < 1 << 31


def scope(text: str) -> Scope:
    document = parse.parse("a.md", text.encode())
    return Scope(document, cases(document))


def test_blocks_that_need_all_others_are_planned_in_time() -> None:
    """Each of them names all before it, each of which names all before it."""
    made = scope("".join(f"<!-- proctor: group=g needs=g,#q -->\n```python\nx{n} = {n}\n```\n\n" for n in range(40)))
    began = time.monotonic()
    assert [len(made.attempt(case).declared) for case in made.cases] == list(range(40))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("more", ["x = 1", "x = '" + "y" * 1000 + "'"])
def test_more_than_may_run_before_a_block_is_told(more: str) -> None:
    """All that is in a group runs again for each of its blocks."""
    count = MOST_DECLARED + 2 if len(more) < 100 else MOST_CODE // len(more) + 3
    made = scope(f"<!-- proctor: group=g -->\n```python\n{more}\n```\n\n" * count)
    assert made.has_too_many_before(made.cases[-1])
    assert not made.has_too_many_before(made.cases[count // 2])
