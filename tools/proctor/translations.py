"""Which documents are translations of one another, by their paths.

A language stands in a path as a code (`zh`, `zh-CN`, `pt_BR`) that is a folder of its own or ends a name, or as a
folder below one called `translations`, `i18n`, `locales` or `lang`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# ISO 639-1 codes that are no common English words or file name endings.
_CODES = (
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko"
    " ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tl tr uk ur uz vi zh"
)
_CODE = rf"(?:{'|'.join(_CODES.split())})(?:[-_](?:[a-z]{{2}}|hans|hant|419))?"
_FOLDER = re.compile(rf"{_CODE}\Z", re.I)
_ENDING = re.compile(rf"(.+?)[._-]({_CODE})(\.\w+)\Z", re.I)
_ABOVE = frozenset(("translations", "translation", "i18n", "locales", "lang", "languages"))


def split(path: str) -> tuple[str, str]:
    """A path without its language, and the language in lower case; empty for none."""
    *folders, name = path.split("/")
    language = ""
    kept: list[str] = []
    for folder in folders:
        if _FOLDER.match(folder) or (kept and kept[-1].lower() in _ABOVE):
            language = language or folder
        else:
            kept.append(folder)
    match = _ENDING.match(name)
    if match:
        language, name = match[2], match[1] + match[3]
    while kept and kept[-1].lower() in _ABOVE:
        kept.pop()
    return "/".join([*kept, name]), language.lower().replace("_", "-")


def language(path: str) -> str:
    """The language that a path names; empty for the original."""
    return split(path)[1]


def families(paths: Iterable[str]) -> dict[str, Sequence[str]]:
    """Originals with their translations. Without an untagged document the English or else the first one is the original."""
    members: dict[str, list[str]] = {}
    for path in paths:
        members.setdefault(split(path)[0].lower(), []).append(path)
    found: dict[str, Sequence[str]] = {}
    for each in members.values():
        if len(each) > 1 and any(language(path) for path in each):
            first = min(each, key=lambda p: (language(p) != "", not language(p).startswith("en"), p))
            found[first] = [path for path in each if path != first]
    return found
