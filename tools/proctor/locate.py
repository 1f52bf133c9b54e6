"""Problems -> findings: where, how grave, in which question, and by what other programs know them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, cast
from zlib import crc32

from proctor import config as configuration
from proctor.bank import Bank
from proctor.baseline import normalised
from proctor.config import Config
from proctor.gather import Gather, alone
from proctor.model import Finding, Problem, Question, Rule, Severity, Span
from proctor.place import place


class Found(NamedTuple):
    """A problem on its way to becoming a finding."""

    rule: Rule
    path: str
    problem: Problem


class Questions(Mapping[str, Sequence[Question]]):
    """The questions of a bank by path, recognised when somebody first asks: many runs never do."""

    def __init__(self, bank: Bank, config: Config, gather: Gather = alone) -> None:
        self._bank, self._config, self._gather = bank, config, gather

    @cached_property
    def _all(self) -> Mapping[str, Sequence[Question]]:
        from proctor.questions import recognise

        return recognise(self._bank, self._config.questions, self._config.overrides, self._gather)

    def __getitem__(self, path: str) -> Sequence[Question]:
        return self._all[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def at(self, path: str, offset: int) -> Question | None:
        """The question whose own text or region holds a byte; the innermost."""
        each = self.get(path, ())
        first = bisect_right(each, offset, key=lambda q: q.span.start)
        return next((q for q in reversed(each[max(0, first - 8) : first]) if offset < max(q.region.end, q.span.end)), None)


def locate(
    bank: Bank, config: Config, found: Sequence[Found], questions: Questions, others: Mapping[str, bytes] | None = None
) -> list[tuple[Finding, Span]]:
    """Problems with their place, severity and question. `others` are the files besides documents that they may name."""
    located = []
    for rule, path, problem in found:
        document = bank.documents.get(path)
        source = document.source if document else (others or {}).get(path, b"")
        start, end = place(source, problem.span.start), place(source, max(problem.span))
        question = questions.at(path, problem.span.start)
        text = problem.target
        if text is None:
            own = question is not None and rule.group == "questions" and question.span.start == problem.span.start
            text = question.text if question and own else source[slice(*problem.span)].decode("utf-8", "replace")
        name = question.id if question else None
        severity = _severity(rule, path, config, problem.severity)
        mark = _mark(text, len(problem.keys))
        located.append((Finding(path, start, end, rule.name, rule.group, severity, problem, name, text, mark), problem.span))
    return located


def _mark(text: str, count: int) -> str:
    """What tells findings apart by their texts; `count` of them are summed up in one. `hashlib` takes 12 ms to be loaded."""
    said = normalised(f"{text}\0{count}" if count else text)
    return f"{crc32(said.encode('utf-8', 'replace')):08x}"


def _severity(rule: Rule, path: str, config: Config, own: Severity | None) -> Severity:
    """The problem's own, the rule's, the configuration's, or that of the last override for the path."""
    severity = config.severity.get(rule.name, config.severity.get(rule.group, own or rule.severity))
    for override in config.overrides:
        if override.severity and configuration.matches(path, override.paths):
            severity = override.severity.get(rule.name, override.severity.get(rule.group, severity))
    return cast(Severity, severity)


def fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """Findings whose fingerprints are unique, by an ordinal among equal ones; one that they have is given anew."""
    seen: Counter[str] = Counter()
    numbered = []
    for finding in findings:
        own = finding.fingerprint.partition("-")[0]
        seen[own] += 1
        numbered.append(finding._replace(fingerprint=f"{own}-{seen[own]}"))
    return numbered
