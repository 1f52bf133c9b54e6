"""Reports of many jobs as one, which is complete only where every shard is there once, and did what was planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from proctor import __version__, shards
from proctor.errors import ProctorError
from proctor.handover import MOST, Part
from proctor.locate import fingerprinted
from proctor.model import SEVERITIES, Finding, Report, Severity
from proctor.reports.rank import ranked
from proctor.snippets import tally

_FEW = 5  # shards named in one message
_MOST = 50  # reasons, notes


def expected(text: str) -> dict[str, int]:
    """`snippets=4,urls=2,static=1` as the number of shards of each group. Raises ProctorError."""
    found: dict[str, int] = {}
    for each in text.split(","):
        group, _, number = (piece.strip() for piece in each.partition("="))
        most = 1 if group == shards.STATIC else shards.MOST
        is_number = number.isascii() and number.isdigit() and len(number) < 9
        if group not in shards.GROUPS or group in found or not is_number or not 1 <= int(number) <= most:
            hint = f"write --expect-shards snippets=4,urls=2,static=1; groups: {', '.join(shards.GROUPS)}"
            raise ProctorError(f"--expect-shards {text} makes no sense at `{each.strip()}`", hint)
        found[group] = int(number)
    return found


def merged(parts: Sequence[Part], wanted: Mapping[str, int], head: str, refused: Sequence[str]) -> Report:
    """One report of all. `refused` says of reports why they could not be read; `head` is the commit they must be of, if known."""
    reasons = [*refused, *_missing(parts, wanted), *_foreign(parts, head), *_unplanned(parts, wanted)]
    reasons += [f"{_name(part)}: {reason}" for part in parts for reason in part.texts["incomplete"]]
    findings = list({_identity(f): f for part in parts for f in part.findings}.values())
    kept = sorted(ranked(findings)[:MOST], key=lambda f: (f.path, f.start, f.rule, f.problem.message))
    omitted = sum(part.counts["omitted"] for part in parts) + len(findings) - len(kept)
    notes = list(dict.fromkeys(note for part in parts for note in part.texts["notes"]))
    not_run = [name for name in parts[0].texts["not_run"] if all(name in p.texts["not_run"] for p in parts)] if parts else []
    return Report(
        findings=fingerprinted(kept),  # every job counted equal ones by itself
        sources={},
        documents=max((part.counts["documents"] for part in parts), default=0),
        suppressed=sum(part.counts["suppressed"] for part in parts),
        known=sum(part.counts["known"] for part in parts),
        not_run=not_run,
        incomplete=_few(reasons),
        notes=_few([*([f"{omitted:,} more findings are not in this report"] if omitted else []), *notes]),
        unchanged=sum(part.counts["unchanged"] for part in parts),
        base=parts[0].base if parts else "",
        snippets=_snippets(parts),
    )


def _snippets(parts: Sequence[Part]) -> dict[str, Any]:
    """The counts of snippets, each of which ran in one shard; without such shards in the static job, or nowhere."""
    groups = {
        group: {part.number: part.snippets for part in parts if part.group == group and part.snippets} for group in shards.GROUPS
    }
    counts = [*(groups[shards.NEEDS["run"]] or groups[shards.STATIC]).values()]
    if not counts:
        return {}
    languages = sorted({language for each in counts for language in each["languages"]})
    return {
        "statuses": _summed((each["statuses"] for each in counts), tally.STATUSES),
        "languages": {
            language: _summed((each["languages"].get(language, {}) for each in counts), tally.STATUSES) for language in languages
        },
        "not_runnable": _summed(each["not_runnable"] for each in counts),
        "levels": sorted({level for each in counts for level in each["levels"]}),
    }


def _summed(counts: Iterable[Mapping[str, int]], order: Sequence[str] = ()) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return {key: total[key] for key in order or sorted(total) if total[key]}


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings one: shards may all say what needs no work of theirs."""
    return finding.rule, finding.path, finding.start, finding.end, finding.problem.message


def _few(texts: Sequence[str]) -> Sequence[str]:
    return [*texts[: _MOST - 1], f"and {len(texts) - _MOST + 1} more"] if len(texts) > _MOST else texts


def fail_level(parts: Sequence[Part]) -> Severity:
    """The strictest level of all reports: none of them can loosen the others'."""
    return max((part.fail_level for part in parts), key=SEVERITIES.index, default="error")


def _missing(parts: Sequence[Part], wanted: Mapping[str, int]) -> Iterator[str]:
    """Shards that are not there, there twice, or that nobody expects."""
    there = Counter((part.group, part.number) for part in parts)
    for group, total in wanted.items():
        gone = [number for number in range(1, total + 1) if not there[group, number]]
        if gone:
            shown = ", ".join(f"{number}/{total}" for number in gone[:_FEW])
            yield f"missing: {group} {shown}{f' and {len(gone) - _FEW} more' if len(gone) > _FEW else ''}"
    for (group, index), count in sorted(there.items()):
        if count > 1:
            yield f"repeated: {group} {index} is there {count} times"
    for part in parts:
        if part.total != wanted.get(part.group) or part.number > part.total:
            yield f"foreign: nobody expects {_name(part)}"


def _foreign(parts: Sequence[Part], head: str) -> Iterator[str]:
    """Reports of another version of proctor, another commit or other settings."""
    for part in parts:
        if part.version != __version__:
            yield f"foreign: {_name(part)} was written by proctor {part.version}, this is {__version__}"
        if head and part.head != head:
            yield f"foreign: {_name(part)} is of the commit {part.head[:12] or 'unknown'}, not of {head[:12]}"
    for what, values in (
        ("commits", {part.head for part in parts}),
        ("bases", {part.base for part in parts}),
        ("settings", {part.config for part in parts}),
    ):
        if len(values) > 1:
            yield f"foreign: the reports are of {len(values)} different {what}"


def _unplanned(parts: Sequence[Part], wanted: Mapping[str, int]) -> Iterator[str]:
    """Work that nobody did or that was done twice, and plans that differ."""
    for group in wanted:
        own = [part for part in parts if part.group == group]
        plans = {part.plan for part in own} | {part.plans[group] for part in parts if group in part.plans}
        if not own:
            continue
        if len(plans) > 1:
            yield f"foreign: {group} was planned in {len(plans)} different ways"
        done = Counter(each for part in own for each in part.ids)
        twice = sum(count > 1 for count in done.values())
        if twice:
            yield f"repeated: {twice:,} ids of {group}; had all shards the same cache?"
        if shards.plan_of_names(done) not in plans:
            yield f"missing or foreign: the ids of {group} are not those that were planned"


def _name(part: Part) -> str:
    return f"{part.group} {part.number}/{part.total}"
