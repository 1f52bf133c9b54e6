"""Shell, SQL, compiled languages and configured commands in the sandbox."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

import pytest

from proctor.runners.harness.sql import statements
from proctor.runners.languages.shared import imports
from proctor.runners.languages.tools import find, folders
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Result, Task
from runner_tables import Table, lines, results

B, S = Table("bash"), Table("sql")
C = Table("")

# name -> verdict, output, type, piece, line, name
SHELL = {
    B.add("last command decides", "echo a\nfalse\necho b"): ("ok", "a\nb\n", "", -1, 0, ""),
    B.add("last command fails", "echo a\n\nfalse\n# end\n"): ("fail", "a\n", "ExitStatus", 0, 3, ""),
    B.add("ends with a status", "echo a\nif true; then\n  exit 3\nfi\necho b"): ("fail", "a\n", "ExitStatus", 0, 3, ""),
    B.add("ends early", "echo a\nif true; then\n  exit 0\nfi\necho b"): ("exited-early", "a\n", "", -1, 0, ""),
    B.add("replaced", "echo a\nexec true\necho b"): ("exited-early", "a\n", "", -1, 0, ""),
    B.add("ends at its end", "echo a\nexit 0\n"): ("ok", "a\n", "", -1, 0, ""),
    B.add("strict", "set -euo pipefail\nf() {\n  false\n}\nf\necho b"): ("fail", "", "ExitStatus", 0, 5, ""),
    B.add("own trap", "trap 'echo bye' EXIT\necho a"): ("ok", "a\nbye\n", "", -1, 0, ""),
    B.add("not found", "echo a", "echo b\nfrobnicate --now"): (
        "fail", "a\nb\nsnippet.sh: line 3: frobnicate: command not found\n", "CommandNotFound", 1, 2, "frobnicate",
    ),
    B.add("syntax", "echo a", "for i in 1 2; do\n  echo $i\nfi\n"): ("fail", None, "SyntaxError", 1, 3, ""),
    B.add("open quote", "echo 'a\necho b"): ("fail", None, "SyntaxError", 0, 1, ""),
    B.add("open block", "if true; then\n  echo a\n"): ("fail", None, "SyntaxError", 0, 2, ""),
    B.add("session", "$ echo a \\\n> b\na b\n$ printf 'c\\n'\nc"): ("ok", "a b\nc\n", "", -1, 0, ""),
    B.add("pieces", "x=1", "echo $((x + 1))"): ("ok", "2\n", "", -1, 0, ""),
    B.add("backslash at the end", "echo a \\"): ("ok", "a\n", "", -1, 0, ""),
    B.add("here document", "cat <<END\n$((1 + 1))\nEND"): ("ok", "2\n", "", -1, 0, ""),
    B.add("arrays and functions", "a=(1 2 3)\nf() { local n=$1; echo \"${a[$n]}\"; }\nf 1\necho $0 $#"): (
        "ok", "2\nsnippet.sh 0\n", "", -1, 0, "",
    ),
    B.add("input", "read -r x || echo none"): ("ok", "none\n", "", -1, 0, ""),
    B.add("in the background", "sleep 100 &\necho a"): ("ok", "a\n", "", -1, 0, ""),
}  # fmt: skip
# name -> verdict, type, piece, line, name, what statements print
SQL = {
    S.add("rows", "CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'x;y'), (2, NULL);\n\n-- all\nSELECT *\n  FROM t;"): (
        "ok", "", -1, 0, "", [(0, 4, "a | b\n1 | x;y\n2 | NULL\n")],
    ),
    S.add("state of pieces", "CREATE TABLE t (a);\nINSERT INTO t VALUES (1);", "SELECT a FROM t"): (
        "ok", "", -1, 0, "", [(1, 1, "a\n1\n")],
    ),
    S.add("no table", "SELECT 1 AS one;\nSELECT *\nFROM people;"): (
        "fail", "OperationalError", 0, 2, "people", [(0, 1, "one\n1\n")],
    ),
    S.add("another dialect", "SELECT 1;\n\nSELECT TOP\n 10 * FROM t;"): ("fail", "DialectError", 0, 4, "", [(0, 1, "1\n1\n")]),
    S.add("another program's command", "SHOW TABLES;"): ("fail", "DialectError", 0, 1, "", []),
    S.add("another database's function", "SELECT DATE_FORMAT(1, 2);"): ("fail", "DialectError", 0, 1, "", []),
    S.add("constraint", "CREATE TABLE t (a UNIQUE);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);"): (
        "fail", "IntegrityError", 0, 3, "", [],
    ),
    S.add("other files", "ATTACH 'x.db' AS x;"): ("fail", "DialectError", 0, 1, "", []),
    S.add("mistakes of earlier pieces", "SHOW TABLES; CREATE TABLE t (a);", "SELECT count(*) AS n FROM t;"): (
        "ok", "", -1, 0, "", [(1, 1, "n\n0\n")],
    ),
    S.add("trigger", "CREATE TABLE t (a); CREATE TRIGGER x AFTER INSERT ON t BEGIN\n  SELECT 1; SELECT 2;\nEND;\nSELECT 3;"): (
        "ok", "", -1, 0, "", [(0, 4, "3\n3\n")],
    ),
}  # fmt: skip
ENDLESS = S.add("endless", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;", timeout=1.0)

HELLO = {
    "c": '#include <stdio.h>\nint main(void) {\n  puts("hi");\n}\n',
    "c++": "#include <iostream>\nint main() {\n  std::cout << std::string(\"hi\") << '\\n';\n}\n",
    "rust": 'fn main() {\n    println!("{}", "hi");\n}\n',
    "go": 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hi")\n}\n',
    "java": 'public class Main {\n  public static void main(String[] args) {\n    System.out.println("hi");\n  }\n}\n',
}
FRAGMENTS = {"c": "int x = 1;", "c++": "class A {};", "rust": "struct A;", "go": "func f() {}", "java": "int x = 1;"}
PROGRAMS = {"c": "gcc", "c++": "g++", "rust": "rustc", "go": "go", "java": "java"}
for language, code in HELLO.items():
    C.add(f"{language} runs", code, language=language, timeout=10.0)
    C.add(f"{language} is no program", FRAGMENTS[language], language=language)
# name -> language, type, line, name
BROKEN = {
    C.add("c does not compile", 'int main(void) {\n  puts("hi")\n}', language="c"): ("c", "SyntaxError", 2, ""),
    C.add("c lacks a header", "#include <nowhere.h>\nint main(void) {}", language="c"): (
        "c", "ModuleNotFoundError", 1, "nowhere.h",
    ),
    C.add("c ends badly", "int main(void) {\n  return 3;\n}", language="c"): ("c", "ExitStatus", 0, ""),
    C.add("c++ does not compile", "int main() {\n  nope();\n}", language="c++"): ("c++", "SyntaxError", 2, ""),
    C.add("rust does not compile", "fn main() {\n    let x: i32 = \"a\";\n}", language="rust"): ("rust", "SyntaxError", 2, ""),
    C.add("rust lacks a crate", "use nowhere::A;\nfn main() {}", language="rust"): ("rust", "ModuleNotFoundError", 1, "nowhere"),
    C.add("rust panics", "fn main() {\n    let v: Vec<i32> = vec![];\n    v[0];\n}", language="rust"): ("rust", "panic", 3, ""),
    C.add("java does not compile", "class A {\n  public static void main(String[] a) {\n    int x = 1\n  }\n}", language="java"): (
        "java", "SyntaxError", 3, "",
    ),
    C.add("java throws", 'class A {\n  public static void main(String[] a) {\n    throw new Error();\n  }\n}', language="java"): (
        "java", "Error", 3, "",
    ),
}  # fmt: skip
CRASH = C.add("c crashes", "int main(void) {\n  volatile int *p = 0;\n  return *p;\n}", language="c")
LATE = C.add("c never ends", "int main(void) {\n  for (;;);\n}", language="c", timeout=1.0)
WAITS = C.add("c waits", "#include <unistd.h>\nint main(void) {\n  sleep(100);\n}", language="c", timeout=1.0)
C.add("configured", "print(6 * 7)\n", language="my-language")
C.add("configured and missing", "x", language="nowhere")
C.add("unknown", "x", language="klingon")
COMMANDS = {"my-language": (os.path.realpath(sys.executable), "-I", "{file}"), "nowhere": ("no-such-program-anywhere", "{file}")}


@pytest.fixture(scope="module")
def found() -> Mapping[str, Result]:
    tasks = [task for table in (B, S, C) for task in table.tasks.values()]
    return results(tasks, RunSettings(workers=2, commands=COMMANDS))


def place(result: Result) -> tuple[str, int, int, str]:
    """Type, piece, line and name of a failure."""
    failure = result.failure
    return (failure.type, failure.piece, failure.line, failure.name) if failure else ("", -1, 0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash on PATH")
@pytest.mark.parametrize("name", SHELL)
def test_shell(found: Mapping[str, Result], name: str) -> None:
    verdict, output, *where = SHELL[name]
    result = found[name]
    assert (result.verdict, *place(result)) == (verdict, *where), result
    assert output is None or result.output == output


@pytest.mark.parametrize("name", SQL)
def test_sql(found: Mapping[str, Result], name: str) -> None:
    verdict, *where, printed = SQL[name]
    result = found[name]
    assert (result.verdict, *place(result), lines(result)) == (verdict, *where, printed), result


def test_endless_sql(found: Mapping[str, Result]) -> None:
    assert (found[ENDLESS].verdict, found[ENDLESS].reason) == ("timeout", "busy")


def test_statements_of_sql() -> None:
    text = "-- a; b\nSELECT ';' ; /* c;\n */ SELECT 2;;\n\n SELECT\n3"
    assert list(statements(text)) == [(2, "SELECT ';' ;"), (3, "SELECT 2;"), (5, "SELECT\n3")]


@pytest.mark.parametrize("language", HELLO)
def test_whole_programs(found: Mapping[str, Result], language: str) -> None:
    result = found[f"{language} runs"]
    if not shutil.which(PROGRAMS[language]):
        assert result.verdict == "unavailable" and PROGRAMS[language] in result.reason
        pytest.skip(f"no {PROGRAMS[language]} on PATH")
    assert (result.verdict, result.output) == ("ok", "hi\n"), result
    fragment = found[f"{language} is no program"]
    assert (fragment.verdict, fragment.reason) == ("unavailable", "fragment")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_programs(found: Mapping[str, Result], name: str) -> None:
    language, kind, line, missing = BROKEN[name]
    if not shutil.which(PROGRAMS[language]):
        pytest.skip(f"no {PROGRAMS[language]} on PATH")
    assert found[name].verdict == "fail", found[name]
    assert place(found[name]) == (kind, 0 if line else -1, line, missing)


@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc on PATH")
def test_a_crash(found: Mapping[str, Result]) -> None:
    assert (found[CRASH].verdict, found[CRASH].reason) == ("signal", "SIGSEGV")


@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc on PATH")
def test_the_time_to_compile_is_not_the_program_s(found: Mapping[str, Result]) -> None:
    assert (found[LATE].verdict, found[LATE].reason) == ("timeout", "busy")
    assert (found[WAITS].verdict, found[WAITS].reason) == ("timeout", "idle")
    assert max(found[LATE].seconds, found[WAITS].seconds) < 10


def test_configured_commands(found: Mapping[str, Result]) -> None:
    assert (found["configured"].verdict, found["configured"].output) == ("ok", "42\n")
    assert (found["configured and missing"].verdict, found["unknown"].verdict) == ("unavailable", "unavailable")
    assert "no-such-program-anywhere" in found["configured and missing"].reason and "klingon" in found["unknown"].reason


def test_modules_that_programs_share() -> None:
    codes = [
        "import json, nowhere, os.path\nfrom email.mime import text",
        "import json",
        "from . import x",
        "import (",
        "import antigravity",
    ]
    tasks = [Task(str(n), "python", (code,)) for n, code in enumerate(codes)]
    assert imports(tasks) == ("json", "email.mime")
    assert imports([Task("a", "javascript", ("import json",))]) == ()


def test_tools_are_found_by_absolute_folders_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/bin")
    assert find("sh", ".") == ""
    assert folders("/usr/bin/env") == ()
