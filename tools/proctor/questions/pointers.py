"""Texts that answer nothing: they lead elsewhere, or say that the question goes on."""

from __future__ import annotations

import re

from proctor.pattern import lazy
from proctor.questions import phrases

_WORDS = lazy(r"\w++")
_YES = lazy(
    r"\W*+(?:yes|yep|no|nope|true|false|sí|sim|não|oui|non|ja|nein|da|да|нет|так|ні|tak|nie|evet|hayır|是的?|否|不是|对|はい|いいえ|네|아니요)"
    r"\s*+[,.!;:，。！；：]",
    re.I,
)
_AROUND = " \t\n\r[](){}<>*_|:.,;!-–—→←↑↓⬆⬇↥🔝👆️☝️«»^"
_AROUND_SOURCE = _AROUND + "#'\"0123456789"
_REMARKS = 200  # characters of a text of remarks at most
_REMARK = 40  # of what one says
_ARROWS = frozenset("↑⬆↥🔝")


def is_pointer(text: str) -> bool:
    """Whether the words around a link only lead to it."""
    words = text.split()
    if len(words) > 8 or sum(map(len, words)) > 40 or not _leads_on(text.casefold()):
        return False
    return not _YES.match(text)  # which says so, and then leads on


def _leads_on(text: str) -> bool:
    """Whether a short text holds a word that leads elsewhere."""
    words = _WORDS.findall(text)
    if not phrases.POINTERS.isdisjoint(words) or " go to " in f" {' '.join(words)} ":
        return True
    return not text.isascii() and any(map(text.__contains__, phrases.POINTERS_WITHIN))


def is_statement(text: str) -> bool:
    """Whether a text only says that the question goes on below."""
    return len(text) < 40 and text.strip(_AROUND).casefold() in phrases.STATEMENTS


def is_remark(text: str) -> bool:
    """Whether the lines of a text are no more than remarks on the question: `Difficulty: easy`."""
    lines = text.strip().split("\n") if len(text) < _REMARKS else []
    return bool(lines) and all(map(_is_remark, lines))


def _is_remark(line: str) -> bool:
    label, _, value = line.replace("：", ":").partition(":")
    return label.strip(_AROUND).casefold() in phrases.REMARKS and len(value) < _REMARK


def is_source(text: str) -> bool:
    """Whether a link's text only says that it leads to where something was found."""
    return text.strip(_AROUND_SOURCE).casefold() in phrases.SOURCES


def is_navigation(text: str) -> bool:
    """Whether a text leads back to the top or on to the next page."""
    if len(text) > 40:
        return False
    bare = text.strip(_AROUND).casefold()
    return bare in phrases.NAVIGATION or (bool(text) and text.lstrip("[( ")[:1] in _ARROWS)
