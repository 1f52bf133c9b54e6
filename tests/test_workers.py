"""Worker processes: they say what one process says, and end with the one that they work for, whatever ended it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeBank

from proctor import workers
from proctor.errors import Incomplete

WAIT = 10  # seconds, until what is expected must have come


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    said = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in said.splitlines() if line.split()[1] == str(pid)]


def waited(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether a condition came true in time."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def lives(pid: int) -> bool:
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(said) and not said.startswith("Z")


def test_workers_say_what_one_process_says() -> None:
    items = list(range(100))
    alone, several = (list(workers.each(pow, 2, items, much)) for much in (False, True))
    assert alone == several == [2**n for n in items]


def _killed(_: None, number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_worker_that_is_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    with pytest.raises(Incomplete, match="was killed"):
        list(workers.each(_killed, None, range(8), True))


@pytest.mark.skipif(workers.cores() < 2, reason="one core has no workers")
@pytest.mark.parametrize("rule", ["unformatted", "misspelling"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_they_work_for(rule: str, number: int, bank: MakeBank) -> None:
    files = {f"{n}.md": "".join(f"* [lnik{n}x{m}](b) **c** `d{m}`\n" for m in range(1000)) for n in range(40)}
    root = bank(files, git=False)
    command = [sys.executable, "-m", "proctor", "check", "--no-cache", "--select", rule]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as ran:
        assert waited(lambda: len(children(ran.pid)) >= 2, WAIT)
        started = children(ran.pid)
        try:
            ran.send_signal(number)
            os.set_blocking(ran.stdout.fileno(), False)
            assert waited(lambda: ran.stdout.read() == b"", 2), "somebody holds the output open"
            assert waited(lambda: not any(map(lives, started)), 2)
        finally:
            for pid in filter(lives, started):
                os.kill(pid, signal.SIGKILL)


def test_a_bank_of_one_document_needs_no_worker(tmp_path: Path) -> None:
    assert list(workers.each(lambda shared, item: (shared, item, os.getpid()), 1, [2], True)) == [(1, 2, os.getpid())]
