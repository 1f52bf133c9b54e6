"""Work divided over machines, and joined again: nothing is lost without anybody noticing."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeBank, Ran, commit, contained, process, write

from proctor import handover, merging, reports, shards
from proctor.cache import Cache
from proctor.errors import ProctorError
from proctor.model import Edit, Span, Style
from proctor.shards import Shard

Json = dict[str, Any]


def shared_out(seconds: Mapping[str, float | None], total: int, together: Callable[[str], str] = str) -> list[frozenset[str]]:
    made = [Shard("urls", index, total) for index in range(1, total + 1)]
    parts = [shard.mine(seconds, together) for shard in made]
    assert len({shard.plan for shard in made}) == 1
    assert sorted(each for part in parts for each in part) == sorted(seconds)
    return parts


@pytest.mark.parametrize("seed", range(2))
def test_snippets_are_balanced(seed: int) -> None:
    chance = random.Random(seed)
    took = {f"snippet {n}": chance.lognormvariate(-1, 1.2) for n in range(3_000)}
    known = {each: cost if chance.random() < 0.9 else None for each, cost in took.items()}
    loads = [math.fsum(took[each] for each in part) for part in shared_out(known, 16)]
    assert max(loads) <= 1.1 * sum(loads) / 16


def test_urls_of_a_host_stay_together_and_are_balanced() -> None:
    chance = random.Random(1)
    hosts = [f"h{int(chance.paretovariate(0.8)) % 2000}.example" for _ in range(6_000)]
    took = {f"https://{host}/{n}": 0.25 + (hash(host) % 7) / 10 for n, host in enumerate(hosts)}
    parts = shared_out(took, 16, lambda url: url.split("/")[2])
    homes: dict[str, set[int]] = {}
    for number, part in enumerate(parts):
        for url in part:
            homes.setdefault(url.split("/")[2], set()).add(number)
    assert all(len(each) == 1 for each in homes.values())
    loads = [math.fsum(took[each] for each in part) for part in parts]
    costs: dict[str, float] = {}
    for url, cost in took.items():
        costs[url.split("/")[2]] = costs.get(url.split("/")[2], 0) + cost
    assert max(loads) <= 1.1 * max(sum(loads) / 16, *costs.values()), "one host can be more than a shard's part"


def test_shares_depend_on_ids_and_durations_only() -> None:
    ids = [f"id {n}" for n in range(500)]
    shuffled = random.Random(2).sample(ids, len(ids))
    seconds: dict[str, float | None] = {each: (n * 7 % 13) / 4 or None for n, each in enumerate(ids)}
    assert shared_out(seconds, 5) == shared_out({each: seconds[each] for each in shuffled}, 5)


@pytest.mark.parametrize("kept", [float("nan"), float("inf"), -1, "2", None, True, 1e300, [1]])
def test_durations_of_a_strange_cache_are_unknown(kept: Any) -> None:
    cache = Cache(None)
    if kept == kept and kept != float("inf"):  # these the cache itself refuses
        cache.put("durations", "urls a", {"seconds": kept}, "1")
    assert shards.recorded(cache, "urls", ["a"]) == {"a": None}
    assert all(len(part) == 1 for part in shared_out({"a": kept, "b": 1.0}, 2))


def test_durations_are_kept_when_they_change() -> None:
    cache = Cache(None)
    for took, known in [(2.0, 2.0), (2.1, 2.0), (9.0, 9.0)]:
        shards.record(cache, "urls", {"a": took})
        assert shards.recorded(cache, "urls", ["a", "b"]) == {"a": known, "b": None}


def test_shards_that_share_a_cache_are_told_the_same() -> None:
    """The first one's durations would divide the work anew for the second."""
    cache, ids = Cache(None), [f"id {n}" for n in range(40)]
    for run in ("monday", "tuesday"):
        parts = []
        for index in (1, 2, 3, 3):  # the last one is tried again
            shard = Shard("snippets", index, 3, run)
            parts.append(shard.mine(shards.recorded(cache, "snippets", ids, shard)))
            shards.record(cache, "snippets", {each: len(parts) * float(each[3:]) for each in parts[-1]}, shard)
        assert sorted(each for part in parts[:3] for each in part) == sorted(ids) and parts[2] == parts[3]
    assert None not in shards.recorded(cache, "snippets", ids).values()


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "-1/2", "a/b", "1/2/3", "1/99999999999", "１/２", "²/2"])
def test_shards_that_are_none(text: str) -> None:
    with pytest.raises(ProctorError):
        shards.parse(text)


