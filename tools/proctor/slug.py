"""GitHub's anchor rules for headings.

Lower-cased text keeps letters, marks, decimal and letter numbers, connector punctuation, `-`, and circled letters; a
space becomes a hyphen; everything else goes. Nothing is trimmed, collapsed or normalised. Checked against headings
that GitHub rendered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from proctor.pattern import lazy

_CIRCLED = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
# Letters, marks and numbers of Unicode 15 and 15.1: a newer Python knows them, GitHub does not, and drops them.
_TOO_NEW = (
    (0xCF3, 0xCF3), (0xECE, 0xECE), (0x10EFD, 0x10EFF), (0x1123F, 0x11241), (0x11F00, 0x11F10), (0x11F12, 0x11F3A),
    (0x11F3E, 0x11F42), (0x11F50, 0x11F59), (0x1342F, 0x1342F), (0x13440, 0x13455), (0x1B132, 0x1B132),
    (0x1B155, 0x1B155), (0x1DF25, 0x1DF2A), (0x1E030, 0x1E06D), (0x1E08F, 0x1E08F), (0x1E4D0, 0x1E4F9),
    (0x2B739, 0x2B739), (0x2EBF0, 0x2EE5D), (0x31350, 0x323AF),
)  # fmt: skip
_SUFFIX = lazy(r"-\d+$")


class _Kept(dict[int, int | None]):
    """A translation table that decides each code point when it first meets it."""

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        keep = category[0] in "LM" or category in ("Nd", "Nl", "Pc") or _within(code, _CIRCLED)
        keep = keep and not _within(code, _TOO_NEW)
        self[code] = code if keep else None
        return self[code]


def _within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


_KEPT = _Kept({ord(" "): ord("-"), ord("-"): ord("-")})


def slug(text: str) -> str:
    """The anchor that GitHub makes of a heading's text, before numbering."""
    return text.lower().translate(_KEPT)


class Numbering:
    """Hands out the anchors of one document's headings, in document order: a repeated one gets `-1`, `-2` ..."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def anchor(self, text: str) -> str:
        """The anchor of the next heading."""
        base = anchor = slug(text)
        seen = self._seen
        while anchor in seen:
            seen[base] += 1
            anchor = f"{base}-{seen[base]}"
        seen[anchor] = 0
        return anchor


def unnumbered(anchor: str) -> str:
    """An anchor without a trailing `-1`: what its heading's text gives."""
    return _SUFFIX.sub("", anchor)
