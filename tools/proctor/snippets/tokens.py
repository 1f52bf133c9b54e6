"""Values as text -> tokens that are equal where two texts show the same value.

Quotes, commas, spacing and the end of a statement are how a value is written, not what it is. `loose` also takes away what
one program prints beside a value and another does not: a class's name, a length, a stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from proctor.pattern import lazy

_LONGEST = 20_000  # characters that are looked at
_MOST_HOLES = 1000
_QUOTES = str.maketrans(dict.fromkeys("\"'`“”‘’«»„", ""))
_EMPTY = lazy(r"<(\d{1,9}) empty items?>|\bempty(?: ?[x×*] ?(\d{1,9}))?+|\b(\d{1,9}) ?[x×*] ?empty\b")
_TOKEN = lazy(r"[-+]?\d[\d_]*+(?:\.\d++)?+(?:e[-+]?\d++)?+n?(?!\w)|[\w$]++|[^\w\s,;]")
_NAMED = lazy(r"(?<![\w.])(?!\[)[\w$.]++(?: ?\(\d++\))?+ ?(?=[{\[]|\(\[|\(\{)|\(\d++\) (?=[\[{])|<ref \*\d++> ")
_CALLED = lazy(r"(?<![\w.])(?:array|Array|Set|Map|set|frozenset|deque|dict|list|tuple)\(([\[{(][^\n]{0,1000}[\])}])\)")
_FUNCTION = lazy(
    r"\[(?:Async|Generator|async)?(?:Function|class)(?:: | )?[^\]\n]*+\]|ƒ [\w$]*+\([^\n]*+|<function \w++ at 0x[0-9a-f]++>"
)
_STACK = lazy(r"^((?:Uncaught )?[\w.]*+(?:Error|Exception)\b[^\n]*+)(?:\n +at [^\n]*+)++", re.M)
_ERROR = lazy(r"(?<![\w.])(?:\w{1,60}+\.(?=\w)){0,6}+([A-Z]\w{0,60}?(?:Error|Exception|Exit|Interrupt|Iteration)|Error)(?!\w)")
_WHOLE_ERROR = lazy(
    r"(?:Uncaught )?(?:\(in promise\) )?(?:\w{1,60}+\.(?=\w)){0,6}+([A-Z]\w{0,60}?(?:Error|Exception)|Error)(?:\s*+[:.(].*+)?+\Z",
    re.S,
)
_NUMBER = lazy(r"[-+]?\d[\d_]*+(?:\.\d++)?+(?:e[-+]?\d++)?+n?\Z")
_CASES = {"True": "true", "False": "false", "+0": "0"}

Tokens = tuple[str, ...]


def tokens(text: str) -> Tokens:
    """What stands in a text, without quotes, commas and spacing."""
    text = _EMPTY.sub(_holes, text[:_LONGEST]).translate(_QUOTES)
    return tuple(_CASES.get(t, t) for t in _TOKEN.findall(text))


def _holes(match: re.Match[str]) -> str:
    """As many words as there are holes in a list."""
    return "empty " * min(int(match[1] or match[2] or match[3] or 1), _MOST_HOLES)


def loose(text: str) -> Tokens:
    """The same without names of classes, lengths, stacks, bodies of functions and the mark that ends a sentence."""
    text = _STACK.sub(r"\1", text[:_LONGEST])
    text = _CALLED.sub(r"\1", text)
    text = _NAMED.sub("", _FUNCTION.sub("function", text))
    found = tokens(text)
    while found and found[-1] in (".", "!", "。"):
        found = found[:-1]
    return found


def error_type(text: str) -> str:
    """The type of the error that a text names as a whole: `TypeError`, `Uncaught TypeError: x is not a function`; else empty."""
    match = _WHOLE_ERROR.match(text.strip(" `*_'\""))
    return match[1] if match else ""


def errors_in(text: str) -> set[str]:
    """All types of errors that a text names."""
    return {match[1] for match in _ERROR.finditer(text)}


def is_number(token: str) -> bool:
    """Whether a token is a number."""
    return _NUMBER.match(token) is not None


def rounds_to(claimed: str, actual: str) -> bool:
    """Whether a number is claimed with fewer digits than are printed: 62.83 or 62.84 for 62.838."""
    digits = len(claimed.partition(".")[2])
    try:
        rounded = f"{float(actual.replace('_', '')):.{min(digits, 30)}f}"
    except ValueError:
        return False
    return "." in actual and (actual.startswith(claimed) or rounded == claimed)


def contains(whole: Tokens, part: Iterable[str]) -> bool:
    """Whether one sequence of tokens stands in another without a gap."""
    wanted = tuple(part)
    if not wanted or len(wanted) > len(whole):
        return False
    first = wanted[0]
    return any(whole[n] == first and whole[n : n + len(wanted)] == wanted for n in range(len(whole) - len(wanted) + 1))
