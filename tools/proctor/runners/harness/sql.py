"""Run SQL in a database of its own, in memory: statement by statement, each answer as a table of its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from proctor.runners.harness.report import MOST_TEXT, Report, show

_MOST_ROWS = 1000
_DIALECT = re.compile(
    r'near "(?P<near>[^"]*+)": syntax error|incomplete input|unrecognized token|no such (?:function|module|collation sequence): '
    r"|unknown (?:database|table option|join type)|not authorized|syntax error|malformed JSON path|wrong number of arguments"
)
_UNDEFINED = re.compile(r"no such (?:table|view): (?:main\.)?(\S+)|Table with name (\S+) does not exist")


def run(pieces: list[str], environment: str, report: Report) -> None:
    """Run pieces on one connection. An error ends the last piece only; before it, statements that fail are left out."""
    connection = _duckdb() if environment == "duckdb" else _sqlite()
    for number, source in enumerate(pieces):
        for line, statement in statements(source):
            try:
                text = _answer(connection.execute(statement))
            except Exception as error:
                if number < len(pieces) - 1:
                    continue
                report("failure", _failure(error, statement) | {"piece": number, "line": _line(error, statement, line)})
                show(f"line {line}: {error}\n", 2)
                return
            if text:
                report("printed", number, line, line + statement.count("\n"), text[:MOST_TEXT], False)
                show(text, 1)
    report("done")


def statements(source: str) -> Iterator[tuple[int, str]]:
    """The statements of a text, each with the line on which it begins; a last one needs no semicolon."""
    begin = 0
    for end in (match.end() for match in re.finditer(r";|\Z", source)):
        text = source[begin:end]
        if end < len(source) and not sqlite3.complete_statement(text):
            continue
        code = _after_comments(text)
        if code.strip("; \t\r\n"):
            yield source.count("\n", 0, begin + len(text) - len(code)) + 1, code.strip()
        begin = end


def _after_comments(text: str) -> str:
    """Text from its first statement on."""
    match = re.match(r"(?:\s++|--[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+", text)
    return text[match.end() :] if match else text


def _sqlite() -> Any:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    forbidden = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}

    def allows(action: int, _: object, function: object, *__: object) -> int:
        loads = action == sqlite3.SQLITE_FUNCTION and function == "load_extension"
        return sqlite3.SQLITE_DENY if action in forbidden or loads else sqlite3.SQLITE_OK

    connection.set_authorizer(allows)
    return connection


def _duckdb() -> Any:
    import importlib

    duckdb = importlib.import_module("duckdb")
    return duckdb.connect(":memory:", config={"enable_external_access": False, "autoinstall_known_extensions": False, "threads": 1})


def _answer(cursor: Any) -> str:
    """Rows as text: names, then values, with bars between; empty for a statement that answers nothing."""
    if not cursor.description:
        return ""
    rows = cursor.fetchmany(_MOST_ROWS)
    lines = [[str(column[0]) for column in cursor.description], *([_value(v) for v in row] for row in rows)]
    return "".join(" | ".join(line) + "\n" for line in lines)


def _value(value: object) -> str:
    return "NULL" if value is None else str(value)


def _failure(error: Exception, statement: str) -> dict[str, Any]:
    """An error's fields: the name of a table that is missing, and whether another database may well understand the statement."""
    message = str(error)
    undefined = _UNDEFINED.search(message)
    kind = "DialectError" if _DIALECT.search(message) or type(error).__name__ == "ParserException" else type(error).__name__
    name = next((group for group in undefined.groups() if group), "") if undefined else ""
    bases = [c.__name__ for c in type(error).__mro__[1:] if issubclass(c, Exception)]
    return {"type": kind, "message": message[:MOST_TEXT], "name": name, "bases": bases}


def _line(error: Exception, statement: str, line: int) -> int:
    """The line of an error: that of the word it names, where the statement has it once, else where the statement begins."""
    match = _DIALECT.search(str(error))
    near = match["near"] if match else None
    if near and statement.count(near) == 1:
        return line + statement.count("\n", 0, statement.index(near))
    return line
