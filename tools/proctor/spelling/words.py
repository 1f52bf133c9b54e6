"""Words in prose: which pieces of a text are words of a natural language, and which are names, code or addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from proctor.spelling.prose import JOIN

# Letters: ASCII, and any of UTF-8's two bytes that spell letters of other alphabets (with those a word is not English).
_LETTER = rb"(?:[A-Za-z\x01]|[\xc3-\xdf][\x80-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf]|\xf0\x9d[\x90-\x9f][\x80-\xbf])"
# A chunk: what stands between white space, wide characters, dashes and typographic quotes.
CHUNK = re.compile(rb"(?:[!-~\x01]|\xe2\x80\x99|\xc2[\xa1-\xbf]|" + _LETTER[3:-1] + rb")++")
_APOSTROPHE = rb"(?:'|\xe2\x80\x99)"
_WORD = re.compile(
    rb"(?<![\w'\x80-\xff])"
    + rb"(?:%b)++(?:%b(?:%b)++)*+" % (_LETTER, _APOSTROPHE, _LETTER)
    + rb"(?![\w\x80-\xff\[]|\((?!e?s\)))"  # a call, unless it is `word(s)`
)
_CODE = re.compile(
    rb"[_=<>{}|$^@`~\\#]|://|::|//|\(\)|&&|\w\.\w|(?<!\w)\.\w|(?:\A|[^\w\x80-\xff])--?[A-Za-z]|\w[*+&]\w|\w\[|:\w++:|/[^/]*/|\A[^\w]*/\w"
    rb"|\Awww\.|\w%|%\w|\w![\w.]|\.\.\w|\*\.|\.\*"
)
_LONGEST, _LONGEST_WORD = 160, 30  # bytes of a chunk and letters of a word: what is longer is no English
_CASED = re.compile(r"[A-Z]?[a-z]+(?:'[a-z]+)*\Z")


class Word(NamedTuple):
    """A word of a chunk, at an offset of it. `text` has no joints and only straight apostrophes."""

    start: int
    end: int
    text: str
    hyphened: bool


@lru_cache(maxsize=1 << 17)
def words(chunk: bytes) -> tuple[Word, ...]:
    """The words of a chunk that could be English; none where it looks like code, a name or an address."""
    if len(chunk) > _LONGEST:
        return ()
    if chunk.isalpha():
        return _plain(chunk)
    bare = chunk.replace(JOIN, b"") if JOIN in chunk else chunk
    if _CODE.search(bare):
        return ()
    hyphened = b"-" in chunk.strip(b"-.,;:!?()")
    found = []
    for match in _WORD.finditer(chunk):
        text = match[0].replace(JOIN, b"").decode("utf-8", "replace").replace("\u2019", "'")
        if 2 < len(text) <= _LONGEST_WORD and _CASED.match(text):
            piece = match[0]
            start = match.start() + len(piece) - len(piece.lstrip(JOIN))
            found.append(Word(start, match.end() - len(piece) + len(piece.rstrip(JOIN)), text, hyphened))
    return tuple(found)


def _plain(chunk: bytes) -> tuple[Word, ...]:
    text = chunk.decode("ascii")
    fits = 2 < len(text) <= _LONGEST_WORD and (text.islower() or text.istitle())
    return (Word(0, len(chunk), text, False),) if fits else ()
