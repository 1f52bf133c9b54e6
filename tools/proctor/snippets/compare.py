"""Whether a claim of the text agrees with what a run showed: right, wrong or unknown.

Wrong is said only of values that are the same on every machine and every day, and that cannot be read in another way.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Literal

from proctor.pattern import lazy
from proctor.snippets import choices
from proctor.snippets.comments import is_literal
from proctor.snippets.lines import split
from proctor.snippets.steady import is_steady, tells_identity
from proctor.snippets.tokens import contains, errors_in, is_number, loose, rounds_to, tokens
from proctor.snippets.values import Case, Claim, Result
from proctor.snippets.volatile import masked

Agreement = Literal["right", "wrong", "unknown"]
Judgement = tuple[Agreement, str, str | None]
_WORDS = frozenset(("true", "false", "null", "undefined", "None", "NaN", "nan", "Infinity"))
_LONGEST = 10_000  # characters of an output that is put into a document
_REMARK = lazy(r"\s+(?:#|//|<-|←|--|—|\(|（|/\*).*\Z")  # what an author may write behind a line of output
_CLASS = lazy(r"<(?:class|type) '([\w.]++)'>")  # what notebooks show by its name
_VAGUE = lazy(
    r"(?i:error|exception|nothing|throws?|fails?|crash|prints?|logs?|any|some|random|depends|varies|etc|value|same|todo|\?\?)"
)


def is_same_value(expected: str, got: str) -> bool:
    """Whether a session's two outputs are one value that is written in two ways: in other quotes, another order, by a name."""
    one, other = (_CLASS.sub(r"\1", text.strip()[:_LONGEST]) for text in (expected, got))
    if one == other or _written(one) == _written(other):
        return True
    return _is_unordered(one, other) and sorted(tokens(one)) == sorted(tokens(other))


def _written(text: str) -> str:
    """A value as Python writes it; a text that is no value as it stands."""
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return text


def judge(claim: Claim, result: Result, case: Case, piece: int = 0) -> Judgement:
    """What a run says of a claim, what it showed, and what should stand at the claim's place, where that is certain.

    `piece` is the index of the case's code in the task that ran.
    """
    if result.verdict not in ("ok", "fail"):
        return "unknown", "", None
    if claim.kind == "key":
        return *choices.judge(claim, result, case), None
    if claim.kind == "printed":
        return *_printed(claim, result, case, piece), None
    agreement, actual = _output(claim, result, case)
    return agreement, actual, _updated(claim, actual) if agreement == "wrong" else None


def _printed(claim: Claim, result: Result, case: Case, piece: int) -> tuple[Agreement, str]:
    """A comment beside a print."""
    own = [p for p in result.printed if p.piece == piece]
    here = [p for p in own if p.line == claim.line] or [p for p in own if p.line < claim.line <= p.last]
    seen = [p.text.rstrip("\n") for p in here if not p.value] or [p.text for p in here]
    if not seen:
        failure = result.failure
        fails = failure is not None and failure.line == claim.line and failure.piece in (piece, -1)
        return ("right", failure.type) if failure and fails and failure.type in errors_in(claim.text) else ("unknown", "")
    actual = "\n".join(seen)
    if _shows(claim.text, seen):
        return "right", actual
    if len(seen) > 1 or not claim.exact or not is_steady(case, claim.text, actual) or _is_told_apart(claim, case):
        return "unknown", actual
    return ("wrong" if _differs(claim.text, actual) and not _is_order(claim, case) else "unknown"), actual


def _is_told_apart(claim: Claim, case: Case) -> bool:
    """Whether what is printed is which objects are one, where that depends on the program that runs the code."""
    return tells_identity(case, split(case.code)[claim.line - 1])


def _shows(claimed: str, seen: Sequence[str]) -> bool:
    """Whether a text is what was printed, however it is written; what a label stands before counts too."""
    for form in (tokens, loose):
        wanted, all_of_it = form(claimed), form("\n".join(seen))
        if wanted == all_of_it or (not wanted and not all_of_it):
            return True
    if len(seen) == 1 and "\n" not in seen[0]:
        whole, part = loose(seen[0]), loose(claimed)
        return 0 < len(part) < len(whole) and whole[-len(part) :] == part and whole[-len(part) - 1] == ":"
    return bool(seen) and all(loose(text) == loose(claimed) for text in seen)