@pytest.mark.parametrize("text", ["", "urls", "urls=0", "urls=x", "pages=1", "urls=1,urls=2", "static=2", "urls=99999", "urls=1,"])
def test_expectations_that_make_no_sense(text: str) -> None:
    with pytest.raises(ProctorError):
        merging.expected(text)


# Hosts in private networks are not asked: every URL has its verdict at once, and none needs a network.
PAGE = "# A\n\n" + "".join(f"- [{n}](http://10.0.{n % 9}.{n}/)\n" for n in range(60)) + "\n[x](#gone)\n"
EXPECTED = "urls=3,static=1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A bank's reports: of the static checks, and of three shards of URLs; and what one job says of the whole."""
    root, place = tmp_path_factory.mktemp("bank"), tmp_path_factory.mktemp("report") / "report.json"
    write(root, {"README.md": PAGE})
    commit(root, "")
    found = {"whole": process(root, "check", "--online", "--format", "json").out.encode()}
    for name, more in [("static", []), *((f"urls{n}", ["--online", "--shard", f"{n}/3"]) for n in (1, 2, 3))]:
        ran = process(root, "check", *more, "--report", str(place))
        assert ran.status == (1 if name == "static" else 0), ran
        found[name] = place.read_bytes()
    return found


@pytest.fixture
def run(made: dict[str, bytes], tmp_path: Path) -> dict[str, Path]:
    """Copies of the reports, to change."""
    copies = {name: tmp_path / f"{name}.json" for name in made if name != "whole"}
    for name, path in copies.items():
        path.write_bytes(made[name])
    return copies


def merge(proctor: Callable[..., Ran], reports: Mapping[str, Path], *more: str) -> Ran:
    return proctor(next(iter(reports.values())).parent, "merge", "--expect-shards", EXPECTED, *map(str, reports.values()), *more)


def changed(path: Path, change: Callable[[Json], Any]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))


def test_a_whole_run(run: dict[str, Path], made: dict[str, bytes], proctor: Callable[..., Ran]) -> None:
    merged = merge(proctor, run, "--format", "json")
    assert merged.status == 1
    found = json.loads(merged.out)
    whole = json.loads(made["whole"])
    facts = ("rule", "path", "line", "column", "severity", "message", "target", "fingerprint")
    assert [[f[k] for k in facts] for f in found["findings"]] == [[f[k] for k in facts] for f in whole["findings"]]
    assert found["summary"]["incomplete"] == [] == found["summary"]["not_run"]
    assert merge(proctor, run, "--fail-level", "note", "--exit-zero").status == 0


def test_shards_only_do_their_part(run: dict[str, Path]) -> None:
    found = {name: handover.read(path.read_bytes()) for name, path in run.items()}
    assert {f.rule for f in found["static"].findings} == {"broken-anchor"}
    assert {f.rule for name in ("urls1", "urls2", "urls3") for f in found[name].findings} == {"unknown-url"}
    assert sum(len(part.ids) for part in found.values()) == 60 and found["static"].plans["urls"] == found["urls1"].plan


