"""Whether data can be parsed: JSON, TOML, XML, YAML, regular expressions and diffs. Each judge imports what it needs."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from proctor.pattern import lazy
from proctor.snippets.fault import Fault
from proctor.snippets.lines import split

_DEEPEST = 100  # YAML's parser takes time with the square of it
_BRACKETS = lazy(r"[\[\]{}]")
_SPACE = lazy(r"[\s\ufeff]*+")
_COMMENT = lazy(r"//|/\*|^\s*+#", re.M)
_TRAILING_COMMA = lazy(r",\s*+[\]}]")
_RELAXED = lazy(
    r"[{,]\s*+(?:[A-Za-z_$][\w$]*+\s*+:|'[^'\n]*+'\s*+:)|:\s*+(?:'|[A-Z]\w++\(|undefined\b|True\b|False\b|None\b|<|/|function\b)"
)
_ENTITY = lazy(r"&(?!(?:amp|lt|gt|quot|apos|#\d++|#x[0-9A-Fa-f]++);)[A-Za-z]\w*+;|<!(?:DOCTYPE|ENTITY)", re.I)
_PROLOG = lazy(r"\s*+(?:<\?xml\b[^?]*+\?>)?+")
_BEFORE = lazy(r"\s*+<")
_PLACE = lazy(r"\(at line (\d++), column (\d++)\)")
_HUNK = lazy(r"@@ -\d++(?:,(\d++))?+ \+\d++(?:,(\d++))?+ @@")
_BROKEN_ANYWHERE = ("unterminated", "unbalanced parenthesis", "missing ),", "bad escape (end of pattern)")


def json_(code: str) -> Fault | None:
    """JSON, or several of them one after another. With comments or trailing commas it may be meant for a tool that takes them."""
    import json

    decoder, at = json.JSONDecoder(), 0
    try:
        while (at := _SPACE.match(code, at).end()) < len(code):  # type: ignore[union-attr]
            at = decoder.raw_decode(code, at)[1]
    except json.JSONDecodeError as error:
        return _of_json(code, error.msg, error.pos, at)
    except (RecursionError, ValueError):
        return None
    return None


def _of_json(code: str, message: str, position: int, began: int) -> Fault:
    line, column = _place(code, position)
    relaxed = _COMMENT.search(code) or _TRAILING_COMMA.search(code) or _RELAXED.search(code)
    part = began > 0 or code.lstrip()[:1] not in "{["
    hint = ""
    if relaxed:
        hint = "`jsonc`, `json5` or `javascript` may be the language that is meant"
    elif part:
        hint = "if this is a part of a document, say so with `fragment`"
    return Fault(line, column, 0, message[:1].lower() + message[1:], not (relaxed or part), hint)


def toml(code: str) -> Fault | None:
    """TOML."""
    import tomllib

    try:
        tomllib.loads(code)
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.search(str(error))
        line, column = (int(match[1]), int(match[2])) if match else _place(code, len(code.rstrip()))
        message = _PLACE.sub("", str(error)).removesuffix("(at end of document)").strip()
        return Fault(line, column, 0, message[:1].lower() + message[1:], "overwrite" not in message)
    except (RecursionError, ValueError):
        return None
    return None


def xml(code: str) -> Fault | None:
    """XML, or a part of it: several elements side by side are fine, and so are prefixes and entities that nobody declares."""
    from xml.parsers import expat

    if _ENTITY.search(code) or not _BEFORE.match(code):
        return None  # entities may be of a document type that is not here, and prose is no XML
    prolog = _PROLOG.match(code)
    start = prolog.end() if prolog else 0
    parser = expat.ParserCreate()
    try:
        parser.Parse("<x>" + code[start:] + "</x>", True)
    except expat.ExpatError as error:
        nth = error.lineno + code.count("\n", 0, start)
        column = (
            error.offset
            + 1
            - (3 if error.lineno == 1 else 0)
            + (start - code.rfind("\n", 0, start) - 1 if error.lineno == 1 else 0)
        )
        lines = split(code)
        message = expat.errors.messages[error.code]
        ends = nth > len(lines) or "</x>" in code[-1:] or (nth == len(lines) and column > len(lines[-1]))
        sure = message == expat.errors.XML_ERROR_TAG_MISMATCH and not ends
        return Fault(
            min(nth, len(lines)),
            max(1, column),
            0,
            message,
            sure,
            "" if sure else "if this is a part of a document, say so with `fragment`",
        )
    return None


def yaml_(code: str) -> Fault | None:
    """YAML, of one document or several. Raises ImportError without PyYAML."""
    import yaml  # type: ignore[import-untyped]

    if _depth(code) > _DEEPEST:
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for _ in yaml.parse(code, Loader=loader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or "invalid YAML"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Fault(min(line, len(split(code))), column, 0, message)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return None


def regex(code: str) -> Fault | None:
    """A regular expression of no certain kind: only what every kind refuses is a fault."""
    lines = [line for line in split(code) if line.strip()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(code.strip())
    except re.error as error:
        if len(lines) == 1 and any(text in error.msg for text in _BROKEN_ANYWHERE):
            line, column = _place(code, (error.pos or 0) + len(code) - len(code.lstrip()))
            return Fault(line, column, 0, error.msg)
    except (RecursionError, OverflowError, MemoryError, ValueError):
        return None
    return None


def diff(code: str) -> Fault | None:
    """A diff: where a hunk says how many lines it has, it has as many."""
    for line, told, counted in _hunks(split(code)):
        if told != counted:
            said = f"this hunk tells of {told[0]} old and {told[1]} new lines, and has {counted[0]} and {counted[1]}"
            return Fault(line, 1, 0, said, False)
    return None


def _hunks(lines: list[str]) -> Iterator[tuple[int, tuple[int, int], tuple[int, int]]]:
    """Each hunk's line, and how many old and new lines it tells of and has."""
    at, told, old, new = 0, (0, 0), 0, 0
    for number, line in enumerate([*lines, "@@"], 1):
        match = _HUNK.match(line)
        if match or line.startswith(("@@", "diff ", "--- ", "index ")):
            if at:
                yield at, told, (old, new)
            at, old, new = (number, 0, 0) if match else (0, 0, 0)
            told = (int(match[1] or 1), int(match[2] or 1)) if match else told
        elif not line.startswith("\\"):
            old += not line.startswith("+") and (number < len(lines) or line != "")
            new += not line.startswith("-") and (number < len(lines) or line != "")


def _depth(code: str) -> int:
    """How many brackets are open at once, at most; those in strings count too."""
    deepest = depth = 0
    for bracket in _BRACKETS.findall(code):
        depth += 1 if bracket in "[{" else -1 if depth else 0
        deepest = max(deepest, depth)
    return deepest


def _place(code: str, position: int) -> tuple[int, int]:
    """The 1-based line and column of an offset."""
    before = code[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
