"""`pytest --proctor questions/`: every snippet is a test, run in the same sandbox as `proctor check --run` does it.

A test fails where that check would fail for this snippet, by the bank's settings, suppressions and baseline. All else that it
says of the snippet is a warning. Without the option nothing of proctor is loaded, and no hook is called but the two that
declare and read it.
"""

from __future__ import annotations

import re
import time
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from proctor.bank import Bank
    from proctor.errors import ProctorError
    from proctor.locate import Questions
    from proctor.model import Ask, Document, Finding, Span
    from proctor.plan import Plan
    from proctor.snippets.values import Case, Outcome

_GAP = re.compile(rb"[\s>]*+")  # between a comment and its block, in a quotation too


class SnippetAdvice(pytest.PytestWarning):
    """What a check says of a snippet without failing for it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    parser.getgroup("proctor").addoption("--proctor", action="store_true", help="test the snippets of Markdown documents")


def pytest_configure(config: pytest.Config) -> None:
    """Switch on, if asked for."""
    if config.getoption("--proctor"):
        config.pluginmanager.register(_Collector(config), "proctor-snippets")


class _Collector:
    """Turns documents into collections of snippets."""

    def __init__(self, config: pytest.Config) -> None:
        self._bank = _Bank(config.rootpath, hasattr(config, "workerinput"))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """A Markdown document as a collection."""
        if file_path.suffix.lower() not in (".md", ".markdown"):
            return None
        made: DocumentFile = DocumentFile.from_parent(parent, path=file_path)
        made.bank = self._bank
        return made


class _Check(NamedTuple):
    """What is checked, by which rules, and what the probe is asked."""

    bank: Bank
    plan: Plan
    questions: Questions
    ask: Ask


class _Verdict(NamedTuple):
    """What a check comes to for one snippet."""

    outcome: Outcome
    faults: Sequence[Finding]  # for which it fails
    advice: Sequence[Finding]


class _Bank:
    """The bank around the documents, read once; and what a check says of its snippets, asked when the first test of them runs."""

    def __init__(self, start: Path, shared: bool) -> None:
        self._start, self._shared = start, shared  # `shared` with other processes: then each runs only what it is asked for
        self._cases: dict[str, list[Case]] = {}
        self._known: dict[str, Mapping[int, _Verdict] | ProctorError] = {}

    @cached_property
    def root(self) -> Path:
        """The bank's root."""
        from proctor import config, git

        return Path(git.top_level(str(self._start)) or config.find_root(str(self._start)))

    @cached_property
    def _check(self) -> _Check:
        """A check of the bank, by the rules for snippets only."""
        from proctor import baseline, cache, config, engine, rules
        from proctor.locate import Questions
        from proctor.model import Ask
        from proctor.plan import Plan, Request
        from proctor.tree import WorkTree

        settings, tree = config.load(str(self.root)), WorkTree(str(self.root))
        bank, unread = engine.read_bank(tree, settings)
        unread.demand()
        text = engine.baseline_text(str(self.root / (settings.baseline or baseline.NAME)))
        others = tuple(group for group in rules.groups() if group != "snippets")
        known = baseline.parse(text) if text else {}
        plan = Plan(settings, Request(ignore=others, switched_on=frozenset(["run"]), baseline=known))
        needs = frozenset(rule.name for rule in plan.rules if rule.needs == "run")
        questions = Questions(bank, settings)
        ask = Ask((), settings, questions, cache.at(str(self.root), tree), needs, earlier={})
        return _Check(bank, plan, questions, ask)

    def cases(self, path: Path) -> list[Case]:
        """The snippets of a document that are code."""
        from proctor.probes import snippets
        from proctor.snippets.glance import is_code

        name = self._name(path)
        if name not in self._cases:
            bank, ask = self._check.bank, self._check.ask
            self._cases[name] = [case for case, _ in snippets.look(bank, ask._replace(paths=[name])) if is_code(case)]
        return self._cases[name]

    def verdict(self, item: SnippetItem) -> _Verdict | None:
        """What a check says of a snippet; None where it was not run. Raises ProctorError where snippets cannot run."""
        from proctor.errors import Interrupted, ProctorError

        if self._name(item.path) not in self._known:
            others = [] if self._shared else [each.path for each in item.session.items if isinstance(each, SnippetItem)]
            names = list(dict.fromkeys(map(self._name, [item.path, *others])))
            try:
                self._known |= self._checked(names)
            except Interrupted:
                raise KeyboardInterrupt from None
            except ProctorError as error:
                self._known |= dict.fromkeys(names, error)
        found = self._known[self._name(item.path)]
        if isinstance(found, ProctorError):
            raise found
        return found.get(item.case.first_line)

    def _checked(self, names: Sequence[str]) -> dict[str, Mapping[int, _Verdict]]:
        """What `proctor check --run` says of the snippets of documents, by path and line. Raises Incomplete."""
        from proctor import engine, ignores
        from proctor.locate import Found, locate
        from proctor.model import Context, Facts
        from proctor.probes import snippets

        bank, plan, questions, ask = self._check
        documents = {name: bank.documents[name] for name in names}
        outcomes = snippets.gather(bank, ask._replace(paths=names))
        facts = Facts(answers={"run": outcomes})
        found = [
            Found(rule, name, problem)
            for rule in plan.rules
            for name, document in documents.items()
            if plan.applies(rule.name, name)
            for problem in rule.check(document, Context(bank, plan.options[rule.name], questions, facts))
        ]
        comments = {name: ignores.ignores(document) for name, document in documents.items()}
        kept, _, _ = ignores.split(locate(bank, plan.config, found, questions), comments, time.strftime("%Y-%m-%d"))
        report = engine.report([engine.Judged(kept, {}, len(names), 0, (), (), False)], plan)
        verdicts: dict[str, Mapping[int, _Verdict]] = {}
        for name, document in documents.items():
            own = _owned(document, self._cases[name], outcomes.get(name, ()), [f for f in report.findings if f.path == name])
            verdicts[name] = {outcome.case.first_line: _verdict(outcome, own, plan) for outcome in outcomes.get(name, ())}
        return verdicts

    def _name(self, path: Path) -> str:
        """A file's path in the bank; empty for one outside."""
        place, root = path.resolve(), self.root.resolve()
        return place.relative_to(root).as_posix() if place.is_relative_to(root) else ""