Change = Callable[[dict[str, Path]], Any]
COUNTS = {"statuses": {"ran": 1}, "languages": {"python": {"ran": 1}}, "not_runnable": {}, "levels": ["L3"]}
EDITS: dict[str, Any] = {
    "that is none": "x",
    "of two parts": [[0, 1]],
    "of four parts": [[0, 1, "x", "y"]],
    "in an object": [{"start": 0}],
    "before the start": [[-1, 1, "x"]],
    "that ends before it begins": [[5, 4, "x"]],
    "at a fraction": [[0.5, 1, "x"]],
    "at true": [[True, 1, "x"]],
    "at a text": [["0", 1, "x"]],
    "far away": [[0, 10**9 + 1, "x"]],
    "of a number": [[0, 1, 2]],
    "of nothing": [[0, 1, None]],
    "with control characters": [[0, 1, "\x1b[2J"]],
    "with half a character": [[0, 1, "\ud800"]],
    "with turned text": [[0, 1, "\u202e"]],
    "that is long": [[0, 1, "x" * 501]],
    "that is long in all": [[0, 1, "x" * 300], [2, 3, "x" * 300]],
    "of many parts": [[n, n, ""] for n in range(21)],
    "that overlaps": [[0, 5, "x"], [4, 6, "y"]],
    "out of order": [[4, 5, "x"], [0, 1, "y"]],
}


def edited(edits: Any) -> Change:
    return lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(edits=edits))


CHANGES: dict[str, Change] = {
    "a shard is missing": lambda r: r.pop("urls2"),
    "static is missing": lambda r: r.pop("static"),
    "a file is missing": lambda r: r["urls2"].unlink(),
    "a shard is there twice": lambda r: r.update(again=r["urls1"]),
    "a shard in another's place": lambda r: r["urls2"].write_bytes(r["urls1"].read_bytes()),
    "cut short": lambda r: r["urls1"].write_bytes(r["urls1"].read_bytes()[:-40]),
    "cut at the end": lambda r: r["urls1"].write_bytes(r["urls1"].read_bytes().rstrip()[:-1]),
    "empty": lambda r: r["urls1"].write_bytes(b""),
    "no object": lambda r: r["urls1"].write_bytes(b"[]"),
    "deeply nested": lambda r: r["urls1"].write_bytes(b"[" * 200_000),
    "a huge number": lambda r: changed(r["urls1"], lambda c: c.update(documents=10**30)),
    "another commit": lambda r: changed(r["urls1"], lambda c: c.update(head_sha="1" * 40)),
    "another base": lambda r: changed(r["urls1"], lambda c: c.update(base_sha="1" * 40)),
    "other settings": lambda r: changed(r["urls1"], lambda c: c.update(config_hash="1" * 64)),
    "another version": lambda r: changed(r["urls1"], lambda c: c.update(proctor_version="0.0.1")),
    "another schema": lambda r: changed(r["urls1"], lambda c: c.update(schema_version=2)),
    "another plan": lambda r: changed(r["urls1"], lambda c: c.update(plan_hash="1" * 64)),
    "another plan of all": lambda r: [changed(r[f"urls{n}"], lambda c: c.update(plan_hash="1" * 64)) for n in (1, 2, 3)],
    "less planned by all": lambda r: [
        changed(r[f"urls{n}"], lambda c: c.update(plan_hash=shards.plan(()), ids=[])) for n in (1, 2, 3)
    ],
    "an id is absent": lambda r: changed(r["urls1"], lambda c: c["ids"].pop()),
    "an id is repeated": lambda r: changed(r["urls1"], lambda c: c["ids"].append(c["ids"][0])),
    "an id of nobody": lambda r: changed(r["urls1"], lambda c: c["ids"].append("0" * 16)),
    "another total": lambda r: changed(r["urls1"], lambda c: c["shard"].update(total=4)),
    "another group": lambda r: changed(r["urls1"], lambda c: c["shard"].update(group="snippets")),
    "an unknown key": lambda r: changed(r["urls1"], lambda c: c.update(extra=1)),
    "a missing key": lambda r: changed(r["urls1"], lambda c: c.pop("findings")),
    "incomplete": lambda r: changed(r["urls1"], lambda c: c.update(incomplete=["no network"])),
    "control characters": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(message="\x1b[2J")),
    "a line end": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(path="a\n::error::b")),
    "a long text": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(message="x" * 501)),
    "a rule of nobody": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(rule="no-rule")),
    "a strange severity": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(severity="fine")),
    "too many findings": lambda r: changed(r["urls1"], lambda c: c.update(findings=c["findings"] * 400)),
    "a huge count": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "statuses": {"ran": 10**30}})),
    "a count of none": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "statuses": {"ran": 0}})),
    "a count that is none": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "statuses": {"ran": True}})),
    "a strange status": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "statuses": {"fine": 1}})),
    "counts of nothing": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "languages": {"python": 3}})),
    "a language's strange status": lambda r: changed(
        r["urls1"], lambda c: c.update(snippets={**COUNTS, "languages": {"python": {"fine": 1}}})
    ),
    "a language of control characters": lambda r: changed(
        r["urls1"], lambda c: c.update(snippets={**COUNTS, "languages": {"\x1b[2J": {"ran": 1}}})
    ),
    "a need with a line end": lambda r: changed(
        r["urls1"], lambda c: c.update(snippets={**COUNTS, "not_runnable": {"a\n::error::b": 1}})
    ),
    "too many languages": lambda r: changed(
        r["urls1"], lambda c: c.update(snippets={**COUNTS, "languages": {f"l{n}": {"ran": 1} for n in range(101)}})
    ),
    "too many needs": lambda r: changed(
        r["urls1"], lambda c: c.update(snippets={**COUNTS, "not_runnable": {f"n{n}": 1 for n in range(101)}})
    ),
    "a strange level": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "levels": ["L9"]})),
    "a level twice": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "levels": ["L3", "L3"]})),
    "a level that is none": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "levels": [["L3"]]})),
    "no levels": lambda r: changed(r["urls1"], lambda c: c.update(snippets={k: v for k, v in COUNTS.items() if k != "levels"})),
    "more about snippets": lambda r: changed(r["urls1"], lambda c: c.update(snippets={**COUNTS, "more": {}})),
    "snippets in a list": lambda r: changed(r["urls1"], lambda c: c.update(snippets=[])),
    **{f"a fix {what}": edited(edits) for what, edits in EDITS.items()},
    "a fix of unknown safety": lambda r: changed(r["urls1"], lambda c: c["findings"][0].update(unsafe=0)),
    "no number": lambda r: r["urls1"].write_bytes(r["urls1"].read_bytes().replace(b'"documents":1', b'"documents":NaN')),
}


