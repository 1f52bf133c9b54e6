"""Documents -> cases: every code block with all that its document says of it, and the hidden code of comments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from proctor.model import Document, Options, Question, Snippet
from proctor.snippets import claims, directives, keys, languages, lines
from proctor.snippets.values import Case, Claim, Directives

_NONE: Options = {}
_INNER = 8  # questions within questions that are looked at


def cases(document: Document, questions: Sequence[Question] = (), settings: Options = _NONE) -> tuple[Case, ...]:
    """The cases of a document, in order. A block that shows the output of the one above is one too, marked `output`.

    `settings` are directives for all of its snippets, from the configuration.
    """
    if not document.snippets and not directives.may_speak(document):
        return ()
    said = directives.said(document)
    general = directives.of_settings(settings)[0]
    marks = {nth: _marks(snippet, said.of.get(nth, Directives()), general) for nth, snippet in enumerate(document.snippets)}
    answers = keys.keys(document)
    found = [_case(document, nth, marks, answers.get(nth), questions) for nth in range(len(document.snippets))]
    found += [_hidden(document, hidden, general, questions) for hidden in said.hidden]
    return tuple(sorted(found, key=lambda c: c.first_line))


def _marks(snippet: Snippet, said: Directives, general: Directives) -> Directives:
    """What is said of a snippet: by its path, its info string, and the comment before it."""
    return directives.merged(directives.merged(general, directives.of_info(snippet)[0]), said)


def _case(document: Document, nth: int, marks: Mapping[int, Directives], key: Claim | None, questions: Sequence[Question]) -> Case:
    snippet = document.snippets[nth]
    language = languages.canonical(snippet) if snippet.fenced else ""
    first = lines.first_line(document, snippet)
    said = claims.claims(document, nth, first, marks, key) if language in languages.RUN else ()
    own = marks[nth]
    if not own.output and claims.is_output(document, nth, marks):
        own = own._replace(output=True)
    return Case(
        path=document.path,
        nth=nth,
        language=language,
        code=snippet.code,
        first_line=first,
        snippet=snippet,
        directives=own,
        question=_question(questions, snippet.span.start),
        claims=said,
        doctest=language == "python" and languages.is_session(snippet),
        environment=_environment(snippet, said) if language == "javascript" else "",
    )


def _environment(snippet: Snippet, said: Sequence[Claim]) -> str:
    """Where JavaScript is meant to run: multiple choice asks for what a browser shows, where the code does not need node."""
    named = languages.environment(snippet)
    return named or ("script" if any(c.kind == "key" for c in said) and not languages.needs_node(snippet.code) else "")


def _hidden(document: Document, hidden: directives.Hidden, general: Directives, questions: Sequence[Question]) -> Case:
    """The case of a comment's code: in the language that it names, else in that of the snippet it stands by."""
    beside = document.snippets[hidden.beside] if 0 <= hidden.beside < len(document.snippets) else None
    language = hidden.language or (languages.canonical(beside) if beside else "")
    return Case(
        path=document.path,
        nth=-1,
        language=language,
        code=hidden.code,
        first_line=lines.line_of(document, hidden.span.start),
        snippet=Snippet(language, language, hidden.code, hidden.span, False, True),
        directives=directives.merged(general, hidden.directives),
        question=_question(questions, hidden.span.start),
    )


def _question(questions: Sequence[Question], offset: int) -> str:
    """The id of the question whose own text or region holds a byte; the innermost."""
    at = bisect_right(questions, offset, key=lambda q: q.span.start)
    near = reversed(questions[max(0, at - _INNER) : at])
    return next((q.id for q in near if offset < max(q.region.end, q.span.end)), "")
