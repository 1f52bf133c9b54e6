"""Directives: one vocabulary in comments, info strings and settings; and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from proctor.parse import parse
from proctor.snippets import directives, volatile
from proctor.snippets.cases import cases
from proctor.snippets.values import Case, Directives


def only(source: str) -> Case:
    (case,) = cases(parse("a.md", source.encode()))
    return case


def said(**given: Any) -> Directives:
    return Directives(**given)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("skip: it needs a GPU", said(skip="it needs a GPU")),
        ('skip "it needs a GPU"', said(skip="it needs a GPU")),
        ("skip(no network)", said(skip="no network")),
        ("run", said(run=True)),
        ("raises=TypeError timeout=20", said(raises=("TypeError",), timeout=20.0)),
        ("raises=TypeError,ValueError, group=a", said(raises=("TypeError", "ValueError"), group="a")),
        ("timeout=1.5s hangs", said(timeout=1.5, hangs=True)),
        ("env=browser-script", said(env="script")),
        ('volatile="0x[0-9a-f]+"', said(volatile=("0x[0-9a-f]+",))),
        ("needs=#setup,first packages=numpy", said(needs=("#setup", "first"), packages=("numpy",))),
        ("run skip: no, not today timeout=3", said(run=True, skip="no, not today timeout=3")),
    ],
)
def test_words(words: str, expected: Directives) -> None:
    assert directives.read(words) == (expected, [])
    assert only(f"<!-- proctor: {words} -->\n```python\nx\n```\n").directives == expected


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("timeuot=3", "`timeuot` is no directive", "did you mean `timeout`?"),
        ("skip", "`skip` gives no reason", "write `skip: why it cannot run`"),
        ("skip:", "`skip` gives no reason", "write `skip: why it cannot run`"),
        ("timeout=soon", "`timeout=soon` is no number of seconds", "write `timeout=20`"),
        ("timeout=-1", "`timeout=-1` is no number of seconds", "write `timeout=20`"),
        ("timeout=1e99", "`timeout=1e99` is no number of seconds", "write `timeout=20`"),
        ("env=browsr", "`env=browsr` is no environment", "did you mean `browser`?"),
        ("raises", "`raises` names nothing", "write `raises=...`"),
        ("hangs=maybe", "`hangs` takes no value", "write `hangs`"),
        ("volatile=(a+)+", None, ""),
    ],
)
def test_faults(words: str, message: str | None, hint: str) -> None:
    found = directives.said(parse("a.md", f"<!-- proctor: {words} -->\n```python\nx\n```\n".encode())).faults
    assert len(found) == 1
    assert message is None or (found[0].message, found[0].hint) == (message, hint)


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("python", said()),
        ('python title="x.py"', said()),
        ("python raises=TypeError", said(raises=("TypeError",))),
        ("python,hangs", said(hangs=True)),
        ("{.python fragment timeout=3}", said(fragment=True, timeout=3.0)),
        ('python skip="no GPU here"', said(skip="no GPU here")),
        ("python group=a output.txt", said(group="a")),
        ("js {1,3-4} showLineNumbers", said()),
    ],
)
def test_info_strings(info: str, expected: Directives) -> None:
    assert only(f"```{info}\nx\n```\n").directives == expected


@pytest.mark.parametrize("source", ["```text output\n1\n```\n", "```output\n1\n```\n", "<!-- proctor: output -->\n```\n1\n```\n"])
def test_output(source: str) -> None:
    assert only(source).directives.output


def test_the_nearest_wins() -> None:
    source = b"<!-- proctor: timeout=3 -->\n```python timeout=2 group=a\nx\n```\n"
    (case,) = cases(parse("a.md", source), (), {"timeout": 1, "group": "b", "packages": ["numpy"], "fragment": True})
    assert case.directives == said(timeout=3.0, group="a", packages=("numpy",), fragment=True)


def test_settings_are_checked() -> None:
    _, wrong = directives.of_settings({"timeuot": 3, "env": "moon"})
    assert [message for message, _ in wrong] == ["`timeuot` is no directive", "`env=moon` is no environment"]


@pytest.mark.parametrize(
    "source",
    [
        "<!-- proctor: run -->\n\nText.\n\n```python\nx\n```\n",
        "<!-- proctor: run -->\n",
        "```python\nx\n```\n\n<!-- proctor: run -->\n",
        "Text <!-- proctor: run -->\n\n# Heading\n\n```python\nx\n```\n",
    ],
)
def test_a_comment_that_precedes_no_block(source: str) -> None:
    document = parse("a.md", source.encode())
    (fault,) = directives.said(document).faults
    assert fault.message == "this directive precedes no code block"
    assert document.slice(fault.span) == "<!-- proctor: run -->"
    assert not any(case.directives.run for case in cases(document))


@pytest.mark.parametrize(
    "source",
    [
        "<!-- proctor: run -->\n```python\nx\n```\n",
        "<!-- proctor: run -->\n\n```python\nx\n```\n",
        "<!-- proctor: run -->\n<!-- a note -->\n```python\nx\n```\n",
        "<!-- proctor: run -->\n<!-- proctor: timeout=3 -->\n```python\nx\n```\n",
        "- a\n\n  <!-- proctor: run -->\n  ```python\n  x\n  ```\n",
        "<!-- proctor: run -->\n\n- ```python\n  x\n  ```\n",
        "> <!-- proctor: run -->\n> ```python\n> x\n> ```\n",
        "<!--proctor:run-->\n```python\nx\n```\n",
    ],
)
def test_a_comment_before_a_block(source: str) -> None:
    document = parse("a.md", source.encode())
    assert not directives.said(document).faults
    assert only(source).directives.run


def test_suppressions_are_not_ours() -> None:
    document = parse("a.md", b"<!-- proctor: ignore broken-anchor: soon -->\n\n<!-- proctor: ignore-file x: y -->\n")
    assert directives.said(document) == directives.Said({})


def test_hidden_code() -> None:
    source = (
        "<!-- proctor: setup python\nfrom math import pi\n-->\n\n```python\nprint(pi)\n```\n\n"
        "<!-- proctor: check timeout=3\nassert pi > 3\n-->\n"
    )
    document = parse("a.md", source.encode())
    setup, shown, check = cases(document)
    assert (setup.nth, setup.language, setup.code, setup.first_line) == (-1, "python", "from math import pi\n", 2)
    assert setup.directives == said(setup=True)
    assert (check.nth, check.language, check.code, check.first_line) == (-1, "python", "assert pi > 3\n", 10)
    assert check.directives == said(check=True, timeout=3.0)
    assert shown.nth == 0
    assert document.slice(check.snippet.span) == check.code
    assert not directives.said(document).faults


@pytest.mark.parametrize(
    ("text", "expressions", "expected"),
    [
        ("at 0x7f3a, took 12 ms", ["0x[0-9a-f]+", r"\d+ ms"], "at *, took *"),
        ("a\nb1\n", [r"b\d"], "a\n*\n"),
        ("aaa", ["a*a"], "aaa"),  # repeats give nothing back
        ("aaa", ["(a"], "aaa"),  # not understood, so not used
    ],
)
def test_volatile(text: str, expressions: list[str], expected: str) -> None:
    assert volatile.masked(text, expressions) == expected


@pytest.mark.parametrize("expression", ["(a+)+", "a|b", "(", "a**", "[", "\\", "", "a{5", "[z-a]"])
def test_volatile_refuses(expression: str) -> None:
    assert volatile.fault(expression)


def test_volatile_takes_linear_time_on_hostile_text() -> None:
    assert volatile.masked(("a" * 900 + "\n") * 60, ["a+a+a+a+b"]) == ("a" * 900 + "\n") * 60
