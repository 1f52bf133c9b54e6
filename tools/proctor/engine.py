"""The stages in order: tree, documents, bank, questions, facts, rules, suppressions, report."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from proctor import baseline, git, ignores
from proctor import config as configuration
from proctor.bank import Bank, repository
from proctor.changes import marked
from proctor.config import Config
from proctor.errors import Incomplete, Interrupted, ProctorError
from proctor.gather import Gather, alone
from proctor.locate import Found, Questions, fingerprinted, locate
from proctor.model import Ask, Context, Document, Facts, Finding, Problem, Report, Rule, Span, Tree
from proctor.parse import parse
from proctor.plan import Plan, Request, planned
from proctor.tree import is_document

__all__ = ["CRASH", "Judged", "Request", "Unread", "baseline_text", "documents", "judge", "read_bank", "report", "run"]

CRASH = "crashed-rule"  # the name under which a defect of proctor's own is reported
PROBES = {"online": "urls", "run": "snippets", "spelling": "spelling", "formatting": "formatting"}  # a need's module
# How a read fails where no file stands any more, but nothing or something else, such as a link: the last is a tree's own word.
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, None)


class Probe(Protocol):
    """Gathers slow facts before the rules run: a module of `probes/`."""

    def gather(self, bank: Bank, ask: Ask) -> Mapping[Any, Any]:
        """What rules will look up in `Facts.answers`. Raises Incomplete where it cannot run."""

    def plan(self, bank: Bank, ask: Ask) -> Sequence[str]:
        """The ids of all shards together, of a probe whose work can be divided."""


def probe(need: str) -> Probe:
    """The probe of a need. Raises ImportError where a package that it is made of is missing."""
    return cast(Probe, import_module(f"proctor.probes.{PROBES[need]}"))


def documents(tree: Tree, config: Config) -> list[str]:
    """The paths of the documents of a tree that the configuration does not exclude."""
    return [path for path in tree.documents() if not (config.exclude and configuration.matches(path, config.exclude))]


class Unread(NamedTuple):
    """What of a tree could not be read."""

    notes: Sequence[str] = ()  # on documents that git knows and the disk has no more
    incomplete: Sequence[str] = ()  # on documents and folders that are there: who judges without them does not know the bank

    def demand(self) -> None:
        """Raises Incomplete where something that is there could not be read."""
        if self.incomplete:
            raise Incomplete("; ".join(self.incomplete[:5]), "let proctor read it, or exclude it in the configuration")


ALL_READ = Unread()


def read_bank(
    tree: Tree, config: Config, name: str = "", known: Mapping[str, Document] | None = None, paths: Iterable[str] | None = None
) -> tuple[Bank, Unread]:
    """Parse the documents of a tree: all of them, or those at `paths`; and what could not be read.

    `known` saves parsing again what has not changed.
    """
    parsed, gone, barred = {}, list[str](), list(_unlisted(tree, config))
    for path in documents(tree, config) if paths is None else paths:
        try:
            source = tree.read(path)
        except OSError as error:
            (gone if error.errno in _GONE else barred).append(f"{path} was not read: {error.strerror or error}")
            continue
        old = known.get(path) if known else None
        parsed[path] = old if old is not None and old.source == source else parse(path, source)
    own = repository(git.settings(tree.root), name or config.repository, config.former_repositories)
    return Bank(parsed, tree, own), Unread(gone, barred)


def _unlisted(tree: Tree, config: Config) -> Iterator[str]:
    """The folders that hide their documents, which the configuration may exclude too."""
    for folder, reason in tree.unlisted().items():
        if not (config.exclude and configuration.matches(f"{folder}/x.md".lstrip("/"), config.exclude)):
            yield f"the folder {folder or '.'} could not be listed: {reason}"


def baseline_text(place: str) -> str | None:
    """The content of a baseline file; None where there is none. Raises ProctorError for one that cannot be read."""
    try:
        with open(place, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ProctorError(f"{place} cannot be read: {error}", "restore it, or name another with --baseline") from None


class Judged(NamedTuple):
    """What one process found in the documents that it holds."""

    findings: Sequence[Finding]  # neither suppressed nor compared with the baseline
    sources: Mapping[str, bytes]  # of the documents that they are in
    documents: int  # how many of them are reported on
    suppressed: int
    incomplete: Sequence[str]
    notes: Sequence[str]
    interrupted: bool
    snippets: Mapping[str, Any] = {}  # their counts, where they ran


def run(bank: Bank, config: Config, request: Request, unread: Unread = ALL_READ) -> Report:
    """Judge a bank. Raises ProctorError for a selection or option that makes no sense."""
    plan = planned(config, request)
    return report([judge(bank, plan, unread)], plan)


def judge(bank: Bank, plan: Plan, unread: Unread = ALL_READ, gather: Gather = alone) -> Judged:
    """Judge the documents that this process holds; `gather` joins it with those that hold the others."""
    config = plan.config
    questions = Questions(bank, config, gather)
    if gather is not alone:
        len(questions)  # recognising is a talk among processes, and all must hold it at the same time
    judge = _Judge(bank, plan, questions, gather)
    today = time.strftime("%Y-%m-%d")
    comments = {path: found for path, d in bank.documents.items() if d.comments and (found := ignores.ignores(d))}
    gate, changes = plan.request.gate, plan.request.changes
    facts = judge.gather(Facts(today=today, ignores=comments, gate=gate))
    others = gate.sources() if gate else {}
    kept, suppressed, unused = ignores.split(locate(bank, config, judge.all(False, facts), questions), comments, today)
    facts = facts._replace(unused={path: plan.could_use(path, each) for path, each in unused.items()})
    late, more, _ = ignores.split(locate(bank, config, judge.all(True, facts), questions, others), comments, today)
    findings = [*kept, *late] if changes is None else list(marked(changes, bank.documents, questions, [*kept, *late]))
    read = {**others, **{path: document.source for path, document in bank.documents.items()}}
    sources = {f.path: read[f.path] for f in findings if f.path in read}
    count = sum(plan.reports(path) for path in bank.documents)
    incomplete, notes = [*unread.incomplete, *judge.incomplete], [*unread.notes, *judge.notes]
    return Judged(findings, sources, count, suppressed + more, incomplete, notes, judge.interrupted, _counted(facts))


def _counted(facts: Facts) -> Mapping[str, Any]:
    """The counts of the snippets that ran."""
    if "run" not in facts.answers:
        return {}
    from proctor.snippets import tally

    return tally.of_outcomes(facts.answers["run"])


def report(parts: Sequence[Judged], plan: Plan) -> Report:
    """What all processes found, as one report."""
    found = sorted((finding for part in parts for finding in part.findings), key=_order)
    split = baseline.split(found, plan.request.baseline)
    asked = [_demoted(f, plan) for f in split.new if plan.reports(f.path) or (f.group == "policy" and not is_document(f.path))]
    caused = _caused(asked, plan)
    findings = [f for f in caused if f.changed or not plan.request.only_changed]
    shown = {finding.path for finding in findings}
    return Report(
        findings=fingerprinted(findings),
        sources={path: source for part in parts for path, source in part.sources.items() if path in shown},
        documents=sum(part.documents for part in parts),
        suppressed=sum(part.suppressed for part in parts),
        known=split.known,
        not_run=plan.not_run,
        incomplete=list(dict.fromkeys([*(reason for part in parts for reason in part.incomplete), *_emptied(parts, plan)])),
        notes=[*(note for part in parts for note in part.notes), *_nothing(parts, plan)],
        interrupted=any(part.interrupted for part in parts),
        snippets=next((part.snippets for part in parts if part.snippets), {}),
        unchanged=len(asked) - len(findings),
        base=plan.request.changes.base if plan.request.changes else "",
    )


def _nothing(parts: Sequence[Judged], plan: Plan) -> list[str]:
    """A word on a check that looked at nothing: a pass that says little."""
    if plan.request.paths or any(part.documents for part in parts):
        return []
    return ["there is no Markdown document here to check"]


def _emptied(parts: Sequence[Judged], plan: Plan) -> list[str]:
    """Why a change that leaves nothing to check is no pass, where its gate is guarded."""
    request = plan.request
    if request.gate is None or request.before is None or request.paths or any(part.documents for part in parts):
        return []
    before = len(request.before().documents)
    return [f"the change leaves no document to check, and there were {before:,}"] if before else []


def _caused(findings: Sequence[Finding], plan: Plan) -> list[Finding]:
    """Findings, of which some on lines that did not change are the change's: those that were not there at the base.

    Who renames a heading breaks links to it elsewhere.
    """
    static = tuple(rule.name for rule in plan.rules if not rule.needs and rule.group != "policy")
    open_ = [finding for finding in findings if finding.changed is False and finding.rule in static]
    if plan.request.before is None or not open_:
        return list(findings)
    before = run(plan.request.before(), plan.config, Request(select=static, repository=plan.request.repository))
    new = {id(finding) for finding in baseline.split(open_, baseline.counts(before.findings)).new}
    return [finding._replace(changed=True) if id(finding) in new else finding for finding in findings]


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

    def __init__(self, bank: Bank, plan: Plan, questions: Questions, gather: Gather) -> None:
        self.bank, self.plan, self.questions, self._gather = bank, plan, questions, gather
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
            before = request.before() if request.before and need == "run" else None
            ask = ask._replace(shard=request.shard, home=request.home, changes=request.changes, before=before)
            try:
                answers[need] = probe(need).gather(self.bank, ask)
            except Interrupted as error:
                answers[need] = error.answers
                self.incomplete.append(error.message)
                self.interrupted = True
            except Incomplete as error:
                if error.answers:
                    answers[need] = error.answers
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
        contexts = [(rule, Context(self.bank, self.plan.options[rule.name], self.questions, facts)) for rule in chosen]
        found = [found for rule, context in contexts if rule.check for found in self._documents(rule, context)]
        wide = [(rule, context) for rule, context in contexts if rule.check_bank]
        return [*found, *self._wide(wide)] if wide else found

    def _documents(self, rule: Rule, context: Context) -> Iterator[Found]:
        """The problems of a rule in each document. A crash on one is a finding there, and the rule goes on with the next."""
        for path, document in self.bank.documents.items():
            if self.plan.applies(rule.name, path):
                yield from self._guarded(rule, path, partial(_checked, rule, document, context))

    def _wide(self, contexts: Sequence[tuple[Rule, Context]]) -> list[Found]:
        """The problems of rules over the bank. Every process judges what all of them collect, and keeps what is its own."""
        own = {rule.name: dict(self._collected(rule, context)) for rule, context in contexts if rule.collect}
        gathered, paths = self._gather(own), self.bank.paths
        found: list[Found] = []
        for rule, context in contexts:
            every = {path: value for part in gathered for path, value in part.get(rule.name, {}).items()}
            context = context._replace(collected={path: every[path] for path in paths if path in every})
            found += self._guarded(rule, next(iter(paths), ""), partial(rule.check_bank, self.bank, context))
        return [each for each in found if self.bank.holds(each.path)]

    def _collected(self, rule: Rule, context: Context) -> Iterator[tuple[str, Any]]:
        for path, document in self.bank.documents.items():
            yield path, rule.collect(document, context)

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