def _differs(claimed: str, actual: str) -> bool:
    """Whether two texts are values of one kind that nobody would take for the same."""
    one, other = loose(claimed), loose(actual)
    if not one or not other or contains(other, one) or contains(one, other):
        return False
    if _VAGUE.search(claimed) and not is_literal(claimed):
        return False
    if len(one) == len(other) == 1:
        if is_number(one[0]) and is_number(other[0]):
            return not rounds_to(one[0], other[0]) and not _same_number(one[0], other[0])
        counts = is_number(one[0]) and not is_number(other[0]) and other[0] not in _WORDS  # a step's number, not a value
        return not counts and one[0].casefold() != other[0].casefold()
    if sorted(one) == sorted(other):
        return not _is_unordered(claimed, actual)
    return len(one) == len(other) or one[0] == other[0] or len({*one} & {*other}) * 2 >= len({*one})


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one.rstrip("n").replace("_", "")) == float(other.rstrip("n").replace("_", ""))
    except ValueError:
        return False


def _is_unordered(claimed: str, actual: str) -> bool:
    """Whether two texts with the same tokens may be sets or mappings, which have no order that lasts."""
    return "{" in claimed or "{" in actual or "set" in actual


def _is_order(claim: Claim, case: Case) -> bool:
    """Whether the comments of a block only count its lines: 1, 2, 3 in the order in which they run."""
    texts = [c.text.strip() for c in case.claims if c.kind == "printed"]
    return len(texts) > 1 and claim.text.strip().isdecimal() and sorted(texts) == sorted(str(n + 1) for n in range(len(texts)))


def _output(claim: Claim, result: Result, case: Case) -> tuple[Agreement, str]:
    """A block of output below the snippet. What is marked as output must agree; a text's word for it may mean a part."""
    actual, claimed = _trimmed(result.output), _trimmed(claim.text)
    if actual == claimed or _matches(claimed, actual, case.directives.volatile) or _is_annotated(split(claimed), split(actual)):
        return "right", actual
    if result.verdict == "fail":
        told = result.failure is not None and result.failure.type in errors_in(claim.text)
        return ("right" if told else "unknown"), actual
    if claim.mark:
        alike = [line.split() for line in split(claimed)] == [line.split() for line in split(actual)]
        return ("right" if alike else "wrong"), actual  # whoever marks it can mark what differs too: `volatile=`
    one, other = tokens(claimed), tokens(actual)
    if one == other:
        return "right", actual
    alike = len(split(claimed)) == len(split(actual)) or len({*one} & {*other}) * 2 > len({*one})
    if not claim.exact or not alike or contains(other, one) or not is_steady(case, claim.text, actual) or case.language == "sql":
        return "unknown", actual
    return ("unknown" if sorted(one) == sorted(other) else "wrong"), actual


def _updated(claim: Claim, actual: str) -> str | None:
    """The text that makes a block of output right; None where it could not stand in a block."""
    lines = actual.split("\n")
    shown = all(line.replace("\t", "").isprintable() for line in lines)
    fenced = any(line.lstrip(" >").startswith(("```", "~~~")) for line in lines)
    return claim.joint.join(lines) if shown and not fenced and len(actual) <= _LONGEST else None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in split(text)).strip("\n")


def _is_annotated(claimed: Sequence[str], actual: Sequence[str]) -> bool:
    """Whether every claimed line is the printed one, or goes on with a remark behind it."""
    pairs = zip(claimed, actual, strict=False)
    return len(claimed) == len(actual) and all(a == c or (c.startswith(a) and _REMARK.match(c, len(a))) for c, a in pairs)


def _matches(claimed: str, actual: str, volatile: Sequence[str]) -> bool:
    """Whether two outputs are the same but for lines of dots, and for what is marked as differing from run to run."""
    one, other = (split(masked(text, volatile)) for text in (claimed, actual))
    if "..." in one:
        return _fits(one, other)
    return bool(volatile) and one == other


def _fits(pattern: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether lines fit a pattern in which a line `...` stands for any number of them; each part at its first place."""
    parts: list[list[str]] = [[]]
    for line in pattern:
        parts[-1].append(line) if line.strip() != "..." else parts.append([])
    at = 0
    for nth, part in enumerate(parts):
        last = nth == len(parts) - 1
        places = [len(lines) - len(part)] if last else [0] if not nth else range(at, len(lines) - len(part) + 1)
        found = next((n for n in places if n >= at and list(lines[n : n + len(part)]) == part), None)
        if found is None:
            return False
        at = found + len(part)
    return True
