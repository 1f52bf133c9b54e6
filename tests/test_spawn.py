"""Programs that are run: what they say and how they end, whatever this process inherited."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import MakeBank

from proctor import spawn

DEAF = """\
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.mark.parametrize(
    ("code", "status", "out", "err"),
    [
        ("print('a')", 0, b"a\n", b""),
        ("import sys; sys.exit('a')", 1, b"", b"a\n"),
        ("import os; os.kill(os.getpid(), 9)", -9, b"", b""),
    ],
)
@pytest.mark.parametrize("stdin", [b"", b"text"])
def test_a_program_is_run_to_its_end(code: str, status: int, out: bytes, err: bytes, stdin: bytes) -> None:
    assert spawn.output([sys.executable, "-c", code], os.environ, stdin) == (status, out, err)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "--rev", "HEAD"], ["check", "--no-cache", "--select", "unformatted"], ["coverage"], ["doctor"]],
)
def test_it_does_not_matter_that_ended_children_were_to_be_forgotten(arguments: list[str], bank: MakeBank) -> None:
    root = bank({f"{n}.md": f"# What is {n}?\n\nA number, and the one that follows {n - 1}.\n\n" * 110 for n in range(30)})
    plain, deaf = (
        subprocess.run([sys.executable, *before, "-m", "proctor", *arguments], cwd=root, capture_output=True, text=True)
        for before in ([], ["-c", DEAF])
    )
    assert (deaf.returncode, deaf.stdout, deaf.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    assert deaf.returncode < 2
