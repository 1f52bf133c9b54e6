"""Asks the network about the URLs of a bank, each once, and gives what it learnt by URL as written.

The parts: `address` (URLs as text), `guard` (which hosts may be asked), `policy` (limits and grants), `transport` (one
request), `page` (what to do with its answer), `journey` (redirects, verdict), `schedule` (when), `memory` (earlier runs).
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from proctor import shards
from proctor.errors import Interrupted
from proctor.model import Ask
from proctor.outside import Answer, links
from proctor.probes.urls import address
from proctor.probes.urls.journey import Verdict
from proctor.probes.urls.memory import Known, Memory
from proctor.probes.urls.page import Want
from proctor.probes.urls.policy import Policy, policy
from proctor.probes.urls.reply import FAULTS
from proctor.probes.urls.schedule import Progress, Run
from proctor.progress import Bar

GROUP = "urls"  # of shards
_FRAGMENTS = "missing-remote-fragment"  # the rule that has whole pages read
_MOST_HOSTS = 10  # in the summary


class _Asked(NamedTuple):
    """The URLs of a bank: what each as written asks for, and what needs no asking."""

    wants: Mapping[str, Want]  # by URL in its normal form
    normal: Mapping[str, str]  # URL as written -> in its normal form
    told: Mapping[str, Verdict]  # URL as written -> its verdict, found without the network
    left_out: int  # URLs that are excluded


def gather(bank: Any, ask: Ask) -> Mapping[Any, Any]:
    """Answers by URL as written. Raises Incomplete without requests, Interrupted with the answers so far."""
    settings, notes = policy(ask.config.urls, ask.given)
    ask.cache.notes += notes
    asked = _asked(_written(bank, ask), settings, _FRAGMENTS in ask.rules)
    if ask.shard is not None:
        asked = _shared_out(asked, ask)
    found: dict[str, Verdict] = {} if ask.earlier is None else ask.earlier
    memory = Memory(ask.cache, settings.limits.days)
    try:
        shards.record(ask.cache, GROUP, _ask(asked.wants, settings, memory, found), ask.shard)
    except KeyboardInterrupt:
        missing = len(asked.wants.keys() - found.keys())
        raise Interrupted(
            f"interrupted: {missing} of {len(asked.wants)} URLs were not checked", answers=_answers(asked, found)
        ) from None
    found.update(memory.settle())
    if not memory.reached:
        found.update(_doubted(found))
    memory.end()
    ask.cache.notes += _summary({url: found[url] for url in asked.wants if url in found})
    if asked.left_out:
        ask.cache.notes.append(f"{asked.left_out:,} URLs not asked for: excluded, or of hosts that stand for examples")
    return _answers(asked, found)


def plan(bank: Any, ask: Ask) -> list[str]:
    """The ids of all shards together: the URLs to ask for, in their normal form."""
    return list(_asked(_written(bank, ask), policy(ask.config.urls, ask.given)[0], False).wants)


def _written(bank: Any, ask: Ask) -> list[str]:
    """The URLs of the documents that are reported on, each once, as written."""
    documents = (bank.documents[path] for path in ask.paths if path in bank.documents)
    return list(dict.fromkeys(link.url for document in documents for link in links(document, bank)))


def _shared_out(asked: _Asked, ask: Ask) -> _Asked:
    """What this shard is to ask for: a host's URLs are all one shard's. The first one tells what needs no asking."""
    took = shards.recorded(ask.cache, GROUP, {address.host(url) for url in asked.wants}, ask.shard)
    mine = ask.shard.mine({url: took[address.host(url)] for url in asked.wants}, address.host)
    first = ask.shard.index == 1
    return _Asked(
        {url: want for url, want in asked.wants.items() if url in mine},
        {url: plain for url, plain in asked.normal.items() if plain in mine},
        asked.told if first else {},
        asked.left_out if first else 0,
    )


def _asked(written: Sequence[str], settings: Policy, with_fragments: bool) -> _Asked:
    normal: dict[str, str] = {}
    told: dict[str, Verdict] = {}
    fragments: dict[str, set[str]] = {}
    left_out = 0
    for url in written:
        try:
            plain = address.normal(url)
        except address.Malformed as error:
            told[url] = Verdict("broken", str(error))
            continue
        except address.Elsewhere:
            continue
        if settings.excludes(plain):
            left_out += 1
            continue
        if plain not in fragments and len(fragments) >= settings.limits.most:
            told[url] = Verdict("unknown", f"it was not asked: more than {settings.limits.most} URLs")
            continue
        normal[url] = plain
        fragments.setdefault(plain, set()).update({address.fragment(url)} - {""} if with_fragments else ())
    return _Asked({url: Want(url, "", frozenset(names)) for url, names in sorted(fragments.items())}, normal, told, left_out)


def _ask(wants: Mapping[str, Want], settings: Policy, memory: Memory, found: dict[str, Verdict]) -> dict[str, float]:
    """Fill `found` from memory and the network; each answer is kept at once. Gives the seconds a URL of each host took."""
    from proctor.probes.urls.transport import Exchange, Transport

    before: dict[str, Known] = {}
    todo = []
    for url, want in wants.items():
        known = memory.known(url)
        if known is not None:
            before[url] = known
        told = found.get(url) or (known.verdict if known is not None and known.fresh else None)
        if told is not None and want.fragments <= told.fragments.keys() | _settled(told, want):
            found[url] = told
        else:
            todo.append(want._replace(known=_validators(known, want)))

    def keep(want: Want, verdict: Verdict) -> None:
        old = before.get(want.url)
        if verdict.status == 304 and old is not None:
            verdict = verdict._replace(
                status=200, verdict=old.verdict.verdict, reason=old.verdict.reason, fragments=old.verdict.fragments
            )
        found[want.url] = memory.keep(want.url, verdict, old)

    if not todo:
        return {}
    bar = Bar()

    def draw(at: Progress) -> None:
        bar(f"URLs (hosts waiting: {at.hosts}, broken: {at.broken})", at.done, len(todo))

    transport = Transport(settings.allow, settings.limits.per_host)
    run = Run(settings, transport, Exchange, keep)
    try:
        with _collected():
            run.ask(todo, draw)
        return run.seconds()
    finally:
        bar.clear()
        transport.close()


@contextmanager
def _collected() -> Iterator[None]:
    """Failed requests leave cycles of objects behind, which the rest of a run does not: collect them, and only them."""
    before = gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if not before:
            gc.disable()


def _doubted(found: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Where no host at all answered: hosts that are said not to exist, once more as unknown. It may be our network."""
    lost = {url: verdict for url, verdict in found.items() if verdict.reason.endswith(FAULTS["no-host"])}
    if len({address.host(url) for url in lost}) < 2:
        return {}
    doubt = f"{FAULTS['no-host']}, but nor did any other host answer: is there a network?"
    return {
        url: verdict._replace(verdict="unknown", reason=doubt)
        for url, verdict in lost.items()
        if not address.host(url).endswith(".invalid")
    }


