"""A survey of a bank: its questions counted, compared with a base, held against thresholds, and traced through git."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from proctor import coverage, engine, git, history
from proctor.bank import Bank, repository
from proctor.cache import Cache
from proctor.config import Config
from proctor.coverage import By, Change, Counts, History, Item, Report, Threshold
from proctor.errors import Incomplete, Interrupted, ProctorError
from proctor.model import Ask, Document, Question, Tree
from proctor.pattern import lazy
from proctor.progress import Bar
from proctor.questions import recognise
from proctor.tree import GitTree

_NAME = lazy(r"[\w.-]+/[\w.-]+\Z", re.A)


class Request(NamedTuple):
    """What a surface asks for. `paths` restricts what is counted, never what is read. Thresholds are percentages."""

    paths: tuple[str, ...] = ()
    by: By = "topic"
    base_ref: str | None = None
    fail_under: float | None = None
    fail_under_patch: float | None = None
    ratchet: bool = False
    history: bool = False
    repository: str = ""
    run: bool = False  # the snippets; else they are only looked at
    grants: Mapping[str, Any] = {}  # of the command line, to the snippets


class _Job(NamedTuple):
    """One survey: the bank, its questions, and the settings for it."""

    root: str
    settings: Config
    bank: Bank
    found: Mapping[str, Sequence[Question]]  # by path, of the whole bank
    request: Request

    def counts(self, path: str) -> bool:
        """Whether a path is to be reported on."""
        wanted = self.request.paths
        return not wanted or any(path == p or not p or path.startswith(p + "/") for p in wanted)

    def reported(self, found: Mapping[str, Sequence[Question]]) -> list[Question]:
        """The questions of the paths that are reported on."""
        return [q for path, each in found.items() if self.counts(path) for q in each]


def take(tree: Tree, settings: Config, request: Request, kept: Cache) -> Report:
    """Survey a tree. Raises ProctorError for a base that is not there, and Incomplete where a shallow clone lacks it."""
    bank, unread = engine.read_bank(tree, settings, request.repository)
    job = _Job(tree.root, settings, bank, _recognised(bank, settings), request)
    change = _change(job, request.base_ref) if request.base_ref else None
    items = [x for p, d in bank.documents.items() if job.counts(p) for x in coverage.items(d, job.found.get(p, ()))]
    thresholds = _thresholds(request, coverage.count(item.question for item in items), change)
    own = _own(job)
    report = Report(
        bank=own or os.path.basename(job.root) or "bank",
        by=request.by,
        items=tuple(items),
        documents=sum(map(job.counts, bank.documents)),
        today=date.today().isoformat(),
        commit=(git.head(job.root) or "") if _has_git(job.root) else "",
        edit=_edit(job.root, own),
        change=change,
        thresholds=thresholds,
        notes=() if thresholds else tuple(unread.notes),
        incomplete=(*unread.incomplete, *(unread.notes if thresholds else ())),
    )
    report = _with_snippets(report, job, kept)
    return _with_history(report, job, kept) if request.history else report


def _recognised(bank: Bank, settings: Config) -> Mapping[str, Sequence[Question]]:
    return recognise(bank, settings.questions, settings.overrides)


def _has_git(top: str) -> bool:
    return os.path.lexists(os.path.join(top, ".git"))


def _own(job: _Job) -> str:
    """The bank's own name on GitHub; empty where it is not known."""
    given = job.request.repository or job.settings.repository
    return given or next(iter(repository(git.settings(job.root), "").names), "")


def _edit(root: str, name: str) -> str:
    """The address under which GitHub edits the bank's paths; empty where the repository is not known."""
    if not _NAME.match(name):
        return ""
    branch = git.settings(root).get("default-branch") or git.branch(root) or "HEAD"
    return f"https://github.com/{name}/edit/{quote(branch, errors='replace')}/"


def _change(job: _Job, ref: str) -> Change:
    """What happened since the bank went apart from `ref`. Raises Incomplete where a shallow clone does not tell."""
    if not _has_git(job.root):
        raise Incomplete("--base-ref needs a git repository", "leave it out, or run inside one")
    shallow = bool(git.shallow(job.root))
    kind = Incomplete if shallow else ProctorError
    hint = (
        "fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in CI"
        if shallow
        else "fetch it first, or mend its name"
    )
    try:
        git.commit(job.root, ref)
        base = git.merge_base(job.root, ref)
    except ProctorError:
        raise kind(f"`{ref}` is no base to compare with: it is not here, or has no common history with HEAD", hint) from None
    old, _ = engine.read_bank(GitTree(job.root, base), job.settings, known=job.bank.documents)
    before = _recognised(old, job.settings)
    change = coverage.compare(ref, *([q for each in found.values() for q in each] for found in (before, job.found)))
    new, answered, emptied, removed = (
        tuple(q for q in each if job.counts(q.path)) for each in (change.new, change.answered, change.emptied, change.removed)
    )
    was, now = (coverage.count(job.reported(found)) for found in (before, job.found))
    return Change(ref, was, now, new, answered, emptied, removed)


