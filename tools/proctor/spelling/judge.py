"""How sure it is that an unknown word is a misspelling of a known one: a sum of evidence for and against."""

from __future__ import annotations

from collections.abc import Mapping
from math import log2
from typing import NamedTuple

from proctor.spelling.correct import Correction

# Weights of the evidence, as a logistic regression finds them on misspellings made by people and by chance in half of
# several banks, with the names and terms of those banks as counter-examples.
WEIGHTS: Mapping[str, float] = {
    "one": 1.55,
    "swap": 2.5,
    "drop": 2.0,
    "double": 1.65,
    "key": 0.85,
    "anagram": 0.2,
    "vowel": 0.05,
    "add": -0.8,
    "other": -0.8,
    "skeleton": -1.1,
    "two": -3.0,
    "first": -3.5,
    "first-swap": -0.7,
    "last": -0.6,
    "frequency": 1.25,
    "rare": 0.2,
    "bank": 0.1,
    "length": 0.7,
    "short": -1.0,
    "name": -2.7,
    "within": -1.0,
    "start": 2.05,
    "many": -1.5,
    "code": -1.65,
    "derived": -0.25,
    "compound": -2.2,
    "hyphened": -0.6,
}
ERROR, NOTE = 1.6, 0.0  # scores from which a word is an error, and worth a note
LISTED, LISTED_ELSE = 3.0, 1.0  # what it adds that a list names a word, with the one correction, or otherwise


class Evidence(NamedTuple):
    """What is known about a lower-case word in a bank."""

    written: int  # times, in prose
    code: int  # documents in whose code it stands
    derived: bool
    inflected: float  # the frequency of what it is an inflected form of
    compound: bool
    name: bool  # only ever written with a capital
    within: bool  # and that within a sentence
    start: bool  # or always where a sentence begins
    hyphened: float  # share of places with a hyphen


def features(word: str, correction: Correction, frequency: float, count: int, evidence: Evidence) -> dict[str, float]:
    """The evidence as numbers. `frequency` and `count` (in the bank's prose) are the correction's."""
    return {
        "one": 1.0,
        correction.slip: 1.0,
        "frequency": min(frequency, 6.0) - 4.0,
        "rare": max(0.0, 3.5 - frequency),
        "bank": min(log2(1 + count), 6.0),
        "length": min(len(word), 12) - 7.0,
        "short": max(0.0, 5.0 - len(word)),
        "first": float(correction.at == 0 and correction.slip != "swap"),
        "first-swap": float(correction.at == 0 and correction.slip == "swap"),
        "last": float(correction.at >= len(word) - 1),
        "many": min(log2(max(1, evidence.written)), 4.0),
        "code": float(min(evidence.code, 3)),
        "derived": float(evidence.derived),
        "compound": float(evidence.compound),
        "name": float(evidence.name),
        "within": float(evidence.name and evidence.within),
        "start": float(evidence.name and evidence.start),
        "hyphened": evidence.hyphened,
    }


def score(found: Mapping[str, float]) -> float:
    """The evidence added up: the logarithm of the odds that the word is misspelt, were the banks like those learnt from."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items())
