"""The number or mark at the start of a question: `12.`, `3)`, `2.3.1`, `Q4:`, `第 5 题`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from proctor.pattern import lazy
from proctor.questions import phrases
from proctor.questions.memo import Memo

ORDINAL = lazy(rb"\s*+(\d{1,9})[.)]")  # of a list item, in the source
_DECORATION = lazy(r"(?::[a-z0-9_+-]{1,40}+:|[^\w\s¿¡()（）\[\]【】\"'“‘「《$\\<&+.…`/-]|\s)++")
_STARTS = frozenset(("q", "第", "a:", "in", *(word[:2] for word in phrases.QUESTION_MARKS)))
_PLURALS = frozenset(("questions", "exercises"))  # which name many where no number follows
_MARK = lazy(  # a word, or two where the second is one of these; then a number that no word follows, or a colon
    r"(?:interview\ )?+(?:(Q)|([^\W\d_][^\s\d:：#№.,，、()（）\[\]]{0,11}+(?:\ (?:hỏi|tập))?+))(?:"
    r"\s*+(?:no\.?|#|№|nr\.?)?\s*+(\d{1,5}+(?:[.\-]\d{1,4}+)*+)(?![^\W_]|\s?[-–—~]\s?\d)\s*+[.:：、)）\]\-–—]*+"
    r"|\s?[:：]|(?<=q)\s?[.)、])\s*+",
    re.I,
)
_BARE = lazy(r"(\d{1,4}+)\s++(?=\w)|[^\W\d_]{1,8}+[-_](\d{1,5}+)\Z")  # `2 Lists`, `DB-002`
_ITEM = lazy(r"第\s*+([0-9一二三四五六七八九十百]{1,6}+)\s*+[题題问問道][、:：.)）]?\s*+")
_NUMBER = lazy(
    r"(?:[A-Z](?=\d{1,3}[.:)]\s))?+[(（\[【]?(\d{1,5}+(?:\.\d{1,4}+)*+)(?:([)）\]】]?)\s*+([.)：:、）．])(?!\d)\s*+|([)）\]】])\s*+"
    r"|(?=\s*+[-–—]\s)\s*+[-–—]\s++|(?=\s)\s++|(?=[^\W\d_])|\Z)"
)
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it


class Numbered(NamedTuple):
    """A title taken apart. `style` is mark (Q1), deep (2.3.1), plain (1.) or empty."""

    style: str
    number: str
    title: str


def _may_start_number(start: str) -> bool:
    start = start.casefold()
    return not start[:1].isalpha() or start[1:2].isdigit() or start in _STARTS or start[:1] in _STARTS


# Whether a text starts like one with a number or mark, or like the answer to one with a mark, by its first two characters:
# quick, and true too often.
MAY_START_NUMBER = Memo(_may_start_number)


def numbered(text: str) -> Numbered:
    """Take a title apart. A plain number counts only when a mark sets it off: `3 ways` has none."""
    if not MAY_START_NUMBER[text[:2]]:
        return _new(Numbered, ("", "", text))
    decoration = None if text[:1].isalnum() else _DECORATION.match(text)
    at = decoration.end() if decoration else 0
    start = text[at : at + 2].casefold()
    mark = _MARK.match(text, at) if start in _STARTS or start[:1] in _STARTS else None
    if mark and _counts(mark):
        return Numbered("mark", mark[3] or "", text[mark.end() :])
    item = _ITEM.match(text, at) if text[at : at + 1] == "第" else None
    if item:
        return Numbered("mark", item[1], text[item.end() :])
    number = _NUMBER.match(text, at)
    if number:
        deep = "." in number[1]
        set_off = number[3] or number[4] or number[0].rstrip()[-1:] in "-–—"
        if deep or set_off or number.end() == len(text):
            return _new(Numbered, ("deep" if deep else "plain", number[1], text[number.end() :]))
    return _new(Numbered, ("", "", text[at:]))


def _counts(mark: re.Match[str]) -> bool:
    """Whether what stands before a number or colon is a word for one question."""
    word = (mark[1] or mark[2]).casefold()
    return word == "q" or (word in phrases.QUESTION_MARKS and (bool(mark[3]) or word not in _PLURALS))


def counted(taken: Sequence[Numbered], levels: Sequence[int]) -> list[Numbered]:
    """The titles of a document, taken apart; where most of a level count on with bare numbers, as `2 Lists`, these are numbers."""
    found = list(taken)
    ends = [n for n, each in enumerate(taken) if not each[0] and (each[2][:1].isdigit() or each[2][-1:].isdigit())]
    bare = {n: match for n in ends if (match := _BARE.match(taken[n].title))}
    for level in {levels[n] for n in bare}:
        places = [n for n in bare if levels[n] == level]
        counts = [int(bare[n][1] or bare[n][2]) for n in places]
        steps = sum(after in (1, before + 1) for before, after in pairwise(counts))
        if len(places) > 3 and len(places) >= 0.6 * levels.count(level) and steps >= 0.6 * len(places):
            for n in places:
                found[n] = Numbered("plain", bare[n][1] or bare[n][2], bare[n].string[bare[n].end() :])
    return found


def parts(number: str) -> tuple[int, ...]:
    """The numbers of a number: `2.3.1` gives (2, 3, 1). Empty for one in words."""
    found = re.findall(r"\d+", number)
    return tuple(int(part[:6]) for part in found)
