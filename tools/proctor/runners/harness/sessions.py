"""Sessions with prompts, run as `doctest` does: each example, and its output compared with what stands below it."""

from __future__ import annotations

import ast
import builtins
import doctest
import sys
import traceback
from itertools import pairwise
from typing import Any

from proctor.runners.harness import errors
from proctor.runners.harness.journal import Journal
from proctor.runners.harness.pieces import filename
from proctor.runners.harness.report import MOST_TEXT

globals()["__builtins__"] = dict(vars(builtins))  # see runners/harness/python.py
_MOST_TOLD = 4000  # characters of what was expected, and of what came


def run(source: str, piece: int, names: dict[str, Any], journal: Journal) -> bool:
    """Whether a session went as it shows. The first example that differs is reported, or the first that raises and should not."""
    sys.displayhook = _display
    session = _Session(piece, names, journal)
    for part in _parts(source, piece):
        if isinstance(part, doctest.Example):
            session.example(part)
        else:
            exec(compile(part, filename(piece), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True), names)
    journal.end()
    journal.report("examples", session.compared)
    return not session.failed


def _parts(source: str, piece: int) -> list[doctest.Example | ast.Module]:
    """Examples, and code without prompts between them; each on its lines. Raises SyntaxError where prompts are malformed."""
    try:
        found = doctest.DocTestParser().parse(source, filename(piece))
    except ValueError as error:
        words = str(error).split()
        line = next((int(after) for word, after in pairwise(words) if word == "line" and after.isdecimal()), 1)
        raise SyntaxError(str(error).partition(": ")[0], (filename(piece), line, 1, "")) from None
    parts: list[doctest.Example | ast.Module] = []
    line = 0
    for each in found:
        if isinstance(each, doctest.Example):
            parts.append(each)
            line = each.lineno + each.source.count("\n") + each.want.count("\n")
        else:
            parts += _code(each, line, piece)
            line += each.count("\n")
    return parts


def _code(text: str, lines_before: int, piece: int) -> list[ast.Module]:
    """Text without prompts, where it is code that defines something; else it is prose, or output after an empty line."""
    if not text.strip():
        return []
    try:
        tree = ast.parse("\n" * lines_before + text, filename(piece))
    except (SyntaxError, ValueError):
        return []
    return [] if all(isinstance(each, ast.Expr) for each in tree.body) else [tree]


def _display(value: object) -> None:
    """`sys.displayhook` of a prompt, in one write."""
    if value is not None:
        vars(builtins)["_"] = value
        sys.stdout.write(f"{value!r}\n")


class _Session:
    """Examples that share names and flags."""

    def __init__(self, piece: int, names: dict[str, Any], journal: Journal) -> None:
        self.compared = 0
        self._piece, self._names, self._journal = piece, names, journal
        self._same = doctest.OutputChecker()
        self.failed = False

    def example(self, example: doctest.Example) -> None:
        """Run one, and compare."""
        flags = sum(flag for flag, wanted in example.options.items() if wanted)
        if flags & doctest.SKIP:
            return
        heard, error = self._run(example)
        self.compared += bool(example.want)
        if error is None:
            if not self._same.check_output(example.want, heard, flags):
                self._differs(example, heard)
        elif example.exc_msg is None:
            errors.show(error)
            self._fail(errors.fields(error))
        elif not self._raised(example.exc_msg, error, flags):
            self._differs(example, heard + "".join(traceback.format_exception_only(type(error), error)))

    def _run(self, example: doctest.Example) -> tuple[str, BaseException | None]:
        """What an example wrote, and raised."""
        heard: list[str] = []
        self._journal.heard = heard
        error: BaseException | None = None
        try:
            tree = ast.parse("\n" * example.lineno + example.source, filename(self._piece))
            exec(compile(ast.Interactive(tree.body), filename(self._piece), "single", 0, dont_inherit=True), self._names)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as raised:
            error = raised
        finally:
            self._journal.heard = None
        return "".join(heard), error

    def _raised(self, wanted: str, error: BaseException, flags: int) -> bool:
        """Whether an exception is the one that a traceback in the session shows."""
        shown = traceback.format_exception_only(type(error), error)[-1]
        if self._same.check_output(wanted, shown, flags):
            return True
        if not flags & doctest.IGNORE_EXCEPTION_DETAIL:
            return False
        return _kind(wanted) == _kind(shown)

    def _differs(self, example: doctest.Example, heard: str) -> None:
        detail = f"Expected:\n{example.want[:_MOST_TOLD]}Got:\n{heard[:_MOST_TOLD]}"
        message = "expected nothing" if not example.want else "the output differs"
        self._fail({"type": "DoctestMismatch", "message": message, "line": example.lineno + 1, "column": 1, "detail": detail})

    def _fail(self, failure: dict[str, Any]) -> None:
        if not self.failed:
            self.failed = True
            self._journal.report("failure", {"piece": self._piece, **failure, "message": str(failure["message"])[:MOST_TEXT]})


def _kind(message: str) -> str:
    """The name of the exception in its last line, without its module and its text."""
    return message.partition("\n")[0].partition(":")[0].strip().rpartition(".")[2]
