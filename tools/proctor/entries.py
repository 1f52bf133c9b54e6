"""New entries for a table of contents, written as its author writes them: marks, numbers, links and gaps."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from proctor.contents import Contents, Entry, is_ornate, places
from proctor.entities import encoded, escaped
from proctor.model import Document, Edit, Span
from proctor.pattern import lazy
from proctor.wording import core, number, wording

_DIGITS = lazy(r"\d+")
_TAGS = lazy(r"<[^>]*+>|&#?\w++;")
_WRAPPED = lazy(r"([*_]{1,3})[^*_].*\1\Z", re.S)
_OWN_TITLE = lazy(rb"\s(?:id|name|title)\s*=", re.I)


def insertions(document: Document, table: Contents, missing: Sequence[int]) -> Mapping[int, tuple[Edit, ...]]:
    """The edits that list each heading (an index); none where no entry can be a model for it.

    Headings that come at one place of the table share their edits; in a numbered table all do.
    """
    return _Insertion(document, table).edits(missing)


class _Line(NamedTuple):
    """A line of the table to be: an entry, or a new one for a heading."""

    depth: int
    ordinal: int | None
    entry: Entry | None
    heading: int


class _Insertion:
    """New entries for a table, each written as its neighbours of the same level are."""

    def __init__(self, document: Document, table: Contents) -> None:
        self.document = document
        self.table = table
        pairs = [
            (bool(number(e.text)), bool(number(document.headings[e.target].text))) for e in table.entries if e.target is not None
        ]
        self.numbered = pairs.count((False, True)) * 2 < len(pairs)  # whether entries have the headings' numbers
        self.own_numbers = pairs.count((True, False)) * 2 > len(pairs)  # they have numbers where the headings have none
        own = [e.link.url.endswith("#" + document.headings[e.target].anchor) for e in table.entries if e.target is not None]
        names = {} if sum(own) * 2 >= len(own) else places(document)  # the author's own anchors, where entries use these
        self.anchors = {index: name for name, index in reversed(names.items()) if name != document.headings[index].anchor}
        self.ornate = is_ornate(document, table)
        gaps = Counter(g for a, b in pairwise(table.entries) if (g := self.gap(a, b)))
        newline = "\r\n" if b"\r\n" in document.source[:2000] else "\n"
        self.gap_text = gaps.most_common(1)[0][0] if gaps else newline * (2 if table.style == "lines" else 1)
        self.shapes: dict[int, tuple[str, str, list[Entry]]] = {}
        for level in {document.headings[i].level for i in table.targets}:
            self.shapes[level] = self.shape(level)

    def gap(self, one: Entry, other: Entry) -> str:
        text = self.document.slice(Span(one.own.end, other.own.start)) if one.own.end <= other.own.start else ""
        return text if len(text) < 20 and not text.strip(" \t\r\n>") and "\n" in text else ""

    def ahead(self, entry: Entry) -> str:
        return self.document.slice(Span(entry.own.start, entry.link.span.start))

    def behind(self, entry: Entry) -> str:
        end = self.document.source.find(b"\n", entry.end, entry.own.end)
        return self.document.slice(Span(entry.end, entry.own.end if end < 0 else end)).rstrip("\r")

    def shape(self, level: int) -> tuple[str, str, list[Entry]]:
        """What most entries of a level have before and after their links, and those entries that can be a model."""
        models: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.table.entries:
            if entry.target is not None and self.document.headings[entry.target].level == level and self.is_model(entry):
                models.setdefault((_DIGITS.sub("0", self.ahead(entry)), self.behind(entry)), []).append(entry)
        if not models:
            return "", "", []
        (ahead, behind), entries = max(models.items(), key=lambda m: len(m[1]))
        return ahead, behind, sorted(entries, key=lambda e: e.target or 0)

    def is_model(self, entry: Entry) -> bool:
        source, link = self.document.source, entry.link
        if link.kind == "reference" or entry.label is None or any(c.isalnum() for c in _TAGS.sub("", self.behind(entry))):
            return False
        if link.kind == "html":
            return not _OWN_TITLE.search(source, link.span.start, link.span.end)
        return source[link.destination.end : link.span.end].strip() in (b")", b">)")

    def edits(self, missing: Sequence[int]) -> dict[int, tuple[Edit, ...]]:
        """The edits that list each heading; those of headings that come together in the table are the same."""
        headings = self.document.headings
        if self.own_numbers or not self.table.one_a_line:
            return {}
        known = sorted((e.target, n) for n, e in enumerate(self.table.entries) if e.target is not None)
        groups: dict[int, list[int]] = {}  # place in the table -> headings that come behind it
        for index in missing:
            if self.shapes.get(headings[index].level, ("", "", []))[2]:
                place = bisect_left(known, (index, 0)) - 1
                groups.setdefault(known[place][1] if place >= 0 else -1, []).append(index)
        renumbered = self.renumbered(self.lines(groups))
        if renumbered is None:
            return {}
        numbers, changes = renumbered
        inserted = {place: self.insertion(place, group, numbers) for place, group in groups.items()}
        shared = (*inserted.values(), *changes)
        return {i: shared if changes else (inserted[place],) for place, group in groups.items() for i in group}

    def lines(self, groups: dict[int, list[int]]) -> list[_Line]:
        """The table with its new entries, in order."""
        lines = []
        for place in range(-1, len(self.table.entries)):
            if place >= 0:
                entry = self.table.entries[place]
                ahead = self.ahead(entry)
                lines.append(_Line(_depth(ahead), _ordinal(ahead), entry, -1))
            for index in groups.get(place, ()):
                ahead = self.shapes[self.document.headings[index].level][0]
                lines.append(_Line(_depth(ahead), 0 if _DIGITS.search(ahead) else None, None, index))
        return lines

    def renumbered(self, lines: Sequence[_Line]) -> tuple[dict[int, int], list[Edit]] | None:
        """Numbers of the new entries and edits of the old ones' numbers; None where the numbers follow no order."""
        numbers: dict[int, int] = {}
        edits: list[Edit] = []
        for run in _counts(lines):
            old = [x.ordinal or 0 for x in run if x.entry]
            steps = {b - a for a, b in pairwise(old)}
            if len(old) == len(run):
                continue
            if steps and min(steps) < (0 if steps == {0} else 1):
                return None
            step = 0 if steps == {0} else 1
            last = (max(1, old[0] - 1) if run[0].entry is None else old[0]) - step if old else 0
            for line in run:
                due = last + step
                if line.entry is None:
                    numbers[line.heading] = due
                elif step and (line.ordinal or 0) < due:
                    edits.append(self.renumber(line.entry, due))
                last = max(due, line.ordinal or 0) if step else last
        return numbers, edits

    def renumber(self, entry: Entry, ordinal: int) -> Edit:
        ahead = self.ahead(entry)
        match = _DIGITS.search(ahead)
        assert match
        start = entry.own.start + len(ahead[: match.start()].encode())
        return Edit(Span(start, start + len(match[0])), str(ordinal))

    def insertion(self, place: int, group: Sequence[int], numbers: dict[int, int]) -> Edit:
        """New lines behind an entry of the table, or before all of them."""
        texts = [self.written(index, numbers.get(index)) for index in group]
        if place < 0:
            at = self.table.entries[0].own.start
            return Edit(Span(at, at), "".join(text + self.gap_text for text in texts))
        entry = self.table.entries[place]
        following = self.table.entries[place + 1] if place + 1 < len(self.table.entries) else None
        closed = following is None or following.own.start >= entry.whole.end
        level = self.document.headings[entry.target or 0].level
        at = entry.whole.end if closed and self.document.headings[group[0]].level <= level else entry.own.end
        return Edit(Span(at, at), "".join(self.gap_text + text for text in texts))

    def written(self, index: int, ordinal: int | None) -> str:
        """A heading's entry, after the model of the nearest one of its level."""
        source, heading = self.document.source, self.document.headings[index]
        ahead, behind, models = self.shapes[heading.level]
        model = models[min(bisect_left(models, index, key=lambda m: m.target or 0), len(models) - 1)]
        link, label = model.link, model.label
        assert label
        text = wording(self.document, heading, self.numbered, self.ornate)
        wrapped = _WRAPPED.match(self.document.slice(label))
        text = f"{wrapped[1]}{text}{wrapped[1]}" if wrapped and not _WRAPPED.match(text) else text
        head, _, old = link.target.partition("#")
        fragment = self.anchors.get(index, heading.anchor)
        fragment = encoded(fragment) if "%" in old or set(fragment) & set(" ()<>'\"") else fragment
        head += "#user-content-" if old.startswith("user-content-") else "#"
        if link.kind == "html":
            text = escaped(" ".join(heading.text.split()) if self.ornate else core(heading.text))
        elif self.table.style == "table":
            text = re.sub(r"(?<!\\)\|", r"\|", text)
        cut = [(link.span.start, label.start), (label.end, link.destination.start), (link.destination.end, model.end)]
        if link.kind == "html":
            cut = [(link.span.start, link.destination.start), (link.destination.end, label.start), (label.end, model.end)]
        one, two, three = (source[a:b].decode("utf-8", "replace") for a, b in cut)
        middle = (f"{head}{fragment}", text) if link.kind == "html" else (text, f"{head}{fragment}")
        ahead = _DIGITS.sub(str(ordinal), ahead, count=1) if ordinal is not None else ahead
        return f"{ahead}{one}{middle[0]}{two}{middle[1]}{three}{behind}"


def _depth(ahead: str) -> int:
    return len(ahead) - len(ahead.lstrip(" \t>"))


def _ordinal(ahead: str) -> int | None:
    match = _DIGITS.search(ahead)
    return int(match[0][:18]) if match else None


def _counts(lines: Sequence[_Line]) -> list[list[_Line]]:
    """The numbered lines of each list: those of one depth with no shallower line between them."""
    runs: list[list[_Line]] = []
    open_: dict[int, list[_Line]] = {}
    for line in lines:
        for deeper in [depth for depth in open_ if depth > line.depth]:
            del open_[deeper]
        if line.ordinal is not None:
            if line.depth not in open_:
                open_[line.depth] = []
                runs.append(open_[line.depth])
            open_[line.depth].append(line)
    return runs
