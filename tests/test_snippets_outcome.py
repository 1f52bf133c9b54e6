"""What a result means: statuses, and which remarks are certain. Hand-made results, nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from proctor.model import Span
from proctor.parse import parse
from proctor.snippets.lines import first_line
from proctor.snippets.outcome import Judged, Seen, outcome
from proctor.snippets.plan import Attempt
from proctor.snippets.reasons import why_not
from proctor.snippets.steady import is_steady, is_timeless
from proctor.snippets.values import Case, Claim, Directives, Failure, Outcome, Printed, Remark, Result


def case(code: str, language: str = "python", before: str = "", claims: Sequence[Claim] = (), **marks: Any) -> tuple[Case, Any]:
    document = parse("a.md", f"{before}```{language}\n{code}\n```\n".encode())
    snippet = document.snippets[0]
    made = Case(
        "a.md", 0, language, snippet.code, first_line(document, snippet), snippet, Directives(**marks), claims=tuple(claims)
    )
    return made, document


def seen(
    code: str, result: Result, *, language: str = "python", text: str = "", judged: Sequence[Judged] = (),
    again: Result | None = None, found: Sequence[str] = (), before: str = "", **marks: Any,
) -> Outcome:  # fmt: skip
    made, document = case(code, language, before, [j.claim for j in judged], **marks)
    others = tuple(made._replace(code=other, first_line=n - 100, directives=Directives()) for n, other in enumerate(found))
    return outcome(Seen(document, Attempt(made, (), others), result, judged, again, text))


def ok(output: str = "", **more: Any) -> Result:
    return Result("k", "ok", output, (Printed(0, 1, output),) if output else (), level="L3", **more)


def fail(kind: str, message: str = "", name: str = "", line: int = 1, piece: int = 0, **more: Any) -> Result:
    return Result("k", "fail", failure=Failure(kind, message, piece, line, name=name, **more), level="L3")


def only(found: Outcome) -> Remark:
    assert len(found.remarks) == 1 and "\n" not in found.remarks[0].message
    return found.remarks[0]


@pytest.mark.parametrize(
    ("code", "result", "status"),
    [
        ("print(1)", ok("1\n"), "ran"),
        ("def f():\n    pass", ok(), "inert"),
        ("f()", ok(), "ran"),
        ("assert f()", ok(asserted=1), "verified"),
        ("assert f()", ok(asserted=0), "ran"),
        (">>> 1\n1", ok(examples=1), "verified"),
    ],
)
def test_what_ran_to_its_end(code: str, result: Result, status: str) -> None:
    found = seen(code, result)
    assert (found.status, found.remarks, found.level) == (status, (), "L3")


def test_needing_another_block_is_told() -> None:
    assert seen("f()", ok(), found=["def f(): pass"]).reason == "needs the block at line -100"


NO_CONSOLE = 'Cannot invoke "java.io.Console.readLine()" because the return value of "java.lang.System.console()" is null'


@pytest.mark.parametrize(
    ("code", "language", "result", "why"),
    [
        ("import numpy.linalg", "python", fail("ModuleNotFoundError", "No module named 'numpy'", "numpy.linalg"), "package numpy"),
        ("np.zeros(3)", "python", fail("NameError", "name 'np' is not defined", "np"), "package numpy"),
        ("document.body", "javascript", fail("ReferenceError", "document is not defined", "document"), "browser (document)"),
        ("require('x')", "javascript", fail("Error", "Cannot find module 'express'\nRequire stack:"), "package express"),
        ("require('./x')", "javascript", fail("Error", "Cannot find module './x'"), "file ./x"),
        ("import socket", "python", fail("PermissionError", "[Errno 13] Permission denied"), "network"),
        ("urllib.request.urlopen(u)", "python", fail("URLError", "<urlopen error>"), "network"),
        ("fetch(u)", "javascript", fail("TypeError", "fetch failed"), "network"),
        ("http.createServer().listen(1)", "javascript", fail("Error", "listen EACCES: permission denied 0.0.0.0:1"), "a server"),
        ("input()", "python", fail("EOFError", "EOF when reading a line"), "input from the keyboard"),
        ("Console c = System.console();", "java", fail("NullPointerException", NO_CONSOLE), "input from the keyboard"),
        ("new Scanner(System.in)", "java", fail("NoSuchElementException", "No line found"), "input from the keyboard"),
        (
            'System.loadLibrary("Main");',
            "java",
            fail("UnsatisfiedLinkError", "no Main in java.library.path: /usr"),
            "native library Main",
        ),
        ("kubectl get pods", "bash", fail("CommandNotFound", "kubectl: command not found", "kubectl"), "command kubectl"),
        ("x", "rust", Result("k", "unavailable", reason="no tool chain: rustc"), "no tool chain: rustc"),
        ("app.listen(3000)", "javascript", Result("k", "timeout", reason="idle"), "a server, which never ends"),
        ("setInterval(f, 9)", "javascript", Result("k", "timeout", reason="idle"), "never ends: it waits"),
    ],
)
def test_what_cannot_run_here_is_no_fault(code: str, language: str, result: Result, why: str) -> None:
    found = seen(code, result, language=language)
    assert (found.status, found.reason, found.remarks) == ("not-runnable", why, ())


@pytest.mark.parametrize(
    ("code", "language", "result"),
    [
        ("open('x')", "python", fail("PermissionError", "[Errno 13] Permission denied: 'x'")),
        ("a.b.bind()", "javascript", fail("TypeError", "Cannot read properties of undefined (reading 'bind')")),
        ("document = 1", "python", fail("NameError", "name 'documents' is not defined", "documents")),
        ("1 / 0", "python", fail("ZeroDivisionError", "division by zero")),
    ],
)
def test_a_fault_is_a_fault(code: str, language: str, result: Result) -> None:
    found = seen(code, result, language=language)
    assert found.status == "failed" and only(found).rule == "failing-snippet"


def test_an_error_of_the_code_is_advice_at_its_line() -> None:
    found = seen("a = 1\n  \nb = a / 0", fail("ZeroDivisionError", "division by zero", line=3))
    remark = only(found)
    assert not remark.certain and "ZeroDivisionError: division by zero" in remark.message
    assert remark.target == "b = a / 0"
    assert "raises=ZeroDivisionError" in remark.hint


def test_a_slip_of_a_name_is_certain() -> None:
    remark = only(seen("total = 1\nprint(totl)", fail("NameError", "name 'totl' is not defined", "totl", line=2)))
    assert remark.certain and remark.hint == "did you mean `total`?"


def test_another_undefined_name_is_advice() -> None:
    assert not only(seen("use(thing)", fail("NameError", "name 'thing' is not defined", "thing"))).certain


@pytest.mark.parametrize("text", ["This raises a ZeroDivisionError.", "**ZeroDivisionError**"])
def test_a_failure_that_the_text_names_is_meant(text: str) -> None:
    found = seen("1 / 0", fail("ZeroDivisionError", "division by zero"), text=text)
    assert (found.status, found.remarks) == ("ran", ())


def test_a_message_that_the_text_shows_is_meant() -> None:
    result = fail("ReferenceError", "functionOne is not defined", "functionOne")
    for text in ("1: functionOne is not defined", "a Reference Error"):
        assert seen("var funktionOne; functionOne()", result, language="javascript", text=text).status == "ran"


def test_a_slip_in_a_quiz_may_be_its_point() -> None:
    result = fail("NameError", "name 'totl' is not defined", "totl", line=2)
    assert not only(seen("total = 1\nprint(totl)", result, judged=[Judged(claim("key"), "unknown")])).certain


def test_a_text_cannot_excuse_a_failing_assertion() -> None:
    assert seen("assert 0", fail("AssertionError"), text="AssertionError").status == "failed"


class TestSessions:
    """What a session shows below its prompts, and what came."""

    @pytest.mark.parametrize(
        ("code", "expected", "got", "certain"),
        [
            (">>> 1 + 1\n3", "3\n", "2\n", True),
            (">>> f()\n'1'", "'1'\n", "1\n", True),
            (">>> f()", "", "1\n", False),  # the output is left out
            ('>>> f()\n"a"', '"a"\n', "'a'\n", False),
            (">>> f\n<function f>", "<function f>\n", "<function f at 0x7f01>\n", False),
            (">>> a is b\nFalse", "False\n", "True\n", False),
            (">>> [1] is a\nTrue", "True\n", "False\n", True),
        ],
    )
    def test_a_mismatch_is_certain_where_no_other_program_shows_it(self, code: str, expected: str, got: str, certain: bool) -> None:
        result = fail("DoctestMismatch", detail=f"Expected:\n{expected}Got:\n{got}")
        remark = only(seen(code, result, again=result))
        assert (remark.rule, remark.certain) == ("wrong-output", certain)

    @pytest.mark.parametrize(
        ("code", "status"),
        [
            (">>> x[0] = 1\nTypeError: no item assignment\n>>> 1\n1", "ran"),
            ('>>> x == not y\n  File "<input>", line 1\nTypeError: invalid', "ran"),
            (">>> x[0] = 1\n>>> y\nTypeError: of another input", "failed"),
        ],
    )
    def test_an_error_that_the_session_shows_is_meant(self, code: str, status: str) -> None:
        made, document = case(code)
        attempt = Attempt(made._replace(doctest=True))
        assert outcome(Seen(document, attempt, fail("TypeError", "what came"))).status == status


class TestMarks:
    def test_raises_as_it_says(self) -> None:
        assert seen("1 / 0", fail("ZeroDivisionError"), raises=("ZeroDivisionError", "X")).status == "verified"

    def test_raises_by_the_last_part_of_a_name(self) -> None:
        assert seen("f()", fail("numpy.linalg.LinAlgError"), raises=("LinAlgError",)).status == "verified"

    def test_raises_by_a_base(self) -> None:
        assert seen("f()", fail("KeyError", bases=("LookupError", "Exception")), raises=("LookupError",)).status == "verified"

    @pytest.mark.parametrize("result", [ok(), fail("ValueError")])
    def test_what_does_not_raise_as_it_says_is_certain(self, result: Result) -> None:
        found = seen("f()", result, raises=("TypeError",))
        assert found.status == "failed" and only(found).certain

    def test_what_earlier_code_raises_does_not_count(self) -> None:
        found = seen("1 / 0", fail("TypeError", piece=0), raises=("TypeError",), found=["other()"])
        assert (found.status, found.reason) == ("not-runnable", "needs the block at line -100, which fails with TypeError")

    @pytest.mark.parametrize("verdict", ["exited-early", "signal", "timeout", "output-limit"])
    def test_leaving_is_not_raising(self, verdict: Any) -> None:
        assert seen("f()", Result("k", verdict), raises=("TypeError",)).status == "failed"

    def test_hangs(self) -> None:
        assert seen("while 1: pass", Result("k", "timeout", reason="busy"), hangs=True).status == "ran"
        found = seen("f()", ok(), hangs=True)
        assert found.status == "failed" and only(found).certain

    def test_hidden_checks_are_certain(self) -> None:
        assert seen("assert f()", ok(), check=True).status == "verified"
        assert only(seen("assert f()", fail("AssertionError"), check=True)).certain

    def test_run_promises_that_it_runs(self) -> None:
        assert only(seen("f(g)", fail("NameError", "name 'g' is not defined", "g"), run=True)).certain


@pytest.mark.parametrize(
    ("verdict", "reason", "rule"),
    [
        ("timeout", "busy", "snippet-timeout"),
        ("exited-early", "", "failing-snippet"),
        ("signal", "SIGSEGV", "failing-snippet"),
        ("output-limit", "1 MiB", "failing-snippet"),
        ("disk-limit", "", "failing-snippet"),
    ],
)
def test_what_is_stopped_or_stops_early_failed(verdict: Any, reason: str, rule: str) -> None:
    found = seen("f()", Result("k", verdict, reason=reason))
    remark = only(found)
    assert (found.status, remark.rule, remark.certain) == ("failed", rule, False)


def claim(kind: Any = "printed", exact: bool = True) -> Claim:
    return Claim(kind, 1, "7", Span(20, 21), exact)


class TestClaims:
    def test_right(self) -> None:
        assert seen("print(6)  # 7", ok("6\n"), judged=[Judged(claim(), "right", "6")]).status == "verified"

    def test_wrong_and_the_same_twice_is_certain(self) -> None:
        found = seen("print(6)  # 7", ok("6\n"), judged=[Judged(claim(), "wrong", "6", "6")], again=ok("6\n"))
        remark = only(found)
        assert (found.status, remark.rule, remark.certain, remark.replacement) == ("failed", "wrong-output", True, "6")

    @pytest.mark.parametrize("again", [None, ok("5\n"), fail("ValueError")])
    def test_wrong_and_not_the_same_twice_is_advice(self, again: Result | None) -> None:
        assert not only(seen("print(6)", ok("6\n"), judged=[Judged(claim(), "wrong", "6")], again=again)).certain

    @pytest.mark.parametrize(
        "code", ["print(random())", "print(time.time())", "console.log(new Date())", "print(id(x))", "process.pid"]
    )
    def test_what_depends_on_the_machine_is_advice(self, code: str) -> None:
        assert not only(seen(code, ok("6\n"), judged=[Judged(claim(), "wrong", "6")], again=ok("6\n"))).certain

    def test_prose_beside_a_value_is_advice(self) -> None:
        found = seen("print(6)", ok("6\n"), judged=[Judged(claim(exact=False), "wrong", "6")], again=ok("6\n"))
        assert not only(found).certain

    def test_a_key_has_its_own_rule(self) -> None:
        found = seen("print(6)", ok("6\n"), judged=[Judged(claim("key"), "wrong", "6")], again=ok("6\n"))
        assert only(found).rule == "wrong-answer-key"

    def test_a_key_may_be_a_failure(self) -> None:
        found = seen("f(x)", fail("ReferenceError", "x is not defined", "x"), judged=[Judged(claim("key"), "right")])
        assert found.status == "verified"

    def test_a_printed_value_does_not_excuse_what_comes_after_it(self) -> None:
        found = seen("print(7)  # 7\n1 / 0", fail("ZeroDivisionError", line=2), judged=[Judged(claim(), "right")])
        assert found.status == "failed"

    def test_a_snippet_that_leaves_early_is_not_excused_by_its_claims(self) -> None:
        found = seen(
            "print(7)", Result("k", "exited-early", "7\n"), judged=[Judged(claim(), "right"), Judged(claim("key"), "right")]
        )
        assert found.status == "failed"

    def test_what_nobody_can_tell_is_no_claim(self) -> None:
        assert seen("print(6)", ok("6\n"), judged=[Judged(claim(), "unknown")]).status == "ran"


@pytest.mark.parametrize(
    ("code", "language", "used", "named"),
    [
        ("print(1 + 1)", "python", False, False),
        ("print(random.random())", "python", True, True),
        ("d = new Date();", "javascript", True, True),
        ("type = Date", "javascript", False, True),
        ("start = time.time()", "python", True, True),
        ("time = 3", "python", False, True),
        ("total = sum(times)", "python", False, False),
        ("print(id(x))", "python", True, True),
        ("user = {'id': 3}", "python", False, True),
        ("console.log(process.pid)", "javascript", True, True),
        ("def process(x): return x", "python", False, True),
        ("print(np.__version__, x.version)", "python", True, True),
        ("version = 3", "python", False, True),
        ("let now = 3", "javascript", False, True),
        ("shuffle(cards)", "python", True, False),
        ("print(hash('a'))", "python", True, False),
        ("new Random().nextInt()", "java", True, False),
        ("threading.Lock()", "python", True, True),
        ("price.toLocaleString()", "javascript", True, True),
        ("echo $HOME", "bash", True, False),
        ("echo thread", "bash", False, False),
    ],
)
def test_what_differs_between_machines_is_used_or_only_named(code: str, language: str, used: bool, named: bool) -> None:
    """What uses it is not compared with the text; what only names it is, and is no more than advice."""
    assert (not is_steady(case(code, language)[0]), not is_timeless(code)) == (used, named)


class TestSyntax:
    @pytest.mark.parametrize(
        ("code", "message", "certain"),
        [
            ("f(1", "missing ) after argument list", True),
            ("x = “a”", "Invalid or unexpected token", True),
            ("let a\nlet a", "Identifier 'a' has already been declared", False),
            ("a: 1, b: 2", "Unexpected token ':'", False),
            ("for (;;)", "Unexpected end of input", False),
            ("/pattern/modifiers;", "Invalid regular expression flags", False),
        ],
    )
    def test_of_javascript_is_certain_where_no_fragment_has_it(self, code: str, message: str, certain: bool) -> None:
        found = seen(code, fail("SyntaxError", message), language="javascript")
        assert found.status == "failed" and only(found).certain is certain
        assert only(found).rule == "snippet-syntax"

    @pytest.mark.parametrize(
        ("code", "status"),
        [
            ("class A {\n  render() {\n    return (\n      <div>\n        <b/>\n      </div>\n    )\n  }\n}", "not-runnable"),
            ("const a = ok && <Button />;", "not-runnable"),
            ("if (a < b) {}\nx = < 3 />", "failed"),
            ("Promise<string> f() {}", "failed"),
        ],
    )
    def test_markup_in_a_program_is_another_language(self, code: str, status: str) -> None:
        assert seen(code, fail("SyntaxError", "Unexpected token '<'"), language="javascript").status == status

    def test_what_is_left_out_is_a_fragment(self) -> None:
        found = seen("f(1\n  ...\n", fail("SyntaxError", "missing ) after argument list"), language="javascript")
        assert (found.status, found.remarks) == ("not-runnable", ())

    def test_what_the_text_calls_invalid_is_meant(self) -> None:
        found = seen(
            "f(1", fail("SyntaxError", "missing ) after argument list"), language="javascript", before="This is invalid:\n\n"
        )
        assert (found.status, found.remarks) == ("ran", ())


def test_a_failure_in_setup_code_is_not_the_blocks() -> None:
    found = seen("f()", fail("ValueError", piece=0), found=["g()"])
    assert (found.status, found.remarks) == ("not-runnable", ())


def test_a_crash_is_none_of_the_errors_that_a_text_may_name() -> None:
    found = seen("f()", Result("k", "signal", failure=Failure("Signal", "SIGSEGV", 0, 1)), text="Signal")
    assert found.status == "failed"


def test_a_tool_that_was_not_there_is_told() -> None:
    found = seen("kubectl get pods\ntrue", ok(reason="command kubectl not found"), language="bash")
    assert (found.status, found.reason) == ("not-runnable", "command kubectl not found")


def test_hostile_messages_are_short_and_one_line() -> None:
    found = seen("f()", fail("E\n\x1b[31m" + "x" * 10**6, "::error::\n" * 10**5))
    assert len(only(found).message) < 1000 and "\n" not in only(found).hint


def test_hostile_messages_are_looked_at_quickly() -> None:
    made, _ = case("x", "bash")
    for text in ("a" * 10**6, "command not found " * 10**5, "Cannot find module '" * 10**5, "listen E" * 10**5, "x: " * 10**5):
        assert isinstance(why_not(made, fail("Error", text)), str)
