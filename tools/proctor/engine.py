"""The stages in order: tree, documents, bank, questions, facts, rules, suppressions, report."""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from proctor import config as configuration
from proctor import git, ignores, rules
from proctor.bank import Bank, repository
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import Context, Document, Facts, Finding, Options, Problem, Report, Rule, Severity, Span, Tree
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


class Found(NamedTuple):
    """A problem on its way to becoming a finding."""

    rule: Rule
    path: str
    problem: Problem


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


def run(bank: Bank, config: Config, request: Request, notes: Sequence[str] = ()) -> Report:
    """Judge a bank. Raises ProctorError for a selection or option that makes no sense."""
    plan = _Plan(bank, config, request)
    today = date.today().isoformat()
    comments = {path: found for path, d in bank.documents.items() if d.comments and (found := ignores.ignores(d))}
    facts = Facts(today=today, ignores=comments)
    first = [rule for rule in plan.rules if rule.group != "policy"]
    located = _locate(bank, config, [x for rule in first for x in plan.judge(rule, facts)])
    kept, suppressed, unused = ignores.split(located, comments, today)
    judged = {path: [(i, n) for i, n in each if n not in rules.names() or plan.applies(n, path)] for path, each in unused.items()}
    facts = facts._replace(unused=judged)
    policy = [x for rule in plan.rules if rule.group == "policy" for x in plan.judge(rule, facts)]
    late, more, _ = ignores.split(_locate(bank, config, policy), comments, today)
    findings = sorted([*kept, *late], key=lambda f: (f.path, f.start, f.rule, f.problem.message))
    findings = [f for f in findings if plan.reports(f.path)]
    return Report(
        findings=_fingerprinted(findings),
        sources={f.path: bank.documents[f.path].source for f in findings if f.path in bank.documents},
        documents=sum(plan.reports(path) for path in bank.documents),
        suppressed=suppressed + more,
        known=0,
        not_run=plan.not_run,
        incomplete=(),
        notes=notes,
    )


class _Plan:
    """Which rules look at which documents, with which options."""

    def __init__(self, bank: Bank, config: Config, request: Request) -> None:
        self.bank, self.config, self.request = bank, config, request
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
        context = Context(self.bank, self._options[rule.name], {}, facts)
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


def _locate(bank: Bank, config: Config, found: Sequence[Found]) -> list[tuple[Finding, Span]]:
    """Problems with their place, severity and (still unnumbered) fingerprint."""
    located = []
    for rule, path, problem in found:
        document = bank.documents.get(path)
        source = document.source if document else b""
        severity = config.severity.get(rule.name, config.severity.get(rule.group, rule.severity))
        for override in config.overrides:
            if configuration.matches(path, override.paths):
                severity = override.severity.get(rule.name, override.severity.get(rule.group, severity))
        start, end = place(source, problem.span.start), place(source, max(problem.span))
        text = (
            problem.target
            if problem.target is not None
            else source[problem.span.start : problem.span.end].decode("utf-8", "replace")
        )
        key = hashlib.sha256(f"{rule.name}\0{path}\0{' '.join(text.split())}".encode()).hexdigest()[:16]
        found_at = cast(Severity, severity)
        located.append((Finding(path, start, end, rule.name, rule.group, found_at, problem, None, key), problem.span))
    return located


def _fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """Fingerprints made unique by an ordinal among equal ones."""
    seen: dict[str, int] = {}
    numbered = []
    for finding in findings:
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        numbered.append(finding._replace(fingerprint=f"{finding.fingerprint}-{count}"))
    return numbered
