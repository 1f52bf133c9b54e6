"""The stages in order: tree, documents, bank, questions, facts, rules, suppressions, report."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import cast

from proctor import baseline, git, ignores
from proctor import config as configuration
from proctor.bank import Bank, repository
from proctor.config import Config
from proctor.errors import Incomplete, Interrupted, ProctorError
from proctor.locate import Found, Questions, fingerprinted, locate
from proctor.model import Ask, Context, Document, Facts, Finding, Probe, Problem, Report, Rule, Span, Tree
from proctor.parse import parse
from proctor.plan import Plan, Request

__all__ = ["CRASH", "Request", "baseline_text", "read_bank", "run"]

CRASH = "crashed-rule"  # the name under which a defect of proctor's own is reported
PROBES = {"online": "urls", "run": "snippets", "spelling": "spelling", "formatting": "formatting"}  # a need's module


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
    plan = Plan(config, request)
    questions = Questions(bank, config)
    judge = _Judge(bank, plan, questions)
    today = time.strftime("%Y-%m-%d")
    comments = {path: found for path, d in bank.documents.items() if d.comments and (found := ignores.ignores(d))}
    facts = judge.gather(Facts(today=today, ignores=comments))
    kept, suppressed, unused = ignores.split(locate(bank, config, judge.all(False, facts), questions), comments, today)
    facts = facts._replace(unused={path: plan.could_use(path, each) for path, each in unused.items()})
    late, more, _ = ignores.split(locate(bank, config, judge.all(True, facts), questions), comments, today)
    split = baseline.split(sorted([*kept, *late], key=_order), request.baseline)
    findings = [_demoted(f, plan) for f in split.new if plan.reports(f.path)]
    return Report(
        findings=fingerprinted(findings),
        sources={f.path: bank.documents[f.path].source for f in findings if f.path in bank.documents},
        documents=sum(plan.reports(path) for path in bank.documents),
        suppressed=suppressed + more,
        known=split.known,
        not_run=plan.not_run,
        incomplete=judge.incomplete,
        notes=[*notes, *judge.notes],
        interrupted=judge.interrupted,
    )


def _demoted(finding: Finding, plan: Plan) -> Finding:
    """A finding in the light of a base: what the network says of an old line's URL is no fault of the change."""
    changes = plan.request.changes
    if changes is None or finding.severity != "error" or finding.rule not in plan.online:
        return finding
    touched = changes.touch(finding.path, finding.start.line, finding.end.line)
    return finding if touched else finding._replace(severity="warning")


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.start, finding.rule, finding.problem.message


class _Judge:
    """Runs probes and rules. What could not run is collected in `incomplete`."""

    def __init__(self, bank: Bank, plan: Plan, questions: Questions) -> None:
        self.bank, self.plan, self.questions = bank, plan, questions
        self.incomplete: list[str] = []
        self.notes: list[str] = []
        self.interrupted = False

    def gather(self, facts: Facts) -> Facts:
        """The facts with the answers of every probe that a selected rule needs."""
        answers = {}
        needs = sorted({rule.needs for rule in self.plan.rules} - {""})
        if not needs:
            return facts
        from proctor import cache

        request = self.plan.request
        kept = cache.at(self.bank.tree.root, self.bank.tree, request.cache_dir or None, request.cache_dir is not None)
        paths = [path for path in self.bank.documents if self.plan.reports(path)]
        for need in needs:
            readers = frozenset(rule.name for rule in self.plan.rules if rule.needs == need)
            earlier = request.earlier.setdefault(need, {}) if request.earlier is not None else None
            ask = Ask(paths, self.plan.config, self.questions, kept, readers, request.given, earlier)
            try:
                probe = cast(Probe, import_module(f"proctor.probes.{PROBES[need]}"))
                answers[need] = probe.gather(self.bank, ask)
            except Interrupted as error:
                answers[need] = error.answers
                self.incomplete.append(error.message)
                self.interrupted = True
            except Incomplete as error:
                self.incomplete.append(f"{error.message}; {error.hint}" if error.hint else error.message)
            except ProctorError:
                raise
            except Exception as error:
                self.incomplete.append(f"a defect of proctor: the {need} check failed with {_where(error)}")
        self.notes += kept.notes
        return facts._replace(answers=answers)

    def all(self, policy: bool, facts: Facts) -> list[Found]:
        """The problems of the policy rules, or of all others. A rule whose probe could not run does not run."""
        chosen = [r for r in self.plan.rules if (r.group == "policy") == policy and (not r.needs or r.needs in facts.answers)]
        return [found for rule in chosen for found in self._judge(rule, facts)]

    def _judge(self, rule: Rule, facts: Facts) -> Iterator[Found]:
        """A rule's problems. A crash on one document is a finding there, and the rule goes on with the next."""
        context = Context(self.bank, self.plan.options[rule.name], self.questions, facts)
        if rule.check_bank is not None:
            yield from self._guarded(rule, next(iter(self.bank.documents), ""), partial(rule.check_bank, self.bank, context))
            return
        for path, document in self.bank.documents.items():
            if self.plan.applies(rule.name, path):
                yield from self._guarded(rule, path, partial(_checked, rule, document, context))

    def _guarded(self, rule: Rule, path: str, check: Callable[[], Iterable[tuple[str, Problem]]]) -> Iterator[Found]:
        try:
            yield from (Found(rule, at, problem) for at, problem in check() if self.plan.applies(rule.name, at))
        except Incomplete as error:
            self.incomplete.append(f"{error.message}; {error.hint}")
        except Exception as error:
            yield Found(rule._replace(name=CRASH, severity="error"), path, _crash(rule, error))


def _checked(rule: Rule, document: Document, context: Context) -> Iterator[tuple[str, Problem]]:
    """A rule over one document in the shape of one over the bank."""
    return ((document.path, problem) for problem in rule.check(document, context))


def _crash(rule: Rule, error: Exception) -> Problem:
    message = f"rule `{rule.name}` could not judge this document: {_where(error)}"
    return Problem(Span(0, 0), message, "this is a defect of proctor: please report it with the document")


def _where(error: Exception) -> str:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {os.path.basename(frame.filename)}:{frame.lineno}"
