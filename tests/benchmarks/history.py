"""Time `proctor coverage` with ages and trend on a bank of 300 files and 1,000 commits, first and from the cache.

    python tests/benchmarks/history.py [FOLDER]

The bank is made with `git fast-import`, the same every time, in FOLDER or in a temporary one. Bounds: 30 s and 2 s.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time

FILES, COMMITS, START, STEP = 300, 1000, 1_600_000_000, 150_000
FIRST, CACHED = 30.0, 2.0
TOPICS = ("linux", "git", "network", "python", "database", "container", "cloud", "security", "testing", "design")


class Page:
    """A document that grows: questions, and for some of them an answer."""

    def __init__(self, number: int) -> None:
        self.path = f"topics/{TOPICS[number % len(TOPICS)]}/page-{number:03}.md"
        self.number = number
        self.answers: list[str] = []

    def grow(self, chance: random.Random) -> None:
        """Answer an open question, or ask another one."""
        waiting = [n for n, answer in enumerate(self.answers) if not answer]
        if waiting and chance.random() < 0.5:
            n = chance.choice(waiting)
            self.answers[n] = "\n".join(f"Sentence {k} of answer {n} with {chance.random():.6f} in it." for k in range(8))
        else:
            self.answers.append("" if chance.random() < 0.5 else f"It was answered at once, with {chance.random():.6f}.")

    def text(self) -> str:
        """The document as Markdown."""
        head = f"# Page {self.number}\n\n## Basics\n\n"
        return head + "".join(
            f"### {n}. What is thing {n} of page {self.number}?\n\n{a}\n\n" for n, a in enumerate(self.answers, 1)
        )


def stream() -> bytes:
    """The whole history for `git fast-import`."""
    chance = random.Random(7)
    pages = [Page(n) for n in range(FILES)]
    for page in pages:
        for _ in range(8):
            page.grow(chance)
    out = []
    for n in range(COMMITS):
        touched = pages if not n else chance.sample(pages, 3)
        out.append(f"commit refs/heads/main\ncommitter Person {n % 17} <p{n % 17}@example.org> {START + n * STEP} +0000\n")
        out.append(f"data {len(str(n))}\n{n}\n")
        for page in touched:
            page.grow(chance)
            text = page.text()
            out.append(f"M 100644 inline {page.path}\ndata {len(text)}\n{text}\n")
    return "".join(out).encode()


def make(folder: str) -> None:
    """A repository with that history, checked out."""
    os.makedirs(folder, exist_ok=True)
    git = ["git", "-C", folder, "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=stream(), check=True)
    subprocess.run([*git, "reset", "--quiet", "--hard", "main"], check=True)


def timed(folder: str) -> tuple[float, float]:
    """Seconds that one run takes: of the clock, and of the processor, which tells more on a busy machine."""
    start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "proctor", "coverage", "--output", f"html:{folder}/.git/report.html"], cwd=folder)
    if done.returncode:
        sys.exit(f"proctor failed: {done.returncode}")
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def main() -> int:
    """Make the bank, run twice, and compare with the bounds."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(temporary, "bank")
        if not os.path.isdir(os.path.join(folder, ".git")):
            make(folder)
        late = False
        for name, bound in (("first", FIRST), ("cached", CACHED)):
            clock, processor = timed(folder)
            late = late or clock > bound
            print(f"{FILES} files, {COMMITS} commits, {name}: {clock:.2f} s (bound {bound:g}), {processor:.2f} s of the processor")
        return int(late)


if __name__ == "__main__":
    sys.exit(main())
