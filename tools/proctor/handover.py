"""The report that one job of a CI hands over to `merge`: written by `check --report`, and read as a stranger's.

It is JSON of one object. Ids are digests, texts are cut and hold no control characters, and there are at most MOST findings,
the gravest first. Whoever reads it believes nothing: another job may have been taken over by the code that it ran.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, cast, get_args

from proctor import __version__, cache, engine, git, rules, shards
from proctor.job import Job
from proctor.locate import Questions
from proctor.model import SEVERITIES, Ask, Edit, Finding, Place, Problem, Report, Severity, Span
from proctor.pattern import lazy
from proctor.reports.escape import terminal
from proctor.reports.rank import ranked
from proctor.snippets import tally
from proctor.snippets.values import Levels

SCHEMA = 1
MOST = 5000  # findings
LARGEST = 64 << 20  # bytes
_MOST_IDS = 2_000_000
_MOST_TEXTS = 200  # notes, reasons
_LONGEST = 500  # characters
_MOST_EDITS = 20  # of a finding, which have as many characters together as a text may have
_MOST_ROWS = 100  # languages, or needs, of snippets
_LARGEST_NUMBER = 10**9
_DIGEST = lazy(r"[0-9a-f]{64}\Z")
_ID = lazy(r"[0-9a-f]{16}\Z")
_COMMIT = lazy(r"(?:[0-9a-f]{40}|[0-9a-f]{64})?\Z")
_NAME = lazy(r"[a-z][a-z0-9-]{0,60}\Z")
_VERSION = lazy(r"[0-9A-Za-z.+-]{1,60}\Z")
_FINGERPRINT = lazy(r"[0-9a-f]{8}-[1-9]\d{0,6}\Z")
_COUNTS = ("documents", "suppressed", "known", "unchanged", "omitted")
_TEXTS = ("not_run", "incomplete", "notes")
_LEVELS = get_args(Levels)


class Refused(Exception):
    """What was handed over is no report of ours; the message says why."""


class Part(NamedTuple):
    """One job's report."""

    version: str
    head: str  # the commit that was checked; empty without git
    base: str  # the commit that it was compared with; empty for none
    config: str  # digest of settings and baseline
    group: str
    number: int
    total: int
    plan: str  # digest of all ids of the group
    ids: Sequence[str]  # this shard's
    plans: Mapping[str, str]  # of the other groups, as this job would plan them
    fail_level: Severity
    counts: Mapping[str, int]
    texts: Mapping[str, Sequence[str]]
    snippets: Mapping[str, Any]  # their counts, as `tally` makes them; empty where none ran
    findings: Sequence[Finding]


