"""Shell completion: every shell takes its script, and it offers what the command line has."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_knows_commands_options_and_rules(shell: str, tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = proctor(tmp_path, "completion", shell)
    assert (ran.status, ran.err) == (0, "")
    for word in ("check", "coverage", "doctor", "select", "base-ref", "broken-anchor"):
        assert word in ran.out, word


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_can_read_it(shell: str, tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    place = tmp_path / "script"
    place.write_text(proctor(tmp_path, "completion", shell).out)
    assert subprocess.run([shell, "-n", place], capture_output=True, text=True).stderr == ""


def test_bash_completes_a_command(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    (tmp_path / "script").write_text(proctor(tmp_path, "completion", "bash").out)
    asked = (
        "source ./script; COMP_WORDS=(proctor cov); COMP_CWORD=1; compopt() { :; };"
        " f=$(complete -p proctor | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $f proctor cov proctor; echo \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["coverage"], done.stderr


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    ran = proctor(tmp_path, "completion", "bash")
    assert ran.status == 2 and "proctor[completion]" in ran.err


def test_another_shell_is_a_usage_error(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    assert proctor(tmp_path, "completion", "csh").status == 2
