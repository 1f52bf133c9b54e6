"""The page beside the word list: what it is made from, under which licences."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import archive
from sources import SOURCES

_HEAD = """# The shipped word list

`words.txt.gz` is made by `tools/wordlists/build.py`; do not edit it. After `[words]` stands a word a line in lower case,
with the binary logarithm of its frequency in technical texts where that is known. `[en-US]` lists words that American
English does not have, each with the word it has instead; `[en-GB]` the same for British English. What pyspellchecker
knows itself is left out unless its frequency matters.

- `english`: reviewed English words up to SCOWL's size class 70. Rarer ones hide more misspellings than they explain.
- `wide`: large lists of English words; taken where both have a word or a documentation uses it.
- `terms`: reviewed technical terms, taken whole.
- `names`: names from languages and libraries; left out where one edit makes a much more frequent word and few sources have them.
- `texts`: words (not sentences) of documentation that at least two projects use, under the same condition; and frequencies.

"""


def page(top: Path, text: str) -> str:
    """The page, with versions, copyright and a digest of the list."""
    rows = ["| package | from | version | licence | copyright | kind |", "| --- | --- | --- | --- | --- | --- |"]
    notice = ""
    for source in SOURCES:
        path = archive.archive(source, top)
        licence = "" if source.kind == "texts" else _licence(path)
        notice = notice or (licence if source.licence == "MIT" else "")
        version = archive.version(path)
        rows.append(
            f"| `{source.name}` | {source.ecosystem} | {version} | {source.licence} | {_copyright(licence)} | {source.kind} |"
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    size = f"{text.count(chr(10))} lines; SHA-256 of the text: `{digest}`\n\n"
    scowl = next(_licence(archive.archive(s, top)) for s in SOURCES if s.name == "scowl")
    tables = f"{_HEAD}{size}## Sources\n\n" + "\n".join(rows)
    return f"{tables}\n\n## Notice of SCOWL\n\n{_quoted(scowl)}\n\n## Notice of the MIT licence\n\n{_quoted(notice)}\n"


def _licence(path: Path) -> str:
    """The text of a package's licence; without addresses, which say nothing about it."""
    names = ("package/LICENSE", "usr/share/doc/scowl/copyright")
    texts = [content.decode("utf-8", "replace") for name, content in archive.members(path) if name in names]
    return re.sub(r"https?://\S+", "", texts[0]) if texts else ""


def _copyright(licence: str) -> str:
    """Who holds the copyright, without addresses."""
    lines = [line.strip() for line in licence.splitlines() if line.strip().startswith("Copyright (c)")]
    return re.sub(r"\s*<[^>]*>", "", lines[0].removeprefix("Copyright (c) ")) if lines else ""


def _quoted(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip().splitlines())
