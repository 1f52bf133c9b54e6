"""Whether the marked answer of a multiple-choice question is what its snippet shows: right, wrong or unknown.

A key is wrong only where what came is another option to the letter, or an error of another type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from proctor.snippets.steady import is_steady
from proctor.snippets.tokens import Tokens, error_type, errors_in, loose, tokens
from proctor.snippets.values import Case, Claim, Option, Result

Agreement = Literal["right", "wrong", "unknown"]
_JOINERS = frozenset("and then y e et und en i и і ta та ve dan và si și dhe och og と 그리고 และ و".split())
_ANY = ("Error", "Exception")  # what an option may call any error
# Names that browsers define, and other programs do not.
_OF_BROWSERS = frozenset(
    "name status event length top parent self origin closed history location window document frames screen alert prompt confirm"
    " open close stop find print focus blur scroll external opener navigator localStorage sessionStorage Image".split()
)
_BUILT_IN = frozenset(
    "TypeError ReferenceError RangeError NameError ValueError KeyError IndexError AttributeError ZeroDivisionError".split()
)


def judge(claim: Claim, result: Result, case: Case) -> tuple[Agreement, str]:
    """What a run says of a marked option, and what it showed: the option must fit, and no other one as well."""
    candidates = list(_candidates(result))
    actual = candidates[0][0] if candidates else ""
    for shown, texts, failure in candidates:
        for form in _FORMS:
            wanted = form(texts, failure)
            fits = [o for o in claim.options if wanted and wanted in _readings(o, form)]
            if fits:
                marks = [o.mark for o in fits]
                if marks == [claim.mark] or (not claim.mark and fits[0].text == claim.text and len(fits) == 1):
                    return "right", shown
                certain = form is not _vague and claim.mark not in marks and shown == actual and len(fits) == 1
                return ("wrong" if certain and _may_refute(claim, case, result, fits) else "unknown"), shown
    return _other_error(claim, result, case), actual


def _candidates(result: Result) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """What may be meant by the output: what was printed; without prints, the values of expressions, or the last one."""
    failure = result.failure.type.rpartition(".")[2] if result.failure else ""
    prints = tuple(p.text.rstrip("\n") for p in result.printed if not p.value)
    values = tuple(p.text for p in result.printed if p.value)
    if prints or failure:
        yield "\n".join((*prints, *([failure] if failure else []))), prints, failure
    if not prints and values:
        yield "\n".join(values), values, failure
        yield values[-1], values[-1:], failure
    if prints and failure:
        yield failure, (), failure


def _exact(texts: Sequence[str], failure: str) -> Tokens:
    return tuple(t for text in texts for t in tokens(text)) + ((f"!{failure}",) if failure else ())


def _loose(texts: Sequence[str], failure: str) -> Tokens:
    return tuple(t for text in texts for t in _or_error(text)) + ((f"!{failure}",) if failure else ())


def _vague(texts: Sequence[str], failure: str) -> Tokens:
    return tuple(t for text in texts for t in _or_error(text)) + (("!Error",) if failure else ())


def _or_error(text: str) -> Tokens:
    """The tokens of a text; of an error that was caught and printed, its type."""
    kind = error_type(text)
    return (f"!{kind}",) if kind and len(text) > len(kind) else loose(text)


_FORMS: tuple[Callable[[Sequence[str], str], Tokens], ...] = (_exact, _loose, _vague)


def _readings(option: Option, form: Callable[[Sequence[str], str], Tokens]) -> Iterator[Tokens]:
    """The ways to read an option: its values in order, where the last may be an error; or an error that a sentence names."""
    pieces = option.pieces
    if pieces:
        yield form(pieces, "")
        kind = error_type(pieces[-1])
        if kind and (form is not _vague or kind in _ANY):
            yield form(pieces[:-1], kind)
    if form is _exact:
        return
    named = errors_in(option.text)
    if len(named) == 1 and not option.quoted:
        yield (f"!{next(iter(named))}",)
    if len(pieces) == 1:
        yield tuple(t for t in form(pieces, "") if t not in _JOINERS)


def _may_refute(claim: Claim, case: Case, result: Result, fits: Sequence[Option]) -> bool:
    """Whether a run may prove a key wrong: the marked option is a value too, and nothing depends on where it runs."""
    marked = [o for o in claim.options if o.mark == claim.mark and o.text == claim.text]
    if not marked or not marked[0].pieces or (result.failure is not None and result.failure.name in _OF_BROWSERS):
        return False
    if any(o.quoted != marked[0].quoted for o in fits):
        return False  # a sentence beside values
    return is_steady(case, *(piece for o in (*marked, *fits) for piece in o.pieces))


def _other_error(claim: Claim, result: Result, case: Case) -> Agreement:
    """A key that names an error alone, where the code does nothing but raise another one."""
    kind, failure = error_type(claim.text), result.failure
    if not kind or failure is None or result.verdict != "fail" or any(not p.value for p in result.printed):
        return "unknown"
    raised = failure.type.rpartition(".")[2]
    other = raised in _BUILT_IN and kind not in (raised, *_ANY, *failure.bases)
    return "wrong" if other and _may_refute(claim, case, result, ()) else "unknown"
