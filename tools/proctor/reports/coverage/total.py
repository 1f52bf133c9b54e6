"""The answered share as a bare number, for scripts."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.coverage import Report
from proctor.model import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """`84.4`, or `0.0` where there are no questions."""
    yield f"{report.counts.percent or 0.0:.1f}\n"
