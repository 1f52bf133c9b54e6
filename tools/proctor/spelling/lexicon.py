"""The words that are known, and how frequent they are."""

from __future__ import annotations

import gzip
import os
from collections.abc import Collection, Mapping
from math import log10
from typing import NamedTuple

FILE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "words.txt.gz")
_UNCOUNTED = 50  # what pyspellchecker gives for a word that it never counted
_LEAST, _LEAST_LONG = 3.2, 2.3  # frequencies of words that may be meant by one at two edits, and of those with many letters
_NAME, _IF_NAME = 5, 0.75  # letters of words that only programs use and that are often names, and what these count
_ENDINGS = ("'s", "'ll", "'ve", "'re", "'d", "'m")  # of words and what is contracted with them


class Shipped(NamedTuple):
    """The shipped list: words with the binary logarithm of their count in technical texts, and dialects' own words."""

    words: Mapping[str, int]
    dialects: Mapping[str, Mapping[str, str]]  # en-US, en-GB -> a word that it does not have -> what it has instead


def shipped() -> Shipped:
    """Read the list that comes with proctor."""
    with gzip.open(FILE, "rt", encoding="ascii") as file:
        lines = file.read().split("\n")
    words: dict[str, int] = {}
    dialects: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    for line in lines:
        if line.startswith(("#", "[")):
            section = dialects.setdefault(line[1:-1], {}) if line.startswith("[en-") else None
            continue
        word, _, value = line.partition(" ")
        if section is None:
            words[word] = int(value or 0)
        else:
            section[word] = value
    words.pop("", None)
    return Shipped(words, dialects)


class Lexicon:
    """Known words. `counts` are pyspellchecker's; `own` are the bank's accepted words in lower case."""

    def __init__(self, counts: Mapping[str, int], listed: Shipped, own: Collection[str] = (), dialect: str = "") -> None:
        self._counts, self._listed, self.own = counts, listed, own
        self.foreign: Mapping[str, str] = listed.dialects.get(dialect, {})
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether a word (any case, straight apostrophes) is right."""
        found = self._known.get(word)
        if found is None:
            lower = word.lower()
            found = self._known[word] = lower not in self.foreign and (self.holds(lower) or self._contracted(lower))
        return found

    def holds(self, word: str) -> bool:
        """Whether a lower-case word is listed itself."""
        return word in self._counts or word in self._listed.words or word in self.own

    def _contracted(self, word: str) -> bool:
        if "'" not in word:
            return False
        base = next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)), "")
        return bool(base) and (self.holds(base) or (word.endswith("s") and len(base) < 4)) and base not in self.foreign

    def frequency(self, word: str) -> float:
        """How frequent a lower-case word is: the decimal logarithm of its count in 10^9 words, 0 for an unknown one."""
        count = self._counts.get(word, 0)
        general = log10(count) - 0.2 if count > _UNCOUNTED else 1.0 if count else 0.0
        listed = self._listed.words.get(word, -1)
        technical = 0.3 * listed + 2.0 if listed > 0 else 1.0 if listed == 0 else 0.0
        if not count and len(word) <= _NAME:
            technical *= _IF_NAME
        return max(general, technical)

    def frequent(self) -> list[str]:
        """The words that may be meant by one at two edits: frequent ones, and long ones that are not all too rare."""
        words = (word for word in (*self._counts, *self._listed.words) if len(word) > 4 and word.isalpha())
        return [word for word in words if self.frequency(word) >= (_LEAST_LONG if len(word) > 7 else _LEAST)]
