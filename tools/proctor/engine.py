"""The stages in order: tree, documents, bank, questions, facts, rules, suppressions, report."""

from __future__ import annotations

import os
import traceback
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, cast

from proctor import baseline, git, ignores, rules
from proctor import config as configuration
from proctor.bank import Bank, repository
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import Context, Document, Facts, Finding, Options, Problem, Question, Report, Rule, Severity, Span, Tree
from proctor.parse import parse
from proctor.place import place

CRASH = "crashed-rule"  # the name under which a defect of proctor's own is reported


class Request(NamedTuple):
    """What a surface asks for. `paths` restricts what is reported, never what is read."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    repository: str = ""
    switched_on: frozenset[str] = frozenset()
    baseline: Mapping[baseline.Key, int] = {}


class Found(NamedTuple):
    """A problem on its way to becoming a finding."""

    rule: Rule
    path: str
    problem: Problem


class Questions(Mapping[str, Sequence[Question]]):
    """The questions of a bank by path, recognised when somebody first asks: many runs never do."""

    def __init__(self, bank: Bank, config: Config) -> None:
        self._bank, self._config = bank, config

    @cached_property
    def _all(self) -> Mapping[str, Sequence[Question]]:
        from proctor.questions import recognise

        return recognise(self._bank, self._config.questions, self._config.overrides)

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


def read_bank(tree: Tree, config: Config, name: str = "", known: Mapping[str, Document] | None = None) -> tuple[Bank, list[str]]:
    """Parse every document of a tree; what could not be read is told in the notes. `known` saves parsing again."""
    documents, notes = {}, []
    for path in tree.documents():
        if config.exclude and configuration.matches(path, config.exclude):
            continue
        try:
            source = tree.read(path)
        except OSError as error:
            notes.append(f"{path} was not read: {error.strerror or error}")
            continue
        old = known.get(path) if known else None
        documents[path] = old if old is not None and old.source == source else parse(path, source)
    own = repository(git.settings(tree.root), name or config.repository, config.former_repositories)
    return Bank(documents, tree, own), notes


def baseline_text(place: str) -> str | None:
    """The content of a baseline file; None where there is none. Raises ProctorError for one that cannot be read."""
    try:
        with open(place, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ProctorError(f"{place} cannot be read: {error}", "restore it, or name another with --baseline") from None


def run(bank: Bank, config: Config, request: Request, notes: Sequence[str] = ()) -> Report:
    """Judge a bank. Raises ProctorError for a selection or option that makes no sense."""
    questions = Questions(bank, config)
    plan = _Plan(bank, config, request, questions)
    today = date.today().isoformat()
    comments = {path: found for path, d in bank.documents.items() if d.comments and (found := ignores.ignores(d))}
    facts = Facts(today=today, ignores=comments)
    early = [x for rule in plan.rules if rule.group != "policy" for x in plan.judge(rule, facts)]
    kept, suppressed, unused = ignores.split(_locate(bank, config, early, questions), comments, today)
    judged = {path: [(i, n) for i, n in each if n not in rules.names() or plan.applies(n, path)] for path, each in unused.items()}
    facts = facts._replace(unused=judged)
    policy = [x for rule in plan.rules if rule.group == "policy" for x in plan.judge(rule, facts)]
    late, more, _ = ignores.split(_locate(bank, config, policy, questions), comments, today)
    split = baseline.split(sorted([*kept, *late], key=_order), request.baseline)
    findings = [f for f in split.new if plan.reports(f.path)]
    return Report(
        findings=_fingerprinted(findings),
        sources={f.path: bank.documents[f.path].source for f in findings if f.path in bank.documents},
        documents=sum(plan.reports(path) for path in bank.documents),
        suppressed=suppressed + more,
        known=split.known,
        not_run=plan.not_run,
        incomplete=(),
        notes=notes,
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.start, finding.rule, finding.problem.message


class _Plan:
    """Which rules look at which documents, with which options."""

    def __init__(self, bank: Bank, config: Config, request: Request, questions: Questions) -> None:
        self.bank, self.config, self.request, self.questions = bank, config, request, questions
        select = request.select if request.select is not None else config.select
        self._base = rules.choose(select, (*config.ignore, *request.ignore), request.switched_on)
        self.not_run = self._base.not_run
        self._overridden = request.select is None and bool(config.overrides)
        self.rules = self._base.rules
        if self._overridden:
            extra = [n for o in config.overrides for n in rules.expand(o.select or ())]
            base = [rule.name for rule in self._base.rules]
            self.rules = rules.choose([*base, *extra], request.ignore, request.switched_on).rules
        self._names = {rule.name for rule in self._base.rules}
        self._allowed: dict[str, set[str]] = {}
        self._options = {rule.name: _options(rule, config) for rule in self.rules}

    def applies(self, name: str, path: str) -> bool:
        """Whether a rule judges a path."""
        if not self._overridden:
            return name in self._names
        if path not in self._allowed:
            chosen = set(self._names)
            for override in self.config.overrides:
                if configuration.matches(path, override.paths):
                    chosen |= set(rules.expand(override.select or ()))
                    chosen -= set(rules.expand(override.ignore))
            self._allowed[path] = chosen
        return name in self._allowed[path]

    def reports(self, path: str) -> bool:
        """Whether findings of a path were asked for."""
        return not self.request.paths or any(path == p or not p or path.startswith(p + "/") for p in self.request.paths)

    def judge(self, rule: Rule, facts: Facts) -> Iterator[Found]:
        """A rule's problems. A crash on one document is a finding there, and the rule goes on with the next."""
        context = Context(self.bank, self._options[rule.name], self.questions, facts)
        if rule.check_bank is not None:
            try:
                yield from (
                    Found(rule, path, p) for path, p in rule.check_bank(self.bank, context) if self.applies(rule.name, path)
                )
            except Exception as error:
                yield Found(_crashed(rule), next(iter(self.bank.documents), ""), _crash(rule, error))
            return
        check = rule.check
        for path, document in self.bank.documents.items():
            if self._overridden and not self.applies(rule.name, path):
                continue
            try:
                for problem in check(document, context):
                    yield Found(rule, path, problem)
            except Exception as error:
                yield Found(_crashed(rule), path, _crash(rule, error))


