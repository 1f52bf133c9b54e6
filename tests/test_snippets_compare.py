"""Claims against results: right, wrong, or unknown; never wrong where a reader could take it in another way."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time
from typing import Any

import pytest

from proctor.parse import parse
from proctor.snippets.cases import cases
from proctor.snippets.choices import judge as judge_key
from proctor.snippets.compare import is_same_value, judge
from proctor.snippets.tokens import contains, error_type, errors_in, loose, rounds_to, tokens
from proctor.snippets.values import Case, Failure, Printed, Result


def result(*prints: str, output: str = "", error: str = "", **more: Any) -> Result:
    """What ran, printing these texts from line 1 on."""
    printed = tuple(Printed(0, n, text + "\n") for n, text in enumerate(prints, 1))
    failure = Failure(error, "message", 0, len(prints) + 1) if error else None
    return Result("k", "fail" if error else "ok", output, printed, failure, **more)


def case(language: str, code: str, rest: str = "") -> Case:
    return cases(parse("a.md", f"```{language}\n{code}\n```\n{rest}".encode()))[0]


def beside(comment: str, actual: Sequence[str] | str, code: str = "console.log(x);", language: str = "javascript") -> str:
    """The verdict on a comment at a line that printed something."""
    mark = "#" if language == "python" else "//"
    found = case(language, f"{code} {mark} {comment}")
    texts = [actual] if isinstance(actual, str) else actual
    ran = Result("k", "ok", printed=tuple(Printed(0, 1, text + "\n") for text in texts))
    return judge(found.claims[0], ran, found)[0] if found.claims else "unknown"


@pytest.mark.parametrize(
    ("comment", "actual"),
    [
        ("3", "3"),
        ("-> 3", "3"),
        ("=> 3", "3"),
        ("'a'", "a"),
        ('"a b"', "a b"),
        ("[1, 2]", "[ 1, 2 ]"),
        ("{a: 1, b: 'x'}", "{ a: 1, b: 'x' }"),
        ('Person {name: "A"}', "Person { name: 'A' }"),
        ("{name: 'A'}", "Person { name: 'A' }"),
        ("Set(2) {1, 2}", "Set(2) { 1, 2 }"),
        ("{1, 2}", "Set(2) { 1, 2 }"),
        ("(3) [1, 2, 3]", "[ 1, 2, 3 ]"),
        ("[1, empty, 2]", "[ 1, <1 empty item>, 2 ]"),
        ("[empty × 2]", "[ <2 empty items> ]"),
        ("1, 2", "1 2"),
        ("True", "true"),
        ("undefined;", "undefined"),
        ("Promise {<pending>}", "Promise { <pending> }"),
        ("'total: 3'", "total: 3"),
        ("3", "total: 3"),
        ("-0", "-0"),
        ("NaN", "NaN"),
        ("0 1 2", ["0", "1", "2"]),
        ("3", ["3", "3"]),
        ("Hello, Ada", "Hello, Ada"),
        ('""', ""),
        ("undefined (it is hoisted)", "undefined"),
    ],
)
def test_right(comment: str, actual: Sequence[str] | str) -> None:
    assert beside(comment, actual) == "right"


@pytest.mark.parametrize(
    ("comment", "actual"),
    [
        ("3", "4"),
        ("-> 3", "4"),
        ("[2, 4, 6]", "[ 1, 3, 5 ]"),
        ("[1, 2]", "[ 1, 2, 3 ]"),
        ("true", "false"),
        ("'a'", "b"),
        ("undefined", "3"),
        ("{a: 1}", "{ a: 2 }"),
        ("null", "undefined"),
        ("300", "3000"),
        ("0.3", "0.45"),
        ("1, 2", "1 3"),
        ("-> Hello", "Goodbye"),
        ("{ value: 1, done: false }", "{ value: 2, done: false }"),
    ],
)
def test_wrong(comment: str, actual: str) -> None:
    assert beside(comment, actual) == "wrong"


@pytest.mark.parametrize(
    ("comment", "actual", "code"),
    [
        ("the total", "4", "console.log(x);"),
        ("Hello", "Goodbye", "console.log(x);"),  # may be prose
        ("1", "start", "console.log('start');"),  # a step's number
        ("3", ["4", "5"], "console.log(x);"),  # of which time?
        ("3", [], "console.log(x);"),
        ("0.3", "0.30000000000000004", "console.log(x);"),
        ("62.83", "62.83185307179586", "console.log(x);"),
        ("1.0", "1", "console.log(x);"),
        ("1_000", "1000", "console.log(x);"),
        ("2", "[ 2, 3 ]", "console.log(x);"),
        ("[1, 2, ...]", "[ 1, 2, 3 ]", "console.log(x);"),
        ("{a: [1]}", "{ a: [Array] }", "console.log(x);"),
        ("function f() {}", "[Function: f]", "console.log(x);"),
        ("1690000000000", "1790000000000", "console.log(Date.now());"),
        ("0.5", "0.7", "console.log(Math.random());"),
        ("1234", "99", "console.log(process.pid);"),
        ("'12:30'", "12:31", "console.log(x);"),
        ("'/home/ada/x'", "/tmp/x", "console.log(x);"),
        ("'v18.1.0'", "v20.2.0", "console.log(x);"),
        ("'12 ms'", "13 ms", "console.log(x);"),
        ("-> an error", "4", "console.log(x);"),
        ("-> nothing", "4", "console.log(x);"),
        ("'TWO'", "two", "console.log(x);"),
    ],
)
def test_unknown(comment: str, actual: Sequence[str] | str, code: str) -> None:
    assert beside(comment, actual, code) == "unknown"


@pytest.mark.parametrize(
    ("comment", "actual"),
    [("{'b', 'a'}", "{'a', 'b'}"), ("{'b': 1, 'a': 2}", "{'a': 2, 'b': 1}"), ("<A object at 0x7f01>", "<A object at 0x7f02>")],
)
def test_order_and_addresses_prove_nothing(comment: str, actual: str) -> None:
    assert beside(comment, actual, "print(x)", "python") == "unknown"


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("print(a is b)", "unknown"),
        ("print('wtf!' is not b)", "unknown"),
        ("print(bool('it is'))", "wrong"),
        ("print(a is None)", "wrong"),
        ("a = [1]\nprint(a is b)", "wrong"),
    ],
)
def test_which_immutable_values_are_one_object_proves_nothing(code: str, verdict: str) -> None:
    *above, last = code.split("\n")
    made = case("python", "\n".join((*above, f"{last}  # False")))
    ran = Result("k", "ok", "True\n", (Printed(0, len(above) + 1, "True\n"),))
    assert judge(made.claims[0], ran, made)[0] == verdict


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ('"a"\n', "'a'\n", True),
        ('["a",1]\n', "['a', 1]\n", True),
        ("str\n", "<class 'str'>\n", True),
        ("(__main__.A, str)\n", "(<class '__main__.A'>, <class 'str'>)\n", True),
        ("{'b', 'a'}\n", "{'a', 'b'}\n", True),
        ("1\n", "'1'\n", False),
        ("[1, 2]\n", "[2, 1]\n", False),
        ("(1,)\n", "1\n", False),
        ("int\n", "<class 'str'>\n", False),
        ("(" * 9000, "1\n", False),
    ],
)
def test_one_value_written_in_two_ways(expected: str, got: str, same: bool) -> None:
    assert is_same_value(expected, got) is same


def test_comments_that_count_lines() -> None:
    found = case("javascript", "console.log(a); // 1\nconsole.log(b); // 3\nconsole.log(c); // 2")
    ran = result("1", "2", "3")
    assert [judge(claim, ran, found)[0] for claim in found.claims] == ["right", "unknown", "unknown"]


def test_an_error_at_the_line() -> None:
    found = case("javascript", "console.log(a); // ReferenceError: a is not defined\nconsole.log(b); // TypeError")
    assert judge(found.claims[0], result(error="ReferenceError"), found)[0] == "right"
    assert judge(found.claims[1], result(error="ReferenceError"), found)[0] == "unknown"


def test_lines_of_other_pieces_are_not_meant() -> None:
    found = case("python", "print(x)  # 3")
    ran = Result("k", "ok", printed=(Printed(0, 1, "4\n"), Printed(1, 1, "3\n")))
    assert judge(found.claims[0], ran, found, 1)[0] == "right"
    assert judge(found.claims[0], ran, found, 0)[0] == "wrong"


@pytest.mark.parametrize("verdict", ["timeout", "signal", "exited-early", "unavailable", "output-limit"])
def test_what_did_not_run_to_its_end_proves_nothing(verdict: Any) -> None:
    found = case("python", "print(x)  # 3")
    assert judge(found.claims[0], Result("k", verdict, printed=(Printed(0, 1, "4\n"),)), found) == ("unknown", "", None)


OUTPUT = "\nOutput:\n\n```\n{}\n```\n"
MARKED = "\n```text output\n{}\n```\n"


def shown(
    claimed: str, actual: str, form: str = OUTPUT, code: str = "print(x)", language: str = "python"
) -> tuple[str, str | None]:
    found = case(language, code, form.format(claimed))
    verdict, _, new = judge(found.claims[0], result(output=actual), found)
    return verdict, new


@pytest.mark.parametrize(
    ("claimed", "actual", "form"),
    [
        ("1\n2", "1\n2\n", OUTPUT),
        ("1  \n2\n", "1\n2", MARKED),
        ("a   b", "a b\n", MARKED),
        ("[1,2]", "[1, 2]\n", OUTPUT),
        ("1\n...\n9", "1\n2\n3\n9\n", OUTPUT),
        ("1  # the first\n2", "1\n2\n", OUTPUT),
        ("1 <- the first\n2", "1\n2\n", OUTPUT),
    ],
)
def test_output_right(claimed: str, actual: str, form: str) -> None:
    assert shown(claimed, actual, form) == ("right", None)


@pytest.mark.parametrize(
    ("claimed", "actual", "form", "new"),
    [("1\n2", "1\n3\n", OUTPUT, "1\n3"), ("1", "1\n2\n", MARKED, "1\n2"), ("'a'", "a\n", MARKED, "a"), ("1", "", MARKED, "")],
)
def test_output_wrong(claimed: str, actual: str, form: str, new: str) -> None:
    assert shown(claimed, actual, form) == ("wrong", new)


@pytest.mark.parametrize(
    ("claimed", "actual", "code"),
    [
        ("2", "1\n2\n3\n", "print(x)"),  # a part of it
        ("Alice\nBob", "1\n", "print(x)"),  # of something else
        ("took 3 ms", "took 4 ms\n", "print(x)"),
        ("1", "2\n", "import random\nprint(random.random())"),
        ("{2, 1}", "{1, 2}\n", "print(x)"),
    ],
)
def test_output_unknown(claimed: str, actual: str, code: str) -> None:
    assert shown(claimed, actual, OUTPUT, code) == ("unknown", None)


def test_an_output_that_cannot_stand_in_a_block_is_no_fix() -> None:
    assert shown("1", "```\n", MARKED) == ("wrong", None)
    assert shown("1", "\x1b[31m\n", MARKED) == ("wrong", None)


def test_the_fix_of_an_output_keeps_its_container() -> None:
    text = "> ```python\n> print(x)\n> ```\n>\n> ```text output\n> 1\n> ```\n"
    found = cases(parse("a.md", text.encode()))[0]
    assert judge(found.claims[0], result(output="1\n2\n"), found) == ("wrong", "1\n2", "1\n> 2")


def key(options: str, mark: str, ran: Result, code: str = "console.log(f())") -> str:
    lines = "".join(f"- {letter}: {text}\n" for letter, text in zip("ABCDEFGH", options.split(" | "), strict=False))
    found = case("javascript", code, f"\n{lines}\n#### Answer: {mark}\n")
    (claim,) = found.claims
    verdict, _ = judge_key(claim, ran, found)
    assert judge(claim, ran, found)[0] == verdict
    return verdict


@pytest.mark.parametrize(
    ("options", "mark", "ran"),
    [
        ("`1` | `2`", "A", result("1")),
        ("`Lydia` and `undefined` | `Lydia` and `3`", "A", result("Lydia", "undefined")),
        ("`0 1 2` and `3 3 3` | `3 3 3` and `0 1 2`", "B", result("3", "3", "3", "0", "1", "2")),
        ("`undefined` and `ReferenceError` | `Lydia` and `ReferenceError`", "A", result("undefined", error="ReferenceError")),
        ("`TypeError` | `1`", "A", result(error="TypeError")),
        ("`TypeError: x is not a function` | `1`", "A", result(error="TypeError")),
        ("Throws a `ReferenceError` | `1`", "A", result(error="ReferenceError")),
        ("It throws a TypeError. | It prints 1.", "A", result(error="TypeError")),
        ("`Error` | `1`", "A", result(error="TypeError")),
        ("`{1, 2}` | `[1, 2]`", "A", result("Set(2) { 1, 2 }")),
        ("`[1, empty x 2]` | `[1]`", "A", result("[ 1, <2 empty items> ]")),
        ('`Person {name: "A"}` | `{}`', "A", result("Person { name: 'A' }")),
        ("The driver pays \\$3 | The driver pays 3", "A", result("The driver pays $3")),
        ("`Promise {<pending>}` | `1`", "A", result("Promise { <pending> }")),
        ("`You are an adult.` | `Hmm`", "A", result("You are an adult")),
        ("`1` | `2`", "A", Result("k", "ok", printed=(Printed(0, 1, "1", True),))),
        ("`1` and `2` | `2`", "A", Result("k", "ok", printed=(Printed(0, 1, "1", True), Printed(0, 2, "2", True)))),
    ],
)
def test_key_right(options: str, mark: str, ran: Result) -> None:
    assert key(options, mark, ran) == "right"


@pytest.mark.parametrize(
    ("options", "mark", "ran"),
    [
        ("`1` | `2`", "A", result("2")),
        ("`Lydia` and `undefined` | `Lydia` and `3`", "A", result("Lydia", "3")),
        ("`1` | `TypeError`", "A", result(error="TypeError")),
        ("`TypeError` | `1`", "A", result("1")),
        ("`TypeError` | `1`", "A", result(error="ReferenceError")),  # an error of another type
        ("`[1, 2]` | `{1, 2}`", "A", result("Set(2) { 1, 2 }")),
        ("We have to go! | We don't have to go", "A", result("We don't have to go")),
    ],
)
def test_key_wrong(options: str, mark: str, ran: Result) -> None:
    assert key(options, mark, ran) == "wrong"


@pytest.mark.parametrize(
    ("options", "mark", "ran", "code"),
    [
        ("`1` | `3`", "A", result("2"), "f()"),  # no option fits
        ('`3` | `"3"`', "A", result("3"), "f()"),  # both do
        ('`3` | `"3"`', "B", result("3"), "f()"),
        ("`1` | `2`", "A", result("2"), "console.log(Math.random())"),
        ("`1` | `2`", "A", result("2"), "console.log(window.x)"),
        ("It depends. | `2`", "A", result("2"), "f()"),  # prose cannot be refuted
        ("`undefined` | `ReferenceError`", "A", result(error="ReferenceError"), "console.log(x)"),
        ("`OSError` | `1`", "A", result("0", error="TypeError"), "f()"),
        ("`1` | `2`", "A", Result("k", "timeout"), "f()"),
        ("`1` | `2`", "A", result(), "f()"),
    ],
)
def test_key_unknown(options: str, mark: str, ran: Result, code: str) -> None:
    if ran.failure and ran.failure.type == "ReferenceError":
        ran = ran._replace(failure=ran.failure._replace(name="name"))  # which browsers define
    assert key(options, mark, ran, code) == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TypeError", "TypeError"),
        ("Uncaught TypeError: x", "TypeError"),
        ("an error", ""),
        ("Error", "Error"),
        ("a.b.KeyError: 1", "KeyError"),
    ],
)
def test_error_types(text: str, expected: str) -> None:
    assert error_type(text) == expected


def test_tokens() -> None:
    assert tokens("[1, 'a b']") == ("[", "1", "a", "b", "]")
    assert loose("Map(1) {'a' => 1}.") == loose("{ a => 1 }")
    assert contains(("a", "b", "c"), ("b", "c")) and not contains(("a", "b", "c"), ("a", "c")) and not contains(("a",), ())
    assert rounds_to("62.83", "62.83185") and not rounds_to("62.9", "62.83185") and not rounds_to("x", "1.5")
    assert errors_in("a TypeError or some.KeyError, no error") == {"TypeError", "KeyError"}


@pytest.mark.parametrize(
    "text", ["a.b." * 5000, "A" * 20_000, "array([" * 3000, "[" * 20_000, "Error: " * 3000, "(1) " * 5000, "\n at x" * 3000]
)
def test_hostile_output_takes_bounded_time(text: str) -> None:
    found = case("javascript", "console.log(x); // [1, 2]", OUTPUT.format("1"))
    begun = process_time()
    for claim in found.claims:
        judge(claim, result(text, output=text), found)
    errors_in(text)
    error_type(text)
    assert process_time() - begun < 3
