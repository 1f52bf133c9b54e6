"""What changed since a base: lines of documents, and the questions they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from proctor import git
from proctor.model import Document, Finding, Question, Tree
from proctor.place import place

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


def since(tree: Tree, ref: str, rev: str = "") -> Changes:
    """The changes of the work tree, or of `rev`, since it went apart from `ref`. Raises ProctorError without a common history."""
    base = git.merge_base(tree.root, ref, rev or "HEAD")
    tracked = set(tree.paths())
    new = frozenset(path for path in tree.documents() if path not in tracked)
    return Changes(base, git.changed_lines(tree.root, base, rev), new)


def questions(changes: Changes, document: Document, each: Sequence[Question]) -> Iterator[Question]:
    """The questions of a document whose text or answer the changes touch."""
    for question in each:
        region = document.source[question.span.start : max(question.span.end, question.region.end)]
        first, written, last = (
            place(document.source, question.span.start + max(0, size - 1)).line for size in (0, len(region.rstrip()), len(region))
        )
        if changes.touch(document.path, first, written) or changes.cut(document.path, first, last):
            yield question


def marked(
    changes: Changes, documents: Mapping[str, Document], asked: Mapping[str, Sequence[Question]], findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Findings, told whether they lie on changed lines or in a question that these touch; of settings, they always do."""
    known: dict[str, frozenset[str]] = {}
    for finding in findings:
        path = finding.path
        is_document = path in documents
        touched = changes.touch(path, finding.start.line, finding.end.line) if is_document else finding.group == "policy"
        if is_document and not touched and finding.question is not None and path in changes.lines:
            if path not in known:
                known[path] = frozenset(q.id for q in questions(changes, documents[path], asked.get(path, ())))
            touched = finding.question in known[path]
        yield finding._replace(changed=touched)
