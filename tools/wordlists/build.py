#!/usr/bin/env python3
"""Build the word list that proctor ships.

    python build.py fetch FOLDER     download the packages that `sources.py` names
    python build.py write FOLDER     write ../proctor/data/words.txt.gz and ../proctor/data/README.md from them

Needs pyspellchecker (whose words are left out), apt-get and dpkg, npm and pip. Equal packages give equal bytes.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import archive
import dialects
import notice
import words
from sources import SOURCES
from spellchecker import SpellChecker

DATA = Path(__file__).resolve().parents[1] / "proctor" / "data"
_PROJECT_MOST = 200  # occurrences that one project may bring: none decides alone
_TECHNICAL = 48  # occurrences from which a word that pyspellchecker has is listed for its frequency
_SLIP, _COMMON_SLIP = 30, 12  # how much more frequent the right word is than a slip, and than one that many people make
_MANY = 6  # sources that make a word credible
KINDS = ("english", "wide", "terms", "names", "texts")
_EVERYDAY = 5_000_000  # pyspellchecker's count of words so frequent that their letters are often swapped
_LETTERS = "'abcdefghijklmnopqrstuvwxyz"


def main(arguments: list[str]) -> int:
    """Fetch or write."""
    if len(arguments) != 2 or arguments[0] not in ("fetch", "write"):
        print(__doc__)
        return 2
    top = Path(arguments[1])
    if arguments[0] == "fetch":
        for source in SOURCES:
            archive.fetch(source, top)
        archive.fetch_reader(top)
        return 0
    DATA.mkdir(exist_ok=True)
    text = built(top)
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (DATA / "words.txt.gz").write_bytes(packed)
    (DATA / "README.md").write_text(notice.page(top, text), encoding="utf-8")
    print(f"{text.count(chr(10))} lines, {len(text)} bytes, {len(packed)} compressed")
    return 0


def built(top: Path) -> str:
    """The list as text."""
    own = SpellChecker(distance=1).word_frequency.dictionary
    paths = {kind: [archive.archive(s, top) for s in SOURCES if s.kind == kind] for kind in KINDS}
    english = words.english(paths["english"][0])
    terms = set().union(*(words.listed(path, True) for path in paths["terms"]))
    named = Counter(word for path in paths["names"] for word in words.listed(path, False))
    counts, projects = _texts(paths["texts"])
    us, gb = (words.wide(path, archive.reader(top)) for path in paths["wide"])
    terms |= {w for w in us | gb if w in counts or (w in us and w in gb)}
    sure = english["all"] | terms | own.keys()
    frequent = {w: n for w, n in counts.items() if w in sure and n >= _TECHNICAL}
    frequent |= {w: n // 10_000 for w, n in own.items() if n > 500_000 and len(w) > 3}
    used = {w for w, n in counts.items() if projects[w] >= 2 and n >= 4}
    unsure = {w for w in {*named, *used} - sure if len(w) > 2 and not _suspect(w, named[w] + projects[w], counts[w], frequent)}
    everyday = [w for w, n in own.items() if len(w) == 3 and n >= _EVERYDAY]
    unsure -= {w[1] + w[0] + w[2] for w in everyday} | {w[0] + w[2] + w[1] for w in everyday}
    kept = {w for w in (english["all"] | terms) - own.keys() if re.fullmatch(r"[a-z']{3,}", w) and not w.endswith("'s")} | unsure
    kept |= {w for w, n in counts.items() if w in own and n >= _TECHNICAL}
    lines = [f"{word} {counts[word].bit_length()}" if counts[word] > 1 else word for word in sorted(kept)]
    pairs = dialects.pairs(english)
    return "\n".join(["# Made by tools/wordlists/build.py: see README.md", "[words]", *lines, *pairs]) + "\n"


def _texts(paths: list[Path]) -> tuple[Counter[str], Counter[str]]:
    """Occurrences (no project over its share) and projects of each word."""
    counts: Counter[str] = Counter()
    projects: Counter[str] = Counter()
    for path in paths:
        found = words.counted(path)
        projects.update(found.keys())
        counts.update({word: min(n, _PROJECT_MOST) for word, n in found.items()})
    return counts, projects


def _suspect(word: str, sources: int, count: int, frequent: Mapping[str, int]) -> bool:
    """Whether a word is one edit away from a much more frequent one: a misspelling, for all we know.

    One that many sources have is suspected only of the slips that many people make.
    """
    if len(word) < 4:
        return False
    if any(frequent.get(near, 0) >= _COMMON_SLIP * (count + 1) for near in _slips(word)):
        return True
    inflected = (word.removesuffix("s"), word.removesuffix("d")) if sources > 2 else ()
    return sources < _MANY and any(frequent.get(near, 0) >= _SLIP * (count + 1) and near not in inflected for near in _edits(word))


def _slips(word: str) -> set[str]:
    """What a word is with one letter doubled or no longer, two neighbours swapped, or one vowel for another."""
    pairs = [(word[:i], word[i:]) for i in range(1, len(word))]
    found = {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1 and b[0] != b[1]}
    found |= {a + b[1:] for a, b in pairs if a[-1] == b[0]} | {a + a[-1] + b for a, b in pairs}
    return found | {a + vowel + b[1:] for a, b in pairs if b[0] in "aeiouy" for vowel in "aeiouy" if vowel != b[0]}


def _edits(word: str) -> set[str]:
    pairs = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in pairs if b} | {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1}
    for letter in _LETTERS:
        found |= {a + letter + b for a, b in pairs} | {a + letter + b[1:] for a, b in pairs if b}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
