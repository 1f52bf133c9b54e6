"""Whether an unknown word is put together from known ones: derived by an ending or a beginning, or a compound."""

from __future__ import annotations

from collections.abc import Callable

_BEGINNINGS = """
anti auto bi co counter cross cyber de dis down eigen extra fore geo hyper in infra inter intra macro mega meta micro mid mini
mis mono multi nano non omni out over photo poly post pre pro proto pseudo quasi re semi sub super sym tele trans tri ultra un
under uni up web
""".split()
_ENDINGS = """
able ability ably ibility ible al ally ance ant ation ational ations ative atory ed en ence ency ent er ers ery es esque est ful
fy hood ian ic ical ically ics ified ifier ify ing ings ion ional ions ise ised iser ises ish ising isation ism ist ists ity
ities ive ize ized izer izers izes izing ization izations less like ly ment ments ness or ors ous s ship tion ty ward wards
ware wide wise y
""".split()
_BY_LENGTH = tuple(sorted(_ENDINGS, key=len, reverse=True))
_COMMON, _COMMON_PART = 2.0, 3.2  # frequencies, as Lexicon.frequency gives them, of stems and of parts of compounds
_SMALL = frozenset("an as at be by do go if in is it my no of on or so to up we".split())
_VOWELS = frozenset("aeiou")

Frequency = Callable[[str], float]


def derived(word: str, frequency: Frequency) -> bool:
    """Whether an ending or a beginning makes a lower-case word from a known one, by the rules of spelling."""
    for beginning in _BEGINNINGS:
        rest = word[len(beginning) :]
        if len(rest) >= 4 and word.startswith(beginning) and (frequency(rest) >= _COMMON or _ended(rest, frequency)):
            return True
    return _ended(word, frequency)


def inflected(word: str, frequency: Frequency) -> float:
    """The frequency of the known word whose plural, past tense or the like a lower-case word is; 0 for none."""
    for ending in ("s", "es", "ed", "ing"):
        stem = word[: -len(ending)]
        if len(stem) > 2 and word.endswith(ending) and _stem(stem, ending, frequency):
            if frequency(stem + stem[-1] + ending):
                return 0.0  # `formating`, where `formatting` is known
            return max(map(frequency, (stem, stem + "e", stem[:-1] + "y" * (stem[-1] == "i"), stem[:-1])))
    return 0.0


def _ended(word: str, frequency: Frequency) -> bool:
    stems = ((word[: -len(ending)], ending) for ending in _BY_LENGTH if word.endswith(ending))
    return any(len(stem) > 2 and _stem(stem, ending, frequency) for stem, ending in stems)


def _stem(stem: str, ending: str, frequency: Frequency) -> bool:
    """Whether a known word becomes this stem before an ending."""
    if ending == "s":
        return stem[-1] != "s" and frequency(stem) >= _COMMON
    if ending[0] not in "aeiouy":
        return frequency(stem) >= _COMMON or (stem[-1] == "i" and frequency(stem[:-1] + "y") >= _COMMON)
    if frequency(stem) >= _COMMON and stem[-1] != "e" and not (ending in ("ed", "er", "ers", "ing") and _doubles(stem)):
        return True
    if stem[-1] not in _VOWELS and frequency(stem + "e") >= _COMMON:
        return True
    if stem[-1] == "i" and frequency(stem[:-1] + "y") >= _COMMON:
        return True
    return len(stem) > 3 and stem[-1] == stem[-2] and _doubles(stem[:-1]) and frequency(stem[:-1]) >= _COMMON


def _doubles(stem: str) -> bool:
    """Whether a stem's last letter is doubled before an ending: one syllable, one vowel before one consonant."""
    if len(stem) < 3 or stem[-1] in "aeiouwxy" or stem[-2] not in _VOWELS or stem[-3] in _VOWELS:
        return False
    return not any(letter in _VOWELS for letter in stem[:-2])


def compound(word: str, frequency: Frequency) -> bool:
    """Whether a lower-case word is two common words written together."""
    for i in range(2, len(word) - 1):
        first, second = word[:i], word[i:]
        shortest = min(len(first), len(second))
        fits = len(word) > 6 if shortest > 2 else len(word) > 6 and (first in _SMALL or second in _SMALL)
        if fits and frequency(first) >= _COMMON_PART and frequency(second) >= _COMMON_PART:
            return True
    return False
