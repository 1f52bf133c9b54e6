"""Measure the URL probe on servers of this machine: speed, memory, second run, kills, and lychee beside it.

    python tests/benchmarks/urls.py [many] [kills] [rows] [--lychee PATH]

`many`: 10,000 URLs of 200 hosts, 250 ms apart on each. `kills`: a run killed at 20 random moments and taken up again.
`rows`: every behaviour of the tests' server, judged by proctor and, where its binary is given, by lychee.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

HOSTS, PER_HOST, PAUSE = 200, 50, 0.25
BOUND, FACTOR, MEMORY = PER_HOST * PAUSE, 1.3, 200
KILLS = 20
PAGE = b"<!doctype html><title>A page</title><p>Some text.</p>"
RULES = "dead-url,moved-url,suspect-url,unknown-url"
Log = list[tuple[float, str, str]]


class Farm:
    """Many hosts on one port, in a process of their own: a page for every path, but 404 for those with `gone`."""

    def __init__(self) -> None:
        command = [sys.executable, __file__, "--serve"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._line())

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()

    def log(self) -> Log:
        """The requests since it was asked last: time, host, path."""
        assert self._process.stdin
        self._process.stdin.write("log\n")
        self._process.stdin.flush()
        return [(at, host, path) for at, host, path in json.loads(self._line())]

    def urls(self, per_host: int) -> list[str]:
        paths = [f"/page-{n}{'-gone' if n % 50 == 7 else ''}" for n in range(per_host)]
        return [f"http://127.0.1.{host}:{self.port}{path}" for path in paths for host in range(1, HOSTS + 1)]

    def close(self) -> None:
        self._process.kill()


async def serve() -> None:
    log: Log = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                log.append((time.time(), host, path))
                status = b"404 Not Found" if "gone" in path else b"200 OK"
                writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (status, len(PAGE), PAGE))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    first = await asyncio.start_server(answer, "127.0.1.1", 0)
    port = first.sockets[0].getsockname()[1]
    others = [await asyncio.start_server(answer, f"127.0.1.{n}", port) for n in range(2, HOSTS + 1)]
    print(port, flush=True)
    while (await asyncio.to_thread(sys.stdin.readline)).strip() == "log":
        print(json.dumps(log), flush=True)
        log.clear()
    del others


def bank(folder: Path, urls: list[str]) -> Path:
    folder.mkdir()
    (folder / "proctor.toml").touch()
    (folder / "README.md").write_text("".join(f"- [link](<{url}>)\n" for url in urls))
    return folder


def start(root: Path, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "proctor", "check", "--online", "--select", RULES, "--allow-host", "127.0.0.0/8"]
    env = {**os.environ, **environment}
    return subprocess.Popen([*command, "--format", "json"], cwd=root, stdout=subprocess.PIPE, text=True, env=env)


def timed(root: Path, **environment: str) -> tuple[float, float, str]:
    """Seconds, MiB at the most, and output of a run."""
    began = time.monotonic()
    run = start(root, **environment)
    assert run.stdout
    out = run.stdout.read()
    _, _, usage = os.wait4(run.pid, 0)
    return time.monotonic() - began, usage.ru_maxrss / 1024, out


def many(folder: Path) -> None:
    farm = Farm()
    urls = farm.urls(PER_HOST)
    root = bank(folder / "many", urls)
    seconds, memory, first = timed(root)
    log = farm.log()
    times: dict[str, list[float]] = defaultdict(list)
    for at, host, _ in log:
        times[host].append(at)
    gap = min(b - a for each in times.values() for a, b in pairwise(sorted(each)))
    limits = f"limits {BOUND * FACTOR:.1f} s, {MEMORY} MB"
    print(f"many: {len(log):,} requests in {seconds:.1f} s, {memory:.0f} MB ({limits}), at least {gap:.3f} s apart on a host")
    seconds, _, second = timed(root)
    log = farm.log()
    gone = sum("gone" in url for url in urls)
    print(f"second run: {len(log):,} requests for {gone:,} failed URLs, in {seconds:.1f} s; same report: {first == second}")
    shutil.rmtree(root / ".proctor_cache")
    print(f"a run without cache: same report: {timed(root)[2] == first}")
    farm.close()


def kills(folder: Path) -> None:
    farm = Farm()
    urls = farm.urls(PER_HOST)  # too many for all runs together: an ended run would ask for its failures again
    root = bank(folder / "kills", urls)
    chance = random.Random(1)
    ends = []
    asked: dict[str, list[tuple[float, int]]] = defaultdict(list)

    def note(run: int) -> int:
        log = farm.log()
        for at, host, path in log:
            asked[host + path].append((at, run))
        return len(log)

    for number in range(KILLS):
        run = start(root, PROCTOR_URLS_PAUSE="1")
        time.sleep(chance.uniform(0.2, 2.5))
        run.send_signal(signal.SIGKILL)
        ends.append(time.time())
        run.communicate()
        note(number)
    _, _, out = timed(root, PROCTOR_URLS_PAUSE="0.05")
    rest = note(KILLS)
    early = sum(at < ends[run] - 1 for each in asked.values() for at, run in sorted(each)[:-1])
    again = sum(len(each) - 1 for each in asked.values())
    damaged = [n for n in json.loads(out)["summary"]["notes"] if "damaged" in n]
    print(f"kills: {KILLS} of a run over {len(urls):,} URLs, {len(urls) - rest:,} answered before the last run;", end=" ")
    print(f"{again} asked again, {early} of them answered more than a second before the kill; damaged: {damaged or 'nothing'}")
    farm.close()


def rows(folder: Path, lychee: str) -> None:
    from test_urls import ROWS
    from url_server import serving

    for tool in ["proctor", *([lychee] if lychee else [])]:
        with serving() as server:
            wanted = {server.url(path, host): verdict for path, verdict, host in ROWS}
            wanted |= {server.url("/hang", 11): "unknown", "http://no-such-host.invalid/": "broken"}
            root = bank(folder / f"rows-{Path(tool).name}", list(wanted))
            began = time.monotonic()
            said = _by_lychee(tool, root) if tool == lychee else _by_proctor(root)
            seconds = time.monotonic() - began
            _compare(Path(tool).name, wanted, said, f"{seconds:.1f} s, {len(server.log)} requests")


def _by_proctor(root: Path) -> dict[str, str]:
    out, _ = start(root, PROCTOR_URLS_TIMEOUT="8").communicate()
    names = {"dead-url": "broken", "moved-url": "moved", "suspect-url": "suspect", "unknown-url": "unknown"}
    return {f["target"]: names[f["rule"]] for f in json.loads(out)["findings"]}


def _by_lychee(lychee: str, root: Path) -> dict[str, str]:
    options = ["--no-progress", "--format", "json", "--timeout", "8", "--max-retries", "3", "--retry-wait-time", "1"]
    done = subprocess.run([lychee, *options, "README.md"], cwd=root, capture_output=True, text=True, timeout=300)
    data: dict[str, Any] = json.loads(done.stdout)
    found = {}
    for kind, verdict in (("excluded_map", "skipped"), ("error_map", "broken"), ("timeout_map", "broken")):
        for each in data.get(kind, {}).values():
            found.update({one["url"]: verdict for one in each})
    return found


def _compare(tool: str, wanted: dict[str, str], said: dict[str, str], run: str) -> None:
    living = {url for url, verdict in wanted.items() if verdict in ("ok", "moved", "suspect")}
    counts = Counter((verdict, said.get(url, "ok")) for url, verdict in wanted.items())
    accused = sorted(url for url in living if said.get(url) == "broken")
    unknown = sum(count for (a, _), count in counts.items() if a == "unknown")
    missed = sum(count for (a, b), count in counts.items() if a == "broken" and b != "broken")
    wrong = f"{counts['unknown', 'broken']} of {unknown} unknowable called broken, {missed} broken called fine"
    right = sum(said.get(url, "ok") == verdict for url, verdict in wanted.items())
    print(f"{tool}: {run}; {right} of {len(wanted)} as wanted; {len(accused)} healthy accused, {wrong}")
    for url in accused:
        print(f"  accused: {url}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["many", "kills", "rows"])
    parser.add_argument("--lychee", default="")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    with tempfile.TemporaryDirectory() as name:
        for what in options.what:
            if what == "rows":
                rows(Path(name), options.lychee)
            else:
                {"many": many, "kills": kills}[what](Path(name))


if __name__ == "__main__":
    main()
