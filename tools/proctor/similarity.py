"""Near duplicates among many texts. The only user of rapidfuzz.

Comparing all pairs of ten thousand texts takes minutes, so only texts that share rare words (or pairs of characters,
in scripts without spaces) are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from proctor.errors import Incomplete, missing
from proctor.pattern import lazy

_PIECES = lazy(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_WIDE = lazy(r"[\u3040-\uffff]")
_MOST_SHARING = 60  # a word in more texts than this says nothing
_MOST_CANDIDATES = 30  # texts that one text is compared with


def pairs(texts: Sequence[str], least: int) -> Iterator[tuple[int, int, int]]:
    """Pairs of indexes (first, second) of texts alike by at least `least` percent but not equal, with their likeness.

    Each text is paired once, with the earlier text it is most like. Raises Incomplete without rapidfuzz.
    """
    try:
        from rapidfuzz import fuzz
    except ImportError:
        raise Incomplete("`similar-question` needs the package rapidfuzz", missing("similar")) from None
    words = [_words(text) for text in texts]
    plain = [" ".join(sorted(each)) for each in words]
    for second, candidates in enumerate(_candidates(words)):
        best = max(((round(fuzz.ratio(plain[first], plain[second])), -first) for first in candidates), default=(0, 0))
        if best[0] >= least and plain[-best[1]] != plain[second] and not _numbers_differ(words[-best[1]], words[second]):
            yield -best[1], second, best[0]


def _words(text: str) -> list[str]:
    """Words in lower case; runs of wide characters as overlapping pairs."""
    found = []
    for piece in _PIECES.findall(text.casefold()):
        wide = _WIDE.match(piece) and len(piece) > 1
        found += [piece[i : i + 2] for i in range(len(piece) - 1)] if wide else [piece]
    return found


def _numbers_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Versions and sizes make a question another one: HTTP 1 and HTTP 2."""
    return {w for w in one if any(c.isdigit() for c in w)} != {w for w in other if any(c.isdigit() for c in w)}


def _candidates(words: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """For each text the earlier texts that share the most of its rare words."""
    frequency = Counter(word for each in words for word in set(each))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(words):
        shared: Counter[int] = Counter()
        rare = sorted(set(each), key=lambda w: (frequency[w], w))[:12]
        for word in rare:
            shared.update(holders[word][-_MOST_SHARING:])
            holders[word].append(index)
        yield [first for first, _ in shared.most_common(_MOST_CANDIDATES)]
