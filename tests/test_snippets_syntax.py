"""Syntax without running: what is a fault, where, and whether its author would agree at once; what language code is in."""

from __future__ import annotations

import time

import pytest

from proctor.parse import parse
from proctor.snippets import content, deliberate, syntax
from proctor.snippets.fault import Fault

pytest.importorskip("yaml")

FINE = {
    "python": [
        "x = 1\n",
        "    x = 1\n    return x\n",  # a part of a function
        "await f()\nasync for x in y: pass\n",
        "return x\n",
        "def f():\n    ...\n",
        "%matplotlib inline\nx = 1\n",
        "!pip install numpy\nimport numpy\n",
        "numpy?\n",
        "print('a')  # ...\n",
        "\t\n",
        "s = '\\d'\n",
    ],
    "json": ["{}", "[1, 2]\n", '{"a": 1}\n{"a": 2}\n', "\n", "null"],
    "toml": ["a = 1\n", "[a]\nb = 'c'\n"],
    "xml": [
        "<a/>",
        "<?xml version='1.0'?>\n<a>x</a>",
        "<a/>\n<b/>\n",
        "<a>&nbsp;</a>",
        "text <a> here",
        "<a b:c='d'/>",
        "<!-- c -->\n<a/>",
    ],
    "yaml": ["a: 1\n", "- a\n- b: c\n", "a: 1\n---\nb: 2\n", "x: !custom y\n", "a: &b 1\nc: *b\n"],
    "regex": ["^a(b|c)+$", "(?<name>x)", "/a/g", "a++"],
    "diff": ["-a\n+b\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "--- a\n+++ b\n"],
}
SURE = {
    "python": [
        ("def f():\n    '''Doc.'''\n     x = 1\n", 3, 6),
        ("def f():\n      '''Doc.'''\n    x = 1\n", 3, 5),
        ("x = (1,\ny = 2\n", 1, 5),
        ("name = “Ada”\n", 1, 8),
        ("for x in y\n    print(x)\n", 1, 10),
        ("if x:\n\ty()\n        z()\n", 3, 9),
        ("    x = (\n    y = 2\n", 1, 9),
        ("x = 1\ny = = 2\n", 2, 5),
    ],
    "json": [('{"a": 1\n "b": 2}', 2, 2), ('{"a": 1', 1, 8), ("[1 2]", 1, 4)],
    "toml": [("a = \n", 1, 5), ("[a\n", 1, 3)],
    "xml": [("<a>\n  <b>x</c>\n</a>", 2, 9)],
    "yaml": [("a:\n\tb: 1\n", 2, 1), ("a: b: c\n", 1, 5), ("a: [1, 2\nb: 3\n", 2, 2)],
    "regex": [("a(b", 1, 2), ("a)b", 1, 2), ("[a", 1, 1)],
}
UNSURE = {
    "python": [
        "print 'hello'\n",
        "except ValueError, e:\n    pass\n",
        "except E as N:\n    foo\n",
        "# at its end\n\nelse:\n    foo\nx = 1\n",
        "  finally:\n      del N\n",
        "for x in y:\n    # your code here\n",
        "def f(x):\n",
        "x = foo(a, ..., b=)\n",
        "x = <your name>\n",
        "x = {\n    ...\n    'a': 1\n",
        "input: a, b\nx = 1\noutput: c, d\n",
        ">>> x\n1\n",
        "In [1]: x\nOut[1]: 3\n",
        "x\n<class 'int'>\n",
        "x = a…b\n",
    ],
    "json": [
        "{a: 1}",
        '{"a": 1,}',
        '// c\n{"a": 1}',
        '"a": 1, "b": 2',
        '{"a": ...}',
        "{'a': 1}",
        '{"a": ObjectId("x")}',
        '{"a": {{ b }}}',
    ],
    "toml": ["a = ...\n"],
    "xml": ["<a>", "<a>...</b>", "<a><your-name></a>..."],
    "yaml": ["a: {{ b }}\nc: d: e\n", "...\na: b: c\n"],
    "diff": ["@@ -1,9 +1,2 @@\n a\n-b\n+c\n"],
}


@pytest.mark.parametrize(("language", "code"), [(name, code) for name, codes in FINE.items() for code in codes])
def test_fine(language: str, code: str) -> None:
    assert syntax.fault(language, code, session=code.startswith(">>>")) is None


@pytest.mark.parametrize(("language", "code", "line", "column"), [(name, *each) for name, codes in SURE.items() for each in codes])
def test_certain(language: str, code: str, line: int, column: int) -> None:
    found = syntax.fault(language, code)
    assert found is not None
    assert (found.line, found.column, found.certain) == (line, column, True)


@pytest.mark.parametrize(("language", "code"), [(name, code) for name, codes in UNSURE.items() for code in codes])
def test_advice_at_most(language: str, code: str) -> None:
    found = syntax.fault(language, code)
    assert found is None or not found.certain


def test_python_2_has_a_hint() -> None:
    found = syntax.fault("python", "for x in y:\n    print x\n")
    assert found is not None and found.hint == "this is Python 2" and found.line == 2


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (">>> x = 1\n>>> x\n1\n", None),
        (">>> def f():\n...     return 1\n...\n>>> f()\n1\n", None),
        (">>> x = (\n... 1)\n", None),
        ("Text\n>>> x = = 1\n", Fault(2, 9, 0, "invalid syntax")),
        ("  >>> if x:\n  ...  y\n  ...   z\n", Fault(3, 9, 0, "unexpected indent")),
        (">>> f(\nSyntaxError: '(' was never closed\n", None),
        (">>> print 1\n1\n", Fault(1, 5, 0, "", False)),
    ],
)
def test_sessions(code: str, expected: Fault | None) -> None:
    found = syntax.fault("python", code, session=True)
    if expected is None or found is None:
        assert found is expected
    else:
        assert (found.line, found.column, found.certain) == (expected.line, expected.column, expected.certain)


