"""What a bank marks as differing from run to run (`volatile=...`) is taken out of both outputs before they are compared.

Expressions come from the bank, so they are a small language of their own that takes linear time on a line: literals,
`.`, `\\d`, `\\w`, `\\s`, `[...]`, each with `+`, `*`, `?` or `{n}`, which take all that they can and give nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from proctor.pattern import lazy

_PIECE = lazy(r"(\\[dDwWsSnt.\\*+?()\[\]{}|^$/-]|\[\^?+[^\[\]\\]++\]|[^\\*+?()\[\]{}|^$])([+*?]|\{\d{1,3}(?:,\d{0,3})?+\})?+")
_MOST = 8  # expressions
_LONGEST = 1000  # characters of a line, which takes no longer than the square of them
_MOST_CHARACTERS = 60_000


def fault(expression: str) -> str:
    """What is wrong with an expression; empty where it can be used."""
    at = 0
    for match in _PIECE.finditer(expression):
        if match.start() != at:
            break
        at = match.end()
    if not expression or at != len(expression):
        return f"`{expression[at : at + 1] or expression}` is not understood: use literals, `\\d`, `.`, `[...]`, with `+` or `*`"
    try:
        re.compile(_possessive(expression))
    except re.error as error:
        return error.msg
    return ""


def masked(text: str, expressions: Sequence[str]) -> str:
    """A text in which everything that an expression fits is `*`."""
    patterns = [re.compile(_possessive(each)) for each in expressions[:_MOST] if not fault(each)]
    if not patterns or len(text) > _MOST_CHARACTERS:
        return text
    lines = text.split("\n")
    for pattern in patterns:
        lines = [pattern.sub("*", line) if len(line) <= _LONGEST else line for line in lines]
    return "\n".join(lines)


def _possessive(expression: str) -> str:
    """The expression with repeats that give nothing back."""
    return _PIECE.sub(lambda m: m[1] + (m[2] + "+" if m[2] else ""), expression)
