"""Runs the snippets of a bank in the sandbox, and gives what came of each by path.

The parts: `policy` (settings and grants), `environment` (what results depend on), `store` (results of earlier runs),
`recall` (the answers of one that was the same), `packages` (installs), `work` (a document's snippets from the first
attempt to the outcome), `run` (tasks).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from proctor import shards
from proctor.bank import Bank
from proctor.errors import Incomplete, Interrupted
from proctor.model import Ask
from proctor.probes.snippets import recall, store
from proctor.probes.snippets.policy import Policy, policy
from proctor.probes.snippets.run import Runs
from proctor.snippets import languages
from proctor.snippets.values import Case, Outcome, Outcomes

if TYPE_CHECKING:
    from proctor.probes.snippets.work import Work

GROUP = "snippets"  # of shards
_MOST_HIDDEN = 10  # places of hidden code that are named


def gather(bank: Bank, ask: Ask) -> Outcomes:
    """Outcomes by path, in order of the document. Raises Incomplete where snippets cannot run, Interrupted with those so far."""
    settings = _settings(ask)
    if os.environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        why = "a stranger's code would run beside secrets"
        raise Incomplete(f"snippets are not run under `pull_request_target`: {why}", "use `on: pull_request`")
    whole = ask.shard is None and ask.changes is None and ask.cache.folder is not None
    answers: Outcomes | None = None
    if whole and ask.cache.has(recall.KIND):
        answers = recall.get(bank, ask, recall.key(bank, ask, settings), settings)
    lacking: set[str] = set()
    if answers is None:
        runs = Runs(ask.cache, ask.earlier if ask.earlier is not None else {}, settings)
        answers = _run(bank, ask, settings, runs)
        lacking = runs.lacking & set(settings.require)
        if whole and not runs.lacking:
            recall.put(ask, recall.key(bank, ask, settings), answers, settings)
    ask.cache.notes += [*settings.notes, *_summary(answers)]
    if lacking:
        raise Incomplete(f"snippets in {', '.join(sorted(lacking))} cannot run here: no tool chain", "install it", answers)
    return answers


def _run(bank: Bank, ask: Ask, settings: Policy, runs: Runs) -> Outcomes:
    if not ask.earlier and not ask.cache.has(store.KIND):
        runs.begin(_python(bank, ask))
    try:
        return _ran(bank, ask, settings, runs)
    finally:
        runs.close()


def _python(bank: Bank, ask: Ask) -> list[str]:
    """The code of the bank's Python; none where there are programs in other languages, which need more than its sandbox has."""
    snippets = [snippet for path in ask.paths if path in bank.documents for snippet in bank.documents[path].snippets]
    found = [(languages.canonical(snippet), snippet.code) for snippet in snippets]
    others = {language for language, _ in found} & languages.RUN - {"python"}
    return [] if others else [code for language, code in found if language == "python"]


def _ran(bank: Bank, ask: Ask, settings: Policy, runs: Runs) -> Outcomes:
    works = _works(bank, ask, settings)
    if ask.shard is not None:
        mine = ask.shard.mine(shards.recorded(ask.cache, GROUP, _ids(works)))
        for work in works:
            work.choose(mine, ask.shard.index == 1)
    try:
        _settle(works, runs)
        _compare(works, runs, ask, settings)
    except KeyboardInterrupt:
        answers, missing = _so_far(works, runs)
        raise Interrupted(f"interrupted: {missing:,} snippet{'s' * (missing != 1)} not run", answers=answers) from None
    except Incomplete as error:
        raise Incomplete(error.message, error.hint, _so_far(works, runs)[0]) from None
    shards.record(ask.cache, GROUP, {work.id(case): took for work in works for case, took in work.seconds()})
    return _outcomes(works)


def plan(bank: Bank, ask: Ask) -> list[str]:
    """The ids of all shards together: the snippets that are run."""
    return _ids(_works(bank, ask, _settings(ask)))


def look(bank: Bank, ask: Ask) -> list[tuple[Case, str]]:
    """Every case with what can be told of it without running anything: its status, or `runnable`."""
    return [found for work in _works(bank, ask, _settings(ask)) for found in work.statuses()]


def _settings(ask: Ask) -> Policy:
    return policy(ask.config.snippets, ask.config.trusted, ask.given.get("snippets", {}), os.environ)


def _works(bank: Bank, ask: Ask, settings: Policy) -> list[Work]:
    """The documents that are reported on and have code."""
    from proctor.probes.snippets.work import Work  # while the sandbox starts, and not at all where nothing has changed

    documents = (bank.documents[path] for path in ask.paths if path in bank.documents)
    return [Work(document, ask, settings) for document in documents if document.snippets]


def _ids(works: Iterable[Work]) -> list[str]:
    return [work.id(attempt.case) for work in works for attempt in work.waiting]


def _settle(works: Sequence[Work], runs: Runs) -> None:
    """Run what waits, and again what lacked a name, until nothing waits; then once more what should come out the same."""
    while tasks := [task for work in works for task in work.tasks()]:
        results = runs.run(tasks)
        for work in works:
            work.take(results)
    doubted = [task for work in works for task in work.doubted()]
    again = runs.run(doubted, 1) if doubted else {}
    for work in works:
        work.confirm(again)


def _compare(works: Sequence[Work], runs: Runs, ask: Ask, settings: Policy) -> None:
    """With a base: advice on what a change touches is certain, and so is a failure of what ran at the base."""
    if ask.changes is None:
        return
    pairs = []
    for work in works:
        work.touched(ask.changes.touch)
        old = ask.before.documents.get(work.document.path) if ask.before is not None else None
        if old is not None and (doubted := work.in_doubt()):
            base = type(work)(old, ask, settings)
            base.choose_like(doubted)
            pairs.append((work, base))
    _settle([base for _, base in pairs], runs)
    for work, base in pairs:
        work.blame({case.code for case in base.good()})


def _so_far(works: Sequence[Work], runs: Runs) -> tuple[Outcomes, int]:
    """The outcomes of what has run, and how many snippets have not."""
    for work in works:
        work.take(runs.known(work.tasks()))
        work.confirm({})
    return _outcomes(works), sum(len(work.waiting) for work in works)


def _outcomes(works: Sequence[Work]) -> dict[str, tuple[Outcome, ...]]:
    return {work.document.path: work.outcomes() for work in works}


def _summary(answers: Outcomes) -> list[str]:
    """What ran where, and the hidden code that readers of the page do not see."""
    every = [outcome for each in answers.values() for outcome in each if outcome.level]
    ran = Counter(outcome.level for outcome in every)
    notes = [f"{count:,} snippet{'s' * (count != 1)} ran {_where(level)}" for level, count in sorted(ran.items())]
    hidden = [f"{outcome.case.path}:{outcome.case.first_line}" for outcome in every if outcome.case.nth < 0]
    if hidden:
        more = f" and {len(hidden) - _MOST_HIDDEN} more" if len(hidden) > _MOST_HIDDEN else ""
        notes.append(f"hidden code ran: {', '.join(hidden[:_MOST_HIDDEN])}{more}")
    return notes


def _where(level: str) -> str:
    if level == "none":
        return "without a sandbox (level none): with your rights"
    return f"in the sandbox at level {level}" + (": limits only, with your rights" if level == "L1" else "")
