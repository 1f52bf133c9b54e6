"""The names that a block of code defines for those below it, and which of them a name may be a slip of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache

from proctor.pattern import lazy

_LONGEST = 200_000  # characters of code that are looked into
_LONGEST_NAME = 100
_NAME = r"[A-Za-z_$][\w$]*+"
_FOLLOWED = lazy(rf"\b(?:function\s*+\*?|class|enum|interface|type|namespace)\s*+({_NAME})")
_BOUND = lazy(r"\b(?:const|let|var|import)\b([^;=\n]{0,500}+)")
_ASSIGNED = lazy(rf"(?<![.\w$])({_NAME})\s*+=(?![=>])")
_WORD = lazy(_NAME)
_TABLE = lazy(r"\bcreate\s++(?:temp(?:orary)?\s++)?(?:table|view)\s++(?:if\s++not\s++exists\s++)?[\"`\[]?(\w++)", re.I)
_SHELL = lazy(r"^\s*+(?:(?:export|local|declare|readonly)\s++)?([A-Za-z_]\w*+)(?:=|\s*+\(\))|^\s*+function\s++(\w++)", re.M)
_PARTS = lazy(r"[A-Z]++(?![a-z])|[A-Z]?[a-z]++|\d++")


@lru_cache(maxsize=512)
def defines(language: str, code: str) -> frozenset[str]:
    """The names that a block defines at its outer level, as far as its text tells."""
    code = code[:_LONGEST]
    if language == "python":
        return _python(code)
    if language in ("javascript", "typescript"):
        bound = (name for m in _BOUND.finditer(code) for name in _WORD.findall(m[1]))
        return frozenset((*_FOLLOWED.findall(code), *_ASSIGNED.findall(code), *bound))
    if language == "sql":
        return frozenset(_TABLE.findall(code))
    if language == "bash":
        return frozenset(name for pair in _SHELL.findall(code) for name in pair if name)
    return frozenset()


def _python(code: str) -> frozenset[str]:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        waiting.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def near(name: str, known: Iterable[str]) -> str | None:
    """A known name that is one edit or one part of a word away: what was surely meant."""
    if len(name) > _LONGEST_NAME:
        return None
    others = (other for other in known if other != name and len(other) <= _LONGEST_NAME)
    slips = sorted(other for other in others if _one_edit(name, other) or _one_part(name, other))
    return slips[0] if len(slips) == 1 else None


def _one_edit(one: str, other: str) -> bool:
    """Whether a letter more, less, other, or two swapped ones make the difference. Short names are too alike to tell."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < 4 or len(other) - len(one) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def _one_part(one: str, other: str) -> bool:
    """Whether two names of several words differ in one word: `sort_func` and `sort_desc`."""
    ones, others = _PARTS.findall(one), _PARTS.findall(other)
    same = sum(a.lower() == b.lower() for a, b in zip(ones, others, strict=False))
    return len(ones) == len(others) > 1 and same == len(ones) - 1


def exercises(language: str, code: str) -> bool:
    """Whether a block does more than define things: whether anything is called or branched on at its outer level."""
    if language == "python":
        return _python_exercises(code[:_LONGEST])
    if language in ("javascript", "typescript"):
        return bool(_CALL.search(_outer(code[:_LONGEST])))
    return True


_CALL = lazy(r"(?<![\w$.])(?!(?:function|class|catch|if|while|for|switch)\b)[A-Za-z_$][\w$.]*+\s*+\(|\)\s*+\(|\b(?:for|while)\b|`")
_SKIPPED = lazy(r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'", re.S)


def _outer(code: str) -> str:
    """The text of JavaScript that stands in no braces, without comments and strings; parameter lists of functions too."""
    depth, kept = 0, []
    for c in _SKIPPED.sub(" ", code):
        depth += (c == "{") - (c == "}" and depth > 0)
        if not depth:
            kept.append(c)
    return re.sub(r"\bfunction\b\s*+\*?\s*+[\w$]*+\s*+\(", "", "".join(kept))


def _python_exercises(code: str) -> bool:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call | ast.For | ast.While | ast.With | ast.Assert | ast.Raise | ast.Try | ast.Await):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend([] if isinstance(node, ast.Lambda) else node.decorator_list)
            continue
        waiting.extend(ast.iter_child_nodes(node))
    return False
