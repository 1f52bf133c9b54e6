"""Measure the snippet probe beside other runners of Markdown code: 300 questions with a numpy snippet each, and 300 plain ones.

    python tests/benchmarks/snippets.py --peers VENV [--rounds 3] [--jobs 2]

VENV is a virtual environment with numpy, pytest, pytest-markdown-docs, mktestdocs and sybil; the interpreter that runs this has
proctor and numpy. Every run starts a new process; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

FILES, PER_FILE = 10, 30
SNIPPETS = {
    "numpy": "import numpy as np\n\nx = np.arange({n}, {n} + 10)\nassert x.sum() == {n} * 10 + 45\nassert np.dot(x, x) > {n}\n",
    "plain": "def f(a):\n    return [i * a for i in range(10)]\n\nassert sum(f({n})) == 45 * {n}\nassert len(f(1)) == 10\n",
}
BOUNDS = {("numpy", "pytest-markdown-docs"): 1.5, ("plain", "pytest-markdown-docs"): 2.5, ("numpy", "a process each"): 1 / 20}
_SLOW = ("a process each", "the same, one thread")  # measured once; without the second's setting numpy starts threads for nothing


def bank(root: Path, kind: str) -> list[str]:
    """Lay out a bank; the code of its snippets."""
    codes = [SNIPPETS[kind].format(n=n + 1) for n in range(FILES * PER_FILE)]
    for file in range(FILES):
        each = enumerate(codes[file * PER_FILE : (file + 1) * PER_FILE])
        text = "".join(f"## Question {file}.{n}\n\nText.\n\n```python\n{code}```\n\n" for n, code in each)
        (root / f"q{file}.md").write_text(f"# Part {file}\n\n{text}")
    (root / "test_mk.py").write_text(
        "import pathlib, pytest\nfrom mktestdocs import check_md_file\n\n"
        "@pytest.mark.parametrize('f', sorted(pathlib.Path('.').glob('q*.md')), ids=str)\n"
        "def test_f(f):\n    check_md_file(fpath=f)\n"
    )
    sybil = root / "sybil"
    sybil.mkdir()
    for path in root.glob("q*.md"):
        (sybil / path.name).write_text(path.read_text())
    (sybil / "conftest.py").write_text(
        "from sybil import Sybil\nfrom sybil.parsers.markdown import PythonCodeBlockParser\n"
        "pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=['*.md']).pytest()\n"
    )
    return codes


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Seconds of a run that must succeed."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    took = time.perf_counter() - began
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return took


def alone(python: str, codes: Sequence[str], jobs: int, environment: Mapping[str, str]) -> float:
    """Seconds for one interpreter per snippet."""

    def run(code: str) -> int:
        return subprocess.run([python, "-I", "-c", code], env=environment, capture_output=True).returncode

    began = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        assert not any(pool.map(run, codes))
    return time.perf_counter() - began


def measure(kind: str, python: str, rounds: int, jobs: int) -> dict[str, float]:
    """Median seconds by runner."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    pytest = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    check = [sys.executable, "-m", "proctor", "check", "--run", "--select", "failing-snippet"]
    check += ["--sandbox", "require-L3", "--jobs", str(jobs)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        codes = bank(root, kind)
        files = [f"q{n}.md" for n in range(FILES)]
        runners: dict[str, Callable[[], float]] = {
            "proctor": lambda: timed([*check, "--no-cache", *files], root, environment),
            "proctor, cached": lambda: timed([*check, *files], root, environment),
            "pytest-markdown-docs": lambda: timed(
                [*pytest, "-p", "pytest_markdown_docs.plugin", "--markdown-docs", *files], root, environment
            ),
            "mktestdocs": lambda: timed([*pytest, "test_mk.py"], root, environment),
            "sybil": lambda: timed([*pytest, "sybil"], root, environment),
            "a process each": lambda: alone(python, codes, jobs, environment),
            "the same, one thread": lambda: alone(python, codes, jobs, {**environment, "OPENBLAS_NUM_THREADS": "1"}),
        }
        timed([*check, *files], root, environment)  # fills the cache, and the system's
        times: dict[str, list[float]] = {name: [] for name in runners}
        for nth in range(rounds):  # in turns, so that what else the machine does falls on all of them
            for name, run in runners.items():
                if not nth or name not in _SLOW:
                    times[name].append(run())
        return {name: median(each) for name, each in times.items()}


def main() -> int:
    """Print times and ratios; the status is 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", required=True, metavar="VENV")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    missed = 0
    for kind in SNIPPETS:
        times = measure(kind, str(Path(options.peers) / "bin" / "python"), options.rounds, options.jobs)
        print(f"{FILES * PER_FILE} {kind} snippets, {options.jobs} workers")
        for name, seconds in times.items():
            ratio = times["proctor"] / seconds
            bound = BOUNDS.get((kind, name))
            said = "" if bound is None else f"  (at most {bound:g}: {'holds' if ratio <= bound else 'MISSED'})"
            missed += bound is not None and ratio > bound
            print(f"  {name:22} {seconds:7.2f} s   proctor takes {ratio:.2f} of it{said}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
