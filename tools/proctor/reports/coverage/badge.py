"""The answered share as a picture for a README. The same number gives the same bytes, so that commits stay quiet."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.coverage import Counts, Report
from proctor.model import Style
from proctor.reports.coverage import words

LABEL = "questions answered"
_SHADES = ((95, "brightgreen", "#3c1"), (80, "green", "#7a1"), (60, "yellow", "#b90"), (40, "orange", "#e73"))
_WORST = "red", "#d43"
_NARROW = {
    "i": 3.1,
    "l": 3.1,
    "t": 4.4,
    "r": 4.7,
    "s": 5.8,
    " ": 3.9,
    ".": 4.0,
    "-": 5.0,
    "w": 9.0,
    "%": 11.9,
}  # of Verdana at 11 px


def shade(counts: Counts) -> tuple[str, str]:
    """The name and the code of the colour for a share; grey without questions."""
    if not counts.questions:
        return "lightgrey", "#999"
    return next(((name, code) for least, name, code in _SHADES if counts.reaches(least)), _WORST)


def render(report: Report, style: Style) -> Iterator[str]:
    """An SVG picture."""
    counts = report.counts
    value = words.percent(counts) if counts.questions else "none"
    left, right = _pixels(LABEL) + 10, _pixels(value) + 10
    whole = left + right
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{LABEL}: {value}">\n'
    yield f"<title>{LABEL}: {value}</title>\n"
    yield f'<clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath>\n'
    yield f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#555"/>'
    yield f'<rect x="{left}" width="{right}" height="20" fill="{shade(counts)[1]}"/></g>\n'
    yield '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">'
    yield f'<text x="{left / 2:g}" y="14" textLength="{left - 10}">{LABEL}</text>'
    yield f'<text x="{left + right / 2:g}" y="14" textLength="{right - 10}">{value}</text></g>\n</svg>\n'


def _pixels(text: str) -> int:
    return round(sum(_NARROW.get(c, 7.0) for c in text))
