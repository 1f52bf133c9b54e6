"""Pieces of Python, compiled so that a line of code is a line of its piece, and statements can be told apart."""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import CodeType
from typing import NamedTuple

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py
REACHED = "<reached>"  # no identifier, so no snippet has such a name; found among the builtins

_lines: dict[str, list[str]] = {}  # of each file name; a snippet may empty linecache


class Piece(NamedTuple):
    """A compiled piece."""

    code: CodeType
    docstring: str | None  # where the code itself does not set it


def filename(piece: int) -> str:
    """What tracebacks call a piece."""
    return f"<snippet {piece + 1}>"


def number(name: str) -> int:
    """The piece that tracebacks call so; -1 for other files."""
    digits = name[9:-1]
    return int(digits) - 1 if name[:9] == "<snippet " and name[-1:] == ">" and digits.isdecimal() else -1


def remember(source: str, piece: int) -> None:
    """Let tracebacks and `inspect` show the lines of a piece."""
    name = filename(piece)
    lines = [f"{line}\n" for line in source.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    linecache.cache[name] = (len(source), None, lines, name)
    _lines[name] = lines


def line_of(name: str, line: int) -> str:
    """A line of a remembered piece; empty where there is none."""
    lines = _lines.get(name, [])
    return lines[line - 1] if 0 < line <= len(lines) else ""


def plain(source: str, piece: int) -> Piece:
    """A piece ready to run, that tells nothing of itself. Raises SyntaxError and ValueError."""
    return Piece(compile(source, filename(piece), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True), None)


def compiled(source: str, piece: int, count_assertions: bool) -> Piece:
    """A piece ready to run: bare expressions go to `sys.displayhook`, as at the prompt. Raises SyntaxError and ValueError."""
    tree = _tree(source, piece)
    docstring = ast.get_docstring(tree, clean=False)
    if count_assertions and "assert" in source:
        _mark_assertions(tree)
    code = compile(ast.Interactive(tree.body), filename(piece), "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return Piece(code, docstring)


def _tree(source: str, piece: int) -> ast.Module:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree: ast.Module = compile(source, filename(piece), "exec", flags, dont_inherit=True)
    return tree


def is_final(piece: int, line: int) -> bool:
    """Whether the last statement of a piece is on a line."""
    body = _tree("".join(_lines[filename(piece)]), piece).body
    return bool(body) and body[-1].lineno <= line <= (body[-1].end_lineno or 0)


@cache
def statements(piece: int) -> Mapping[int, tuple[int, int]]:
    """Lines of a piece -> first and last line of the innermost statement there; of compound statements only the head counts."""
    try:
        return dict(_statements(_tree("".join(_lines.get(filename(piece), [])), piece)))
    except (SyntaxError, ValueError):  # a session
        return {}


def _statements(tree: ast.Module) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each line with the statement on it; inner statements come later, and so replace outer ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            inner = getattr(body[0], "lineno", node.lineno + 1) if body else 0
            last = max(node.lineno, inner - 1) if body else node.end_lineno or node.lineno
            for line in range(node.lineno, last + 1):
                yield line, (node.lineno, last)


def _mark_assertions(tree: ast.Module) -> None:
    """Before each assertion, a call that counts it, on its line."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list) and any(isinstance(each, ast.Assert) for each in body):
                body[:] = [new for each in body for new in ((_call(each), each) if isinstance(each, ast.Assert) else (each,))]


def _call(node: ast.stmt) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(REACHED, ast.Load()), [], []))
    ast.copy_location(call, node)
    return ast.fix_missing_locations(call)


def counted(names: dict[str, object]) -> Callable[[], int]:
    """Put the function that assertions call among names; what comes back tells how often it was called."""
    reached = 0

    def count() -> None:
        nonlocal reached
        reached += 1

    names[REACHED] = count
    return lambda: reached