@pytest.mark.parametrize("language", sorted(syntax.CHECKED))
@pytest.mark.parametrize(
    "code",
    [
        "(" * 50_000,
        "[" * 99_000,
        "{" * 50_000,
        "-" * 99_000 + "1",
        "<a>" * 33_000,
        "not " * 20_000 + "x",
        "lambda:" * 14_000 + "x",
        "x" * 99_999,
        "1" * 99_999,
        "\0",
        "\ud800",
        "a: " * 30_000,
        "&a [*a," * 10_000,
        "... " * 20_000,
        '"' * 99_999,
        " " * 99_000 + "x",
        "{{" * 40_000,
        "# " + "....." * 15_000,
        "<" + "a " * 40_000,
    ],
    ids=lambda code: code[:8].encode("unicode-escape").decode(),
)
def test_hostile_code_is_judged_in_bounded_time(language: str, code: str) -> None:
    start = time.perf_counter()
    syntax.fault(language, code)
    syntax.fault(language, code, session=True)
    content.evident(code)
    content.other("javascript", code)
    assert time.perf_counter() - start < 4


def test_what_is_too_long_is_not_judged() -> None:
    assert syntax.fault("python", "(" * (syntax.LARGEST + 1)) is None


def test_other_languages_are_not_judged() -> None:
    assert syntax.fault("javascript", "let let = (") is None


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ImportError):
        syntax.fault("yaml", "a: 1\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is wrong with this code?\n\n```python\nx = = 1\n```\n", True),
        ("Fix the code:\n\n```python\nx = = 1\n```\n", True),
        ("```python\nx = = 1\n```\n\nThis raises a SyntaxError.\n", True),
        ("# Invalid names\n\n```python\nx = = 1\n```\n", True),
        ("Неправильний запис:\n\n```python\nx = = 1\n```\n", True),
        ("Das ist ungültig:\n\n```python\nx = = 1\n```\n", True),
        ("Esto no es válido:\n\n```python\nx = = 1\n```\n", True),
        ("这段代码有什么错误？\n\n```python\nx = = 1\n```\n", True),
        ("```python\nx = = 1  # SyntaxError\n```\n", True),
        ("Add two numbers.\n\n```python\nx = = 1\n```\n\nIt is simple.\n", False),
        ("Explain the mean squared error.\n\n```python\nx = = 1\n```\n", False),
    ],
)
def test_deliberate(text: str, expected: bool) -> None:
    document = parse("a.md", text.encode())
    snippet = document.snippets[0]
    assert deliberate.is_told(document, snippet, snippet.code) == expected


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("npm install x\nnpx y\n", "bash"),
        ("$ ls -la\n", "bash"),
        ("# set it up\ngit clone a \\\n  b\ncd b\n", "bash"),
        ("export A=1\n", "bash"),
        ("make = 1\n", ""),
        ("git is a tool\n", ""),
        ("ls.append(1)\n", ""),
        ("cd(x)\n", ""),
        ('{"a": 1}', "json"),
        ("[1, 2]", ""),
        ("{}", ""),
        ("<div>\n  <p>x</p>\n</div>\n", "html"),
        ("<!DOCTYPE html>\n<html></html>\n", "html"),
        ('<div className="a">{x}</div>\n', "jsx"),
        ("<?xml version='1.0'?>\n<a/>\n", "xml"),
        ("<T>(x: T) => x\n", ""),
        ("SELECT a\nFROM b\n", "sql"),
        ("Traceback (most recent call last):\n  File\n", "text"),
        ("def f(x):\n    return x\n", "python"),
        ("const f = (x) => {\n};\n", "javascript"),
        ("public class A {\n}\n", "java"),
        ("#include <stdio.h>\n", "c"),
        ("package main\n", "go"),
        ("", ""),
    ],
)
def test_evident(code: str, language: str) -> None:
    assert content.evident(code) == language


@pytest.mark.parametrize(
    ("label", "code", "language"),
    [
        ("javascript", "interface A {\n  b: string;\n}\n", "typescript"),
        ("javascript", "enum Color { RED }\n", "typescript"),
        ("javascript", "const x: number = 1;\n", "typescript"),
        ("javascript", "const x = { type: string, of: [A] };\n", ""),
        ("javascript", "switch (x) { case a: string; }\n", ""),
        ("javascript", "x ? y : number;\n", ""),
        ("javascript", "class A {}\n", ""),
        ("typescript", "const x = 1;\n", ""),
        ("c++", "#include <vector>\n", ""),
        ("c++", "public class A {\n}\n", "java"),
        ("tsx", "<div>{x}</div>\n", ""),
        ("python", "npm install\n", "bash"),
        ("python", "import os\nos.system('ls')\n", ""),
        ("java", "SELECT a FROM b;\n", "sql"),
    ],
)
def test_other_than_its_label(label: str, code: str, language: str) -> None:
    assert content.other(label, code) == language