def _options(rule: Rule, config: Config) -> Options:
    """A rule's defaults with the configuration's on top. Raises ProctorError for an unknown or mistyped one."""
    given = config.rules.get(rule.name, {})
    for key, value in given.items():
        if key not in rule.options:
            raise ProctorError(f"rule `{rule.name}` has no option `{key}`", configuration.nearest(key, rule.options))
        if type(value) is not type(rule.options[key]):
            raise ProctorError(f"option `{key}` of `{rule.name}` must be a {type(rule.options[key]).__name__}")
    return {**rule.options, **given}


def _crashed(rule: Rule) -> Rule:
    return rule._replace(name=CRASH, severity="error")


def _crash(rule: Rule, error: Exception) -> Problem:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
    message = f"rule `{rule.name}` could not judge this document: {type(error).__name__} at {where}"
    return Problem(Span(0, 0), message, "this is a defect of proctor: please report it with the document")


def _locate(bank: Bank, config: Config, found: Sequence[Found], questions: Questions) -> list[tuple[Finding, Span]]:
    """Problems with their place, severity and question."""
    located = []
    for rule, path, problem in found:
        document = bank.documents.get(path)
        source = document.source if document else b""
        start, end = place(source, problem.span.start), place(source, max(problem.span))
        question = questions.at(path, problem.span.start)
        text = problem.target
        if text is None:
            own = question is not None and rule.group == "questions" and question.span.start == problem.span.start
            text = question.text if question and own else source[slice(*problem.span)].decode("utf-8", "replace")
        name = question.id if question else None
        severity = _severity(rule, path, config)
        located.append((Finding(path, start, end, rule.name, rule.group, severity, problem, name, text, ""), problem.span))
    return located


def _severity(rule: Rule, path: str, config: Config) -> Severity:
    """The rule's own, the configuration's, or that of the last override for the path."""
    severity = config.severity.get(rule.name, config.severity.get(rule.group, rule.severity))
    for override in config.overrides:
        if override.severity and configuration.matches(path, override.paths):
            severity = override.severity.get(rule.name, override.severity.get(rule.group, severity))
    return cast(Severity, severity)


def _fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """Fingerprints of what the baseline knows them by, unique by an ordinal among equal ones."""
    seen: Counter[str] = Counter()
    numbered = []
    for finding in findings:
        count = f"\0{len(finding.problem.keys)}" if finding.problem.keys else ""
        name = baseline.key(finding.rule, finding.text + count).hash
        seen[name] += 1
        numbered.append(finding._replace(fingerprint=f"{name}-{seen[name]}"))
    return numbered