def written(job: Job, report: Report, fail_level: Severity) -> Iterator[str]:
    """The report of a run as text."""
    shard = job.request.shard or shards.Shard(shards.STATIC, 1, 1)
    kept = ranked(report.findings)[:MOST]
    yield json.dumps(
        {
            "schema_version": SCHEMA,
            "proctor_version": __version__,
            "head_sha": git.commit(job.root, job.rev) if job.rev else (git.top_level(job.root) and git.head(job.root)) or "",
            "base_sha": report.base,
            "config_hash": _config(job),
            "plan_hash": shard.plan,
            "shard": {"group": shard.group, "index": shard.index, "total": shard.total},
            "ids": sorted(shard.ids),
            "plans": _plans(job) if shard.group == shards.STATIC else {},
            "fail_level": fail_level,
            **{key: getattr(report, key) for key in _COUNTS if key != "omitted"},
            "omitted": len(report.findings) - len(kept),
            **{key: [_clean(text) for text in getattr(report, key)][:_MOST_TEXTS] for key in _TEXTS},
            "snippets": _counts(report.snippets),
            "findings": [_finding(f) for f in sorted(kept, key=lambda f: (f.path, f.start, f.rule))],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    yield "\n"


def _config(job: Job) -> str:
    """A digest of what is the same for all jobs of a run: the settings, the baseline, and the bank's name."""
    from hashlib import sha256

    settings = job.settings._replace(origin={}, trusted=False)._asdict()
    known = sorted((*key, count) for key, count in job.request.baseline.items())
    return sha256(json.dumps([settings, known, job.request.repository], sort_keys=True, default=list).encode()).hexdigest()


def _plans(job: Job) -> dict[str, str]:
    """What the shards of each group should plan, told by a job that runs nothing of the bank."""
    bank, _ = engine.read_bank(job.tree, job.settings, job.request.repository)
    paths = [path for path in bank.documents if job.request.reports(path)]
    ask = Ask(paths, job.settings, Questions(bank, job.settings), cache.Cache(None), given=job.request.given)
    probes = {group: engine.probe(need) for need, group in shards.NEEDS.items()}
    return {group: shards.plan(probe.plan(bank, ask)) for group, probe in probes.items()}


def _clean(text: str) -> str:
    return terminal(text[:_LONGEST])[:_LONGEST]


def _counts(snippets: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of snippets, of which the languages and needs with the most are told: a bank may call them what it likes."""
    if not snippets:
        return {}
    rows: dict[str, Counter[str]] = {}
    for language, counts in snippets["languages"].items():
        rows.setdefault(_clean(language), Counter()).update(counts)
    needs: Counter[str] = Counter()
    for need, count in snippets["not_runnable"].items():
        needs[_clean(need)] += count
    most = sorted(rows, key=lambda language: (-rows[language].total(), language))[:_MOST_ROWS]
    return {**snippets, "languages": {each: rows[each] for each in most}, "not_runnable": dict(needs.most_common(_MOST_ROWS))}


def _finding(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "rule": finding.rule,
        "group": finding.group,
        "path": _clean(finding.path),
        "place": [*finding.start, *finding.end],
        "severity": finding.severity,
        "message": _clean(problem.message),
        "hint": _clean(problem.hint),
        "target": None if problem.target is None else _clean(problem.target),
        "question": None if finding.question is None else _clean(finding.question),
        "fingerprint": finding.fingerprint,
        "changed": finding.changed,
        "edits": _edits(problem.edits),
        "unsafe": problem.unsafe,
    }


def _edits(edits: Sequence[Edit]) -> list[list[int | str]]:
    """A fix as `[start, end, text]` of each edit; nothing of one that is large, or writes what a terminal would obey."""
    fits = len(edits) <= _MOST_EDITS and sum(len(edit.text) for edit in edits) <= _LONGEST
    return [[*edit.span, edit.text] for edit in sorted(edits)] if fits and all(_is_plain(edit.text) for edit in edits) else []


def _is_plain(text: str) -> bool:
    """Whether a text has no control character but line ends and tabs."""
    lines = text.replace("\r\n", "").replace("\n", "").replace("\t", "")
    return terminal(lines) == lines


def read(content: bytes) -> Part:
    """A report that was handed over. Raises Refused for anything that `written` does not write."""
    if len(content) > LARGEST:
        raise Refused(f"it has more than {LARGEST:,} bytes")
    try:
        table = _Table(json.loads(content, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        raise Refused("it is no whole JSON document: was it cut short?") from None
    if table.number("schema_version", 1 << 20) != SCHEMA:
        raise Refused("it has another schema")
    shard = table.table("shard")
    plans = table.table("plans")
    part = Part(
        version=table.match("proctor_version", _VERSION),
        head=table.match("head_sha", _COMMIT),
        base=table.match("base_sha", _COMMIT),
        config=table.match("config_hash", _DIGEST),
        group=shard.one_of("group", shards.GROUPS),
        number=shard.number("index", shards.MOST, 1),
        total=shard.number("total", shards.MOST, 1),
        plan=table.match("plan_hash", _DIGEST),
        ids=[_matched(each, _ID, "ids") for each in table.items("ids", _MOST_IDS)],
        plans={group: plans.match(group, _DIGEST) for group in [*plans.left]},
        fail_level=cast(Severity, table.one_of("fail_level", SEVERITIES)),
        counts={key: table.number(key, _LARGEST_NUMBER) for key in _COUNTS},
        texts={key: [_text(each, key, _LONGEST) for each in table.items(key, _MOST_TEXTS)] for key in _TEXTS},
        snippets=_read_counts(table.table("snippets")),
        findings=[_read_finding(_Table(each)) for each in table.items("findings", MOST)],
    )
    for each in (table, shard):
        each.end()
    if not set(part.plans) <= set(shards.GROUPS):
        raise Refused("`plans` has keys of another schema")
    return part


def _read_counts(table: _Table) -> dict[str, Any]:
    """The counts of snippets; empty for none."""
    if not table.left:
        return {}
    rows, levels = table.table("languages"), table.items("levels", len(_LEVELS))
    found: dict[str, Any] = {
        "statuses": _numbers(table.table("statuses"), len(tally.STATUSES)),
        "languages": {language: _numbers(rows.table(language), len(tally.STATUSES)) for language in _names(rows)},
        "not_runnable": _numbers(table.table("not_runnable"), _MOST_ROWS),
        "levels": [each for each in _LEVELS if each in levels],
    }
    table.end()
    every = [found["statuses"], *found["languages"].values()]
    if len(found["levels"]) != len(levels) or any(status not in tally.STATUSES for counts in every for status in counts):
        raise Refused("`snippets` has statuses or levels of another schema")
    return found


def _numbers(table: _Table, most: int) -> dict[str, int]:
    return {key: table.number(key, _LARGEST_NUMBER, 1) for key in _names(table, most)}


def _names(table: _Table, most: int = _MOST_ROWS) -> list[str]:
    """The keys of a table that has what names a bank gives."""
    if len(table.left) > most:
        raise Refused(f"`snippets` has a table of more than {most} rows")
    return [_text(key, "snippets", _LONGEST) for key in table.left]


def _read_finding(table: _Table) -> Finding:
    place = [_number(each, "place", _LARGEST_NUMBER, 1) for each in table.items("place", 4)]
    if len(place) != 4:
        raise Refused("`place` is no place")
    rule = table.match("rule", _NAME)
    group = table.match("group", _NAME)
    if rule != engine.CRASH and rules.names().get(rule) != group:
        raise Refused("it names a rule that this version of proctor does not have")
    path = table.text("path", _LONGEST)
    severity = cast(Severity, table.one_of("severity", SEVERITIES))
    message, hint, target = table.text("message", _LONGEST), table.text("hint", _LONGEST), table.text("target", _LONGEST, None)
    question = table.text("question", _LONGEST, None)
    fingerprint = table.match("fingerprint", _FINGERPRINT)
    changed = table.take("changed")
    if changed is not None and not isinstance(changed, bool):
        raise Refused("`changed` is neither true, false nor null")
    edits, unsafe = _read_edits(table.items("edits", _MOST_EDITS)), table.take("unsafe")
    if not isinstance(unsafe, bool):
        raise Refused("`unsafe` is neither true nor false")
    table.end()
    problem = Problem(Span(0, 0), message or "", hint or "", edits, target, unsafe)
    start, end = Place(place[0], place[1]), Place(place[2], place[3])
    return Finding(path or "", start, end, rule, group, severity, problem, question, target or "", fingerprint, changed)


def _read_edits(items: Sequence[Any]) -> tuple[Edit, ...]:
    """A fix: edits in order, none of which touches what another one replaces."""
    edits: list[Edit] = []
    for each in items:
        if not isinstance(each, list) or len(each) != 3:
            raise Refused("`edits` has another shape")
        start = _number(each[0], "edits", _LARGEST_NUMBER, edits[-1].span.end if edits else 0)
        end = _number(each[1], "edits", _LARGEST_NUMBER, start)
        if not isinstance(each[2], str) or not _is_plain(each[2]):
            raise Refused("`edits` has a text that is none, or has control characters")
        edits.append(Edit(Span(start, end), each[2]))
    if sum(len(edit.text) for edit in edits) > _LONGEST:
        raise Refused(f"`edits` has more than {_LONGEST} characters")
    return tuple(edits)


class _Table:
    """An object of JSON, of which each key is taken once, as what it must be."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, dict):
            raise Refused("it has another shape")
        self.left = dict(value)

    def take(self, key: str) -> Any:
        if key not in self.left:
            raise Refused(f"`{key}` is missing")
        return self.left.pop(key)

    def table(self, key: str) -> _Table:
        return _Table(self.take(key))

    def items(self, key: str, most: int) -> list[Any]:
        value = self.take(key)
        if not isinstance(value, list) or len(value) > most:
            raise Refused(f"`{key}` is no list of at most {most:,}")
        return value

    def number(self, key: str, most: int, least: int = 0) -> int:
        return _number(self.take(key), key, most, least)

    def text(self, key: str, most: int, *other: None) -> str | None:
        value = self.take(key)
        return None if value is None and other else _text(value, key, most)

    def match(self, key: str, pattern: re.Pattern[str]) -> str:
        return _matched(self.take(key), pattern, key)

    def one_of(self, key: str, values: Sequence[str]) -> str:
        value = self.take(key)
        if not isinstance(value, str) or value not in values:
            raise Refused(f"`{key}` is none of {', '.join(values)}")
        return value

    def end(self) -> None:
        """Nothing else may be in it."""
        if self.left:
            raise Refused("it has keys of another schema")


def _number(value: Any, key: str, most: int, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(f"`{key}` is no number from {least} to {most:,}")
    return value


def _text(value: Any, key: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or terminal(value) != value:
        raise Refused(f"`{key}` is no text of at most {most} characters without control characters")
    return value


def _matched(value: Any, pattern: re.Pattern[str], key: str) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        raise Refused(f"`{key}` is not what proctor writes there")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
