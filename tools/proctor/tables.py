"""What the tables of a configuration may hold. Raises ProctorError for what they may not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from proctor.errors import ProctorError

QUESTION_KEYS: Mapping[str, type] = {
    "style": str,
    "level": int,
    "pattern": str,
    "files": list,
    "placeholders": list,
    "not-questions": list,
}

FORMAT_KEYS: Mapping[str, str] = {  # and what each may be
    "wrap": 'be "keep", "no" or a width of at least 20',
    "number": "be true or false",
    "bullets": 'be "-", "*" or "+"',
}

SPELLING_KEYS = ("words", "words-file", "dialect", "typos")
_DIALECTS = ("en-US", "en-GB")

# Limits of the URL probe, which a bank may only tighten; what it does not ask for; and statuses that it takes as fine.
URL_LIMITS = ("timeout", "retry-after", "waiting", "time", "pause", "per-host", "redirects", "most", "tries", "days")
URL_KEYS = (*URL_LIMITS, "exclude", "accept")

# Of snippets; the last two loosen, and are heeded only where the bank's authors do not write them.
SNIPPET_KEYS = ("strict", "timeout", "sandbox", "require", "packages", "allow-packages", "commands")
DIRECTIVE_KEYS = tuple("skip run parse fragment raises hangs group needs packages env timeout volatile".split())
SANDBOXES = ("none", "require-L1", "auto", "require-L2", "require-L3")  # from the weakest demand to the strongest


def questions(table: Mapping[str, Any], name: str) -> None:
    """How questions are found."""
    known(table, QUESTION_KEYS, f"questions in {name}")
    for key, value in table.items():
        if not isinstance(value, QUESTION_KEYS[key]) or isinstance(value, bool):
            raise ProctorError(f"questions.{key} in {name} must be a {QUESTION_KEYS[key].__name__}")


def spelling(table: Mapping[str, Any], name: str) -> None:
    """Which words are right."""
    known(table, SPELLING_KEYS, f"spelling in {name}")
    strings(table.get("words", []), "spelling.words", name)
    string(table.get("words-file", ""), "spelling.words-file", name)
    if not isinstance(table.get("typos", False), bool):
        raise ProctorError(f"spelling.typos in {name} must be true or false")
    if table.get("dialect", "en-US") not in _DIALECTS:
        raise ProctorError(
            f"spelling.dialect in {name} must be one of {', '.join(_DIALECTS)}", "leave it out to take both as right"
        )


def urls(table: Mapping[str, Any], name: str) -> None:
    """How URLs are asked for."""
    known(table, URL_KEYS, f"urls in {name}")
    for key in URL_LIMITS:
        value = table.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise ProctorError(f"urls.{key} in {name} must be a number")
    patterns = [*strings(table.get("exclude", []), "urls.exclude", name), *mapping(table.get("accept", {}), "urls.accept", name)]
    if len(patterns) > 500:
        raise ProctorError(f"urls in {name} has {len(patterns)} patterns", "500 are enough: use `*`")
    for statuses in table.get("accept", {}).values():
        if not isinstance(statuses, list) or not all(type(s) is int and 100 <= s <= 999 for s in statuses):
            raise ProctorError(f"urls.accept in {name} must name statuses", 'write accept = { "https://example.org/*" = [403] }')


def formatting(table: Mapping[str, Any], name: str) -> None:
    """How documents are laid out."""
    known(table, FORMAT_KEYS, f"format in {name}")
    for key, value in table.items():
        fits = {
            "wrap": value in ("keep", "no") if isinstance(value, str) else type(value) is int and value >= 20,
            "number": isinstance(value, bool),
            "bullets": value in ("-", "*", "+"),
        }
        if not fits[key]:
            raise ProctorError(f"format.{key} in {name} must {FORMAT_KEYS[key]}")


def snippets(table: Mapping[str, Any], name: str) -> None:
    """How snippets run."""
    known(table, SNIPPET_KEYS, f"snippets in {name}")
    if not isinstance(table.get("strict", False), bool):
        raise ProctorError(f"snippets.strict in {name} must be true or false")
    timeout = table.get("timeout", 5)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0.1 <= timeout <= 3600:
        raise ProctorError(f"snippets.timeout in {name} must be a number of seconds from 0.1 to 3600")
    if table.get("sandbox", "auto") not in SANDBOXES:
        raise ProctorError(f"snippets.sandbox in {name} must be one of {', '.join(SANDBOXES)}")
    for key in ("require", "packages", "allow-packages"):
        strings(table.get(key, []), f"snippets.{key}", name)
    for language, command in mapping(table.get("commands", {}), "snippets.commands", name).items():
        if not strings(command, f"snippets.commands.{language}", name):
            raise ProctorError(f"snippets.commands.{language} in {name} is empty", 'write ruby = ["ruby", "{file}"]')


def directives(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What an override says of all snippets of its paths: the words of directives as keys."""
    known(table, DIRECTIVE_KEYS, f"snippets of an override in {name}")
    for key, value in table.items():
        if isinstance(value, list):
            strings(value, f"snippets.{key}", name)
        elif not isinstance(value, str | bool | int | float):
            raise ProctorError(f"snippets.{key} of an override in {name} must be a text, a number, a list, true or false")
    return table


CHECKS: Mapping[str, Callable[[Mapping[str, Any], str], None]] = {
    "questions": questions,
    "format": formatting,
    "urls": urls,
    "spelling": spelling,
    "snippets": snippets,
}


def known(table: Iterable[str], keys: Collection[str], where: str) -> None:
    """Refuse what is none of the keys, and name the nearest."""
    for key in table:
        if key not in keys:
            raise ProctorError(f"unknown key `{key}` in {where}", nearest(key, keys))


def nearest(word: str, words: Collection[str], otherwise: str = "") -> str:
    """A hint that names what may have been meant; else `otherwise`, or all there is."""
    import difflib

    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean `{near[0]}`?" if near else otherwise or f"known: {', '.join(words)}"


def string(value: Any, key: str, name: str) -> str:
    """A value that must be a string."""
    if not isinstance(value, str):
        raise ProctorError(f"`{key}` in {name} must be a string")
    return value


def strings(value: Any, key: str, name: str) -> tuple[str, ...]:
    """A value that must be a list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProctorError(f"`{key}` in {name} must be a list of strings")
    return tuple(value)


def mapping(value: Any, key: str, name: str) -> Mapping[str, Any]:
    """A value that must be a table."""
    if not isinstance(value, dict):
        raise ProctorError(f"`{key}` in {name} must be a table")
    return value
