"""What the snippet checks pass to one another. All values are immutable; lines of code are 1-based within their piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from proctor.model import Snippet, Span

Verdict = Literal["ok", "fail", "exited-early", "timeout", "signal", "output-limit", "disk-limit", "unavailable"]


class Directives(NamedTuple):
    """What a bank says of a snippet: by a comment before the fence, by the info string, or by path in the configuration."""

    skip: str | None = None  # the reason
    run: bool = False  # even where it looks like a fragment
    parse: bool = False  # syntax only
    fragment: bool = False  # neither run nor parsed on its own
    raises: tuple[str, ...] = ()  # types, one of which it must raise
    hangs: bool = False  # it never ends, on purpose
    output: bool = False  # this very block is the output of the snippet above
    group: str = ""  # snippets of one group of a document run together, in order
    needs: tuple[str, ...] = ()  # anchors of headings, or names of groups, whose snippets run before
    setup: bool = False  # hidden code that runs before every later snippet of its question
    check: bool = False  # hidden code that runs after the snippet above
    packages: tuple[str, ...] = ()
    env: str = ""  # node, esm, browser, script
    timeout: float = 0.0  # seconds; 0 for the default
    volatile: tuple[str, ...] = ()  # expressions of output that differs from run to run


class Option(NamedTuple):
    """One of the answers that a multiple-choice question offers."""

    mark: str  # its letter or number
    text: str  # as a reader sees it
    pieces: tuple[str, ...]  # the values that it names, one after another; empty where it is prose
    quoted: bool = False  # nothing but values in code, and words that join them


class Claim(NamedTuple):
    """What the text says that a snippet does."""

    kind: Literal["printed", "output", "key"]  # a comment beside a print; the block below; a multiple-choice answer
    line: int  # in the snippet's code, of a comment; else 0
    text: str  # as claimed, without marks
    span: Span  # in the document
    exact: bool = True  # else something may stand beside the value (prose, a rendering of browsers)
    mark: str = ""  # of a key: the letter that is marked, whose place is `span`; `output` of a block that a directive marks so
    options: tuple[Option, ...] = ()  # of a key: all of them, the marked one too
    joint: str = "\n"  # of an output: what ends a line of it in the document, and what its container puts before the next


class Case(NamedTuple):
    """A snippet with all that its document says of it."""

    path: str
    nth: int  # index into Document.snippets, -1 for hidden code of a comment
    language: str  # canonical: python javascript typescript bash sql c c++ go rust java json yaml ...; empty for unknown
    code: str
    first_line: int  # of the code in the document, 1-based
    snippet: Snippet
    directives: Directives
    question: str = ""  # id of the question whose region holds it
    claims: tuple[Claim, ...] = ()
    doctest: bool = False  # a session with prompts
    environment: str = ""  # of JavaScript: empty for what the code itself needs, else node, esm, browser, script


class Task(NamedTuple):
    """A program for a runner: pieces of one language that run one after another in one namespace; the last is judged."""

    key: str
    language: str
    pieces: tuple[str, ...]
    environment: str = ""
    timeout: float = 5.0  # seconds of wall time
    doctest: bool = False  # the last piece is a session with prompts
    packages: tuple[str, ...] = ()
    traced: bool = True  # wanted: what each statement prints, each bare expression's value, and how many assertions were reached


class Printed(NamedTuple):
    """What one statement of a piece printed, or the value of one expression that stands alone."""

    piece: int
    line: int
    text: str
    value: bool = False  # of an expression: printed by nobody
    last: int = 0  # line of the statement's last line, where that is known; else that of the first


class Failure(NamedTuple):
    """How a program ended before its end."""

    type: str  # of the exception; of a compiler: SyntaxError
    message: str
    piece: int = -1  # -1 where it is not known
    line: int = 0
    column: int = 0
    name: str = ""  # the undefined name, or the missing module
    detail: str = ""  # of a doctest: expected and got
    bases: tuple[str, ...] = ()  # of the type: names of the classes that it derives from


class Result(NamedTuple):
    """What running a task showed."""

    key: str
    verdict: Verdict
    output: str = ""  # standard output and error as printed, bounded
    printed: tuple[Printed, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0
    reason: str = ""  # why it is unavailable; which limit; idle or busy at the time-out; which signal
    examples: int = 0  # of a doctest: how many outputs were compared
    level: str = ""  # of the sandbox
    asserted: int = 0  # assertions of the last piece that were reached; not counted where it was not traced


class Outcome(NamedTuple):
    """A case's status and what is to be said of it; what rules look up in `Facts.answers["run"]`, by path."""

    case: Case
    status: Literal["verified", "ran", "inert", "parsed", "not-runnable", "skipped", "failed"]
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    level: str = ""  # of the sandbox that it ran in


class Remark(NamedTuple):
    """Something wrong with a case, in the words of the rule that reports it."""

    rule: str
    message: str
    hint: str
    span: Span
    certain: bool  # else advice, which becomes an error on lines that a change touches
    replacement: str | None = None  # the right text of `span`, where a fix is known
    target: str | None = None


Levels = Literal["none", "L1", "L2", "L3"]
Outcomes = Mapping[str, tuple[Outcome, ...]]
