"""The doctor: what a machine lacks, and the proof that the gate of a bank finds what it should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeBank, Ran, git

from proctor import rules
from proctor.commands import doctor
from proctor.errors import Incomplete
from proctor.runners.sandbox import levels

FILES = {"README.md": "# Bank\n\n## What is a closure?\n\nA function with its surroundings.\n"}
STATIC = tuple(name for name in rules.names() if rules.in_default_set(name, ()))


def has_sandbox() -> bool:
    """Whether this machine has a sandbox for snippets."""
    try:
        return bool(levels.choose())
    except Incomplete:
        return False


def test_it_tells_what_is_there(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    ran = proctor(bank(FILES), "doctor")
    assert ran.status == 0, ran.out
    for word in ("git version", "extra links", "extra format", "JavaScript", "sandbox"):
        assert word in ran.out


def test_a_missing_extra_is_told_and_no_failure(
    bank: MakeBank, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "requests" else object())
    ran = proctor(bank(FILES), "doctor")
    assert ran.status == 0 and "pip install 'requests>=2" in ran.out


def test_a_bank_of_git_needs_git(bank: MakeBank, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    root = bank(FILES)
    monkeypatch.setattr(doctor, "_version", lambda program: "")
    ran = proctor(root, "doctor")
    assert ran.status == 3 and "MISSING  git" in ran.out


def test_every_rule_is_proven_on_this_repositorys_own_bank(proctor: Callable[..., Ran]) -> None:
    root = Path(__file__).resolve().parents[1]
    ran = proctor(root, "doctor", "--prove", "--select", "ALL")
    last = ran.out.splitlines()[-1]
    if not has_sandbox():  # then snippets cannot be proven, which is said and not taken for a proof
        assert ran.status == 3 and "INCOMPLETE" in last
        lines = [line for line in ran.out.splitlines() if line.startswith("not provable")]
        assert {rules.load(line.split()[2]).needs for line in lines} == {"run"}
        pytest.skip("this machine has no sandbox for snippets")
    assert (ran.status, last) == (0, f"proctor: OK - {len(rules.names())} of {len(rules.names())} rules proven"), ran.out


def test_the_banks_own_selection_is_proven(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({**FILES, "proctor.toml": 'select = ["links", "toc"]\nignore = ["toc-order"]\n'})
    ran = proctor(root, "doctor", "--prove")
    assert ran.status == 0, ran.out
    proven = {line.split()[1] for line in ran.out.splitlines() if line.startswith("proven")}
    assert proven == {name for name, group in rules.names().items() if group in ("links", "toc")} - {"toc-order"}


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ('[[overrides]]\npaths = ["**"]\nignore = ["broken-anchor"]\n', "broken-anchor"),
        ('exclude = ["**"]\n', "unanswered-question"),
    ],
)
def test_a_gate_with_a_hole_fails(settings: str, rule: str, bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    ran = proctor(bank({**FILES, "proctor.toml": settings}), "doctor", "--prove", "--select", rule)
    assert ran.status == 1 and f"let through  {rule}" in ran.out


def test_a_baseline_that_was_never_pruned_is_a_hole(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": FILES["README.md"] + "\n[a](gone.md)\n"})
    assert proctor(root, "baseline", "write").status == 0
    assert proctor(root, "doctor", "--prove", "--select", "missing-file").status == 0
    (root / "README.md").write_text(FILES["README.md"])
    ran = proctor(root, "doctor", "--prove", "--select", "missing-file")
    assert ran.status == 1 and "let through  missing-file" in ran.out


def test_nothing_of_the_bank_is_touched(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank(FILES, symlinks={"out.md": "/etc/passwd"})
    assert proctor(root, "doctor", "--prove", "--select", ",".join(STATIC)).status == 0
    assert git(root, "status", "--short") == ""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_the_copy_goes_when_the_proof_is_broken_off(number: int, status: int, bank: MakeBank, tmp_path: Path) -> None:
    root, scratch = bank({f"{n}.md": FILES["README.md"] * 50 for n in range(100)}), tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "proctor", "doctor", "--prove", "--select", ",".join(STATIC)]
    with subprocess.Popen(command, cwd=root, env={**os.environ, "TMPDIR": str(scratch)}, stdout=subprocess.DEVNULL) as ran:
        until = time.monotonic() + 10
        while not list(scratch.glob("*/*.md")) and time.monotonic() < until:
            time.sleep(0.01)
        assert list(scratch.iterdir())
        ran.send_signal(number)
    assert (ran.returncode, list(scratch.iterdir())) == (status, [])


def test_what_needs_a_missing_package_is_not_provable(
    bank: MakeBank, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] == "requests" or n.startswith("proctor.probes.urls")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "requests", None)
    ran = proctor(bank(FILES), "doctor", "--prove", "--select", "dead-url,broken-anchor")
    assert ran.status == 3, ran.out
    assert "not provable dead-url" in ran.out and "proven       broken-anchor" in ran.out


def test_a_selection_belongs_to_the_proof(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    assert proctor(bank(FILES), "doctor", "--select", "links").status == 2
