"""The answers for a whole bank, kept for a run that changes nothing: it looks at no code, and recognises no question.

What a snippet is depends on the whole bank, so the key is the content of all documents. A cache may come from elsewhere: what
it says is taken only if it has the shape of outcomes of these very documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from proctor.bank import Bank
from proctor.model import Ask, Document, Snippet, Span
from proctor.probes.snippets import environment
from proctor.probes.snippets.policy import Policy
from proctor.snippets.values import Case, Directives, Outcome, Outcomes, Remark

KIND = "snippets-bank"
_LIFETIME = 7 * 86400.0
_STATUSES = frozenset(get_args(get_type_hints(Outcome)["status"]))
_LONGEST = 2000  # characters of a text
_REMARK = (str, str, str, int, int, bool, str, str)


def key(bank: Bank, ask: Ask, settings: Policy) -> str:
    """A digest of all that outcomes depend on, but for the tools."""
    given = settings._replace(allowed=frozenset()), sorted(settings.allowed), list(ask.paths), sorted(ask.rules), ask.config
    digest = hashlib.sha256(repr(given).encode("utf-8", "surrogatepass"))
    for path, document in sorted(bank.documents.items()):
        digest.update(repr((path, len(document.source))).encode("utf-8", "surrogatepass") + document.source)
    return digest.hexdigest()


def put(ask: Ask, name: str, answers: Outcomes, settings: Policy) -> None:
    """Keep the answers."""
    tools = {o.case.language: environment.version(o.case.language, settings) for each in answers.values() for o in each if o.level}
    kept = {path: [_as_json(outcome) for outcome in each] for path, each in answers.items() if each}
    ask.cache.put(KIND, name, {"tools": tools, "answers": kept}, environment.own(), _LIFETIME)


def get(bank: Bank, ask: Ask, name: str, settings: Policy) -> dict[str, tuple[Outcome, ...]] | None:
    """The answers of an earlier run, where nothing changed since."""
    value = ask.cache.get(KIND, name, environment.own())
    if not isinstance(value, dict) or not isinstance(value.get("tools"), dict) or not isinstance(value.get("answers"), dict):
        return None
    if any(environment.version(language, settings) != kept for language, kept in value["tools"].items()):
        return None
    found: dict[str, tuple[Outcome, ...]] = dict.fromkeys(ask.paths, ())
    for path, each in value["answers"].items():
        if path not in found or path not in bank.documents or not isinstance(each, list):
            return None
        read = [_read(bank.documents[path], fields, value["tools"]) for fields in each]
        if any(outcome is None or (outcome.level and not settings.runs(outcome.level)) for outcome in read):
            return None
        found[path] = tuple(outcome for outcome in read if outcome is not None)
    return found


def _as_json(outcome: Outcome) -> list[Any]:
    case = outcome.case
    remarks = [[r.rule, r.message, r.hint, *r.span, r.certain, r.replacement, r.target] for r in outcome.remarks]
    return [case.nth, case.first_line, case.language, outcome.status, outcome.reason, outcome.level, remarks]


def _read(document: Document, fields: Any, tools: Mapping[str, Any]) -> Outcome | None:
    """An outcome of a document, if that is what a cache holds. Its case says where it is, and no more."""
    if not isinstance(fields, list) or len(fields) != 7 or not isinstance(fields[6], list):
        return None
    if [type(each) for each in fields[:6]] != [int, int, str, str, str, str] or fields[3] not in _STATUSES:
        return None
    nth, line, language, status, reason, level, _ = fields
    if not -1 <= nth < len(document.snippets) or level not in ("", "none", "L1", "L2", "L3") or (level and language not in tools):
        return None
    remarks = [_remark(each, len(document.source)) for each in fields[6]]
    if None in remarks or max(len(reason), len(language)) > _LONGEST:
        return None
    snippet = document.snippets[nth] if nth >= 0 else Snippet(language, "", "", Span(0, 0), False, True)
    case = Case(document.path, nth, language, snippet.code, line, snippet, Directives())
    return Outcome(case, status, reason, tuple(remark for remark in remarks if remark is not None), level)


def _remark(fields: Any, size: int) -> Remark | None:
    if not isinstance(fields, list) or len(fields) != len(_REMARK):
        return None
    wrong = [1 for value, kind in zip(fields[:6], _REMARK, strict=False) if type(value) is not kind]
    if wrong or not all(value is None or isinstance(value, str) for value in fields[6:]):
        return None
    rule, message, hint, start, end, certain, replacement, target = fields
    if not 0 <= start <= end <= size or not message.isprintable() or max(len(message), len(hint)) > _LONGEST:
        return None
    return Remark(rule, message, hint, Span(start, end), certain, replacement, target)
