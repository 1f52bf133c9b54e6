"""What the formats of the coverage report have in common: numbers, dates and the verdict in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from urllib.parse import quote

from proctor.coverage import Age, Counts, Item, Report, Row
from proctor.reports.excerpt import columns as columns_of
from proctor.reports.excerpt import width
from proctor.reports.verdict import counted

DAYS_A_MONTH, DAYS_A_YEAR = 30.44, 365.25
_STATUSES = ("verified", "ran", "inert", "parsed", "runnable", "not-runnable", "skipped", "failed")  # of snippets
_MOST_LANGUAGES = 12
_STEPS = "▁▂▃▄▅▆▇█"


def percent(counts: Counts) -> str:
    """The answered share with one decimal, a whole hundred without; a dash where there are no questions."""
    share = counts.percent
    return "-" if share is None else "100%" if share == 100 else f"{share:.1f}%"


def day(seconds: int) -> str:
    """A time as YYYY-MM-DD."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def age(of: Age | None, today: str) -> str:
    """How long ago, as `12 d`, `5 m` or `2 y 8 m`; empty where it is not known."""
    if of is None:
        return ""
    if of.since is None:
        return "new"
    days = max(0, (date.fromisoformat(today) - date.fromisoformat(day(of.since))).days)
    return span(days) if of.exact else f"at least {span(days)}"


def span(days: float) -> str:
    """A number of days in the two largest units that matter."""
    if days < 60:
        return f"{days:.0f} d"
    if days < 2 * DAYS_A_YEAR:
        return f"{days / DAYS_A_MONTH:.0f} m"
    years, months = divmod(round(days / DAYS_A_MONTH), 12)
    return f"{years} y {months} m" if months else f"{years} y"


def edit(report: Report, item: Item) -> str | None:
    """The address that opens a question's line for editing; None where the repository is not known."""
    return f"{report.edit}{quote(item.question.path, errors='replace')}#L{item.line}" if report.edit else None


def oldest_first(items: Iterable[Item]) -> list[Item]:
    """Open questions, those that wait longest first."""
    return sorted(
        (item for item in items if item.is_open),
        key=lambda i: (i.age.since if i.age and i.age.since is not None else 1 << 40, i.question.path, i.line),
    )


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Rows by what is left to do: the most questions without an answer first."""
    return sorted(rows, key=lambda row: (row.counts.answered - row.counts.questions, row.name))


def trend_line(report: Report) -> str:
    """The trend as numbers and as a row of bars; empty without one."""
    points = [p for p in (report.history.trend if report.history else ()) if p.counts.questions]
    if len(points) < 2:
        return ""
    shares = [p.counts.percent or 0.0 for p in points]
    low, high = min(shares), max(shares)
    bars = "".join(_STEPS[int((s - low) / (high - low) * 7.99)] if high > low else _STEPS[3] for s in shares)
    first, last = points[0], points[-1]
    return f"{day(first.time)} {percent(first.counts)} {bars} {percent(last.counts)} {day(last.time)}"


def wait_line(report: Report) -> str:
    """How long answers took; empty where that is not known."""
    wait = report.history.wait if report.history else None
    if wait is None:
        return ""
    came = "it came" if wait.late == 1 else "half of them came"
    return f"{counted(wait.late, 'question')} of {wait.answered:,} got an answer later; {came} within {span(wait.days)}"


def change_line(report: Report) -> str:
    """What the change does, in numbers; empty without a base."""
    change = report.change
    if change is None:
        return ""
    touched = change.patch
    said = f"{len(change.new):,} new ({len(change.new_open):,} open), {len(change.answered):,} newly answered, "
    said += f"{len(change.emptied):,} newly emptied, {len(change.removed):,} removed"
    return f"{said}; patch coverage {percent(touched) if touched.questions else 'not touched'}"


def snippets(report: Report) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """The snippets as a table: the statuses that occur, and each language with its numbers, the most frequent first."""
    heads = list(dict.fromkeys(status for status in _STATUSES for counts in report.snippets.values() if status in counts))
    every = [(language or "no language", [counts.get(head, 0) for head in heads]) for language, counts in report.snippets.items()]
    shown = sorted(every, key=lambda row: (-sum(row[1]), row[0]))
    rest = [sum(column) for column in zip(*(numbers for _, numbers in shown[_MOST_LANGUAGES:]), strict=True)]
    more = [(f"{len(shown) - _MOST_LANGUAGES} more", rest)] if rest else []
    return heads, [*shown[:_MOST_LANGUAGES], *more]


def word(report: Report) -> str:
    """The verdict in a word."""
    if report.incomplete:
        return "INCOMPLETE"
    return "OK" if all(threshold.holds for threshold in report.thresholds) else "FAILED"


def numbers(report: Report) -> str:
    """The verdict's numbers, the thresholds that do not hold first."""
    counts = report.counts
    said = f"{counted(counts.questions, 'question')} in {counted(report.documents, 'document')}, {percent(counts)} answered"
    more = [f"{counts.open:,} open"] + ([f"{counts.link_only:,} link-only"] if counts.link_only else [])
    thresholds = [threshold.text for threshold in sorted(report.thresholds, key=lambda threshold: threshold.holds)]
    return "; ".join(
        [", ".join([said, *more]) if counts.questions else f"no questions in {counted(report.documents, 'document')}", *thresholds]
    )


def fitted(text: str, columns: int) -> str:
    """Text cut or filled to exactly so many columns."""
    if width(text) > columns:
        kept, used = [], 1
        for c in text:
            used += columns_of(c)
            if used > columns:
                break
            kept.append(c)
        text = "".join(kept) + "…"
    return text + " " * (columns - width(text))


def bar(counts: Counts, columns: int) -> str:
    """The answered share as a bar; full only when all are answered."""
    full = counts.answered * columns // counts.questions if counts.questions else 0
    return "█" * full + "░" * (columns - full)


def widest(texts: Sequence[str], most: int) -> int:
    """The columns that the widest text takes, up to `most`."""
    return min(most, max(map(width, texts), default=0))
