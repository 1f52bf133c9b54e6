"""[tool.proctor] of pyproject.toml, or proctor.toml -> Config. Unknown keys are errors that name the nearest one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from proctor import tables
from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Severity, Tree
from proctor.tables import known, mapping, string, strings
from proctor.tables import nearest as nearest

FILES = ("proctor.toml", "pyproject.toml")
_LARGEST = 1 << 20  # bytes of a file that are read


class Override(NamedTuple):
    """Settings for some paths only, on top of the bank's."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    severity: Mapping[str, str]
    questions: Mapping[str, Any]
    snippets: Mapping[str, Any] = {}  # directives for all snippets


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
    snippets: Mapping[str, Any] = {}
    overrides: tuple[Override, ...] = ()
    origin: Mapping[str, str] = {}
    trusted: bool = False  # not the change's own: named on the command line, or the base's under --trust-base-config


_STRINGS = ("select", "ignore", "exclude", "former-repositories")
_STRING = ("repository", "fail-level", "baseline")
_TABLES = ("severity", "rules", "questions", "format", "urls", "spelling", "snippets")
KEYS = (*_STRINGS, *_STRING, *_TABLES, "overrides")
_OVERRIDE_KEYS = ("paths", "select", "ignore", "severity", "questions", "snippets")


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
        return parse(_read(file), os.path.basename(file))._replace(trusted=True)
    return _first((n, _read(p)) for n in FILES if os.path.isfile(p := os.path.join(root, n)) and not os.path.islink(p))[2]


def of_tree(tree: Tree) -> tuple[str, bytes, Config]:
    """The configuration of a tree, with its path (empty for none) and bytes. Raises ProctorError for what is wrong with it."""
    return _first((name, tree.read(name)[:_LARGEST]) for name in FILES if tree.kind(name) == "file")


def _first(files: Iterable[tuple[str, bytes]]) -> tuple[str, bytes, Config]:
    """The first of the files that holds our settings."""
    for name, content in files:
        if _table(name, content, name) is not None:
            return name, content, parse(content, name)
    return "", b"", Config()


def own(environment: Mapping[str, str]) -> Config:
    """The user's own settings for every bank: `proctor/proctor.toml` where the user's configuration lies."""
    folder = environment.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    path = os.path.join(folder, "proctor", "proctor.toml")
    return parse(_read(path), "your own proctor.toml") if os.path.isfile(path) else Config()


def parse(content: bytes, name: str) -> Config:
    """Configuration from the bytes of a file, which messages call `name`."""
    table = _table(name, content, name) or {}
    known(table, KEYS, name)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in _STRINGS:
            values[key] = strings(value, key, name)
        elif key in _STRING:
            values[key] = string(value, key, name)
        elif key == "overrides":
            values[key] = tuple(_override(each, name) for each in _tables(value, key, name))
        else:
            values[key] = mapping(value, key, name)
    _check(values, name)
    origin = dict.fromkeys(values, name)
    return Config(**{key.replace("-", "_"): value for key, value in values.items()}, origin=origin)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST)
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
    known(table, _OVERRIDE_KEYS, f"an override in {name}")
    if "paths" not in table:
        raise ProctorError(f"an override in {name} has no `paths`", 'add paths = ["folder/**"]')
    select = table.get("select")
    severity = mapping(table.get("severity", {}), "severity", name)
    questions = mapping(table.get("questions", {}), "questions", name)
    _check({"severity": severity, "questions": questions}, name)
    return Override(
        strings(table["paths"], "paths", name),
        None if select is None else strings(select, "select", name),
        strings(table.get("ignore", []), "ignore", name),
        severity,
        questions,
        tables.directives(mapping(table.get("snippets", {}), "snippets", name), name),
    )


def _check(values: Mapping[str, Any], name: str) -> None:
    """What the types do not say: severities, question settings and their patterns."""
    for severity in (*values.get("severity", {}).values(), values.get("fail-level", "error")):
        if severity not in SEVERITIES:
            raise ProctorError(f"{severity!r} in {name} is no severity", f"one of {', '.join(SEVERITIES)}")
    for rule, options in values.get("rules", {}).items():
        mapping(options, f"rules.{rule}", name)
    for table in _TABLES:
        if table in values and (check := tables.CHECKS.get(table)):
            check(values[table], name)


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
