"""What changed since a base: lines of documents, and the questions they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from proctor import git
from proctor.model import Document, Question
from proctor.place import place
from proctor.tree import WorkTree

Lines = tuple[int, int]  # first and last, 1-based; an empty range (n + 1, n) is a deletion below line n


class Changes(NamedTuple):
    """Changed lines by path, and the paths that are wholly new."""

    base: str  # the commit compared with
    lines: Mapping[str, Sequence[Lines]]
    new: frozenset[str]

    def touch(self, path: str, first: int, last: int) -> bool:
        """Whether any of a path's lines from `first` to `last` is new or changed, or something was cut out below one."""
        if path in self.new:
            return True
        return any(start <= last and end >= first for start, end in self.lines.get(path, ())) or self.cut(path, first, last)

    def cut(self, path: str, first: int, last: int) -> bool:
        """Whether lines were taken out directly below one of a path's lines from `first` to `last`."""
        return any(end < start and first <= end <= last for start, end in self.lines.get(path, ()))


def since(tree: WorkTree, ref: str) -> Changes:
    """The changes of the work tree since it went apart from `ref`. Raises ProctorError without a common history."""
    base = git.merge_base(tree.root, ref)
    tracked = set(tree.paths())
    return Changes(base, git.changed_lines(tree.root, base), frozenset(p for p in tree.documents() if p not in tracked))


def questions(changes: Changes, document: Document, each: Sequence[Question]) -> Iterator[Question]:
    """The questions of a document whose text or answer the changes touch."""
    for question in each:
        region = document.source[question.span.start : max(question.span.end, question.region.end)]
        first, written, last = (
            place(document.source, question.span.start + max(0, size - 1)).line for size in (0, len(region.rstrip()), len(region))
        )
        if changes.touch(document.path, first, written) or changes.cut(document.path, first, last):
            yield question
