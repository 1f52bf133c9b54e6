"""Passed or failed, with the numbers: what every report for people ends or begins with."""

from __future__ import annotations

from collections import Counter

from proctor.model import SEVERITIES, Report, Style


def verdict(report: Report, style: Style) -> tuple[str, str]:
    """`OK`, `FAILED` or `INCOMPLETE`, and all counts, none of which is left to silence."""
    counts = Counter(f.severity for f in report.findings)
    gravest = SEVERITIES[: SEVERITIES.index(style.fail_level) + 1]
    failed = any(counts[s] for s in gravest)
    said = ", ".join(counted(counts[s], s) for s in SEVERITIES if counts[s]) or "no findings"
    more = [f"{report.fixed} fixed"] if report.fixed else []
    more += [f"{report.suppressed} suppressed"] if report.suppressed else []
    more += [f"{report.known} known"] if report.known else []
    more += [f"{report.unchanged} not of this change"] if report.unchanged else []
    more += [f"compared with {report.base[:12]}"] if report.base else []
    more += [f"{len(report.not_run)} rules not run ({', '.join(report.not_run)})"] if report.not_run else []
    word = "INCOMPLETE" if report.incomplete else "FAILED" if failed else "OK"
    return word, "; ".join([f"{counted(report.documents, 'document')}, {said}", *more])


def counted(number: int, noun: str) -> str:
    """`1 error`, `2,000 errors`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
