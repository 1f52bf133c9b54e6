"""Which programs a document's snippets make: alone first, with what is declared, then with the block that has a missing name."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from proctor.model import Document, Snippet, Span
from proctor.parse import parse
from proctor.snippets import plan
from proctor.snippets.defined import defines, exercises, near
from proctor.snippets.plan import Attempt, Scope
from proctor.snippets.values import Case, Claim, Directives, Failure, Result

DOCUMENT = parse("a.md", b"# One\n\ntext\n\n# Two\n\n## Three\n\ntext\n")


def case(
    code: str, line: int, language: str = "python", question: str = "", nth: int = 0, doctest: bool = False, **marks: Any
) -> Case:
    snippet = Snippet(language, language, code, Span(line, line + 1), True, True)
    return Case("a.md", nth, language, code, line, snippet, Directives(**marks), question, doctest=doctest)


def scope(*cases: Case, document: Document = DOCUMENT) -> Scope:
    return Scope(document, cases)


def codes(attempt: Attempt) -> list[str]:
    return [piece.code for piece in attempt.pieces]


def fails(kind: str, name: str, piece: int = -1) -> Result:
    return Result("k", "fail", failure=Failure(kind, f"name '{name}' is not defined", piece, 1, name=name))


def test_a_block_runs_alone_first() -> None:
    one, two = case("x = 1", 1), case("print(x)", 5)
    assert codes(scope(one, two).attempt(two)) == ["print(x)"]


def test_setup_runs_before_every_later_block_of_its_question() -> None:
    setup = case("import m", 1, question="q", nth=-1, setup=True)
    here, elsewhere, above = case("m.a", 5, question="q"), case("m.b", 9, question="r"), case("m.c", 0, question="q")
    every = scope(above, setup, here, elsewhere)
    assert codes(every.attempt(here)) == ["import m", "m.a"]
    assert codes(every.attempt(elsewhere)) == ["m.b"]
    assert codes(every.attempt(above)) == ["m.c"]


def test_setup_outside_of_questions_is_for_the_whole_document() -> None:
    setup, later = case("import m", 1, nth=-1, setup=True), case("m.b", 9, question="r")
    assert codes(scope(setup, later).attempt(later)) == ["import m", "m.b"]


def test_setup_of_another_language_is_none_of_its_business() -> None:
    setup, later = case("x=1", 1, "bash", nth=-1, setup=True), case("m.b", 9)
    assert codes(scope(setup, later).attempt(later)) == ["m.b"]


def test_a_group_runs_in_order() -> None:
    cases = [case(f"a{n}", n * 4 + 1, group="g" if n != 1 else "") for n in range(4)]
    assert codes(scope(*cases).attempt(cases[3])) == ["a0", "a2", "a3"]


def test_needs_by_anchor_and_by_group() -> None:
    source = b"# One\n\n```python\na = 1\n```\n\n## Part\n\n```python\nb = 2\n```\n\n# Two\n\n```python\nc\n```\n"
    document = parse("a.md", source)
    marks = [Directives(), Directives(group="g"), Directives(needs=("#one",))]
    cases = [
        Case("a.md", n, "python", s.code, source[: s.span.start].count(b"\n") + 2, s, marks[n])
        for n, s in enumerate(document.snippets)
    ]
    every = scope(*cases, document=document)
    assert codes(every.attempt(cases[2])) == ["a = 1\n", "b = 2\n", "c\n"]
    by_group = cases[2]._replace(directives=Directives(needs=("g",)))
    assert codes(scope(*cases[:2], by_group, document=document).attempt(by_group)) == ["b = 2\n", "c\n"]
    wrong = cases[2]._replace(directives=Directives(needs=("#nowhere", "#two")))
    assert scope(*cases[:2], wrong, document=document).unknown_needs(wrong) == ("#nowhere", "#two")


def test_needs_that_need_each_other_end() -> None:
    cases = [case(f"a{n}", n * 4 + 1, group=f"g{n}", needs=(f"g{n - 1}", f"g{n}", f"g{n + 1}")) for n in range(5)]
    assert codes(scope(*cases).attempt(cases[4])) == ["a0", "a1", "a2", "a3", "a4"]


def test_sql_keeps_its_state_within_a_question() -> None:
    one, two, three = (case(f"s{n}", n * 3 + 1, "sql", q) for n, q in enumerate(("q", "q", "r")))
    every = scope(one, two, three)
    assert codes(every.attempt(two)) == ["s0", "s1"]
    assert codes(every.attempt(three)) == ["s2"]


def test_check_code_runs_after_the_block_above_with_all_that_it_has() -> None:
    setup, block, check = case("s", 1, nth=-1, setup=True), case("b", 5), case("assert b", 8, nth=-1, check=True)
    later = case("c", 12)
    every = scope(setup, block, check, later)
    assert codes(every.attempt(check)) == ["s", "b", "assert b"]
    assert codes(every.attempt(later)) == ["s", "c"]


@pytest.mark.parametrize(
    ("language", "definition", "name", "kind"),
    [
        ("python", "def area(r): pass", "area", "NameError"),
        ("python", "import numpy as np", "np", "NameError"),
        ("python", "a, (b, *c) = 1, (2, 3)", "c", "NameError"),
        ("python", "with open(f) as handle:\n    x = 1", "handle", "NameError"),
        ("javascript", "const { a, b: bee } = o", "bee", "ReferenceError"),
        ("javascript", "class Node {}", "Node", "ReferenceError"),
        ("javascript", "async function* gen() {}", "gen", "ReferenceError"),
        ("sql", "CREATE TABLE IF NOT EXISTS people (id int)", "people", "OperationalError"),
    ],
)
def test_the_block_that_has_a_missing_name_is_put_before(language: str, definition: str, name: str, kind: str) -> None:
    other, first, last = case("y", 1, language), case(definition, 5, language), case(f"use({name})", 9, language)
    every = scope(other, first, last)
    more = every.again(every.attempt(last), fails(kind, name))
    assert more is not None and codes(more) == [definition, f"use({name})"]
    assert plan.lines(more.found) == "the block at line 5"


def test_the_nearest_block_comes_first_and_what_it_lacks_is_looked_for_too() -> None:
    cases = [case("x = 1", 1), case("x = 2", 5), case("def f(): return x", 9), case("f()", 13)]
    every = scope(*cases)
    second = every.again(every.attempt(cases[3]), fails("NameError", "f"))
    assert second is not None and codes(second) == ["def f(): return x", "f()"]
    third = every.again(second, fails("NameError", "x", piece=0))
    assert third is not None and codes(third) == ["x = 2", "def f(): return x", "f()"]
    assert every.again(third, fails("NameError", "nothing", piece=2)) is None
    assert plan.lines(third.found) == "the block at line 5 and the block at line 9"


@pytest.mark.parametrize("marks", [{"skip": "why"}, {"fragment": True}, {"parse": True}, {"output": True}, {"hangs": True}])
def test_a_block_that_does_not_run_helps_nobody(marks: dict[str, Any]) -> None:
    first, last = case("x = 1", 1, **marks), case("x", 5)
    every = scope(first, last)
    assert every.again(every.attempt(last), fails("NameError", "x")) is None


def test_only_an_undefined_name_sends_for_more() -> None:
    first, last = case("x = 1", 1), case("x", 5)
    every = scope(first, last)
    assert every.again(every.attempt(last), fails("TypeError", "x")) is None
    assert every.again(every.attempt(last), Result("k", "timeout")) is None


def test_a_session_before_a_block_is_run_without_its_prompts() -> None:
    first, last = case(">>> x = 1\n>>> for i in a:\n...     x\n1\n", 1, doctest=True), case("x", 5)
    every = scope(first, last)
    more = every.again(every.attempt(last), fails("NameError", "x"))
    assert more is not None
    task = plan.task(more, 5)
    assert task.pieces == ("x = 1\nfor i in a:\n    x\n\n", "x")


@pytest.mark.parametrize(
    ("code", "traced"),
    [
        ("print(1)", False),
        ("x = 1\nassert x", False),
        ("def f():\n    assert 0\nf()", True),  # whether it was reached, only a trace tells
        ("if x:\n    assert x", True),
        ("assert (", True),
    ],
)
def test_what_only_has_to_end_is_not_traced(code: str, traced: bool) -> None:
    assert plan.task(Attempt(case(code, 1)), 5).traced is traced
    claimed = case(code, 1)._replace(claims=(Claim("printed", 1, "1", Span(0, 1)),))
    assert plan.task(Attempt(claimed), 5).traced
    assert plan.task(Attempt(case(code, 1, "javascript")), 5).traced


def test_a_tasks_key_is_all_that_its_result_depends_on() -> None:
    one = case("x", 1)
    keys = {
        plan.task(Attempt(each, before), limit, packages=packages).key
        for each in (one, case("x", 1, "bash"), case("x", 1, env="esm"), case("x", 1, doctest=True), case("x", 1, timeout=9))
        for before in ((), (case("y", 0),))
        for limit in (5, 7)
        for packages in ((), ("numpy",))
    }
    assert len(keys) == 5 * 2 * 2 * 2 - 4  # a time-out of its own does not depend on the default
    assert plan.task(Attempt(one), 5).key == plan.task(Attempt(case("x", 77)), 5).key


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ('# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "rich>=1", "six",\n# ]\n# ///\n', ("rich>=1", "six")),
        ("# /// script\n# dependencies = ['x']\n", ()),
        ("# /// script\n# dependencies = 'x'\n# ///\n", ()),
        ("# /// script\n# dependencies = [1, {}]\n# ///\n", ()),
        ("# /// script\n# ]]\n# ///\n", ()),
        ("# /// script\n# a = " + "[" * 5000 + "\n# ///\n", ()),
        ("x = '# /// script'\n", ()),
    ],
)
def test_packages_in_a_scripts_own_head(head: str, wanted: tuple[str, ...]) -> None:
    assert plan.task(Attempt(case(head + "import rich\n", 1)), 5).packages == wanted


def test_a_document_cannot_give_itself_all_the_time_in_the_world() -> None:
    assert plan.task(Attempt(case("x", 1, timeout=3600)), 5).timeout == 60
    assert plan.task(Attempt(case("x", 1, timeout=20)), 5).timeout == 20
    assert plan.task(Attempt(case("x", 1)), 5).timeout == 5


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("totl", ["total", "x"], "total"),
        ("sort_func", ["sort_desc", "data"], "sort_desc"),
        ("getName", ["getname"], "getname"),
        ("recieve", ["receive"], "receive"),
        ("foo", ["bar", "fo"], None),
        ("a", ["b"], None),
        ("sort_func", ["sort_desc", "sort_asc"], None),  # two: nobody can tell
        ("total", ["total"], None),
        ("fooBarBaz", ["fooQuxQuux"], None),
    ],
)
def test_a_slip_is_told_from_another_name(name: str, known: list[str], meant: str | None) -> None:
    assert near(name, known) == meant


@pytest.mark.parametrize(
    ("language", "code", "does"),
    [
        ("python", "def f():\n    print(1)\n\nclass A:\n    x = f()\n", False),
        ("python", "x = {'a': 1}\nx\n", False),
        ("python", "f = lambda: g()", False),
        ("python", "print(1)", True),
        ("python", "for i in x: pass", True),
        ("javascript", "function f(a) { return g(a); }\nclass A { m() { n(); } }", False),
        ("javascript", "const x = { a: 1 };", False),
        ("javascript", "// f()\nlet s = 'f()';", False),
        ("javascript", "function f() {}\nf();", True),
        ("javascript", "(function () { x })()", True),
        ("sql", "select 1", True),
    ],
)
def test_what_exercises_something(language: str, code: str, does: bool) -> None:
    assert exercises(language, code) is does


@pytest.mark.parametrize("text", ["a.", "/*", "(", "{", "'", '"', "let ", "A", "AAAAa", "x =", "`", "function ", "create table "])
@pytest.mark.parametrize("language", ["python", "javascript", "sql", "bash"])
def test_looking_into_hostile_code_takes_no_time(text: str, language: str) -> None:
    code = text * (200_000 // len(text))
    begun = process_time()
    defines(language, code)
    exercises(language, code)
    near(code, ["x" * 100_000, "total"])
    assert process_time() - begun < 3
