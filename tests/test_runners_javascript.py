"""JavaScript in the sandbox: what is printed by which line, in which environment, and how programs end."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest

from proctor.snippets.values import Result
from runner_tables import Table, lines, results

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="no Node.js on PATH")

T = Table("javascript")

# name, piece -> what lines print
PRINTS = {
    T.add("statements", "console.log('a', { b: 1 }, [1, 2]);\nconsole.error('é');\n"): [
        (0, 1, "a { b: 1 } [ 1, 2 ]\n"),
        (0, 2, "é\n"),
    ],
    T.add("a loop", "for (let i = 0; i < 3; i++) {\n  console.log(i);\n}"): [(0, 2, "0\n"), (0, 2, "1\n"), (0, 2, "2\n")],
    T.add("over lines", "const f = (x) => {\n  console\n    .log(x);\n};\nf(1);\n[2].forEach(f);"): [(0, 3, "1\n"), (0, 3, "2\n")],
    T.add("later", "setTimeout(() => console.log('t'));\nPromise.resolve().then(() =>\n  console.log('p'));\nconsole.log('s');"): [
        (0, 4, "s\n"),
        (0, 3, "p\n"),
        (0, 1, "t\n"),
    ],
    T.add("stream", "process.stdout.write('x');\nprocess.stdout.write('y\\n');"): [(0, 1, "x"), (0, 2, "y\n")],
    T.add("other methods", "console.table([[1]]);\nconsole.dir({ a: 1 });\nconsole.group('g');\nconsole.log('h');"): [
        (0, 1, "┌─────────┬───┐\n│ (index) │ 0 │\n├─────────┼───┤\n│ 0       │ 1 │\n└─────────┴───┘\n"),
        (0, 2, "{ a: 1 }\n"),
        (0, 3, "g\n"),
        (0, 4, "  h\n"),
    ],
    T.add("commonjs", "const path = require('path');\nconsole.log(path.sep, this === module.exports, require.main === module);"): [
        (0, 2, "/ true true\n")
    ],
    T.add("sloppy", "function f() { return this === globalThis; }\nx = 1;\nconsole.log(f(), delete globalThis.x, 010);"): [
        (0, 3, "true true 8\n")
    ],
    T.add("strict", "'use strict';\nconsole.log((function () { return this; })());"): [(0, 2, "undefined\n")],
    T.add("module", "import { sep } from 'path';\nexport const x = 1;\nconsole.log(sep, this);"): [(0, 3, "/ undefined\n")],
    T.add("await", "const x = await Promise.resolve(3);\nconsole.log(x);"): [(0, 2, "3\n")],
    T.add("await and require", "const fs = require('fs');\nconst x = await fs.promises.readdir('.');\nconsole.log(x);"): [
        (0, 3, "[ 'snippet.js' ]\n")
    ],
    T.add("forced module", "console.log(this);", environment="esm"): [(0, 1, "undefined\n")],
    T.add(
        "script", "var a = 1;\nconsole.log(this.a, this === globalThis, typeof process, typeof require);", environment="script"
    ): [(0, 2, "1 true undefined undefined\n")],
    T.add("scripts", "let a = 1;", "var b = a + 1;\nconsole.log(a, this.b);", environment="browser"): [(1, 2, "1 2\n")],
    T.add("pieces", "const a = 1;\nfunction f() {\n  console.log('f');\n}\n", "const a = 2;\nf();\nconsole.log(a);"): [
        (0, 3, "f\n"),
        (1, 3, "2\n"),
    ],
    T.add("pieces of a module", "import { sep } from 'path';\nconst a = 1;", "console.log(a, sep);\nexport {};"): [(1, 1, "1 /\n")],
    T.add(
        "own methods of arrays",
        "Array.prototype.map = Array.prototype.slice = String.prototype.slice = function () {\n"
        "  console.log('mine');\n};\n[1].map();",
    ): [(0, 2, "mine\n")],
    T.add(
        "handled", "process.on('uncaughtException', (e) => console.log(e.message));\nsetTimeout(() => {\n  throw Error('x');\n});"
    ): [(0, 1, "x\n")],
    T.add(
        "reports its own",
        "Error.prepareStackTrace = () => 'own';\nconsole.log(Error('x').stack);\nconsole.log(Error.stackTraceLimit);",
    ): [
        (0, 2, "own\n"),
        (0, 3, "10\n"),
    ],
}
# name, piece -> type, piece, line, column, name
FAILURES = {
    T.add("undefined", "const a = 1;\n\n  b();"): ("ReferenceError", 0, 3, 3, "b"),
    T.add("second piece", "const a = 1;\nconsole.log(a);", "a;\nzz();"): ("ReferenceError", 1, 2, 1, "zz"),
    T.add("browser name", "var a;\nwindow.a = 1;", environment="browser"): ("ReferenceError", 0, 2, 1, "window"),
    T.add("alert", "alert(1)", environment="script"): ("ReferenceError", 0, 1, 1, "alert"),
    T.add("too early", "{\n  x;\n  let x = 1;\n}"): ("ReferenceError", 0, 2, 3, ""),
    T.add("syntax", "let a = 1;\n\tlet b = = 2;"): ("SyntaxError", 0, 2, 10, ""),
    T.add("end of input", "function f() {\n  g(\n"): ("SyntaxError", 0, 2, 1, ""),
    T.add("curly quotes", "let a;\nlet b = “x”;"): ("SyntaxError", 0, 2, 9, ""),
    T.add("missing file of a module", "let a;\nimport x from './other.js';"): ("Error", 0, 2, 0, "./other.js"),
    T.add("missing file", "require('./other');"): ("Error", 0, 1, 1, "./other"),
    T.add("declared twice", "let a = 1;\nlet a = 2;"): ("SyntaxError", 0, 2, 5, ""),
    T.add("syntax of a module", "import fs from 'fs';\nlet é = 1, b = = 2;"): ("SyntaxError", 0, 2, 16, ""),
    T.add("await in a plain function", "function f() {\n  await g();\n}"): ("SyntaxError", 0, 2, 3, ""),
    T.add("syntax of a script", "var a;\nvar else;", environment="script"): ("SyntaxError", 0, 2, 5, ""),
    T.add("declared by another script", "let a;", "let b;\nlet a;", environment="script"): (
        "SyntaxError",
        1,
        1,
        1,
        "",
    ),  # node knows no line of this one
    T.add("missing package", "const a = 1;\nconst x = require('nowhere');"): ("Error", 0, 2, 11, "nowhere"),
    T.add("missing package of a module", "const a = 1;\nimport x from 'nowhere';"): ("Error", 0, 2, 0, "nowhere"),
    T.add("thrown text", "const a = 1;\n  throw 'x';"): ("string", 0, 2, 3, ""),
    T.add("thrown null", "throw null;"): ("object", 0, 1, 1, ""),
    T.add("own error", "class E extends Error {}\nthrow new E('x');"): ("E", 0, 2, 7, ""),
    T.add(
        "own name",
        "class E extends Error { constructor(m) { super(m); this.name = 'Mine'; } }\nfunction f() {\n  throw new E();\n}\nf();",
    ): (
        "Mine",
        0,
        3,
        9,
        "",
    ),
    T.add("fails later", "setTimeout(() => {\n  nope;\n});"): ("ReferenceError", 0, 2, 3, "nope"),
    T.add("rejected", "async function f() {\n  throw new TypeError('x');\n}\nf();"): ("TypeError", 0, 2, 9, ""),
    T.add("parsed text", "const a = 1;\nJSON.parse('{');"): ("SyntaxError", 0, 2, 6, ""),
    T.add("await and require fails", "const fs = require('fs');\nawait 1;\nnope();"): ("ReferenceError", 0, 3, 1, "nope"),
    T.add("recursion", "const f = () => f();\nf();"): ("RangeError", 0, 1, 17, ""),
    T.add("status", "process.exit(3);"): ("ExitStatus", -1, 0, 0, ""),
    T.add("status at the end", "process.exitCode = 4;"): ("ExitStatus", -1, 0, 0, ""),
    T.add(
        "an error whose text fails",
        "const e = new Error('x');\nObject.defineProperty(e, 'message', { get() { throw 1; } });\nthrow e;",
    ): ("object", -1, 0, 0, ""),
}
EARLY = T.add("early exit", "console.log(1);\nprocess.exit(0);\nconsole.log(2);")
NEVER = T.add("never settles", "await new Promise(() => {});")
IDLE = T.add("idle", "setInterval(() => {}, 20);\nconsole.log('on');", timeout=1.5)
BUSY = T.add("busy", "console.log('on');\nfor (;;);", timeout=1.5)
MEMORY = T.add("memory", "const a = [];\nfor (;;) a.push(new Array(1e6).fill(1));", timeout=20.0)
FORGED = T.add("forged end", "const fs = require('fs');\nfs.writeSync(3, '[\"done\"]\\n' + '0'.repeat(40));\nprocess.exit(0);")
TYPED = T.add("typescript", "const a: number = 1;\nconsole.log(a);", language="typescript")


@pytest.fixture(scope="module")
def found() -> Mapping[str, Result]:
    return results(list(T.tasks.values()))


@pytest.mark.parametrize("name", PRINTS)
def test_what_lines_print(found: Mapping[str, Result], name: str) -> None:
    result = found[name]
    assert (result.verdict, result.failure) == ("ok", None), result.output
    assert lines(result) == PRINTS[name]
    if name != "reports its own":
        assert sorted(result.output.splitlines()) == sorted("".join(text for _, _, text in lines(result)).splitlines())


@pytest.mark.parametrize("name", FAILURES)
def test_where_programs_fail(found: Mapping[str, Result], name: str) -> None:
    result = found[name]
    assert result.verdict == "fail" and result.failure is not None, result
    failure = result.failure
    assert (failure.type, failure.piece, failure.line, failure.column, failure.name) == FAILURES[name], result.output


def test_a_program_that_ends_before_its_end(found: Mapping[str, Result]) -> None:
    assert found[EARLY].verdict == "exited-early"
    assert found[FORGED].verdict == "exited-early"
    assert found[NEVER].verdict == "exited-early"


def test_time_outs(found: Mapping[str, Result]) -> None:
    assert (found[IDLE].verdict, found[IDLE].reason, lines(found[IDLE])) == ("timeout", "idle", [(0, 2, "on\n")])
    assert (found[BUSY].verdict, found[BUSY].reason, lines(found[BUSY])) == ("timeout", "busy", [(0, 1, "on\n")])


def test_memory_is_bounded(found: Mapping[str, Result]) -> None:
    assert (found[MEMORY].verdict, found[MEMORY].reason) == ("signal", "memory"), found[MEMORY]


def test_typescript(found: Mapping[str, Result]) -> None:
    result = found[TYPED]
    if result.verdict == "unavailable":
        assert "22.6" in result.reason
    else:
        assert lines(result) == [(0, 2, "1\n")]