class DocumentFile(pytest.File):
    """A document with its snippets."""

    bank: _Bank

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each snippet."""
        from proctor.errors import ProctorError

        try:
            cases = self.bank.cases(self.path)
        except ProctorError as error:
            raise self.CollectError(_shown(error.message)) from None
        for case in cases:
            item: SnippetItem = SnippetItem.from_parent(self, name=f"line-{case.first_line}-{case.language}")
            item.case = case
            yield item


class SnippetItem(pytest.Item):
    """A snippet."""

    case: Case

    def runtest(self) -> None:
        """Fail, skip or pass as the sandbox tells."""
        from proctor.errors import ProctorError

        assert isinstance(self.parent, DocumentFile)
        try:
            found = self.parent.bank.verdict(self)
        except ProctorError as error:
            raise _Failed(f"{error.message}{f'; {error.hint}' if error.hint else ''}") from None
        if found is None:
            raise _Failed("it was not run")
        for finding in found.advice:
            # In brackets it is no file: pytest would show its line beside the warning, and what a bank writes is not for terminals.
            warnings.warn_explicit(SnippetAdvice(_said(finding)), None, f"<{_shown(finding.path)}>", finding.start.line)
        if found.faults:
            raise _Failed("\n".join(f"{_shown(f.path)}:{f.start.line}: {_said(f)}" for f in found.faults))
        if found.outcome.status in ("skipped", "not-runnable"):
            pytest.skip(_shown(f"{found.outcome.status}: {found.outcome.reason}"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, at its line in the document."""
        if isinstance(excinfo.value, _Failed | SnippetAdvice):  # advice where the user's filters make warnings errors
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place in the document."""
        return self.path, self.case.first_line - 1, self.name


class _Failed(Exception):
    """A snippet is not what its bank says of it."""


def _owned(
    document: Document, cases: Sequence[Case], outcomes: Sequence[Outcome], findings: Sequence[Finding]
) -> dict[int, list[Finding]]:
    """The findings of each snippet, by its first line: what was remarked on it, and what lies in it or right above it."""
    remarked = {(r.rule, r.span, r.message): each.case.first_line for each in outcomes for r in each.remarks}
    extents = sorted((_extent(document, case), case.first_line) for case in cases)
    ends = [extent.end for extent, _ in extents]
    owned: dict[int, list[Finding]] = {}
    for finding in findings:
        span = finding.problem.span
        line = remarked.get((finding.rule, span, finding.problem.message), 0)
        at = bisect_right(ends, span.start)
        if not line and at < len(extents) and extents[at][0].start <= span.start:
            line = extents[at][1]
        owned.setdefault(line, []).append(finding)
    return owned


def _extent(document: Document, case: Case) -> Span:
    """A block with the comments right above it, which may tell proctor of it; hidden code with the comment that holds it."""
    start = case.snippet.span.start
    above = bisect_left(document.comments, start, key=lambda comment: comment.span.start)
    for comment in reversed(document.comments[:above]):
        gap = _GAP.match(document.source, comment.span.end)
        if gap and gap.end() < start:
            break
        start = comment.span.start
    return case.snippet.span._replace(start=start)


def _verdict(outcome: Outcome, owned: Mapping[int, Sequence[Finding]], plan: Plan) -> _Verdict:
    from proctor.model import SEVERITIES

    gravest = SEVERITIES[: SEVERITIES.index(plan.config.fail_level) + 1]
    own = owned.get(outcome.case.first_line, ())
    return _Verdict(outcome, [f for f in own if f.severity in gravest], [f for f in own if f.severity not in gravest])


def _said(finding: Finding) -> str:
    """A finding in words: `rule: message (hint)`."""
    hint = f" ({finding.problem.hint})" if finding.problem.hint else ""
    return _shown(f"{finding.rule}: {finding.problem.message}{hint}")


def _shown(text: str) -> str:
    """A snippet's text, made harmless for a terminal."""
    from proctor.reports.escape import terminal

    return terminal(text)
