"""Whether Python code and sessions with prompts can be parsed. Needs no import: the interpreter's own parser is asked."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache

from proctor.pattern import lazy
from proctor.snippets.fault import Fault
from proctor.snippets.lines import split

_PARSE = 0x400 | 0x2000  # ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, without importing ast
_MOST_MENDED = 1  # lines with faults of their own; where there are more, it is not Python that was meant
_QUOTES = frozenset("‘’“”‚„«»")
_OLD = lazy(  # Python 2
    r"^\s*+print\s++(?![=(.,\[+\-*/%&|<>^]|(?:in|is|if|and|or|not)\b)\S|^\s*+print\s*+(?:>>|\")"
    r"|^\s*+except\s++[\w.()]++(?:,\s*+[\w.]++)?+,\s*+\w++\s*+:|^\s*+raise\s++[\w.]++\s*+,|^\s*+exec\s++[\"'\w]"
    r"|(?<![\w.])0[0-7]++(?![\w.])|\bur[\"']|\d[lL]\b|<>|`[^`\n]++`",
    re.M,
)
_MAGIC = lazy(r"^[ \t]*+(?:[%!][^\n]*+|\w[\w.]*+\?{1,2}+)$", re.M)
_PROMPTS = lazy(r"^[ \t]*+(?:In|Out)\s?\[\d*+\]:|^[ \t]*+>>>(?: |$)", re.M)
_SHOWN = lazy(
    r"\s*+(?:<(?:class|function|bound|module|generator|\w[\w.]*+ object)|Traceback \(most|\w*(?:Error|Exception): "
    r"|\[[\d.]++(?:\s++[\d.]++)++\]|\$ |#{2,}\s|[=*_-]{3,})"
)
_NEWER = lazy(r"^\s*+(?:type\s++\w|def\s++\w++\[|class\s++\w++\[|except\s++\w++,)|\b[tT][\"']|[fF][rR]?+[\"']")
_PROMPT = lazy(r"([ \t]*+)(>>>|\.\.\.)(?: (.*+)|$)")
# What goes on with a statement that began above, and how that one begins.
_CONTINUES = lazy(r"(?:\s|#[^\n]*+\n)*+(else|elif|except|finally)\b")
_OPENERS = {"else": "if 1: pass\n", "elif": "if 1: pass\n", "except": "try: pass\n", "finally": "try: pass\n"}


def fault(code: str) -> Fault | None:
    """The first fault of a block of code. A notebook's commands, and a margin that all lines share, are none."""
    error = _error(code)
    if error is None or _error(_MAGIC.sub("pass", code)) is None:
        return None
    margin, plain = _dedented(code)
    error = _error(plain) if margin else error
    return None if error is None else _judged(_located(error, code, margin), plain, error)


def session(code: str) -> Fault | None:
    """The first fault of a session with prompts; the output between the inputs is not looked at."""
    for line, inset, text in _inputs(code):
        error = _error(text + "\n")
        if error is not None and not _MAGIC.search(text) and not _shown_error(code, line, text):
            found = _located(error, text, 0)
            old = _OLD.search(text) is not None
            return found._replace(
                line=found.line + line - 1,
                column=found.column + inset,
                end=found.end + inset if found.end else 0,
                certain=not old,
                hint="this is Python 2" if old else "",
            )
    return None


def asserts(code: str) -> bool:
    """Whether an assertion stands at the top level of code."""
    return _parsed(code)[1]


def _error(code: str) -> SyntaxError | None:
    """What the parser says; None too where the code is beyond its limits."""
    return _parsed(code)[0]


