"""The words of a whole bank, and what they say about each word that nobody knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

from proctor.spelling.correct import Corrector
from proctor.spelling.judge import LISTED, LISTED_ELSE, Evidence, features, score
from proctor.spelling.lexicon import Lexicon
from proctor.spelling.listed import Listed
from proctor.spelling.record import HYPHEN, NAME, START, Record, Unknown
from proctor.spelling.shape import compound, derived, inflected

_OWN_LEAST, _OWN_WITHOUT_CODE = 5, 12  # how often a bank must write a word that is its own, in code too, or only in prose
_KNOWN_LEAST = 3  # and a rare known word that may correct others
_OUTWEIGHS = 4  # how much more frequent a bank's own word must be than what it corrects
_INFLECTED = 1.3  # and, as a difference of frequencies, than what a word is a regular form of
_MOST_HERE = 4.0  # the frequency that a bank's use alone can give a word
_SHORTEST = 4  # letters of a word with a capital that is judged
_LISTED_SHORTEST = 6  # letters of a word that a list may decide on alone
_CERTAIN = 9.0  # the score of a word that the demanded dialect does not have
_AS_GOOD, _MOST_SUGGESTIONS = 1.5, 3  # how far below the best a suggestion may score, and how many there are


class Verdict(NamedTuple):
    """How sure a misspelling is, and what may have been meant, likeliest first."""

    score: float
    suggestions: tuple[str, ...]


class Vocabulary:
    """All records of a bank together."""

    def __init__(self, records: Sequence[Record], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.listed: Listed = {}  # misspellings that a list names, with their corrections
        self._counts: Counter[str] = Counter()
        self._code: Counter[str] = Counter()
        self.unknown: defaultdict[str, list[Unknown]] = defaultdict(list)  # by lower-case word
        for record in records:
            self._counts.update(record.counts)
            self._code.update(record.code)
            for each in record.unknown:
                self.unknown[each.text.lower()].append(each)
        own = {word: n for word, n in self._counts.items() if len(word) > 3 and word.isalpha() and self._corrects(word, n)}
        self._corrector = Corrector(lexicon.frequency, lexicon.frequent(), own)

    def _corrects(self, word: str, count: int) -> bool:
        if word not in self.unknown:
            return count >= _KNOWN_LEAST
        return count >= (_OWN_LEAST if self._code[word] else _OWN_WITHOUT_CODE)

    def verdict(self, word: str) -> Verdict | None:
        """What an unknown lower-case word is taken for; None where nothing known is near it."""
        if word in self._lexicon.foreign:
            return Verdict(_CERTAIN, (self._lexicon.foreign[word],))
        listed = self.listed.get(word, ())
        sure = len(listed) == 1 and len(word) >= _LISTED_SHORTEST
        bonus = LISTED if sure else LISTED_ELSE
        scored = {other: score(found) + bonus * (other in listed) for other, found in self.evidence(word)}
        if sure and not all(place.flags & NAME for place in self.unknown[word]):
            scored.setdefault(listed[0], LISTED)
        if not scored:
            return None
        best = max(scored.values())
        near = sorted((-value, other) for other, value in scored.items() if value > best - _AS_GOOD)
        return Verdict(best, tuple(other for _, other in near[:_MOST_SUGGESTIONS]))

    def evidence(self, word: str) -> list[tuple[str, Mapping[str, float]]]:
        """Every correction of an unknown lower-case word, with the evidence that it was meant."""
        places = self.unknown[word]
        if len(word) < _SHORTEST and not all(place.text.islower() for place in places):
            return []
        frequency = self._lexicon.frequency
        found = Evidence(
            written=len(places),
            code=self._code[word],
            derived=derived(word, frequency),
            inflected=inflected(word, frequency),
            compound=compound(word, frequency),
            name=all(place.text[0].isupper() for place in places),
            within=any(place.flags & NAME for place in places),
            start=all(place.flags & START for place in places),
            hyphened=sum(place.flags & HYPHEN != 0 for place in places) / len(places),
        )
        return [
            (each.word, features(word, each, self._frequency(each.word), self._counts[each.word], found))
            for each in self._corrector.corrections(word)
            if found.inflected < self._frequency(each.word) - _INFLECTED
            and (self._lexicon.holds(each.word) or self._counts[each.word] >= _OUTWEIGHS * len(places))
        ]

    def _frequency(self, word: str) -> float:
        """How frequent a correction is: what the bank writes often is frequent."""
        here = 1.0 + 0.45 * log2(1 + self._counts[word])
        return max(self._lexicon.frequency(word), min(here, _MOST_HERE))
