"""Shell completion: every shell takes its script, and it offers what the command line has."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran, process

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


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with bash's script in it."""
    folder = tmp_path_factory.mktemp("bash")
    (folder / "script").write_text(process(folder, "completion", "bash").out)
    return folder


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("cov", {"coverage"}),
        ("explain broken-a", {"broken-anchor"}),
        ("check --select broken-a", {"broken-anchor"}),
        ("check --ignore spel", {"spelling"}),
        ("doctor --prove --select AL", {"ALL"}),
        ("check --format js", {"json"}),
        ("check --format te", {"text"}),
        ("coverage --format ba", {"badge"}),
        ("coverage --format sar", set()),
    ],
)
def test_bash_completes(typed: str, offered: set[str], bash: Path) -> None:
    words = typed.split()
    asked = (
        f"source ./script; COMP_WORDS=(proctor {typed}); COMP_CWORD={len(words)}; compopt() {{ :; }};"
        " f=$(complete -p proctor | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
        f' $f proctor {words[-1]} {["proctor", *words][-2]}; echo "${{COMPREPLY[@]}}"'
    )
    done = subprocess.run(["bash", "-c", asked], cwd=bash, capture_output=True, text=True)
    assert set(done.stdout.split()) == offered, done.stderr


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    ran = proctor(tmp_path, "completion", "bash")
    assert ran.status == 3 and "pip install 'shtab>=" in ran.err


def test_another_shell_is_a_usage_error(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    assert proctor(tmp_path, "completion", "csh").status == 2
