"""Which documents are translations of one another, by their paths.

A language stands in a path as a code (`zh`, `zh-CN`, `pt_BR`) that is a folder of its own or ends a name, or as a
folder below one called `translations`, `i18n`, `locales` or `lang`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# ISO 639-1 codes that are no common English words or file name endings.
_CODES = frozenset(
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko"
    " ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tl tr uk ur uz vi zh".split()
)
_SEPARATORS = "._-"
_ABOVE = frozenset(("translations", "translation", "i18n", "locales", "lang", "languages"))


def split(path: str) -> tuple[str, str]:
    """A path without its language, and the language in lower case; empty for none."""
    *folders, name = path.split("/")
    language = ""
    kept: list[str] = []
    for folder in folders:
        if is_code(folder) or (kept and kept[-1].lower() in _ABOVE):
            language = language or folder
        else:
            kept.append(folder)
    stem, _, ending = name.rpartition(".")
    for at in [n for n in range(max(1, len(stem) - 9), len(stem)) if stem[n] in _SEPARATORS]:
        if is_code(stem[at + 1 :]):
            language, name = stem[at + 1 :], f"{stem[:at]}.{ending}"
            break
    while kept and kept[-1].lower() in _ABOVE:
        kept.pop()
    return "/".join([*kept, name]), language.lower().replace("_", "-")


def is_code(text: str) -> bool:
    """Whether a text is a language code, with or without a region or script: `zh`, `pt_BR`, `zh-Hans`, `es-419`."""
    code, _, region = text.lower().replace("_", "-").partition("-")
    return code in _CODES and (not region or (len(region) == 2 and region.isalpha()) or region in ("hans", "hant", "419"))


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
