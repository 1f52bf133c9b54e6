"""`<details>` elements: tags -> what each shows and hides."""

from __future__ import annotations

from collections.abc import Iterable

from proctor.markup import plain
from proctor.model import Details, Span, Tag

_new = tuple.__new__  # makes a NamedTuple in half the time of calling it: a bank folds thousands of questions


class _Fold:
    """An element that is being put together; -1 stands for what is not known yet."""

    __slots__ = ("after", "body_end", "end", "first", "last", "outer", "start")

    def __init__(self, start: int, after: int, outer: int) -> None:
        self.start = start
        self.after = after  # where the body starts
        self.outer = outer
        self.first = self.last = self.body_end = self.end = -1


def details(source: bytes, tags: Iterable[Tag]) -> tuple[Details, ...]:
    """The `<details>` elements that some tags make, in the order in which they start."""
    found: list[_Fold] = []
    open_: list[int] = []
    for name, closing, _, _, (start, end), _ in tags:
        if name == "details":
            if not closing:
                found.append(_Fold(start, end, open_[-1] if open_ else -1))
                open_.append(len(found) - 1)
            elif open_:
                fold = found[open_.pop()]
                fold.body_end, fold.end = start, end
        elif name == "summary" and open_:
            fold = found[open_[-1]]
            if not closing and fold.first < 0:
                fold.first = fold.after = end
            elif closing and fold.last < 0 <= fold.first:
                fold.last, fold.after = start, end
    if open_:
        _close(found, open_, len(source))
    return tuple([_details(source, fold) for fold in found])


def _close(found: list[_Fold], open_: list[int], end: int) -> None:
    """End what was left open where the next element starts, and let go of the elements that seemed to lie in it."""
    left = set(open_)
    for n in left:
        fold = found[n]
        fold.body_end = fold.end = found[n + 1].start if n + 1 < len(found) else end
    for fold in found:
        while fold.outer in left:
            fold.outer = found[fold.outer].outer


def _details(source: bytes, fold: _Fold) -> Details:
    after, body_end, first, last = fold.after, fold.body_end, fold.first, fold.last
    text = plain(source, first, last) if 0 <= first <= last else ""
    summary = _new(Span, (first, last) if 0 <= first <= last else (after, after))
    body = _new(Span, (after if after < body_end else body_end, body_end))
    return _new(Details, (_new(Span, (fold.start, fold.end)), summary, body, text, fold.outer))