def _settled(verdict: Verdict, want: Want) -> frozenset[str]:
    """The fragments that need no look: all of them where there is no page to look at."""
    return want.fragments if verdict.verdict in ("broken", "unknown") else frozenset()


def _validators(known: Known | None, want: Want) -> tuple[tuple[str, str], ...]:
    """Headers that let a server say `as before`, where all that is wanted was known before."""
    if known is None or known.verdict.verdict not in ("ok", "suspect") or not want.fragments <= known.verdict.fragments.keys():
        return ()
    return known.verdict.known


def _answers(asked: _Asked, found: Mapping[str, Verdict]) -> dict[str, Answer]:
    answers = {}
    for url, verdict in [*asked.told.items(), *((url, found[n]) for url, n in asked.normal.items() if n in found)]:
        state = verdict.fragments.get(address.fragment(url), "")
        answers[url] = Answer(verdict.verdict, verdict.reason, verdict.target, state)
    return answers


def _summary(found: Mapping[str, Verdict]) -> list[str]:
    """How many URLs had which verdict; and the hosts that gave the most trouble."""
    if not found:
        return []
    hosts: dict[str, Counter[str]] = {}
    for url, verdict in found.items():
        hosts.setdefault(address.host(url), Counter())[verdict.verdict] += 1
    total = sum(hosts.values(), Counter[str]())
    notes = [f"{len(found):,} URLs of {len(hosts):,} host{'s' * (len(hosts) != 1)}: {_counts(total)}"]
    trouble = sorted((h for h in hosts if hosts[h].total() > hosts[h]["ok"]), key=lambda h: (hosts[h]["ok"] - hosts[h].total(), h))
    notes += [f"at {host}: {_counts(hosts[host])}" for host in trouble[:_MOST_HOSTS]]
    return [*notes, f"and at {len(trouble) - _MOST_HOSTS} more hosts"] if len(trouble) > _MOST_HOSTS else notes


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[v]:,} {v}" for v in ("ok", "moved", "suspect", "unknown", "broken") if counts[v])
