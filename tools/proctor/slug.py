"""GitHub's anchor rules for headings.

Lower-cased text keeps letters, marks, decimal and letter numbers, connector punctuation, `-`, and circled letters; a
space becomes a hyphen; everything else goes. Nothing is trimmed, collapsed or normalised. Checked against headings
that GitHub rendered.
"""

from __future__ import annotations

import unicodedata

from proctor.pattern import lazy

_CIRCLED = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
_SUFFIX = lazy(r"-\d+$")


class _Kept(dict[int, int | None]):
    """A translation table that decides each code point when it first meets it."""

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        keep = category[0] in "LM" or category in ("Nd", "Nl", "Pc") or any(a <= code <= b for a, b in _CIRCLED)
        self[code] = code if keep else None
        return self[code]


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
