"""Corrections of a word: known words at one or two edits, and what kind of slip leads from one to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
LEAST_FREQUENCY = 2.3  # of a correction, as Lexicon.frequency gives it: rarer words correct nothing but long words
_LONG = 8  # letters
_LEAST_LONG = 1.0  # what is enough for a correction of those by one edit
_SHORTEST_TWO = 6  # letters of a word that two edits may correct
_ROWS = ("qwertyuiop", "asdfghjkl'", "zxcvbnm")
_BESIDE = frozenset(
    pair
    for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
    for i, key in enumerate(row)
    for other in (row[i + 1 : i + 2], below[i : i + 1], below[i - 1 : i] if i else "")
    if other
    for pair in (key + other, other + key)
)
_VOWELS = frozenset("aeiouy")


class Correction(NamedTuple):
    """A word that may have been meant.

    `slip` names the kind: swap, double, drop, add, vowel, key, other; for two edits anagram, skeleton (the same consonants), two.
    """

    word: str
    slip: str
    at: int  # the place of the slip in the misspelt word


class Corrector:
    """Finds corrections among known words and those of the bank."""

    def __init__(self, frequency: Callable[[str], float], frequent: Iterable[str], bank: Mapping[str, int]) -> None:
        """`frequent` are the known words that may correct; `bank` gives further ones with their counts."""
        self._frequency, self._bank = frequency, bank
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for word in {*frequent, *bank}:
            self._by_letter[word[0]].append(word)
        self._masked: dict[str, list[tuple[int, int, str]]] = {}

    def corrections(self, word: str) -> list[Correction]:
        """All that may have been meant by a lower-case word, one edit away; two edits where there is none."""
        found: dict[str, Correction] = {}
        least = _LEAST_LONG if len(word) >= _LONG else LEAST_FREQUENCY
        for correction in _one_edit(word):
            if correction.word not in found and (correction.word in self._bank or self._frequency(correction.word) >= least):
                found[correction.word] = correction
        if len(word) >= _SHORTEST_TWO:
            for other in self._near(word):
                if other not in found and _two_edits(word, other):
                    found[other] = Correction(other, _two(word, other), 1)
        found.pop(word, None)
        return list(found.values())

    def _near(self, word: str) -> list[str]:
        """Words with the same first letter, of like length and letters."""
        letter = word[0]
        if letter not in self._masked:
            self._masked[letter] = [(_mask(w), len(w), w) for w in self._by_letter[letter]]
        mask, shortest, longest = _mask(word), len(word) - 2, len(word) + 2
        return [
            other
            for other_mask, length, other in self._masked[letter]
            if shortest <= length <= longest and (mask ^ other_mask).bit_count() <= 4
        ]


def _mask(word: str) -> int:
    """A bit for each letter of a word, and others for its second and third time: an edit changes two bits at most."""
    mask = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        mask |= bit if not mask & bit else bit << 32 if not mask & bit << 32 else bit << 64
    return mask


def _one_edit(word: str) -> Iterator[Correction]:
    """Everything one edit away, the likelier slips first."""
    for i in range(len(word) - 1):
        if word[i] != word[i + 1]:
            yield Correction(word[:i] + word[i + 1] + word[i] + word[i + 2 :], "swap", i)
    for i in range(len(word)):
        twin = word[i] in (word[i - 1 : i], word[i + 1 : i + 2])
        yield Correction(word[:i] + word[i + 1 :], "double" if twin else "add", i)
    for i in range(len(word) + 1):
        for letter in LETTERS:
            twin = letter in (word[i - 1 : i] if i else "", word[i : i + 1])
            yield Correction(word[:i] + letter + word[i:], "double" if twin else "drop", i)
    for i, old in enumerate(word):
        for letter in LETTERS:
            if letter not in (old, "'"):
                slip = "vowel" if old in _VOWELS and letter in _VOWELS else "key" if old + letter in _BESIDE else "other"
                yield Correction(word[:i] + letter + word[i + 1 :], slip, i)


def _two(one: str, other: str) -> str:
    """What kind of slip two edits are."""
    if sorted(one) == sorted(other):
        return "anagram"
    return "skeleton" if _skeleton(one) == _skeleton(other) else "two"


def _skeleton(word: str) -> str:
    """A word's consonants, doubled ones once."""
    letters = [letter for letter in word if letter not in _VOWELS]
    return "".join(a for a, b in zip(letters, [*letters[1:], ""], strict=False) if a != b)


def _two_edits(one: str, other: str) -> bool:
    """Whether at most two edits (a swap of neighbours is one) lead from one word to the other."""
    start = 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    end_one, end_other = len(one), len(other)
    while end_one > start and end_other > start and one[end_one - 1] == other[end_other - 1]:
        end_one, end_other = end_one - 1, end_other - 1
    return _distance(one[start:end_one], other[start:end_other]) <= 2


def _distance(one: str, other: str) -> int:
    """Edits between two words, neighbours' swaps counted once; more than two is three."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(other, 1):
            value = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                value = min(value, older[j - 2] + 1)
            row.append(value)
        if min(row) > 2:
            return 3
    return row[-1]
