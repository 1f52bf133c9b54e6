"""What came of a case: its status, and what is to be said of it. Pure: results and verdicts in, outcomes out.

A remark is certain only where no reader would doubt it: a claim that a deterministic run refutes, a name that is a slip of one
that the block defines, code that cannot be parsed, what a directive promises and does not keep. All else is advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from proctor.model import Document, Span
from proctor.pattern import lazy
from proctor.snippets import content, deliberate, languages, plan, spot, syntax
from proctor.snippets.compare import is_same_value
from proctor.snippets.defined import defines, exercises, near
from proctor.snippets.plan import Attempt
from proctor.snippets.reasons import why_not
from proctor.snippets.steady import is_own, is_timeless, tells_identity
from proctor.snippets.values import Case, Claim, Failure, Outcome, Remark, Result

_SYNTAX = frozenset(("SyntaxError", "IndentationError", "TabError"))
# Of code that its runner alone can parse: what no variant, member or fragment of right code brings about.
_SURE = lazy(r"missing \)|await is only valid|Unterminated")
_QUOTES = frozenset("‘’“”")
_COMMENT = lazy(r"(?:#|//|/\*)[^\n]*+")
_SPACE = lazy(r"\s+")
_MEND = "mend it, or mark it with `skip`"
_NOWHERE = Span(0, 0)  # of a remark that goes to the line of a failure
_LONGEST = 200  # characters of a snippet's text in a message


class Judged(NamedTuple):
    """A claim, what the run says of it (right, wrong, unknown), and what it showed instead."""

    claim: Claim
    verdict: str
    actual: str = ""
    replacement: str | None = None  # what `claim.span` should say


class Seen(NamedTuple):
    """All that is known of a case after it ran."""

    document: Document
    attempt: Attempt
    result: Result
    judged: Sequence[Judged] = ()
    again: Result | None = None  # of a second run, where there was one
    text: str = ""  # what the document says around it, to tell a failure that is meant
    timeout: float = 5.0  # seconds of a snippet that says nothing else


def outcome(seen: Seen) -> Outcome:
    """The outcome of a case that was given to a runner."""
    found = _ended(seen)
    needs = f"needs {plan.lines(seen.attempt.found)}" if seen.attempt.found else ""
    if needs and found.status in ("ran", "verified", "inert"):
        found = found._replace(reason=needs)
    return found._replace(level=seen.result.level)


def _ended(seen: Seen) -> Outcome:
    case, result = seen.attempt.case, seen.result
    marks = case.directives
    if result.verdict == "unavailable":
        return Outcome(case, "not-runnable", why_not(case, result))
    if marks.hangs:
        if result.verdict == "timeout":
            return Outcome(case, "ran", "never ends, as it says")
        return _failed(seen, "this snippet ends, though it is marked `hangs`", "take the mark out", certain=True)
    if marks.raises:
        return _raised(seen)
    if result.verdict == "ok":
        return _finished(seen)
    if result.verdict == "fail" and any(j.verdict == "right" and j.claim.kind != "printed" for j in seen.judged):
        return _finished(seen)  # it fails as the text says
    return _broken(seen)


def _raised(seen: Seen) -> Outcome:
    """A case that says what it raises."""
    case, result, failure = seen.attempt.case, seen.result, seen.result.failure
    wanted = " or ".join(case.directives.raises)
    if result.verdict == "ok":
        return _failed(
            seen, f"this snippet raises nothing, though it is marked `raises={wanted}`", "take the mark out", certain=True
        )
    if result.verdict != "fail" or failure is None or failure.piece not in (-1, len(seen.attempt.pieces) - 1):
        return _broken(seen)
    if {failure.type, failure.type.rpartition(".")[2], *failure.bases}.isdisjoint(case.directives.raises):
        said = f"this snippet raises {_short(failure.type)}, and is marked `raises={wanted}`"
        return _failed(seen, said, "mend the code or the mark", certain=True)
    remarks = _mismatches(seen)
    return Outcome(case, "failed" if remarks else "verified", remarks=remarks)


def _finished(seen: Seen) -> Outcome:
    """A case that ran to its end, or failed just as its text says."""
    case, result = seen.attempt.case, seen.result
    if result.reason:
        return Outcome(case, "not-runnable", result.reason)  # it came to its end without a tool that it called
    remarks = _mismatches(seen)
    if any(r.rule != "nondeterministic-snippet" for r in remarks):
        return Outcome(case, "failed", "the text says something else than it does", remarks)
    if result.asserted or result.examples or any(j.verdict == "right" for j in seen.judged) or case.directives.check:
        return Outcome(case, "verified", remarks=remarks)
    if not result.output.strip() and not exercises(case.language, case.code):
        return Outcome(case, "inert", "it defines, and exercises nothing", remarks)
    return Outcome(case, "ran", remarks=remarks)


def _mismatches(seen: Seen) -> tuple[Remark, ...]:
    """Claims that the run refutes, and what differs from run to run."""
    case = seen.attempt.case
    lasting = _is_lasting(seen)
    marked = _repeats(seen) and not case.directives.volatile  # as the output: every run must show it
    wrong = [j for j in seen.judged if j.verdict == "wrong"]
    remarks = [_wrong(j, marked if j.claim.mark == "output" else lasting and j.claim.exact) for j in wrong]
    if not remarks and seen.again is not None and not _same(seen.result, seen.again) and not case.directives.volatile:
        said = "this snippet prints something else each time it runs"
        hint = "give it a seed or a fixed time, or mark what differs: `volatile=...`"
        remarks.append(Remark("nondeterministic-snippet", said, hint, spot.head(seen.document, case), certain=False))
    return tuple(remarks)


def _repeats(seen: Seen) -> bool:
    return seen.again is not None and _same(seen.result, seen.again)


def _is_lasting(seen: Seen) -> bool:
    """Whether what a run shows holds on every machine and every day, as far as anybody can tell."""
    return _repeats(seen) and all(is_timeless(piece.code) for piece in seen.attempt.pieces)


def _wrong(judged: Judged, certain: bool) -> Remark:
    claim = judged.claim
    if claim.kind == "key":
        said = f"the marked answer `{_short(claim.text)}` is not what this snippet shows: `{_short(judged.actual)}`"
        return Remark("wrong-answer-key", said, "run it and mark the right option", claim.span, certain, target=claim.text)
    said = f"this snippet prints `{_short(judged.actual)}`, the text says `{_short(claim.text)}`"
    hint = "`--fix` puts the real output in" if judged.replacement is not None else "mend the code or the text"
    return Remark("wrong-output", said, hint, claim.span, certain, judged.replacement, claim.text)


def _same(one: Result, other: Result) -> bool:
    return (one.verdict, one.output, one.printed) == (other.verdict, other.output, other.printed)


def _broken(seen: Seen) -> Outcome:
    """A case that did not come to its end."""
    case, result = seen.attempt.case, seen.result
    pieces, failure = seen.attempt.pieces, seen.result.failure
    if failure is not None and 0 <= failure.piece < len(pieces) - 1:
        other = pieces[failure.piece]
        kind = "the setup code" if other.directives.setup else "the block"
        reason = f"needs {kind} at line {other.first_line}, which fails with {_short(failure.type)}"
        return Outcome(case, "not-runnable", reason)
    reason = why_not(case, result)
    if reason:
        return Outcome(case, "not-runnable", reason)
    if failure is None or result.verdict != "fail":
        return _stopped(seen)
    if failure.type in _SYNTAX and case.language not in syntax.CHECKED and "JSON" not in failure.message:
        return _unparsed(seen, failure)
    if failure.type != "AssertionError" and _is_told(failure, case, seen.text):
        return Outcome(case, "ran", f"it fails with {_short(failure.type)}, as the text says")
    return _failing(seen, failure)


def _stopped(seen: Seen) -> Outcome:
    """Ended by itself too early, or by a limit."""
    verdict, reason = seen.result.verdict, seen.result.reason
    if verdict == "timeout":
        said = f"this snippet did not end in {_seconds(seen)} seconds"
        hint = "mark it `hangs` if it never ends on purpose, or give it `timeout=SECONDS`"
        return _failed(seen, said, hint, rule="snippet-timeout")
    if verdict == "exited-early":
        return _failed(
            seen, "this snippet ends the program before its last statement", "leave out the exit, or mark it with `skip`"
        )
    what = {"signal": "was ended by a signal", "output-limit": "prints too much", "disk-limit": "writes too much"}.get(
        verdict, "fails"
    )
    return _failed(seen, f"this snippet {what}{f': {_short(reason)}' if reason else ''}", "make it smaller, or mark it with `skip`")


def _unparsed(seen: Seen, failure: Failure) -> Outcome:
    """Code that its runner could not parse. What can be told without running it has been told."""
    case = seen.attempt.case
    other = content.other(case.language, case.code)
    if other:
        return Outcome(case, "not-runnable", f"it is written in {other}")
    if "token '<'" in failure.message and content.holds_jsx(case.code):
        return Outcome(case, "not-runnable", "it is written in jsx")
    if _is_told(failure, case, seen.text) or _is_meant(seen, failure):
        return Outcome(case, "ran", "it cannot be parsed, as the text says")
    if syntax.leaves_out(case.code):
        return Outcome(case, "not-runnable", "fragment: parts are left out")
    certain = _SURE.match(failure.message) is not None or not _QUOTES.isdisjoint(_line(case, failure.line))
    said = f"this {languages.title(case.language)} cannot be parsed: {_short(failure.message)}"
    return _at_line(
        seen, failure, Remark("snippet-syntax", said, "mend it, or mark it with `fragment` or `skip`", _NOWHERE, certain)
    )


def _failing(seen: Seen, failure: Failure) -> Outcome:
    """Code that raised what nobody announced."""
    case = seen.attempt.case
    if failure.detail:
        said = f"this session shows something else: {_short(failure.detail)}"
        certain = _is_lasting(seen) and not _may_show(case, failure)
        return _at_line(seen, failure, Remark("wrong-output", said, "mend the code or the text", _NOWHERE, certain))
    quiz = any(claim.kind == "key" for claim in case.claims)  # whose answer nobody could tell by machine
    name = plan.missing(failure)
    meant = near(name, defines(case.language, plan.plain(case))) if name else None
    said = f"this snippet fails with {_short(failure.type)}{f': {_short(failure.message)}' if failure.message else ''}"
    named = failure.type.isidentifier() and failure.type != "ExitStatus"
    hint = f"if that is meant, write above it `<!-- proctor: raises={failure.type} -->`" if named else _MEND
    hint = f"did you mean `{meant}`?" if meant else hint
    certain = case.directives.check or case.directives.run or (bool(meant) and not _is_meant(seen, failure) and not quiz)
    return _at_line(seen, failure, Remark("failing-snippet", said, hint, _NOWHERE, certain))


def _may_show(case: Case, failure: Failure) -> bool:
    """Whether a session may be right as it stands: it leaves an output out, or other programs or writers show it so."""
    expected, _, got = failure.detail.removeprefix("Expected:\n").partition("Got:\n")
    if not expected.strip() or is_own(expected) or is_own(got):
        return True
    return is_same_value(expected, got) or tells_identity(case, _line(case, failure.line))


def _at_line(seen: Seen, failure: Failure, remark: Remark) -> Outcome:
    """A case that failed at one of its lines: the remark goes there."""
    case = seen.attempt.case
    span = spot.line(seen.document, case, failure.line, failure.column)
    if failure.name and seen.document.slice(span).startswith(failure.name):
        span = Span(span.start, span.start + len(failure.name.encode()))
    return Outcome(case, "failed", _short(failure.type), (remark._replace(span=span, target=_line(case, failure.line)),))


def _failed(seen: Seen, said: str, hint: str, certain: bool = False, rule: str = "failing-snippet") -> Outcome:
    case = seen.attempt.case
    remark = Remark(rule, said, hint, spot.head(seen.document, case), certain, target=_line(case, 1))
    return Outcome(case, "failed", said.removeprefix("this snippet "), (remark,))


def _is_told(failure: Failure, case: Case, text: str) -> bool:
    """Whether the text, or a comment, names this kind of failure or its message: then it is what the snippet is to show."""
    comments = "\n".join(match[0] for match in _COMMENT.finditer(case.code))
    said = _SPACE.sub("", f"{text}\n{comments}\n{_shown(case, failure.line)}").casefold()
    kind, message = (_SPACE.sub("", each).casefold() for each in (failure.type, failure.message[:_LONGEST]))
    return (len(kind) > 4 and kind in said) or (len(message) > 11 and message in said)


def _shown(case: Case, number: int) -> str:
    """What a session shows below one of its inputs."""
    below = case.code.split("\n")[number:] if case.doctest else []
    return "\n".join(takewhile(lambda line: not line.lstrip().startswith(">>>"), below))


def _is_meant(seen: Seen, failure: Failure) -> bool:
    """Whether the text nearby says that something is wrong with the code."""
    case = seen.attempt.case
    return case.nth >= 0 and deliberate.is_told(seen.document, case.snippet, _line(case, failure.line))


def _seconds(seen: Seen) -> str:
    return f"{seen.attempt.case.directives.timeout or seen.timeout:g}"


def _line(case: Case, number: int) -> str:
    """A line of the code: what the baseline knows a failure by."""
    lines = case.code.split("\n")
    return " ".join(lines[number - 1].split()) if 1 <= number <= len(lines) else ""


def _short(text: str) -> str:
    """A snippet's text as one line of bounded length, in which nothing acts."""
    line = _SPACE.sub(" ", text[: 4 * _LONGEST]).strip()
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
