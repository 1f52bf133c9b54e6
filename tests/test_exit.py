"""The process ends as soon as all is told: nothing is lost, and the status is the one that was meant."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import MakeBank

from proctor.surface import FOUND, INCOMPLETE, INTERRUPTED, USAGE

PROCTOR = [sys.executable, "-m", "proctor"]
CHECK = [*PROCTOR, "check"]
BUFFERED = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
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


def test_what_was_said_before_an_error_is_not_lost(bank: MakeBank) -> None:
    command = [*PROCTOR, "init"]  # shows its plan, then asks
    done = subprocess.run(command, cwd=bank(MANY), env=BUFFERED, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == USAGE
    assert "proctor.toml" in done.stdout and "proctor: " in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["--help"], ["questions"], ["--version"]])
def test_a_full_disk_is_no_defect_and_no_pass(bank: MakeBank, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROCTOR, *arguments], cwd=bank(MANY), env=BUFFERED, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == INCOMPLETE
    assert done.stderr.startswith("proctor: what it found could not be written: ") and "defect" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        (">&-", USAGE, "standard output is closed"),
        ("no-such-file.md 2>&-", USAGE, ""),
        (">&- 2>&-", USAGE, ""),
        ("| true", None, ""),
    ],
)
def test_closed_streams(bank: MakeBank, end: str, status: int | None, said: str) -> None:
    command = f"{' '.join(CHECK)} {end}"
    done = subprocess.run(command, shell=True, cwd=bank(MANY), env=BUFFERED, capture_output=True, text=True)
    assert status is None or done.returncode == status
    assert said in done.stderr and "Traceback" not in done.stderr and "Exception" not in done.stderr


LARGE = {f"part-{n}.md": "# Part\n\n" + "[a](missing.md) and *text*.\n" * 20_000 for n in range(16)}


def others(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, pgrp = path.read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == group and state not in "ZX":
                found.append(int(path.parent.name))
    return found


def crew(first: int) -> list[int]:
    """The first process and those it forked, without other programs that it starts for a moment."""
    found = []
    for each in others(first):
        with contextlib.suppress(OSError):
            same = Path(f"/proc/{each}/cmdline").read_bytes() == Path(f"/proc/{first}/cmdline").read_bytes()
            found += [each] if same else []
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_first(bank: MakeBank, number: signal.Signals) -> None:
    process = subprocess.Popen(CHECK, cwd=bank(LARGE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 20
    while len(running := crew(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(running) > 1
    time.sleep(0.2)
    process.send_signal(number)
    began = time.monotonic()
    _, errors = process.communicate(timeout=20)
    while others(process.pid) and time.monotonic() < began + 10:
        time.sleep(0.01)
    assert not others(process.pid)
    assert time.monotonic() - began < 5
    assert number != signal.SIGINT or (process.returncode, errors) == (INTERRUPTED, b"proctor: interrupted\n")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupted_run_says_so(bank: MakeBank) -> None:
    process = subprocess.Popen(CHECK, cwd=bank(LARGE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, errors = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED
    assert errors == b"proctor: interrupted\n"