def _thresholds(request: Request, counts: Counts, change: Change | None) -> tuple[Threshold, ...]:
    """The thresholds that were asked for."""
    thresholds = []
    if request.fail_under is not None:
        thresholds.append(_threshold("fail-under", counts, request.fail_under, "answered"))
    if change is not None and request.fail_under_patch is not None:
        if change.patch.questions:
            thresholds.append(_threshold("fail-under-patch", change.patch, request.fail_under_patch, "patch coverage"))
        else:
            thresholds.append(Threshold("fail-under-patch", True, "no question touched (--fail-under-patch)"))
    if change is not None and request.ratchet:
        was, now = change.before, change.after
        holds = not was.questions or (bool(now.questions) and now.answered * was.questions >= was.answered * now.questions)
        said = f"{now.answered:,} of {now.questions:,} answered {'>=' if holds else '<'} {was.answered:,} of {was.questions:,}"
        thresholds.append(Threshold("ratchet", holds, f"{said} at {change.base} (--ratchet)"))
        number = len(change.new_open)
        said = f"{number or 'no'} new question{'s' * (number != 1)} without an answer (--ratchet)"
        thresholds.append(Threshold("ratchet-new", not number, said))
    return tuple(thresholds)


def _threshold(name: str, counts: Counts, least: float, what: str) -> Threshold:
    holds = counts.reaches(least)
    share = "nothing" if counts.percent is None else f"{counts.percent:g}%"
    return Threshold(name, holds, f"{what} {share} {'>=' if holds else '<'} {least:g}% (--{name})")


def _with_snippets(report: Report, job: _Job, kept: Cache) -> Report:
    """The report with the snippets counted: by what came of them, or by what can be told without running them."""
    from proctor.probes import snippets
    from proctor.snippets import tally

    asked = [path for path in job.bank.documents if job.counts(path)]
    ask = Ask(asked, job.settings, job.found, kept, given={"snippets": job.request.grants})
    if not job.request.run:
        found = ((case.language, status) for case, status in snippets.look(job.bank, ask))
        return report._replace(snippets=tally.of_statuses(found).get("languages", {}))
    try:
        answers = snippets.gather(job.bank, ask)
    except Interrupted:
        raise KeyboardInterrupt from None
    except Incomplete as error:
        answers = error.answers
        report = report._replace(incomplete=(*report.incomplete, f"{error.message}; {error.hint}" if error.hint else error.message))
    counts = tally.of_outcomes(answers).get("languages", {})
    return report._replace(snippets=counts, notes=(*report.notes, *kept.notes))


def _with_history(report: Report, job: _Job, kept: Cache) -> Report:
    """The report with what git knows; what it does not tell is said in the notes."""
    past, notes = history.past(job.root, kept)
    if past is None:
        return report._replace(notes=(*report.notes, *notes, *kept.notes))
    bar = Bar()
    try:
        documents = [job.bank.documents[p] for p, each in job.found.items() if each and job.counts(p)]
        blamed = history.blames(past, documents, bar)
        ages = {k: v for d in documents for k, v in history.ages(past, blamed, d, job.found[d.path]).items()}
        days = [n for d in documents for n in history.waits(blamed, d, job.found[d.path])] if not past.shallow else []
        trend: tuple[coverage.Point, ...] = ()
        try:
            trend, more = history.trend(past, _counter(job), _version(job), bar)
            notes += more
        except ProctorError as error:
            notes.append(f"no trend: {error.message}")
    finally:
        bar.clear()
    items: tuple[Item, ...] = tuple(x._replace(age=ages.get(x.question.id)) for x in report.items)
    said = (*report.notes, *notes, *blamed.notes, *kept.notes)
    return report._replace(items=items, history=History(ages, trend, history.wait(days)), notes=said)


def _counter(job: _Job) -> Callable[[str], Counts]:
    """Counts the questions at a commit. What is the same as at the commits before is not parsed again."""
    known: dict[str, Document] = {}

    def count(commit: str) -> Counts:
        bank, _ = engine.read_bank(GitTree(job.root, commit), job.settings, known=known)
        known.update(bank.documents)
        return coverage.count(job.reported(_recognised(bank, job.settings)))

    return count


def _version(job: _Job) -> str:
    """What counting depends on besides the commit: our own code, the settings and the paths."""
    digest = hashlib.sha256(
        repr((job.settings.questions, job.settings.overrides, job.settings.exclude, sorted(job.request.paths))).encode()
    )
    own = os.path.dirname(os.path.abspath(coverage.__file__))
    for folder in (own, os.path.join(own, "questions")):
        for name in sorted(n for n in os.listdir(folder) if n.endswith(".py")):
            with open(os.path.join(folder, name), "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()[:16]
