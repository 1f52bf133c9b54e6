"""Misspelt words of every document. The only user of pyspellchecker, whose dictionary it reads.

What a word is taken for depends on the whole bank, so there are two kinds of answers in the cache: what a document says
(by its content), and what came of a bank (by the content of all). A run that changed nothing loads no dictionary at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from proctor import __version__, translations
from proctor.cache import Cache
from proctor.errors import Incomplete, missing
from proctor.model import Ask, Document, Severity
from proctor.spelling import Misspelling, accepted, listed
from proctor.spelling.judge import ERROR, NOTE, WEIGHTS
from proctor.spelling.lexicon import FILE, Lexicon, shipped
from proctor.spelling.record import Record, as_json, from_json, record
from proctor.spelling.vocabulary import Verdict, Vocabulary
from proctor.workers import each

VERSION = "1"  # of what this package makes of a document
KIND, BANK_KIND = "spelling", "spelling-bank"
_MUCH, _MANY = 400_000, 150  # bytes of documents, and unknown words, that are worth worker processes
_MOST = 20_000  # unknown words that are judged
_LANGUAGES = frozenset("en zh ja ko ru uk bg be mk sr el ar fa he hi bn ta te th ka hy km lo my ne mr ml kn gu pa ur kk".split())
Found = Mapping[str, Sequence[Misspelling]]


def gather(bank: Any, ask: Ask) -> Found:
    """The misspellings by path. Raises Incomplete where pyspellchecker is missing, ProctorError for a bad words file."""
    settings: Mapping[str, Any] = ask.config.spelling
    path = accepted.name(settings.get("words-file", ""))
    own = {word.lower() for word in settings.get("words", ())}
    own |= accepted.read(ask.home or bank.tree, path, "words-file" in settings)
    dialect = settings.get("dialect", "")
    typos = settings.get("typos", False)
    version = _version(own, f"{dialect} {listed.version() if typos else ''}")
    documents = [d for d in bank.documents.values() if _may_be_english(d.path)]
    keys = {d.path: hashlib.sha256(d.source).hexdigest() for d in documents}
    whole = hashlib.sha256(repr(sorted(keys.items())).encode()).hexdigest()
    answer = _read(ask.cache.get(BANK_KIND, whole, version), bank.documents)
    if answer is not None:
        return answer
    lexicon = Lexicon(_counts(), shipped(), own, dialect)
    store = _Store(ask.cache, ask.earlier if ask.earlier is not None else {}, version)
    records = dict(zip(keys, _records(documents, keys, lexicon, store), strict=True))
    found = _judged(records, lexicon, typos, ask.cache.notes)
    ask.cache.put(BANK_KIND, whole, found, version)
    return found


def _may_be_english(path: str) -> bool:
    """Whether a path names no other language that is written in Latin letters."""
    language = translations.language(path).partition("-")[0]
    return not language or language in _LANGUAGES


def _dictionary() -> str:
    """The file of pyspellchecker's English words. Raises Incomplete without it."""
    spec = find_spec("spellchecker")
    place = os.path.join(os.path.dirname(spec.origin), "resources", "en.json.gz") if spec and spec.origin else ""
    if not os.path.isfile(place):
        raise Incomplete("`misspelling` needs pyspellchecker, which is not installed", missing("spelling"))
    return place


def _version(own: Iterable[str], more: str) -> str:
    """A digest of all that answers depend on besides the documents."""
    digest = hashlib.sha256(repr((VERSION, __version__, WEIGHTS, ERROR, NOTE, more, sorted(own))).encode())
    for path in (_dictionary(), FILE):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _counts() -> Mapping[str, int]:
    """pyspellchecker's English words with their counts."""
    from spellchecker import SpellChecker

    counts: Mapping[str, int] = SpellChecker(language="en", distance=1).word_frequency.dictionary
    return counts


class _Store(NamedTuple):
    """Where records are kept: over runs, and over the passes of this one."""

    cache: Cache
    passes: dict[str, Any]
    version: str

    def get(self, key: str, size: int) -> Record | None:
        """The record of a document with this digest and size."""
        known: Record | None = self.passes.get(key)
        return known or from_json(self.cache.get(KIND, key, self.version), size)

    def put(self, key: str, one: Record) -> None:
        self.passes[key] = one
        self.cache.put(KIND, key, as_json(one), self.version)


def _records(documents: Sequence[Document], keys: Mapping[str, str], lexicon: Lexicon, store: _Store) -> list[Record]:
    """What every document says, in their order: from the cache, or read now."""
    found = {d.path: one for d in documents if (one := store.get(keys[d.path], len(d.source)))}
    todo = sorted((d for d in documents if d.path not in found), key=lambda d: -len(d.source))
    much = sum(len(d.source) for d in todo) > _MUCH
    for document, one in zip(todo, each(_read_one, (todo, lexicon), range(len(todo)), much), strict=True):
        found[document.path] = one
        store.put(keys[document.path], one)
    return [found[d.path] for d in documents]


def _read_one(shared: tuple[Sequence[Document], Lexicon], index: int) -> Record:
    documents, lexicon = shared
    return record(documents[index], lexicon)


def _judged(records: Mapping[str, Record], lexicon: Lexicon, typos: bool, notes: list[str]) -> dict[str, tuple[Misspelling, ...]]:
    """The misspellings of all documents, with the help of typos or without. What was not looked at is told in `notes`."""
    vocabulary = Vocabulary(list(records.values()), lexicon)
    words = sorted(vocabulary.unknown)
    if len(words) > _MOST:
        notes.append(f"spelling: of {len(words)} words that are in no list only the first {_MOST} are judged")
        words = words[:_MOST]
    if typos:
        vocabulary.listed = listed.corrections(words)
    verdicts = dict(zip(words, each(_judge_one, vocabulary, words, len(words) > _MANY), strict=True))
    return {
        path: tuple(
            Misspelling(place.start, place.end, place.text, severity, _cased(place.text, verdict.suggestions))
            for place in one.unknown
            if (verdict := verdicts.get(place.text.lower())) and (severity := _severity(verdict))
        )
        for path, one in records.items()
        if one.unknown
    }


def _judge_one(vocabulary: Vocabulary, word: str) -> Verdict | None:
    return vocabulary.verdict(word)


def _severity(verdict: Verdict) -> Severity | None:
    return "error" if verdict.score >= ERROR else "note" if verdict.score >= NOTE else None


def _cased(word: str, suggestions: Sequence[str]) -> tuple[str, ...]:
    """Suggestions with a capital where the word has one."""
    return tuple(each[0].upper() + each[1:] if word[0].isupper() else each for each in suggestions)


def _read(value: Any, documents: Mapping[str, Document]) -> dict[str, tuple[Misspelling, ...]] | None:
    """An answer for a whole bank, if that is what the cache holds."""
    if not isinstance(value, dict):
        return None
    found = {}
    for path, each_of in value.items():
        if path not in documents or not isinstance(each_of, list):
            return None
        read = [Misspelling.read(fields, len(documents[path].source)) for fields in each_of]
        if None in read:
            return None
        found[path] = tuple(one for one in read if one is not None)
    return found
