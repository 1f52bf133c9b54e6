"""Code blocks that cannot be parsed, as problems."""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Document, Problem, Snippet
from proctor.snippets import content, deliberate, directives, languages, lines, syntax
from proctor.snippets.fault import Fault
from proctor.snippets.values import Directives

_ERRORS = frozenset(("SyntaxError", "IndentationError", "TabError", "Exception"))


def problems(document: Document) -> Iterator[Problem]:
    """What is wrong with the code blocks that can be parsed, without running anything."""
    said: directives.Said | None = None
    for nth, snippet in enumerate(document.snippets):
        language = languages.canonical(snippet) if snippet.info else ""
        if language in syntax.CHECKED:
            said = said or directives.said(document)
            fault = _fault(language, snippet, directives.merged(directives.of_info(snippet)[0], said.of.get(nth, Directives())))
            if fault:
                yield _problem(document, language, snippet, fault)


def _fault(language: str, snippet: Snippet, marks: Directives) -> Fault | None:
    """The fault of a block that its bank wants to be parsed."""
    if marks.skip is not None or marks.fragment or marks.output or marks.hangs or _ERRORS.intersection(marks.raises):
        return None
    try:
        found = syntax.fault(language, snippet.code, language == "python" and languages.is_session(snippet))
    except ImportError:
        return None  # the package for this language is not installed
    return None if found and content.other(language, snippet.code) else found


def _problem(document: Document, language: str, snippet: Snippet, fault: Fault) -> Problem:
    span = lines.span(document, snippet.code, lines.first_line(document, snippet), fault.line, (fault.column, fault.end))
    code = lines.split(snippet.code)[max(0, fault.line - 2) : fault.line + 1]
    certain, hint = fault.certain, fault.hint
    if certain and deliberate.is_told(document, snippet, "\n".join(code)):
        certain, hint = False, "if that is meant, write above it `<!-- proctor: raises=SyntaxError -->`"
    said = f"this {languages.title(language)} cannot be parsed: {fault.message}"
    return Problem(span, said, hint, severity=None if certain else "note")
