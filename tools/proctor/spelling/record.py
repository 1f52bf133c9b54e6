"""What a document says to the judge: its words with their counts, those that nobody knows, and the words of its code."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from proctor.model import Document
from proctor.spelling.lexicon import Lexicon
from proctor.spelling.prose import prose
from proctor.spelling.words import CHUNK, Word, words

NAME, HYPHEN, START = 1, 2, 4  # how a word stands: a capital within a sentence, with a hyphen, a capital where one belongs
_WINDOW = 240  # bytes on either side of a word that show its language
_ENGLISH_DOCUMENT, _ENGLISH_LINE = 0.72, 0.62  # share of known words below which a text is of another language
_FEW = 4  # words that say nothing about a language
_ACCENTED = re.compile(rb"[\xc3-\xc9][\x80-\xbf]")
_SMALL_BEHIND = re.compile(rb"[^\w\n.;(]{1,8}[a-z]")
_MOST_CODE = 200_000  # characters of code that are read from one document
_IN_CODE = re.compile(r"(?<![/.:@?=&%-])\b[A-Za-z][A-Za-z_]{3,39}+(?!://)")
_PIECES = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}")
_ADDRESS = re.compile(r"\b(?:https?|ftp|git|ssh)://\S+|\bwww\.\S+|\S+@\S+")


class Unknown(NamedTuple):
    """A word that nobody knows, with its place in bytes."""

    start: int
    end: int
    text: str
    flags: int


class Record(NamedTuple):
    """One document. `counts` are of lower-case words, known or not."""

    counts: dict[str, int]
    code: list[str]
    unknown: list[Unknown]


def record(document: Document, lexicon: Lexicon) -> Record:
    """Read a document; one that is not in English has no unknown words, and its words do not count."""
    text = prose(document)
    chunks = Counter(CHUNK.findall(text))
    counts: Counter[str] = Counter()
    strange: dict[bytes, tuple[Word, ...]] = {}
    unknown_words = accented = 0
    for chunk, times in chunks.items():
        found = words(chunk)
        if not found and _ACCENTED.search(chunk):
            accented += times
        missing = [word for word in found if not lexicon.knows(word.text)]
        for word in found:
            counts[word.text.lower()] += times
        if missing:
            strange[chunk] = tuple(missing)
            unknown_words += len(missing) * times
    total = counts.total() + accented
    if total > 20 and (unknown_words + accented) > total * (1 - _ENGLISH_DOCUMENT):
        return Record({}, [], [])
    unknown = _located(document.source, text, strange, lexicon) if strange else []
    return Record(dict(counts), sorted(_code(document)), unknown)


def _located(source: bytes, text: bytes, strange: dict[bytes, tuple[Word, ...]], lexicon: Lexicon) -> list[Unknown]:
    found = []
    for match in CHUNK.finditer(text):
        if match[0] in strange:
            window = _Window(source, text, match.start(), lexicon)
            if window.english:
                for word in strange[match[0]]:
                    flags = window.flags(word)
                    found.append(Unknown(match.start() + word.start, match.start() + word.end, word.text, flags))
    return found


class _Window:
    """The surroundings of a chunk, on its own line."""

    def __init__(self, source: bytes, text: bytes, at: int, lexicon: Lexicon) -> None:
        self._source, self._text, self._at = source, text, at
        first = max(0, at - _WINDOW)
        start = max(first, text.rfind(b"\n", first, at) + 1)
        end = text.find(b"\n", at, at + _WINDOW)
        end = min(len(text), at + _WINDOW) if end < 0 else end
        line = text[start:end]
        chunks = CHUNK.findall(line)
        self._words = [word.text for chunk in chunks for word in words(chunk)]
        known = sum(map(lexicon.knows, self._words))
        accented = sum(not words(c) and _ACCENTED.search(c) is not None for c in chunks)
        total = len(self._words) - 1 + accented
        self.english = total < _FEW or (known >= total * _ENGLISH_LINE and accented * 3 < total)

    def flags(self, word: Word) -> int:
        """How a word of the chunk stands."""
        capital = word.text[0].isupper()
        within = capital and self._within_sentence(self._at + word.start)
        name = within and not self._title()
        start = capital and not within and _SMALL_BEHIND.match(self._text, self._at + word.end) is not None
        return (name and NAME) | (word.hyphened and HYPHEN) | (start and START)

    def _within_sentence(self, at: int) -> bool:
        """Whether a letter or comma comes before, on the same line and in the same cell."""
        before = self._text[max(0, at - 80) : at].rstrip(b" \x01*_\"'(")
        if not before or before[-1:] in b".!?:\n" or not (before[-1:].isalnum() or before[-1:] in b",;-/&)" or before[-1] > 127):
            return False
        return b"|" not in self._source[max(0, at - 80) + len(before) : at]

    def _title(self) -> bool:
        """Whether the line is written with Capitals As Titles Are."""
        long = [word for word in self._words if len(word) > 3]
        return len(long) > 1 and sum(word[0].isupper() for word in long) > 0.6 * len(long)


def _code(document: Document) -> set[str]:
    """The words of code: whole names and their parts, in lower case. Addresses are no code: they repeat what prose says."""
    room = _MOST_CODE
    found: set[str] = set()
    for text in (*(s.code for s in document.snippets), *(document.slice(s) for s in document.code_spans)):
        for name in _IN_CODE.findall(_ADDRESS.sub(" ", text[:room])):
            found.add(name.lower())
            found.update(piece.lower() for piece in _PIECES.findall(name))
        room -= len(text)
        if room <= 0:
            break
    return found


def as_json(one: Record) -> Any:
    """A record as a JSON value."""
    return [one.counts, " ".join(one.code), one.unknown]


def from_json(value: Any, size: int) -> Record | None:
    """A record from a JSON value, of a document of `size` bytes; None for anything else."""
    match value:
        case [dict(counts), str(code), list(unknown)] if all(type(n) is int for n in counts.values()):
            found = [_unknown(each, size) for each in unknown]
            return None if None in found else Record(counts, code.split(), [each for each in found if each])
    return None


def _unknown(value: Any, size: int) -> Unknown | None:
    match value:
        case [int(start), int(end), str(text), int(flags)] if 0 <= start < end <= size and text.replace("'", "").isalpha():
            return Unknown(start, end, text, flags)
    return None
