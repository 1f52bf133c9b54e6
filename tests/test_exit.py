"""The process ends as soon as all is told: nothing is lost, and the status is the one that was meant."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import MakeBank

from proctor.surface import FOUND, INTERRUPTED, USAGE

CHECK = [sys.executable, "-m", "proctor", "check"]
MANY = {f"part-{n}.md": "# Part\n\n" + "[a](missing.md) and text.\n" * 400 for n in range(12)}


def test_a_long_report_reaches_a_slow_reader_whole(bank: MakeBank) -> None:
    root = bank(MANY)
    with subprocess.Popen([*CHECK, "--format", "json"], cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pieces = []
        while piece := process.stdout.read(100_000):
            pieces.append(piece)
            time.sleep(0.01)
    assert process.returncode == FOUND
    assert len(json.loads(b"".join(pieces))["findings"]) == 12 * 400


def test_a_report_in_a_file_is_whole(bank: MakeBank, tmp_path: Path) -> None:
    root, told = bank(MANY), tmp_path / "told.json"
    with told.open("wb") as file:
        assert subprocess.run([*CHECK, "--format", "json"], cwd=root, stdout=file).returncode == FOUND
    assert len(json.loads(told.read_bytes())["findings"]) == 12 * 400


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["--nonsense"], USAGE), (["no-such-file.md"], USAGE)])
def test_status(bank: MakeBank, arguments: list[str], status: int) -> None:
    done = subprocess.run([*CHECK, *arguments], cwd=bank({"README.md": "# A\n"}), capture_output=True)
    assert done.returncode == status
    assert done.stdout if not status else done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupted_run_says_so(bank: MakeBank) -> None:
    root = bank({f"part-{n}.md": "# Part\n\n" + "[a](missing.md) and *text*.\n" * 20_000 for n in range(16)})
    process = subprocess.Popen(CHECK, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, errors = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED
    assert errors == b"proctor: interrupted\n"
