"""The first look at a case: whether it is to run at all, and what becomes of it if not."""

from __future__ import annotations

from collections.abc import Container

from proctor.model import Document
from proctor.snippets import content, deliberate, languages, lines, spot, syntax
from proctor.snippets.plan import MOST_CODE, MOST_DECLARED, Scope
from proctor.snippets.values import Case, Outcome, Remark

_NO_LANGUAGE, _TEXT, _NO_RUNNER = "no language", "text", "no runner for its language"
NO_CODE = frozenset((_NO_LANGUAGE, _TEXT, _NO_RUNNER))  # why a block is no code that anybody could run here


def is_code(case: Case) -> bool:
    """Whether a case is code that anybody here could run or parse."""
    return case.language in languages.RUN or case.language in languages.PARSED


def glance(document: Document, case: Case, scope: Scope, commands: Container[str]) -> Outcome | None:
    """The outcome of a case that no runner gets; None for one that is to run."""
    marks = case.directives
    if marks.skip is not None:
        return Outcome(case, "skipped", marks.skip)
    if not case.language:
        return Outcome(case, "not-runnable", _NO_LANGUAGE)
    if case.language in languages.OUTPUTS:
        return Outcome(case, "not-runnable", _TEXT)
    if marks.fragment:
        return Outcome(case, "not-runnable", "fragment")
    if marks.parse or (case.language in languages.PARSED and not marks.run):
        return _parsed(case)
    if case.language not in languages.RUN and case.language not in commands:
        return Outcome(case, "not-runnable", _NO_RUNNER)
    lacking = scope.unknown_needs(case)
    if lacking:
        said = f"nothing above is called `{lacking[0]}`, which this snippet is said to need"
        hint = "name a heading with code by its anchor (`#...`), or a group"
        return Outcome(case, "failed", said, (Remark("failing-snippet", said, hint, spot.head(document, case), certain=True),))
    if scope.has_too_many_before(case):
        said = f"more than {MOST_DECLARED} blocks or {MOST_CODE:,} characters of code would run before this snippet"
        hint = "split the group, or move what many blocks share into one setup block"
        return Outcome(case, "failed", said, (Remark("failing-snippet", said, hint, spot.head(document, case), certain=True),))
    return None if marks.run or marks.raises else _faulty(document, case)


def _parsed(case: Case) -> Outcome:
    """A case that is parsed only. What is wrong with it is for `snippet-syntax` to say."""
    try:
        found = syntax.fault(case.language, case.code, case.doctest)
    except ImportError as error:
        return Outcome(case, "not-runnable", f"package {error.name}")
    if found is not None and found.certain:
        return Outcome(case, "failed", found.message)
    return Outcome(case, "not-runnable", "fragment") if found is not None else Outcome(case, "parsed")


def _faulty(document: Document, case: Case) -> Outcome | None:
    """A case that cannot be parsed, or is evidently written in another language; None for one that can run."""
    other = content.other(case.language, case.code)
    if other:
        return Outcome(case, "not-runnable", f"it is written in {other}")
    found = syntax.fault(case.language, case.code, case.doctest)
    if found is None:
        return None
    code = "\n".join(lines.split(case.code)[max(0, found.line - 2) : found.line + 1])
    if case.nth >= 0 and deliberate.is_told(document, case.snippet, code):
        return Outcome(case, "not-runnable", "it cannot be parsed, as the text says")
    return Outcome(case, "failed", found.message) if found.certain else Outcome(case, "not-runnable", f"fragment: {found.message}")