@lru_cache(1 << 10)
def _parsed(code: str) -> tuple[SyntaxError | None, bool]:
    """The parser's error, and whether the code asserts something at its top level."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(code, "<snippet>", "exec", _PARSE, dont_inherit=True)
    except SyntaxError as error:
        return error.with_traceback(None), False
    except (ValueError, MemoryError, RecursionError, OverflowError):
        return None, False
    return None, any(type(each).__name__ == "Assert" for each in tree.body)


def _located(error: SyntaxError, code: str, margin: int) -> Fault:
    """Where the parser stopped, in code that has a margin of its own."""
    lines = split(code)
    line = min(max(error.lineno or 1, 1), len(lines))
    text = lines[line - 1]
    indentation = isinstance(error, IndentationError)
    column = len(text) - len(text.lstrip()) + 1 if indentation else (error.offset or 1) + margin
    last = getattr(error, "end_offset", 0) or 0
    same = not indentation and getattr(error, "end_lineno", None) == error.lineno and last > (error.offset or 1)
    end = last + margin if same else 0
    column = min(max(column, 1), max(1, len(text)))
    return Fault(line, column, end if end > column else 0, _message(error))


def _message(error: SyntaxError) -> str:
    text = (error.msg or "invalid syntax").replace("\n", " ")
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _judged(found: Fault, code: str, error: SyntaxError) -> Fault:
    """With how certain it is that the author would agree."""
    lines = split(code)
    here = lines[found.line - 1]
    sure, hint = True, ""
    if _OLD.search(here) or (_OLD.search(code) and "print" in (error.msg or "")):
        sure, hint = False, "this is Python 2"
    elif any(c in _QUOTES for c in (error.msg or "")):
        hint = "type straight quotes"
    elif _PROMPTS.search(code) or any(_SHOWN.match(line) for line in lines[max(0, found.line - 2) : found.line + 1]):
        sure, hint = False, "keep the output out of the code: put it in a block of its own"
    elif "expected an indented block" in (error.msg or ""):
        sure, hint = False, "if the body is left out on purpose, write `...`"
    elif _goes_on(code):
        sure, hint = False, "if the statement's beginning is left out on purpose, mark the block with `fragment`"
    elif sys.version_info < (3, 14) and _NEWER.search(here):
        sure, hint = False, "this may be newer Python than the one that runs proctor"
    elif not isinstance(error, IndentationError) and _faulty_lines(code, error) > _MOST_MENDED:
        sure, hint = False, "if this is no Python, name its language or `text` on the fence"
    return found._replace(certain=sure, hint=hint)


def _goes_on(code: str) -> bool:
    """Whether code is the rest of a statement, shown without its beginning: `except E:` and what stands in it."""
    match = _CONTINUES.match(code)
    return match is not None and _error(_OPENERS[match[1]] + code) is None


def _faulty_lines(code: str, error: SyntaxError | None) -> int:
    """How many lines must be blanked before the rest can be parsed; one more than are allowed where that does not help."""
    lines = split(code)
    for count in range(1, _MOST_MENDED + 1):
        at = min(max((error.lineno if error else 1) or 1, 1), len(lines)) - 1
        inset = len(lines[at]) - len(lines[at].lstrip())
        body = next((line for line in lines[at + 1 :] if line.strip()), "")
        lines[at] = lines[at][:inset] + ("if 1:" if len(body) - len(body.lstrip()) > inset else "pass")
        error = _error("\n".join(lines) + "\n")
        if error is None:
            return count
    return _MOST_MENDED + 1


def _dedented(code: str) -> tuple[int, str]:
    """How far the first line is indented, and the code without that; 0 where not all lines are."""
    lines = split(code)
    first = next(line for line in lines if line.strip())
    lead = first[: len(first) - len(first.lstrip())]
    if not lead or any(line.strip() and not line.startswith(lead) for line in lines):
        return 0, code
    return len(lead), "".join(line[len(lead) :] + "\n" for line in lines)


def _inputs(code: str) -> Iterator[tuple[int, int, str]]:
    """The inputs of a session: the line of the first prompt, the width before the code, and the code."""
    begin, inset, pieces = 0, 0, list[str]()
    for number, line in enumerate([*split(code), ""], 1):
        match = _PROMPT.match(line)
        if match and match[2] == "..." and pieces:
            pieces.append(match[3] or "")
            continue
        if pieces:
            yield begin, inset, "\n".join(pieces)
            pieces = []
        if match and match[2] == ">>>" and match[3]:
            begin, inset, pieces = number, len(match[1]) + 4, [match[3]]


def _shown_error(code: str, line: int, text: str) -> bool:
    """Whether the session itself shows the error that an input raises."""
    after = split(code)[line - 1 + len(split(text)) :][:8]
    return any("Error" in each for each in after)
