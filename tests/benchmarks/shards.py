"""Measure how evenly work is divided over shards, and what joining their reports takes. Nothing is run or asked for.

    python tests/benchmarks/shards.py [SHARDS]

100,000 snippets and 200,000 URLs with durations as a large bank might have them; a tenth of the snippets is new.
"""

from __future__ import annotations

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from proctor import __version__
from proctor.shards import Shard, plan

SNIPPETS, URLS, HOSTS = 100_000, 200_000, 30_000
FINDINGS = 300  # of a shard


def snippets(chance: random.Random) -> dict[str, float]:
    """Seconds of each snippet: most are short, a few run for seconds."""
    return {f"python {n}": min(30.0, chance.lognormvariate(-1.5, 1.3)) for n in range(SNIPPETS)}


def urls(chance: random.Random) -> dict[str, float]:
    """Seconds of each URL: hosts are as unequal as on the web. The greatest one has 2 % of the URLs, most have one to five."""
    hosts = chance.choices(range(HOSTS), weights=[1 / (n + 10) for n in range(HOSTS)], k=URLS)
    usual = [chance.uniform(0.25, 1.5) for _ in range(HOSTS)]
    return {f"https://h{host}.example/{n}": usual[host] for n, host in enumerate(hosts)}


def host(url: str) -> str:
    return url.split("/")[2]


def divided(
    group: str, took: Mapping[str, float], known: Mapping[str, float | None], together: Callable[[str], str], total: int
) -> list[Shard]:
    """The shards of a group, with the figures of how they were made."""
    made, loads, start = [], [], time.perf_counter()
    for index in range(1, total + 1):
        shard = Shard(group, index, total)
        loads.append(math.fsum(took[each] for each in shard.mine(known, together)))
        made.append(shard)
    each = (time.perf_counter() - start) / total
    units: dict[str, float] = defaultdict(float)
    for name, cost in took.items():
        units[together(name)] += cost
    ideal = sum(loads) / total
    print(
        f"{group}: {len(took):,} ids, {len(units):,} units; ideal {ideal:,.0f} s a shard, longest {max(loads):,.0f} s "
        f"({100 * (max(loads) / ideal - 1):+.2f} %); largest unit {max(units.values()):,.0f} s; {each:.2f} s to plan"
    )
    return made


def report(shard: Shard, plans: Mapping[str, str]) -> str:
    finding = {
        "rule": "dead-url", "group": "links", "path": "docs/guide.md", "severity": "error", "message": "x" * 200, "hint": "y" * 100,
        "target": "https://example.org/" + "z" * 60, "question": None, "changed": None,
    }  # fmt: skip
    findings = [{**finding, "place": [n + 1, 1, n + 1, 9], "fingerprint": f"{n:016x}-1"} for n in range(FINDINGS)]
    return json.dumps(
        {
            "schema_version": 1, "proctor_version": __version__, "head_sha": "1" * 40, "base_sha": "", "config_hash": "2" * 64,
            "plan_hash": shard.plan, "shard": {"group": shard.group, "index": shard.index, "total": shard.total},
            "ids": sorted(shard.ids), "plans": dict(plans), "fail_level": "error", "documents": 9, "suppressed": 0, "known": 0,
            "unchanged": 0, "omitted": 0, "not_run": [], "incomplete": [], "notes": [], "findings": findings,
        }
    )  # fmt: skip


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 16
    chance = random.Random(8)
    code, links = snippets(chance), urls(chance)
    known = {each: cost if chance.random() < 0.9 else None for each, cost in code.items()}
    made = divided("snippets", code, known, str, total) + divided("urls", links, dict(links), host, total)
    with tempfile.TemporaryDirectory() as folder:
        static = Shard("static", 1, 1)
        texts = [report(static, {"snippets": plan(code), "urls": plan(links)}), *(report(shard, {}) for shard in made)]
        paths = [Path(folder) / f"{number}.json" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        size = sum(path.stat().st_size for path in paths)
        command = [sys.executable, "-m", "proctor", "merge", "--expect-shards", f"snippets={total},urls={total},static=1"]
        start = time.perf_counter()
        done = subprocess.run([*command, "--format", "markdown", *map(str, paths)], capture_output=True, text=True)
        took = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"merge: {len(paths)} reports, {size / 1e6:.1f} MB; exit {done.returncode}, {took:.2f} s, {memory:.0f} MB at most")
        assert done.returncode == 1, done.stdout[-2000:] + done.stderr


if __name__ == "__main__":
    main()
