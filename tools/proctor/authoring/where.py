"""Where a new question belongs: the question that it follows, and the questions that show how it is written.

A topic is a section, a document or a folder, named in any case and without regard to punctuation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from proctor import translations
from proctor.bank import Bank
from proctor.config import nearest
from proctor.errors import ProctorError
from proctor.model import Question
from proctor.topics import sections
from proctor.wording import letters

_MOST_MODELS = 4  # each is tried out on the whole bank
_MOST_NAMES = 12  # in a hint
_WRITTEN = ("heading", "bold", "summary", "list", "para")  # kinds that a document without questions can begin with


class Spot(NamedTuple):
    """A place for a new question. `after` is None in a document that has no questions yet."""

    path: str
    after: Question | None
    models: tuple[Question, ...]  # how it may be written, the likeliest first


class _Asked(NamedTuple):
    """A question with the names by which its place may be called."""

    question: Question
    section: str
    names: tuple[str, ...]


def spots(bank: Bank, questions: Mapping[str, Sequence[Question]], topic: str, file: str = "") -> list[Spot]:
    """The places for a question on a topic, the likeliest first. Raises ProctorError for a topic that the bank has not."""
    everything = [asked for path, found in questions.items() for asked in _asked(bank, path, found)]
    if file:
        within = [asked for asked in everything if asked.question.path == file]
        if not within:
            return [Spot(file, None, _models([a.question for a in everything if a.question.kind in _WRITTEN], None))]
        chosen = _called(within, topic) or within
    else:
        chosen = _called(everything, topic)
        if not chosen:
            raise ProctorError(f"the bank has no topic `{topic}`", _hint(everything, topic))
        chosen = _of_one_document(chosen)
    path = chosen[0].question.path
    whole = [asked.question for asked in everything if asked.question.path == path]
    style = Counter(asked.question.style for asked in chosen).most_common(1)[0][0]
    narrow = [asked.question for asked in chosen if asked.question.style == style]
    wide = [question for question in whole if question.style == style]
    ends = dict.fromkeys((narrow[-1], wide[-1]))  # where numbers count on over sections, only the end of all is right
    return [Spot(path, last, _models([*wide, *(a.question for a in everything)], last)) for last in ends]


def _asked(bank: Bank, path: str, found: Sequence[Question]) -> Iterator[_Asked]:
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    document = bank.documents[path]
    title = document.headings[0].text if document.headings and document.headings[0].level == 1 else ""
    names = (path, folder, folder.rpartition("/")[2], stem, title)
    own = tuple(letters(n) for n in names if n.strip() and n.lower() != "readme")
    for question, section in zip(found, sections(document, found), strict=True):
        yield _Asked(question, section, own)


def _called(asked: Sequence[_Asked], topic: str) -> list[_Asked]:
    """The questions of documents, folders or sections of that name; of names that hold it, where none is the same."""
    word = letters(topic)
    tests: tuple[Callable[[_Asked], bool], ...] = (
        lambda a: word in a.names,
        lambda a: letters(a.section) == word,
        lambda a: any(word in name for name in a.names),
        lambda a: word in letters(a.section),
    )
    return next((found for test in tests if (found := [a for a in asked if test(a)])), [])


def _of_one_document(asked: Sequence[_Asked]) -> list[_Asked]:
    """Those of the likeliest document: no translation, near the root, with many of them; one file each stay together."""
    if asked[0].question.kind == "file":
        return [a for a in asked if a.question.kind == "file"]
    counts = Counter(a.question.path for a in asked)
    path = min(counts, key=lambda p: (bool(translations.split(p)[1]), p.count("/"), -counts[p], p))
    return [a for a in asked if a.question.path == path]


def _models(near: Sequence[Question], after: Question | None) -> tuple[Question, ...]:
    """Questions to write like, of one style: the one before; unanswered ones, for they show the bare form; others."""
    if not near:
        return ()
    style = after.style if after else Counter(q.style for q in near).most_common(1)[0][0]
    alike = [q for q in near if q.style == style]
    bare = [q for q in alike if q.status == "empty"][::-1]
    same = [q for q in alike if after and q.path == after.path][::-1]
    ordered = chain([after] if after else [], bare[:1], same[1:2], alike[:1], bare[1:])
    return tuple(dict.fromkeys(ordered))[:_MOST_MODELS]


def _hint(asked: Sequence[_Asked], topic: str) -> str:
    names = Counter(a.section or a.question.path.rpartition("/")[0] for a in asked)
    known = [name for name, _ in names.most_common() if name]
    if not known:
        return "name a document with --file"
    return nearest(topic, known, f"name a section, document or folder, for instance {', '.join(known[:_MOST_NAMES])}")
