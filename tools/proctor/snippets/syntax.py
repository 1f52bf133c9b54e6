"""What is wrong with code, told without running it: `fault(language, code, session)`.

A fault is *certain* only where its author would agree at once. What is left out on purpose, written for another language
or an older one, or pasted with its output is none, or no more than advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from proctor.pattern import lazy
from proctor.snippets.fault import Fault
from proctor.snippets.lines import split

LARGEST = 100_000  # characters; longer code is not judged
# What stands for code that is not shown: dots alone or behind a comment's mark, an ellipsis, a name in angle brackets.
_LEFT_OUT = lazy(
    r"…|^[ \t]*+(?:#|//|--|;|/\*)?+[ \t]*+\.{3,}|(?:#|//|/\*)[^\n]{0,80}?\.\.\.|[,([{] ?\.\.\.\s*+(?:[,)\]}]|$)|\.\.\.\.|\[\.\.\.\]"
    r"|<(?:your|my|some|the|insert|path|name|value)\b[^<>\n]{0,40}>|<[a-z]+(?:[ _-][a-z]+){1,5}>|^[ \t]*+\.\.\.",
    re.M | re.I,
)
_PROMPTS = lazy(r"^[ \t]*+(?:>>>|\.\.\.)", re.M)
_TEMPLATE = lazy(r"\{\{|\{%|\$\{|<%|\}\}|@[A-Za-z.]{2,40}@")


def fault(language: str, code: str, session: bool = False) -> Fault | None:
    """The first fault of code in a language of `CHECKED`; None for none, and for what is not judged.

    Raises ImportError where the package for the language is missing.
    """
    judge = _JUDGES.get(language)
    if judge is None or len(code) > LARGEST or not code.strip():
        return None
    found = judge(code, session)
    if found and found.certain and _is_left_out(language, _PROMPTS.sub("", code) if session else code, found):
        return found._replace(certain=False, hint=found.hint or "if something is left out here on purpose, say it in a comment")
    return found


def asserts(code: str) -> bool:
    """Whether Python code has asserted something when it comes to its end: an assertion stands at its top level."""
    if "assert" not in code or len(code) > LARGEST:
        return False
    from proctor.snippets import python_syntax

    return python_syntax.asserts(code)


def leaves_out(code: str) -> bool:
    """Whether code shows that parts of it are left out, or are to be filled in."""
    return _LEFT_OUT.search(code) is not None


def _is_left_out(language: str, code: str, found: Fault) -> bool:
    """Whether the fault comes of what the code leaves out: `...` is good Python where it stands for itself."""
    if language != "python":
        return "..." in code or _LEFT_OUT.search(code) is not None
    if "never closed" in found.message or "EOF" in found.message:
        return _LEFT_OUT.search(code) is not None
    near = split(code)[max(0, found.line - 2) : found.line + 1]
    return _LEFT_OUT.search("\n".join(near)) is not None


def _python(code: str, session: bool) -> Fault | None:
    from proctor.snippets import python_syntax

    return python_syntax.session(code) if session else python_syntax.fault(code)


def _data(name: str) -> Callable[[str, bool], Fault | None]:
    """The judge of a language of data."""

    def judge(code: str, _session: bool) -> Fault | None:
        from proctor.snippets import data_syntax

        found: Fault | None = getattr(data_syntax, name)(code)
        if found and found.certain and _TEMPLATE.search(code):
            return found._replace(certain=False, hint="this looks like a template")
        return found

    return judge


_JUDGES: dict[str, Callable[[str, bool], Fault | None]] = {
    "python": _python,
    "json": _data("json_"),
    "toml": _data("toml"),
    "xml": _data("xml"),
    "yaml": _data("yaml_"),
    "regex": _data("regex"),
    "diff": _data("diff"),
}
CHECKED = frozenset(_JUDGES)
