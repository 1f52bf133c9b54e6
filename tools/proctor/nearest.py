"""What a broken reference may have meant: the nearest anchor or path, and whether it is the only plausible one.

A repair is *certain* only on evidence that a reader would accept: the same letters and digits, the same words without
their number, a link text that is the heading's own text, or a slip of the keyboard in one word. Likeness alone names a
candidate in a hint and repairs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from proctor.model import Heading
from proctor.slug import slug, unnumbered

_NUMBER = re.compile(r"^[\W_]*(?:q|question|第)?[\W_]*\d+(?:[\W_]+\d+)*(?=[\W_]|[^\W\d_])[\W_]*", re.I)
_ARTICLE = re.compile(r"(?<![^\W_])(?:a|an|the)(?![^\W_])")
_WORDS = re.compile(r"[^\W_]+")
_MOST_COMPARED = 2000  # anchors of one document that likeness is measured against


class Nearest(NamedTuple):
    """The best candidate; `certain` when it is the only plausible one."""

    name: str
    certain: bool


def anchor(fragment: str, text: str, headings: Sequence[Heading], others: Iterable[str]) -> Nearest | None:
    """The anchor that a fragment may have meant.

    `text` is the link's own text, `headings` those of the document it points into, `others` its custom anchors.
    """
    names = list(dict.fromkeys([*(h.anchor for h in headings if h.anchor), *others]))
    fragment = fragment.removeprefix("user-content-").lower()
    bare = _letters(text)
    said = [h.anchor for h in headings if bare and _letters(h.text) == bare]
    for test in _evidence(fragment):
        found = [name for name in names if test(name)]
        if len(found) == 1 and (not said or found[0] in said or _unlike(bare, found[0])):
            return Nearest(found[0], True)
        if found and len(said) != 1:
            return Nearest(found[0], False)
    if len(said) == 1:
        return Nearest(said[0], True)
    slips = [name for name in names if is_slip(fragment, name)]
    if len(slips) == 1:
        return Nearest(slips[0], not said)
    like = _most_like(fragment, names)
    return Nearest(like, False) if like else None


def path(wanted: str, paths: Sequence[str]) -> Nearest | None:
    """The path of the bank that a missing one may have meant: same name elsewhere, same stem, a slip, or much alike."""
    folder, _, name = wanted.rpartition("/")
    if not name:
        return None
    for same in (lambda p: p.rpartition("/")[2] == name, lambda p: _stem(p) == _stem(wanted)):
        found = [p for p in paths if same(p)]
        if found:
            beside = [p for p in found if p.rpartition("/")[0] == folder]
            best = beside or found
            return Nearest(best[0], len(best) == 1 and not _generic(name))
    beside = [p for p in paths if p.rpartition("/")[0] == folder]
    slips = [p for p in beside if is_slip(_stem(wanted).lower(), _stem(p).lower()) and _ending(p) == _ending(wanted)]
    if len(slips) == 1:
        return Nearest(slips[0], True)
    like = _most_like(wanted, beside)
    return Nearest(like, False) if like else None


def _evidence(fragment: str) -> Iterable[Callable[[str], bool]]:
    """Tests of an anchor against a fragment, the strictest first."""
    letters, words = _letters(fragment), _letters(_NUMBER.sub("", fragment))
    yield lambda name: bool(letters) and _letters(name) == letters
    if len(words) > 3 or not words.isascii():
        yield lambda name: bool(words) and _letters(_NUMBER.sub("", name)) == words
        yield lambda name: bool(words) and _letters(_NUMBER.sub("", unnumbered(name))) == words
        plain = _letters(_ARTICLE.sub("", fragment))
        yield lambda name: _letters(_ARTICLE.sub("", name)) == plain


def _letters(text: str) -> str:
    """Letters and digits only: what is left when marks, emoji and punctuation are typed differently."""
    return "".join(_WORDS.findall(slug(text)))


def _unlike(text: str, name: str) -> bool:
    """Whether a link's text says nothing of the anchor: `here`, a number."""
    return not (set(_WORDS.findall(text)) & set(_WORDS.findall(name)))


def is_slip(one: str, other: str) -> bool:
    """Whether two anchors differ by a slip of the keyboard in one word: not in a digit, not by a whole prefix."""
    ours, theirs = _WORDS.findall(one), _WORDS.findall(other)
    if len(ours) != len(theirs):
        return False
    different = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = different[0]
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 4 or longer.endswith(shorter) or any(c.isdigit() for c in a + b):
        return False
    return _is_one_edit(shorter, longer)


def _is_one_edit(shorter: str, longer: str) -> bool:
    """One letter added, dropped, changed or swapped with its neighbour."""
    if len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1]
    return shorter[at + 1 :] == longer[at + 1 :] or (swapped and shorter[at + 2 :] == longer[at + 2 :])


def _most_like(word: str, names: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word[:300], names[:_MOST_COMPARED], n=1, cutoff=0.6)
    return near[0] if near else ""


def _stem(name: str) -> str:
    name = name.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _generic(name: str) -> bool:
    """A name that says nothing of the file: it is found in many folders."""
    return _stem(name).lower() in ("readme", "index", "image", "img", "exercise", "solution", "main")
