"""Known findings: what a bank had when it adopted proctor does not fail, anything new does.

The file holds a multiset of (rule, hash of the normalised text) with one sorted line each, and no paths or lines: it
survives moves, reordering and edits elsewhere, and what exceeds a count is new. It may only shrink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from proctor.errors import ProctorError
from proctor.model import Finding
from proctor.pattern import lazy

NAME = "proctor-baseline.tsv"
_HEADER = "# Findings that were known when proctor came. Made by `proctor baseline write`; `prune` takes out what was repaired.\n"
_LINE = lazy(r"(?P<rule>[\w-]+)\t(?P<hash>[0-9a-f]{16})\t(?P<count>[1-9]\d{0,6})(?:\t(?P<text>[^\n]*))?\Z")
_CONTROL = lazy(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Key(NamedTuple):
    """What the baseline knows a finding by."""

    rule: str
    hash: str  # of the normalised text


class Split(NamedTuple):
    """Findings that are new, the number of known ones, and the baseline's entries that nothing matched."""

    new: list[Finding]
    known: int
    gone: Counter[Key]


def normalised(text: str) -> str:
    """Text without what editing a line for looks changes: white space and capitals."""
    return " ".join(text.split()).casefold()


def key(rule: str, text: str) -> Key:
    """The key of one text under a rule."""
    from hashlib import sha256  # takes milliseconds, and a clean run needs no key

    return Key(rule, sha256(normalised(text).encode("utf-8", "replace")).hexdigest()[:16])


def texts(finding: Finding) -> Sequence[str]:
    """The texts that a finding stands for: one, but for a finding that sums up many questions."""
    return finding.problem.keys or (finding.text,)


def split(findings: Iterable[Finding], known: Mapping[Key, int]) -> Split:
    """Set known findings apart. A finding over several texts is known only when all of them are."""
    if not known:
        return Split(list(findings), 0, Counter())
    left = Counter(known)
    new, matched = [], 0
    for finding in findings:
        keys = Counter(key(finding.rule, text) for text in texts(finding))
        if all(left[k] >= n for k, n in keys.items()):
            left -= keys
            matched += 1
        else:
            new.append(finding)
    return Split(new, matched, +left)


def counts(findings: Iterable[Finding]) -> Counter[Key]:
    """The multiset that these findings are."""
    return Counter(key(finding.rule, text) for finding in findings for text in texts(finding))


def render(findings: Iterable[Finding]) -> str:
    """The baseline file of these findings."""
    found = list(findings)
    shown: dict[Key, str] = {}
    for finding in found:
        for text in texts(finding):
            k = key(finding.rule, text)
            shown.setdefault(k, _CONTROL.sub(" ", " ".join(text.split()))[:100])
    return _file(counts(found), shown)


def shrunk(content: str, left: Mapping[Key, int]) -> str:
    """A baseline file without the entries that nothing matched."""
    known = Counter(parse(content))
    known.subtract(left)
    return _file(+known, dict(_lines(content)))


def parse(content: str, name: str = NAME) -> dict[Key, int]:
    """The multiset of a baseline file. Raises ProctorError that names the first line which is none of ours."""
    known: dict[Key, int] = {}
    for number, line in enumerate(content.split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        match = _LINE.match(line)
        if not match:
            raise ProctorError(f"line {number} of {name} is no baseline entry", "restore the line, or write the file anew")
        k = Key(match["rule"], match["hash"])
        known[k] = known.get(k, 0) + int(match["count"])
    return known


def _lines(content: str) -> Iterable[tuple[Key, str]]:
    for line in content.split("\n"):
        match = _LINE.match(line)
        if match:
            yield Key(match["rule"], match["hash"]), match["text"] or ""


def _file(known: Mapping[Key, int], shown: Mapping[Key, str]) -> str:
    rows = sorted((k.rule, shown.get(k, ""), k.hash, count) for k, count in known.items())
    return _HEADER + "".join(f"{rule}\t{digest}\t{count}\t{text}\n" for rule, text, digest, count in rows)
