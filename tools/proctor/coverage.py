"""How many questions are answered, by file, topic and bank, and what a change does to that. Pure: questions in, numbers out.

Only `answered` counts as answered; `link-only` is shown apart, and `placeholder` and `empty` are open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from proctor.baseline import normalised
from proctor.model import Document, Question
from proctor.pattern import lazy
from proctor.topics import sections

By = Literal["file", "topic", "bank"]
BY: tuple[By, ...] = ("topic", "file", "bank")
STATUSES = ("answered", "link-only", "placeholder", "empty")
OPEN = frozenset(("placeholder", "empty"))

_LINE_END = lazy(rb"\r\n?|\n")
_LIKE = 0.8  # from which share of equal letters two texts of one file count as one question reworded
_MOST_COMPARED = 2000  # pairs of questions whose likeness is measured in one change
_LONGEST = 200  # characters of a text that its likeness is measured by


class Counts(NamedTuple):
    """Questions by status."""

    answered: int = 0
    link_only: int = 0
    placeholder: int = 0
    empty: int = 0

    @property
    def questions(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def open(self) -> int:
        """Those that nobody answered: placeholder and empty."""
        return self.placeholder + self.empty

    @property
    def percent(self) -> float | None:
        """The answered share, rounded down to a tenth so that 100 means all; None without questions."""
        return self.answered * 1000 // self.questions / 10 if self.questions else None

    def reaches(self, percent: float) -> bool:
        """Whether the exact answered share is at least this; never without questions."""
        return bool(self.questions) and self.answered * 100 >= percent * self.questions


class Age(NamedTuple):
    """Since when a question stands as it does, and who asked."""

    since: int | None  # seconds since 1970; None for a question that is not committed yet
    author: str
    exact: bool = True  # False where a shallow clone ends: it is at least that old


class Topic(NamedTuple):
    """A folder, and a section in its documents."""

    folder: str
    section: str

    @property
    def name(self) -> str:
        """Both, for people."""
        return " › ".join(part for part in self if part) or "/"


class Item(NamedTuple):
    """A question with its line (1-based), its topic, and its age where history was asked for."""

    question: Question
    line: int
    topic: Topic
    age: Age | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody answered it."""
        return self.question.status in OPEN


class Row(NamedTuple):
    """A file, a topic or the bank, with its counts."""

    name: str
    counts: Counts


class Change(NamedTuple):
    """What happened between two sets of questions. Moved, renumbered and reworded ones count as the same."""

    base: str  # as the user called it
    before: Counts
    after: Counts
    new: tuple[Question, ...] = ()
    answered: tuple[Question, ...] = ()  # were not answered before
    emptied: tuple[Question, ...] = ()  # lost their answer
    removed: tuple[Question, ...] = ()

    @property
    def patch(self) -> Counts:
        """The questions that are new, newly answered or newly emptied, by the status they have now."""
        return count((*self.new, *self.answered, *self.emptied))

    @property
    def new_open(self) -> tuple[Question, ...]:
        """New questions that nobody answered."""
        return tuple(q for q in self.new if q.status in OPEN)


class Point(NamedTuple):
    """The bank at one commit of its history; `time` in seconds since 1970."""

    commit: str
    time: int
    counts: Counts


class Wait(NamedTuple):
    """How long answers took: of `answered` questions `late` were asked without one, and waited `days` (the median)."""

    answered: int
    late: int
    days: float


class History(NamedTuple):
    """What git knows: ages by question id, the trend from old to new, and the wait for answers where there was one."""

    ages: Mapping[str, Age] = {}
    trend: tuple[Point, ...] = ()
    wait: Wait | None = None


class Threshold(NamedTuple):
    """A limit that the counts are held against, and whether it holds; `text` says so with both numbers."""

    name: str
    holds: bool
    text: str


class Report(NamedTuple):
    """The whole result; every output format is a function of it."""

    bank: str  # its name for people
    by: By
    items: tuple[Item, ...]
    documents: int
    today: str  # YYYY-MM-DD
    commit: str = ""
    edit: str = ""  # the address that a path of the bank is edited under; empty where it is not known
    change: Change | None = None
    history: History | None = None
    thresholds: tuple[Threshold, ...] = ()
    notes: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    snippets: Mapping[str, Mapping[str, int]] = {}  # by language and status

    @property
    def counts(self) -> Counts:
        """The bank's."""
        return count(item.question for item in self.items)


