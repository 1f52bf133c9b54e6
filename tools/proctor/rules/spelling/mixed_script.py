"""A word mixes letters of two scripts that look alike, or is written in mathematical letters.

`Сode` with a Cyrillic С reads like `Code`, but no search finds it, and its heading gets an anchor that nobody can type.
Letters such as `𝗯𝗼𝗹𝗱` are symbols: screen readers spell them one by one, and search does not know them. Words that join
scripts on purpose (an abbreviation with another language's ending, a Greek letter in `Δt` or `μm`) are fine.

A fix is unsafe: an anchor may change with the word.

~~~markdown bad at="Сannot" at="𝗕𝗼𝗹𝗱 𝘄𝗼𝗿𝗱𝘀"
## Сannot a thread be stopped?

𝗕𝗼𝗹𝗱 𝘄𝗼𝗿𝗱𝘀 are for `**`.
~~~

~~~markdown fixed
## Cannot a thread be stopped?

Bold words are for `**`.
~~~

~~~markdown good
## Can a thread be stopped?

Δt is 5 μs for 𝑥 in ℝ, URLы и PRа, API-шка, `Сode`, слово and λόγος.
~~~
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from proctor.model import Context, Document, Edit, Problem, Span
from proctor.pattern import lazy

SEVERITY = "warning"

_LEADS = tuple(bytes([lead]) for lead in range(0xCE, 0xD5))  # the bytes that Greek and Cyrillic letters begin with
_OTHER = rb"[\xce-\xd4][\x80-\xbf]"  # Greek and Cyrillic
_MEET = lazy(rb"[A-Za-z](?:" + _OTHER + rb")|(?:" + _OTHER + rb")[A-Za-z]")
_WORD = lazy(rb"(?:[A-Za-z]|" + _OTHER + rb")++")
_STYLED_LETTER = rb"\xf0\x9d[\x90-\x9f][\x80-\xbf]"
_STYLED = lazy(rb"(?:" + _STYLED_LETTER + rb")++(?:[ ,;:.'/&-]{1,3}+(?:" + _STYLED_LETTER + rb")++)*+")
_LEAST = 3  # letters of a word in mathematical letters: fewer may be a product of variables
_LATIN = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTYXIJSaeopcyxijshdABEZHIKMNOPTYXo",
        strict=True,
    )
)
_CYRILLIC = dict(zip("ABEKMHOPCTXaeopcyx", "АВЕКМНОРСТХаеорсух", strict=True))


def check(document: Document, context: Context) -> Iterator[Problem]:
    formulas = [formula.span for formula in document.formulas]
    for span in _suspects(document):
        for match in (*_WORD.finditer(document.source, *span), *_STYLED.finditer(document.source, *span)):
            if not any(formula.start <= match.start() < formula.end for formula in _around(formulas, match.start())):
                yield from _problem(match[0].decode(), Span(*match.span()))


def _suspects(document: Document) -> list[Span]:
    """The prose where two scripts meet, or symbols stand."""
    source = document.source
    patterns = [*([_MEET] if any(map(source.__contains__, _LEADS)) else ()), *([_STYLED] if b"\xf0" in source else ())]
    places = [match.start() for pattern in patterns for match in pattern.finditer(source)]
    return sorted({span for place in places for span in _around(document.prose, place) if place < span.end}) if places else []


def _around(spans: Sequence[Span], place: int) -> Sequence[Span]:
    """The last of ordered spans that begins at or before a place, if there is one."""
    index = bisect_right(spans, place, key=lambda span: span.start)
    return spans[max(0, index - 1) : index]


def _problem(word: str, span: Span) -> Iterator[Problem]:
    if word.isascii():
        return
    if word[0] >= "\U0001d400":
        plain = unicodedata.normalize("NFKC", word)
        if sum(c.isalpha() for c in plain) >= _LEAST and plain.isascii():
            message = f"`{word}` is written in mathematical letters, which search and screen readers do not read as words"
            yield Problem(span, message, f"write `{plain}`", (Edit(span, plain),), word, unsafe=True)
        return
    meant = _meant(word)
    if meant:
        strange = [c for c in dict.fromkeys(word) if c not in meant]
        other = ", ".join(f"{c} ({unicodedata.name(c).partition(' ')[0].capitalize()})" for c in strange)
        message = f"`{word}` mixes scripts: {other} looks like another letter"
        yield Problem(span, message, f"write `{meant}`", (Edit(span, meant),), word, unsafe=True)


def _meant(word: str) -> str:
    """A word in one script, where only letters that look alike keep it from that; else empty."""
    latin = [c for c in word if c.isascii()]
    other = [c for c in word if not c.isascii()]
    if not latin or not other or len(word) < _LEAST or _joined(word):
        return ""
    if len(latin) >= len(other) and all(c in _LATIN for c in other):
        return "".join(_LATIN.get(c, c) for c in word)
    cyrillic = all("\u0400" <= c <= "\u052f" for c in other) and any(c not in _LATIN for c in other)
    if cyrillic and len(other) > 2 and len(other) > len(latin) and all(c in _CYRILLIC for c in latin):
        return "".join(_CYRILLIC.get(c, c) for c in word)
    return ""


def _joined(word: str) -> bool:
    """Whether a word is an abbreviation with another script's ending, or has another word before it that lost its space."""
    kinds = [c.isascii() for c in word]
    changes = [i for i in range(1, len(word)) if kinds[i] != kinds[i - 1]]
    if len(changes) != 1:
        return False
    first, second = word[: changes[0]], word[changes[0] :]
    return (first.isupper() and len(first) > 1 and second.islower()) or (first.islower() and second[0].isupper())
