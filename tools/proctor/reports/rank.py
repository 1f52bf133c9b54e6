"""Which findings come first where not all can be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from proctor.model import SEVERITIES, Finding


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; of these what the change made; of these one of each question before its others."""
    by_weight = sorted(findings, key=_weight)
    seen: Counter[tuple[str, str]] = Counter()
    keyed = []
    for finding in by_weight:
        home = finding.path, finding.question or finding.fingerprint
        keyed.append(((*_weight(finding), seen[home]), finding))
        seen[home] += 1
    return [finding for _, finding in sorted(keyed, key=lambda pair: pair[0])]


def _weight(finding: Finding) -> tuple[int, bool]:
    return SEVERITIES.index(finding.severity), finding.changed is False