def count(questions: Iterable[Question]) -> Counts:
    """Questions by status."""
    found = Counter(q.status for q in questions)
    return Counts(*(found[status] for status in STATUSES))


def items(document: Document, questions: Sequence[Question]) -> Iterator[Item]:
    """The questions of a document with their lines and topics, in order."""
    starts = [0, *(m.end() for m in _LINE_END.finditer(document.source))]
    folder = document.path.rpartition("/")[0]
    ordered = sorted(questions, key=lambda q: q.span)
    for question, section in zip(ordered, sections(document, ordered), strict=True):
        yield Item(question, bisect_right(starts, question.span.start), Topic(folder, section))


def rows(found: Sequence[Item], by: By) -> list[Row]:
    """Counts by file, topic or bank, in order of name."""
    keys: dict[By, Callable[[Item], str]] = {
        "file": lambda item: item.question.path,
        "topic": lambda item: item.topic.name,
        "bank": lambda _: "the bank",
    }
    groups: dict[str, list[Question]] = {}
    for item in found:
        groups.setdefault(keys[by](item), []).append(item.question)
    return [Row(name, count(group)) for name, group in sorted(groups.items())]


def topics(found: Sequence[Item]) -> dict[Topic, Counts]:
    """Counts by topic, in order of folder and section."""
    groups: dict[Topic, list[Question]] = {}
    for item in found:
        groups.setdefault(item.topic, []).append(item.question)
    return {topic: count(groups[topic]) for topic in sorted(groups)}


def compare(base: str, before: Iterable[Question], after: Iterable[Question]) -> Change:
    """What a change does. Questions are matched by text as the baseline does it: as a multiset, in whatever file they stand."""
    old, new = list(before), list(after)
    counts = count(old), count(new)
    pairs: list[tuple[Question, Question]] = []
    for alike in _EQUAL:
        old, new = _paired(old, new, alike, pairs)
    old, new = _reworded(old, new, pairs)
    rank = {status: n for n, status in enumerate(("empty", "link-only", "answered"))}
    changed = [(rank.get(a.status, 0), rank.get(b.status, 0), b) for a, b in pairs]
    return Change(
        base,
        *counts,
        new=tuple(new),
        answered=tuple(q for a, b, q in changed if a < b == 2),
        emptied=tuple(q for a, b, q in changed if a > b),
        removed=tuple(old),
    )


# From the closest kind of match to the loosest, so that of equal texts those pair up that changed the least.
_EQUAL: tuple[Callable[[Question], tuple[str, ...]], ...] = (
    lambda q: (normalised(q.text), q.path, q.status),
    lambda q: (normalised(q.text), q.path),
    lambda q: (normalised(q.text), q.status),
    lambda q: (normalised(q.text),),
)

Pairs = list[tuple[Question, Question]]


def _paired(
    old: Sequence[Question], new: Sequence[Question], key: Callable[[Question], tuple[str, ...]], pairs: Pairs
) -> tuple[list[Question], list[Question]]:
    """Pair up questions of the same key, in order; what is left of both sides."""
    waiting: dict[tuple[str, ...], list[Question]] = {}
    for question in reversed(old):
        waiting.setdefault(key(question), []).append(question)
    left = []
    for question in new:
        same = waiting.get(key(question))
        if same:
            pairs.append((same.pop(), question))
        else:
            left.append(question)
    unmatched = {id(q) for group in waiting.values() for q in group}
    return [q for q in old if id(q) in unmatched], left


def _reworded(old: Sequence[Question], new: Sequence[Question], pairs: Pairs) -> tuple[list[Question], list[Question]]:
    """Pair up what is left of a file's questions where the texts are nearly the same. One for one: none is gained or lost."""
    waiting: dict[str, list[Question]] = {}
    for question in old:
        waiting.setdefault(question.path, []).append(question)
    left = []
    compared = 0
    for question in new:
        near = waiting.get(question.path, [])
        compared += len(near)
        likeness = [_likeness(q, question) for q in near] if compared <= _MOST_COMPARED else []
        if max(likeness, default=0.0) >= _LIKE:
            pairs.append((near.pop(likeness.index(max(likeness))), question))
        else:
            left.append(question)
    return [q for near in waiting.values() for q in near], left


def _likeness(a: Question, b: Question) -> float:
    """How much of two texts is equal, 0 to 1."""
    one, other = normalised(a.text)[:_LONGEST], normalised(b.text)[:_LONGEST]
    from difflib import SequenceMatcher  # takes milliseconds, and few runs compare

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE else 0.0
