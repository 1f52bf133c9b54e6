"""The answered share as JSON for a shields endpoint badge."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from proctor.coverage import Report
from proctor.model import Style
from proctor.reports.coverage import badge, words


def render(report: Report, style: Style) -> Iterator[str]:
    """One object."""
    counts = report.counts
    message = words.percent(counts) if counts.questions else "none"
    yield dumps({"schemaVersion": 1, "label": badge.LABEL, "message": message, "color": badge.shade(counts)[0]}) + "\n"
