"""Add a question in the bank's own style, with its number and its entry in the table of contents."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from proctor import baseline, config, engine, entries, fix
from proctor.authoring import where, write
from proctor.bank import Bank
from proctor.config import Config
from proctor.contents import navigation
from proctor.errors import ProctorError
from proctor.model import Document, Edit, Finding, Heading, Question, Tree
from proctor.omissions import omissions
from proctor.place import place
from proctor.questions import recognise
from proctor.surface import CLEAN, relative, root, shown
from proctor.tree import Overlay, WorkTree
from proctor.wording import letters

_EXPECTED = frozenset(("unanswered-question", "untranslated-question"))  # of a question that is new
_MOST_TRIES = 12
_LONGEST = 500  # characters of a question


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("topic", metavar="TOPIC", help="a section, document or folder of the bank")
    parser.add_argument("question", metavar="QUESTION", help="the question, in quotes")
    parser.add_argument("--file", metavar="FILE", help="the document to add it to")
    parser.add_argument("--dry-run", action="store_true", help="show the change as a diff, and write nothing")
    parser.add_argument("--no-toc", action="store_true", help="leave the table of contents as it is")
    parser.add_argument("--config", metavar="FILE", help="settings from this file instead of the bank's")


class _Added(NamedTuple):
    """A question written into a bank, not yet on the disk."""

    path: str
    content: bytes
    question: Question
    listed: bool  # whether the table of contents got its entry, or needs none


def run(options: argparse.Namespace) -> int:
    """Find the place, write the question, try the result, save it; the exit status."""
    text = " ".join(options.question.split())
    if not any(map(str.isalnum, text)):
        raise ProctorError("the question has no text", 'write it in quotes: proctor new git "What is a ref?"')
    if len(text) > _LONGEST:
        raise ProctorError(f"the question is longer than {_LONGEST} characters", "put the details below it, as text")
    top = root()
    tree = WorkTree(top)
    authoring = _Authoring(tree, config.load(top, options.config), not options.no_toc)
    file = relative(top, options.file) if options.file else ""
    if file and file not in authoring.bank.documents:
        raise ProctorError(f"there is no document {file}", "paths are taken from the current folder")
    added = authoring.add(options.topic, text, file)
    if options.dry_run:
        _show(tree, added)
    else:
        _save(top, added)
    number = f" as number {added.question.number}" if added.question.number else ""
    line = place(added.content, added.question.span.start).line
    said = "would be added" if options.dry_run else "added"
    print(shown(f"proctor: OK - {said}{number} at {added.path}:{line} ({added.question.style}); its answer goes below it"))
    if not added.listed:
        print("  note: the table of contents has no entry for it; no other entry could be its model")
    return CLEAN


class _Authoring:
    """A bank that gets a new question."""

    def __init__(self, tree: Tree, settings: Config, toc: bool) -> None:
        self.tree, self.settings, self.toc = tree, settings, toc
        self.bank, unread = engine.read_bank(tree, settings)
        unread.demand()  # the question may stand there already
        self.asked = recognise(self.bank, settings.questions, settings.overrides)
        self.before: Counter[baseline.Key] | None = None

    def add(self, topic: str, text: str, file: str) -> _Added:
        """The first way to write the question that the whole bank takes well. Raises ProctorError where none is."""
        places = where.spots(self.bank, self.asked, topic, file)
        self._refuse_repeated(text, places[0].path)
        reason = "no question there can be its model"
        for number, (path, content) in enumerate(self._ways(places, text)):
            if number == _MOST_TRIES:
                break
            added = self._recognised(path, content)
            problems = self._problems(added) if added else []
            if added and not problems:
                return added
            first = problems[0] if problems else None
            reason = f"it would bring `{first.rule}`: {first.problem.message}" if first else "it would not be taken as a question"
        raise ProctorError(
            f"the question cannot be added to {places[0].path} in its style: {reason}", "write it by hand, or name another topic"
        )

    def _ways(self, places: list[where.Spot], text: str) -> Iterator[tuple[str, bytes]]:
        """New contents of documents, the likeliest first."""
        for spot in places:
            for model in spot.models:
                if model.kind == "file" and spot.after is not None:
                    siblings = [p for p, found in self.asked.items() if found and found[0].kind == "file"]
                    path, content = write.file(self.bank.documents[model.path], model, text, siblings)
                    if self.tree.kind(path) is None:
                        yield path, content.encode()
                    continue
                target = self.bank.documents[spot.path]
                for trailer in (True, False):
                    edit = write.insertion(self.bank.documents, spot, model, text, trailer)
                    yield spot.path, fix.apply(target.source, [edit])

    def _recognised(self, path: str, content: bytes) -> _Added | None:
        """The changed bank's view of the question, its entry in the table of contents made; None where it sees none."""
        found = self._seen(path, content)
        if found is None:
            return None
        bank, question = found
        edits = self._entry(bank, question)
        if not self.toc or not edits:
            return _Added(path, content, question, edits is None)
        listed = fix.apply(content, edits)
        again = self._seen(path, listed)
        return _Added(path, listed, again[1], True) if again else None

    def _entry(self, bank: Bank, question: Question) -> Sequence[Edit] | None:
        """What lists a question in its document's table of contents: nothing where that cannot be made, None where none is due."""
        document, old = bank.documents[question.path], self.bank.documents.get(question.path)
        missing = omissions(document, bank)
        for omission in missing:
            if _holds(omission.heading, question):
                return omission.edits
        if missing or old is None or not omissions(old, self.bank):
            return None
        # With one more left out, the table no longer shows that it means to list all; before, it did.
        index = next((i for i, heading in enumerate(document.headings) if _holds(heading, question)), None)
        tables = navigation(document, bank).tables
        return entries.insertions(document, tables[0], [index]).get(index, ()) if tables and index is not None else ()

    def _seen(self, path: str, content: bytes) -> tuple[Bank, Question] | None:
        """The changed bank and its new question; None where it does not see one question more, without an answer."""
        bank = self._with(path, content)
        old = Counter(q.text for q in self.asked.get(path, ()))
        found = recognise(bank, self.settings.questions, self.settings.overrides)[path]
        extra = Counter(q.text for q in found) - old
        new = [q for q in found if q.text in extra]
        return (bank, new[-1]) if len(found) == old.total() + 1 and extra.total() == 1 and new[-1].status == "empty" else None

    def _with(self, path: str, content: bytes) -> Bank:
        known: Mapping[str, Document] = self.bank.documents
        return engine.read_bank(Overlay(self.tree, {path: content}), self.settings, known=known)[0]

    def _problems(self, added: _Added) -> list[Finding]:
        """What the changed bank is told and the old one is not, but for the question's having no answer."""
        if self.before is None:
            old = engine.run(self.bank, self.settings, engine.Request()).findings
            self.before = Counter(baseline.key(f.rule, text) for f in old for text in baseline.texts(f))
        after = engine.run(self._with(added.path, added.content), self.settings, engine.Request()).findings
        new = baseline.split(after, self.before).new
        expected = _EXPECTED if self.toc and added.listed else _EXPECTED | {"toc-missing-question", "toc-missing-heading"}
        return [f for f in new if f.rule not in expected and f.severity != "note"]

    def _refuse_repeated(self, text: str, path: str) -> None:
        for question in self.asked.get(path, ()):
            if letters(question.text) == letters(text):
                line = place(self.bank.documents[path].source, question.span.start).line
                raise ProctorError(f"{path}:{line} asks that already", "answer it there, or ask in other words")


def _holds(heading: Heading, question: Question) -> bool:
    return heading.span.start <= question.span.start < heading.span.end


def _show(tree: Tree, added: _Added) -> None:
    import difflib

    old = tree.read(added.path).decode("utf-8", "replace") if tree.kind(added.path) else ""
    new = added.content.decode("utf-8", "replace")
    for line in difflib.unified_diff(old.splitlines(), new.splitlines(), f"a/{added.path}", f"b/{added.path}", lineterm=""):
        print(shown(line))


def _save(top: str, added: _Added) -> None:
    place = os.path.join(top, added.path)
    try:
        if os.path.lexists(place):
            fix.write(top, added.path, added.content)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "xb") as file:
                file.write(added.content)
    except OSError as error:
        raise ProctorError(f"{added.path} cannot be written: {error.strerror or error}") from None
