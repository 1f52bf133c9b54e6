"""[tool.proctor] of pyproject.toml, or proctor.toml -> Config. Unknown keys are errors that name the nearest one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Severity

FILES = ("proctor.toml", "pyproject.toml")


class Override(NamedTuple):
    """Settings for some paths only, on top of the bank's."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    severity: Mapping[str, str]
    questions: Mapping[str, Any]


class Config(NamedTuple):
    """The settings of a run. `origin` tells where each came from."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    repository: str = ""
    former_repositories: tuple[str, ...] = ()
    fail_level: Severity = "error"
    baseline: str = ""
    severity: Mapping[str, str] = {}
    rules: Mapping[str, Mapping[str, Any]] = {}
    questions: Mapping[str, Any] = {}
    format: Mapping[str, Any] = {}
    urls: Mapping[str, Any] = {}
    spelling: Mapping[str, Any] = {}
    overrides: tuple[Override, ...] = ()
    origin: Mapping[str, str] = {}


_STRINGS = ("select", "ignore", "exclude", "former-repositories")
_STRING = ("repository", "fail-level", "baseline")
_TABLES = ("severity", "rules", "questions", "format", "urls", "spelling")
KEYS = (*_STRINGS, *_STRING, *_TABLES, "overrides")
_OVERRIDE_KEYS = ("paths", "select", "ignore", "severity", "questions")
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


def find_root(start: str) -> str:
    """The nearest folder upward with a configuration of ours; else the folder itself. git's top level comes before."""
    folder = os.path.abspath(start)
    while True:
        for name in FILES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and _table(name, _read(path), path) is not None:
                return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.abspath(start)
        folder = parent


def load(root: str, file: str | None = None) -> Config:
    """The configuration of a root, or of one named file. Raises ProctorError for what is wrong with it."""
    if file is not None:
        if not os.path.isfile(file):
            raise ProctorError(f"no configuration file at {file}", "check the path given to --config")
        return parse(_read(file), os.path.basename(file))
    for name in FILES:
        path = os.path.join(root, name)
        if os.path.isfile(path) and not os.path.islink(path):
            content = _read(path)
            if _table(name, content, name) is not None:
                return parse(content, name)
    return Config()


def parse(content: bytes, name: str) -> Config:
    """Configuration from the bytes of a file, which messages call `name`."""
    table = _table(name, content, name) or {}
    _known(table, KEYS, name)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in _STRINGS:
            values[key] = _strings(value, key, name)
        elif key in _STRING:
            values[key] = _string(value, key, name)
        elif key == "overrides":
            values[key] = tuple(_override(each, name) for each in _tables(value, key, name))
        else:
            values[key] = _mapping(value, key, name)
    _check(values, name)
    origin = dict.fromkeys(values, name)
    return Config(**{key.replace("-", "_"): value for key, value in values.items()}, origin=origin)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError as error:
        raise ProctorError(f"{path} cannot be read: {error.strerror}") from None


def _table(name: str, content: bytes, shown: str) -> Mapping[str, Any] | None:
    """Our table in a file: the whole of proctor.toml, [tool.proctor] of any other; None where there is none."""
    whole = not name.endswith("pyproject.toml")
    if not whole and b"tool" not in content:
        return None
    import tomllib  # takes milliseconds, and most runs have no configuration

    try:
        data = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        if not whole and b"proctor" not in content:
            return None
        raise ProctorError(f"{shown} is no valid TOML: {error}", "mend it: settings that cannot be read are not guessed") from None
    except RecursionError:
        raise ProctorError(f"{shown} nests too deeply") from None
    if whole:
        return data
    tool = data.get("tool")
    table = tool.get("proctor") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ProctorError(f"tool.proctor in {shown} is no table", "write [tool.proctor]")
    return table


def _override(table: Mapping[str, Any], name: str) -> Override:
    _known(table, _OVERRIDE_KEYS, f"an override in {name}")
    if "paths" not in table:
        raise ProctorError(f"an override in {name} has no `paths`", 'add paths = ["folder/**"]')
    select = table.get("select")
    severity = _mapping(table.get("severity", {}), "severity", name)
    questions = _mapping(table.get("questions", {}), "questions", name)
    _check({"severity": severity, "questions": questions}, name)
    return Override(
        _strings(table["paths"], "paths", name),
        None if select is None else _strings(select, "select", name),
        _strings(table.get("ignore", []), "ignore", name),
        severity,
        questions,
    )