@pytest.mark.parametrize("name", CHANGES)
def test_merge_fails_closed(name: str, run: dict[str, Path], proctor: Callable[..., Ran], tmp_path: Path) -> None:
    CHANGES[name](run)
    ran = merge(proctor, run, "--exit-zero", "--output", f"markdown:{tmp_path / 'summary.md'}")
    assert ran.status == 3, ran.out
    assert "incomplete: " in ran.out and "INCOMPLETE" in (tmp_path / "summary.md").read_text()


def test_reports_of_an_old_commit(run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    head = json.loads(run["static"].read_bytes())["head_sha"]
    assert merge(proctor, run, "--head", head).status == 1
    assert merge(proctor, run, "--head", "1" * 40).status == 3
    assert merge(proctor, run, "--head", "main").status == 2


def test_the_strictest_level_counts(run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    changed(run["static"], lambda c: c.update(findings=[]))
    assert merge(proctor, run).status == 0
    changed(run["urls2"], lambda c: c.update(fail_level="note"))
    assert merge(proctor, run).status == 1


def test_other_settings_are_other_settings(bank: MakeBank, proctor: Callable[..., Ran], tmp_path: Path) -> None:
    root, hashes = bank({"README.md": "# A\n"}), set()
    for settings in ("", "fail-level = 'note'", "exclude = ['x']", "[rules.thin-answer]\nwords = 3"):
        write(root, {"proctor.toml": settings})
        proctor(root, "check", "--report", str(tmp_path / "r.json"))
        hashes.add(json.loads((tmp_path / "r.json").read_bytes())["config_hash"])
    write(root, {"proctor.toml": "", "proctor-baseline.tsv": f"bare-url\t{'0' * 16}\t1\n"})
    proctor(root, "check", "--report", str(tmp_path / "r.json"))
    assert len(hashes | {json.loads((tmp_path / "r.json").read_bytes())["config_hash"]}) == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["--shard", "1/2"],
        ["--shard", "1/2", "--online", "--run"],
        ["--shard", "9/2", "--online"],
        ["--shard", "1/2", "--online", "--fix"],
    ],
)
def test_shards_of_nothing(arguments: list[str], bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    assert proctor(bank({"README.md": "# A\n"}), "check", *arguments).status == 2


def test_many_shards_are_merged_fast(run: dict[str, Path], proctor: Callable[..., Ran], tmp_path: Path) -> None:
    """A twentieth of what the benchmark measures."""
    took = {f"https://h{n % 997}.example/{n}": (n % 10) / 7 for n in range(10_000)}
    template = json.loads(run["urls1"].read_bytes())
    made = {"static": run["static"]}
    changed(run["static"], lambda c: c["plans"].update(urls=shards.plan(took)))
    for number in range(1, 17):
        shard = Shard("urls", number, 16)
        shard.mine(took, lambda url: url.split("/")[2])
        content = {**template, "plan_hash": shard.plan, "ids": sorted(shard.ids)}
        content |= {"shard": {"group": "urls", "index": number, "total": 16}, "findings": template["findings"][:10]}
        made[str(number)] = tmp_path / f"{number}.json"
        made[str(number)].write_text(json.dumps(content))
    start = time.monotonic()
    ran = proctor(tmp_path, "merge", "--expect-shards", "urls=16,static=1", *map(str, made.values()))
    assert ran.status == 1 and "INCOMPLETE" not in ran.out
    assert time.monotonic() - start < 3


def test_what_several_shards_say_is_said_once(run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    alike = json.loads(run["urls1"].read_bytes())["findings"][0]
    changed(run["urls2"], lambda c: c["findings"].append(alike))
    found = json.loads(merge(proctor, run, "--format", "json").out)["findings"]
    assert len(found) == 61 and len({f["fingerprint"] for f in found}) == 61


def test_no_more_findings_than_a_reader_takes(run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    def many(content: Json) -> None:
        first = content["findings"][0]
        number = content["shard"]["index"]
        content.update(
            omitted=7, findings=[{**first, "place": [number * 10_000 + n, 1, number * 10_000 + n, 2]} for n in range(4000)]
        )

    for number in (1, 2, 3):
        changed(run[f"urls{number}"], many)
    merged = merge(proctor, run, "--format", "json")
    found = json.loads(merged.out)
    assert merged.status == 1 and len(found["findings"]) == handover.MOST
    assert found["findings"] and [f["severity"] for f in found["findings"]].count("error") == 1, "the gravest are kept"
    assert any("7,022 more findings" in note for note in found["summary"]["notes"])
    assert len({f["fingerprint"] for f in found["findings"]}) == len(found["findings"])


@pytest.mark.parametrize("form", reports.formats())
def test_every_format_takes_a_merged_report(form: str, run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    assert merge(proctor, run, "--format", form).out


SNIPPETS = "".join(
    f"```{language}\n{code}\n```\n\n"
    for language, code in [
        *[("python", f"print({n})  # {n}") for n in range(6)],
        *[("python", f"x{n} = {n}") for n in range(3)],
        ("python", "import surely_no_such_package"),
        ("python", "print(1)  # 2"),
        ("json", '{"a": 1}'),
        ("text", "no code"),
    ]
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The reports of snippets in three shards, of the static checks, of one job that does both, and what it says."""
    contained()
    root, place = tmp_path_factory.mktemp("snippets"), tmp_path_factory.mktemp("report") / "report.json"
    write(root, {"README.md": SNIPPETS, "b.md": "[a](README.md#Gone)\n"})
    commit(root, "")
    found = {"whole": process(root, "check", "--run", "--format", "json", "--no-cache", "--report", str(place)).out.encode()}
    found["both"] = place.read_bytes()
    for name, more in [("static", []), *((str(n), ["--run", "--no-cache", "--shard", f"{n}/3"]) for n in (1, 2, 3))]:
        process(root, "check", *more, "--report", str(place))
        found[name] = place.read_bytes()
    return found


def summary(ran: Mapping[str, bytes], *names: str) -> Json:
    parts = [handover.read(ran[name]) for name in names]
    report = merging.merged(parts, merging.expected("snippets=3,static=1"), "", ())
    found: Json = json.loads("".join(reports.load("json").render(report, Style())))["summary"]
    return found


def test_snippets_are_counted_once(ran: dict[str, bytes]) -> None:
    whole = json.loads(ran["whole"])["summary"]
    assert whole["snippets"]["statuses"]["verified"] == 6 and whole["snippets"]["statuses"]["failed"] == 1
    merged = summary(ran, "static", "1", "2", "3")
    assert merged["incomplete"] == [] and merged["snippets"] == whole["snippets"]
    assert summary(ran, "both", "1", "2", "3")["snippets"] == whole["snippets"], "a static job may have run them too"
    assert summary(ran, "static", "1", "2", "3", "3")["snippets"] == whole["snippets"]
    assert summary(ran, "both")["snippets"] == whole["snippets"]
    assert "snippets" not in summary(ran, "static")


def test_what_can_be_fixed_is_told(ran: dict[str, bytes]) -> None:
    whole = json.loads(ran["whole"])
    parts = [handover.read(ran[name]) for name in ("static", "1", "2", "3")]
    found = merging.merged(parts, merging.expected("snippets=3,static=1"), "", ()).findings
    fixes = {f.path: f.problem.edits for f in found if f.problem.edits}
    assert len(fixes) == sum(f["fixable"] for f in whole["findings"]) == 1
    source = SNIPPETS.encode()
    ((edit,),) = fixes.values()
    assert (source[slice(*edit.span)], edit.text) == (b"2", "1")


def test_counts_and_fixes_of_a_hostile_bank_can_be_read() -> None:
    """What the writer writes the reader takes, whatever a bank calls its languages, and however large a fix is."""
    names = {f"l{n}\x1b": {"ran": n + 1} for n in range(300)} | {"x" * 600: {"ran": 9000}, "x" * 601: {"ran": 1}}
    counts = handover._counts({"statuses": {"ran": 9}, "languages": names, "not_runnable": {"\n" * 999: 3}, "levels": ["L3"]})
    read = handover._read_counts(handover._Table(json.loads(json.dumps(counts))))
    assert len(read["languages"]) == 100 and read["languages"]["x" * 500] == {"ran": 9001} and read["statuses"] == {"ran": 9}
    for text, kept in [("a\n\tb\r\n", True), ("\x1b[2J", False), ("\ud800", False), ("x" * 501, False), ("", True)]:
        edits = (Edit(Span(7, 9), "z"), Edit(Span(2, 5), text))
        assert handover._read_edits(json.loads(json.dumps(handover._edits(edits)))) == (tuple(sorted(edits)) if kept else ())
    assert handover._edits([Edit(Span(n, n), "") for n in range(21)]) == []


def test_counts_of_jobs_that_ran_no_snippets_do_not_count(run: dict[str, Path], proctor: Callable[..., Ran]) -> None:
    changed(run["urls1"], lambda c: [c.update(snippets=COUNTS), c["findings"][0].update(edits=[[3, 5, "x\n"], [5, 5, ""]])])
    merged = merge(proctor, run, "--format", "json")
    found = json.loads(merged.out)["summary"]
    assert merged.status == 1 and "snippets" not in found and found["fixable"] == 1
