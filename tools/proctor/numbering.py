"""Where a run of numbers goes wrong: a gap, a repeat, a number out of order. Pure functions over sequences of numbers.

One mistake is one slip: a number that was left out says nothing about all those behind it. A sequence that is mostly no
count (problem numbers of some other site, years, versions) has no slips.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_LEAST = 3  # numbers in a run that can be judged
_LEAST_LATE = 4  # of a run that does not begin with 0 or 1


class Numbered(NamedTuple):
    """A number in a document. `fresh` tells that a new section began since the number before it."""

    number: int
    fresh: bool


class Slip(NamedTuple):
    """A number that is not the expected one. `place` is its place in the sequence; `after` is what stands before it."""

    place: int
    found: int
    expected: int | None  # None before the first number of the run
    after: int | None
    certain: bool  # no other number would make the run whole


def slips(numbers: Sequence[Numbered]) -> Iterator[Slip]:
    """The mistakes in a sequence of numbers of one kind, which may start again at 1."""
    for start, end in _runs(numbers):
        for slip in _of_run([n.number for n in numbers[start:end]]):
            yield slip._replace(place=slip.place + start)


def _runs(numbers: Sequence[Numbered]) -> Iterator[tuple[int, int]]:
    """Cut a sequence where the count starts again."""
    crossings = [b.number == a.number + 1 for a, b in pairwise(numbers) if b.fresh and b.number > 1]
    goes_on = sum(crossings) * 2 > len(crossings)  # this author counts on over sections
    start = 0
    for place in range(1, len(numbers)):
        before, (number, fresh) = numbers[place - 1].number, numbers[place]
        counts = place + 1 < len(numbers) and numbers[place + 1].number == number + 1
        again = number <= 1 and number <= before and (fresh or counts)
        if again or (fresh and number != before + 1 and not goes_on):
            yield start, place
            start = place
    yield start, len(numbers)


def _of_run(numbers: Sequence[int]) -> list[Slip]:
    if len(numbers) == 2 and numbers[0] == numbers[1] > 1:
        return [Slip(1, numbers[1], numbers[0] + 1, numbers[0], False)]
    if len(numbers) < (_LEAST if numbers[:1] in ([0], [1]) else _LEAST_LATE) or all(b == a + 1 for a, b in pairwise(numbers)):
        return []
    kept = _ascending(numbers)
    if len(numbers) - len(kept) > max(1, len(numbers) // 3):
        return []
    found = list(_walk(numbers, kept))
    missing = sum(numbers[b] - numbers[a] - 1 for a, b in pairwise(kept)) - (len(numbers) - len(kept))
    if len(found) > max(1, len(numbers) // 3) or len(kept) < _LEAST - 1:
        return []
    if missing > max(2, len(numbers) // 2) and not (len(found) == 1 and len(numbers) > 5):
        return []
    return found


def _walk(numbers: Sequence[int], kept: Sequence[int]) -> Iterator[Slip]:
    """Go along the numbers; `kept` are the places of those that ascend."""
    others = {numbers[p] for p in set(range(len(numbers))) - set(kept)}
    following = dict(zip([-1, *kept], [*kept, -1], strict=True))
    at, last = -1, None if kept[0] else numbers[kept[0]] - 1
    for place, number in enumerate(numbers):
        after = numbers[place - 1] if place else None
        if place == following[at]:
            missing = range(0 if last is None else last + 1, 0 if last is None else min(number, last + 2 + len(others)))
            if last is not None and not all(n in others for n in missing):
                yield Slip(place, number, last + 1, last, False)
            at, last = place, number
            continue
        if place and place - 1 != at and number == numbers[place - 1] + 1:
            continue  # it goes on from a number that was out of place already
        coming = following[at]
        fills = last is not None and coming >= 0 and numbers[coming] > last + 1
        alone = fills and coming == place + 1 and at == place - 1 and numbers[coming] == (last or 0) + 2
        expected = None if last is None else last + 1
        yield Slip(place, number, expected, after, alone and expected not in others)
        if fills and last is not None:
            last += 1


def _ascending(numbers: Sequence[int]) -> list[int]:
    """Places of a longest run of strictly ascending numbers: of equal ones the first, of exchanged ones the smaller."""
    least: list[int] = []  # last number of a run of each length
    ends: list[int] = []
    before = [-1] * len(numbers)
    for place, number in enumerate(numbers):
        length = bisect_left(least, number)
        before[place] = ends[length - 1] if length else -1
        if least[length : length + 1] != [number]:
            least[length : length + 1] = [number]
            ends[length : length + 1] = [place]
    kept, place = [], ends[-1]
    while place >= 0:
        kept.append(place)
        place = before[place]
    return kept[::-1]