def _check(values: Mapping[str, Any], name: str) -> None:
    """What the types do not say: severities, question settings and their patterns."""
    for severity in (*values.get("severity", {}).values(), values.get("fail-level", "error")):
        if severity not in SEVERITIES:
            raise ProctorError(f"{severity!r} in {name} is no severity", f"one of {', '.join(SEVERITIES)}")
    for rule, options in values.get("rules", {}).items():
        _mapping(options, f"rules.{rule}", name)
    questions = values.get("questions", {})
    _known(questions, QUESTION_KEYS, f"questions in {name}")
    for key, value in questions.items():
        if not isinstance(value, QUESTION_KEYS[key]) or isinstance(value, bool):
            raise ProctorError(f"questions.{key} in {name} must be a {QUESTION_KEYS[key].__name__}")
    _check_format(values.get("format", {}), name)
    _check_urls(values.get("urls", {}), name)
    _check_spelling(values.get("spelling", {}), name)


def _check_spelling(table: Mapping[str, Any], name: str) -> None:
    _known(table, SPELLING_KEYS, f"spelling in {name}")
    _strings(table.get("words", []), "spelling.words", name)
    _string(table.get("words-file", ""), "spelling.words-file", name)
    if not isinstance(table.get("typos", False), bool):
        raise ProctorError(f"spelling.typos in {name} must be true or false")
    if table.get("dialect", "en-US") not in _DIALECTS:
        raise ProctorError(
            f"spelling.dialect in {name} must be one of {', '.join(_DIALECTS)}", "leave it out to take both as right"
        )


def _check_urls(table: Mapping[str, Any], name: str) -> None:
    _known(table, URL_KEYS, f"urls in {name}")
    for key in URL_LIMITS:
        value = table.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise ProctorError(f"urls.{key} in {name} must be a number")
    patterns = [*_strings(table.get("exclude", []), "urls.exclude", name), *_mapping(table.get("accept", {}), "urls.accept", name)]
    if len(patterns) > 500:
        raise ProctorError(f"urls in {name} has {len(patterns)} patterns", "500 are enough: use `*`")
    for statuses in table.get("accept", {}).values():
        if not isinstance(statuses, list) or not all(type(s) is int and 100 <= s <= 999 for s in statuses):
            raise ProctorError(f"urls.accept in {name} must name statuses", 'write accept = { "https://example.org/*" = [403] }')


def _check_format(table: Mapping[str, Any], name: str) -> None:
    _known(table, FORMAT_KEYS, f"format in {name}")
    for key, value in table.items():
        fits = {
            "wrap": value in ("keep", "no") if isinstance(value, str) else type(value) is int and value >= 20,
            "number": isinstance(value, bool),
            "bullets": value in ("-", "*", "+"),
        }
        if not fits[key]:
            raise ProctorError(f"format.{key} in {name} must {FORMAT_KEYS[key]}")


def _known(table: Iterable[str], keys: Iterable[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise ProctorError(f"unknown key `{key}` in {where}", nearest(key, keys))


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names what may have been meant, or all there is."""
    import difflib

    near = difflib.get_close_matches(word, list(words), n=1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(words)}"


def _string(value: Any, key: str, name: str) -> str:
    if not isinstance(value, str):
        raise ProctorError(f"`{key}` in {name} must be a string")
    return value


def _strings(value: Any, key: str, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProctorError(f"`{key}` in {name} must be a list of strings")
    return tuple(value)


def _mapping(value: Any, key: str, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProctorError(f"`{key}` in {name} must be a table")
    return value


def _tables(value: Any, key: str, name: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ProctorError(f"`{key}` in {name} must be an array of tables", f"write [[tool.proctor.{key}]]")
    return value


@cache
def path_pattern(glob: str) -> re.Pattern[str]:
    """A path glob as gitignore reads it: `*` within a folder, `**` across, no slash means at any depth.

    A folder's pattern covers all that is in it. Every wildcard takes the shortest match and keeps it, which is never
    wrong for globs: so no glob, however made, takes more than polynomial time.
    """
    segments = glob.strip("/").split("/")
    across, pattern = "/" not in glob.rstrip("/"), ""
    chunks: list[tuple[bool, list[str]]] = []
    for segment in segments:
        if segment == "**":
            across = True
            continue
        if across or not chunks:
            chunks.append((across, []))
        chunks[-1][1].append(_segment(segment))
        across = False
    for anywhere, parts in chunks:
        chunk = "/".join(parts) + "(?![^/])"
        pattern += ("/" if pattern else "") + (f"(?>(?:[^/]*+/)*?{chunk})" if anywhere else chunk)
    return re.compile(f"{pattern}(?:/.*)?\\Z" if pattern else "", re.S)


def _segment(glob: str) -> str:
    """One folder's or file's name with wildcards, as a regular expression."""
    first, *rest = ("[^/]".join(map(re.escape, literal.split("?"))) for literal in re.split(r"\*+", glob))
    middle = "".join(f"(?>[^/]*?{literal})" for literal in rest[:-1])
    last = "" if not rest else f"(?>[^/]*?{rest[-1]}(?![^/]))" if rest[-1] else "[^/]*+"
    return first + middle + last


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether any of the globs covers a path."""
    return any(path_pattern(glob).match(path) for glob in globs)
