"""Python in the sandbox: what is printed by which line, how programs end, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from proctor.snippets.values import Result
from runner_tables import Table, lines, results

T = Table("python")

# name, piece -> what lines print
PRINTS = {
    T.add("one statement", 'print("a", "b",\n  3)\n'): [(0, 1, "a b 3\n")],
    T.add("a loop", "for i in range(3):\n    print(i, end=' ')\nprint()"): [(0, 2, "0 "), (0, 2, "1 "), (0, 2, "2 "), (0, 3, "\n")],
    T.add("in a function", "def f(x):\n    print(x)\n\nf(1)\nf('é')"): [(0, 2, "1\n"), (0, 2, "é\n")],
    T.add("library", "from pprint import pprint\nfor n in (40, 41):\n    pprint([n * 'x', n * 'y'])"): [
        (0, 3, f"['{40 * 'x'}',\n '{40 * 'y'}']\n"),
        (0, 3, f"['{41 * 'x'}',\n '{41 * 'y'}']\n"),
    ],
    T.add("stream", "import sys\nsys.stdout.write('a')\nsys.stdout.write('b\\n')"): [(0, 2, "a"), (0, 3, "b\n")],
    T.add("error stream", "import sys, warnings\nprint('e', file=sys.stderr)\nwarnings.warn('w')"): [(0, 2, "e\n")],
    T.add("pieces", "x = 1\nprint(x)", "print(x + 1)"): [(0, 2, "1\n"), (1, 1, "2\n")],
    T.add("thread", "import threading as t\nw = t.Thread(target=lambda: print('in', 'thread'))\nw.start()\nw.join()"): [
        (0, 2, "in thread\n")
    ],
    T.add("end of the program", "class A:\n    def __del__(self):\n        print('bye')\na = A()\nprint('hi')"): [
        (0, 5, "hi\n"),
        (0, 3, "bye\n"),
    ],
    T.add("no reference is kept", "class A:\n    def __del__(self): print('gone')\ndef f(a): print('f')\nf(A())\nprint('after')"): [
        (0, 3, "f\n"),
        (0, 2, "gone\n"),
        (0, 5, "after\n"),
    ],
    T.add("await", "import asyncio\nx = await asyncio.sleep(0, 3)\nprint(x)"): [(0, 3, "3\n")],
    T.add("looks the same", "print(print, __name__, repr(__doc__))"): [(0, 1, "<built-in function print> __main__ None\n")],
    T.add("source", "import inspect\ndef f(): return 1\nprint(inspect.getsource(f))"): [(0, 3, "def f(): return 1\n\n")],
    T.add("pickle", "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)"): [(0, 3, "A\n")],
    T.add("a fork", "import os\nif not os.fork():\n    os._exit(0)\nos.wait()\nprint('parent')"): [(0, 5, "parent\n")],
    T.add("compound line", "if True: print(1); print(2)"): [(0, 1, "1\n"), (0, 1, "2\n")],
}
VALUES = {
    T.add("values", "x = [3, 1]\nsorted(x)\nx.sort()\nx[\n  0]\nfor i in 'ab': i"): [
        (0, 2, "[1, 3]"),
        (0, 4, "1"),
        (0, 6, "'a'"),
        (0, 6, "'b'"),
    ],
    T.add("a value whose text fails", "class A:\n    def __repr__(self): raise ValueError\nA()\n1"): [(0, 4, "1")],
    T.add("a value whose text prints", "class A:\n    def __repr__(self): print('x'); return 'A'\nA()"): [(0, 3, "A")],
}
# name, piece -> type, piece, line, column, name
FAILURES = {
    T.add("undefined", "x = 1\n\né = y"): ("NameError", 0, 3, 5, "y"),
    T.add("second piece", "x = 1\nprint(x)", "x\nzz()"): ("NameError", 1, 2, 1, "zz"),
    T.add("unbound", "def f():\n    print(x)\n    x = 1\nf()"): ("UnboundLocalError", 0, 2, 11, ""),
    T.add("missing module", "\nimport nowhere.at_all"): ("ModuleNotFoundError", 0, 2, 1, "nowhere"),
    T.add("missing name of a module", "from os import nothing"): ("ImportError", 0, 1, 1, ""),
    T.add("syntax", "x = 1\nprint('a' x)"): ("SyntaxError", 0, 2, 7, ""),
    T.add("syntax at compile time", "x = 1\nreturn x"): ("SyntaxError", 0, 2, 1, ""),
    T.add("indentation", "def f():\n    a = 1\n  return a"): ("IndentationError", 0, 3, 11, ""),
    T.add("no body", "def f():\nx = 1"): ("IndentationError", 0, 2, 1, ""),
    T.add("tab", "if True:\n\tx = 1\n        y = 2"): ("TabError", 0, 3, 14, ""),
    T.add("in a library", "import json\n\njson.loads('{')"): ("JSONDecodeError", 0, 3, 1, ""),
    T.add("recursion", "def f():\n    return f()\nf()"): ("RecursionError", 0, 2, 12, ""),
    T.add("assertion", "x = 1\nassert x == 2, 'no'"): ("AssertionError", 0, 2, 8, ""),
    T.add("status", "import sys\nsys.exit(3)"): ("SystemExit", 0, 2, 1, ""),
    T.add("input", "name = input('?')"): ("EOFError", 0, 1, 8, ""),
    T.add("text of the error fails", "class E(Exception):\n    def __str__(self): raise ValueError\nraise E"): ("E", 0, 3, 1, ""),
    T.add("builtins replaced", "import builtins\nbuiltins.len = builtins.isinstance = builtins.str = None\n1 / 0"): (
        "ZeroDivisionError",
        0,
        3,
        1,
        "",
    ),
    T.add("status of the process", "import os\nos._exit(3)"): ("ExitStatus", -1, 0, 0, ""),
    T.add("carriage returns", "x = 1\r\ny = 2\r\nz"): ("NameError", 0, 3, 1, "z"),
    T.add("memory", "x = []\nwhile True:\n    x.append(bytearray(1 << 26))", timeout=10.0): ("MemoryError", 0, 3, 14, ""),
}
SESSIONS = {
    # name, session -> compared, type or "", line
    T.add("session", ">>> x = 2\n>>> x * 2\n4\n>>> print(x)\n2\n", doctest=True): (2, "", 0),
    T.add("session differs", "Text.\n\n>>> 1 + 1\n2\n>>> 1 + 2\n4\n>>> 5\n5", doctest=True): (3, "DoctestMismatch", 5),
    T.add("session expects nothing", ">>> 1\n", doctest=True): (0, "DoctestMismatch", 1),
    T.add(
        "session raises",
        ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n",
        doctest=True,
    ): (
        1,
        "",
        0,
    ),
    T.add("session raises something else", ">>> 1\n1\n>>> [][1]\nTraceback (most recent call last):\nKeyError: 1", doctest=True): (
        2,
        "DoctestMismatch",
        3,
    ),
    T.add("session fails", ">>> 1\n1\n>>> if True:\n...     nope\n", doctest=True): (1, "NameError", 4),
    T.add(
        "session directives", ">>> [1,   2]  # doctest: +NORMALIZE_WHITESPACE\n[1,\n2]\n>>> 7 # doctest: +SKIP\n", doctest=True
    ): (
        1,
        "",
        0,
    ),
    T.add("session without ellipsis", ">>> list(range(9))\n[0, ..., 8]\n", doctest=True): (1, "DoctestMismatch", 1),
    T.add("session with ellipsis", ">>> list(range(9)) # doctest: +ELLIPSIS\n[0, ..., 8]\n", doctest=True): (1, "", 0),
    T.add("code and session", "def f(x):\n    return x\n\n>>> f(3)\n3\n", doctest=True): (1, "", 0),
    T.add("piece and session", "y = 5", ">>> y\n5\n>>> z\n", doctest=True): (1, "NameError", 3),
    T.add("malformed session", ">>> 1\n1\n>>>2\n2", doctest=True): (0, "SyntaxError", 3),
}
T.add("status of a fork", "import os, sys\nif not os.fork():\n    sys.exit(3)\nprint(os.waitstatus_to_exitcode(os.wait()[1]))")
T.add("unittest", "import unittest\nclass T(unittest.TestCase):\n    def test_it(self): self.assertTrue(1)\nunittest.main()")
T.add("unittest fails", "import unittest\nclass T(unittest.TestCase):\n    def test_it(self): self.assertTrue(0)\nunittest.main()")
EARLY = (
    T.add("early exit", "import os\nos._exit(0)\nprint(1)"),
    T.add("early sys.exit", "import sys\nsys.exit(0)\nprint(1)"),
)
OK = (
    T.add("exit at the end", "def main(): return 0\nif __name__ == '__main__':\n    import sys\n    sys.exit(main())"),
    T.add("empty", ""),
    T.add("only a comment", "# nothing"),
    T.add("own hook of the prompt", "import sys\nsys.displayhook = None.__class__\n"),
)
COUNTED = T.add(
    "assertions", "assert 1", "def f(n):\n    assert n > 0\nfor n in (1, 2):\n    f(n)\nif False:\n    assert 0\nassert True"
)
BUSY = T.add("busy", "print('before', flush=True)\nwhile True: pass", timeout=1.0)
IDLE = T.add("idle", "import time\ntime.sleep(100)", timeout=1.0)
CRASH = T.add("crash", "import ctypes\n\ndef f():\n    ctypes.string_at(0)\nf()")
LOUD = T.add("loud", "while True: print('x' * 1000)", timeout=10.0)
MUCH = T.add("much in short lines", "for i in range(20000): print(i)\nassert i", timeout=10.0)


@pytest.fixture(scope="module")
def found() -> Mapping[str, Result]:
    return results(list(T.tasks.values()))


def test_what_is_not_traced_ends_alike(found: Mapping[str, Result]) -> None:
    left_out = (BUSY, IDLE, LOUD, *VALUES)  # the text of a value, which may print, is not asked for
    plain = [task._replace(traced=False) for name, task in T.tasks.items() if not task.doctest and name not in left_out]
    for result in results(plain).values():
        same = found[result.key]
        assert (result.verdict, result.reason, result.failure) == (same.verdict, same.reason, same.failure), result.key
        one, other = (re.sub(r"0x\w+|[\d.]+s", "", each.output) for each in (result, same))
        assert one == other or result.verdict == "signal", result.key
        assert not result.printed


@pytest.mark.parametrize("name", PRINTS)
def test_what_lines_print(found: Mapping[str, Result], name: str) -> None:
    result = found[name]
    assert (result.verdict, result.failure) == ("ok", None), result.output
    assert lines(result) == PRINTS[name]


@pytest.mark.parametrize("name", VALUES)
def test_what_expressions_are_worth(found: Mapping[str, Result], name: str) -> None:
    assert found[name].verdict == "ok", found[name].output
    assert lines(found[name], values=True) == VALUES[name]
    assert not lines(found[name])


@pytest.mark.parametrize("name", FAILURES)
def test_where_programs_fail(found: Mapping[str, Result], name: str) -> None:
    result = found[name]
    assert result.verdict == "fail" and result.failure is not None, result
    kind, piece, line, column, undefined = FAILURES[name]
    failure = result.failure
    assert (failure.type, failure.piece, failure.line, failure.name) == (kind, piece, line, undefined)
    assert failure.column == column or kind in (
        "TabError",
        "IndentationError",
        "RecursionError",
        "AssertionError",
    )  # these differ between versions


@pytest.mark.parametrize("name", SESSIONS)
def test_sessions(found: Mapping[str, Result], name: str) -> None:
    result, (compared, kind, line) = found[name], SESSIONS[name]
    assert result.verdict == ("fail" if kind else "ok"), result
    assert (result.examples, result.failure.type if result.failure else "", result.failure.line if result.failure else 0) == (
        compared,
        kind,
        line,
    )


@pytest.mark.parametrize("name", EARLY)
def test_a_program_that_ends_before_its_end(found: Mapping[str, Result], name: str) -> None:
    assert found[name].verdict == "exited-early"


@pytest.mark.parametrize("name", OK)
def test_a_program_that_ends_well(found: Mapping[str, Result], name: str) -> None:
    assert (found[name].verdict, found[name].failure) == ("ok", None), found[name].output


def test_assertions_of_the_last_piece_are_counted(found: Mapping[str, Result]) -> None:
    assert found[COUNTED].asserted == 3


def test_time_outs(found: Mapping[str, Result]) -> None:
    assert (found[BUSY].verdict, found[BUSY].reason, found[BUSY].output) == ("timeout", "busy", "before\n")
    assert (found[IDLE].verdict, found[IDLE].reason) == ("timeout", "idle")


def test_a_crash_has_a_line(found: Mapping[str, Result]) -> None:
    result = found[CRASH]
    assert (result.verdict, result.reason) == ("signal", "SIGSEGV")
    assert result.failure is not None and (result.failure.piece, result.failure.line) == (0, 4)


def test_output_is_bounded(found: Mapping[str, Result]) -> None:
    assert found[LOUD].verdict == "output-limit"
    assert len(found[LOUD].output) <= 1 << 20


def test_much_that_is_printed_takes_no_verdict_away(found: Mapping[str, Result]) -> None:
    assert (found[MUCH].verdict, found[MUCH].asserted) == ("ok", 1)
    assert lines(found[MUCH])[:2] == [(0, 1, "0\n"), (0, 1, "1\n")]


def test_statuses(found: Mapping[str, Result]) -> None:
    assert lines(found["status of a fork"]) == [(0, 4, "3\n")]
    assert (found["unittest"].verdict, found["unittest fails"].verdict) == ("ok", "fail")
    assert found["unittest fails"].failure is not None and found["unittest fails"].failure.message == "exit status 1"


def test_details(found: Mapping[str, Result]) -> None:
    differs = found["session differs"].failure
    assert differs is not None and differs.detail == "Expected:\n4\nGot:\n3\n"
    raised = found["in a library"].failure
    assert raised is not None and raised.bases == ("ValueError", "Exception", "BaseException")
    assert found["indentation"].failure is not None and "SyntaxError" in found["indentation"].failure.bases
    assert 'File "<snippet 1>", line 3' in found["undefined"].output and "python.py" not in found["undefined"].output
