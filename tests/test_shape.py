"""Small functions with few parameters in small files: assertions, not advice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import proctor

PACKAGE = Path(proctor.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 350, 40, 5


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return sum(name not in ("self", "cls") for name in names)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_shape(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    tree = ast.parse(text)
    long = [f"{f.name}: {n} lines" for f in functions(tree) if (n := (f.end_lineno or 0) - f.lineno + 1) > MOST_FUNCTION_LINES]
    wide = [f"{f.name}: {n} parameters" for f in functions(tree) if (n := parameters(f)) > MOST_PARAMETERS]
    assert long + wide == []


@pytest.mark.parametrize("file", [f for f in FILES if f.stat().st_size], ids=lambda f: str(f.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(file: Path) -> None:
    summary = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0]
    assert summary and summary[-1] in ".:" and len(summary) <= 132
