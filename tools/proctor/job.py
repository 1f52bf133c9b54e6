"""One run of `proctor check`: the tree under check, what it is compared with, and the settings for it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from proctor import baseline, changes, config, engine, git
from proctor.bank import Bank
from proctor.config import Config
from proctor.errors import Incomplete, ProctorError
from proctor.model import Tree
from proctor.surface import names, paths, root, snippet_grants, standard_input
from proctor.tree import GitTree, Overlay, WorkTree

if TYPE_CHECKING:
    from proctor import shards
    from proctor.gate import Gate


class Job:
    """What the options of a run come to. Raises ProctorError for options that contradict each other."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.root = root()
        self.rev: str = options.rev or ""
        self.tree: Tree = GitTree(self.root, options.rev) if options.rev else WorkTree(self.root)
        against = _against(self.root, self.tree, options)
        settings = _trusted(self.root, against, options) if against and options.trust_base_config else _own(self.root, options)
        self.settings = settings.config
        self.stdin = bool(options.stdin_filename)
        wanted = paths(self.root, options.paths, self.tree)
        if self.stdin:
            if wanted:
                raise ProctorError("--stdin-filename checks standard input alone", f"leave out {options.paths[0]}")
            name, content = standard_input(self.root, options.stdin_filename, self.tree)
            self.tree, wanted = Overlay(self.tree, {name: content}), (name,)
        switched_on = frozenset([*["online"] * options.online, *["run"] * options.snippets])
        self.request = engine.Request(
            paths=wanted,
            select=names(options.select),
            ignore=names(options.ignore) or (),
            repository=options.repository,
            switched_on=switched_on,
            baseline=settings.known,
            cache_dir=None if options.no_cache else options.cache_dir,
            given={"allow_hosts": options.allow_host, "snippets": snippet_grants(options)},
            earlier={},
            shard=_shard(self.root, options),
            home=settings.home,
        )
        if against is not None:
            self.request = self.request._replace(
                changes=against.changes,
                before=_before(self.root, against.changes.base, self.settings, options.repository),
                only_changed=options.changed,
                gate=_gate(self.root, self.tree, against) if options.trust_base_config else None,
            )


class _Against(NamedTuple):
    """What the tree is compared with."""

    ref: str  # the base as it is now
    changes: changes.Changes  # since the two went apart


class _Settings(NamedTuple):
    """The settings in force, the known findings, and where the files that settings name are read."""

    config: Config
    known: dict[baseline.Key, int]
    home: Tree | None = None


def _against(top: str, tree: Tree, options: argparse.Namespace) -> _Against | None:
    """What the options compare with. Raises Incomplete where a clone lacks it."""
    if not (options.base_ref or options.changed or options.trust_base_config):
        return None
    from proctor import base

    asked = options.base_ref or base.AUTO
    ref = base.find(top, os.environ, options.rev or "") if asked == base.AUTO else asked
    try:
        return _Against(ref, changes.since(tree, git.commit(top, ref), options.rev or ""))
    except ProctorError as error:
        if git.shallow(top):
            raise Incomplete(error.message, "this clone is shallow: `git fetch --unshallow`, or `fetch-depth: 0` in CI") from None
        raise


def _own(top: str, options: argparse.Namespace) -> _Settings:
    """The settings on the disk."""
    settings = config.load(top, options.config)
    place = options.baseline or os.path.join(top, settings.baseline or baseline.NAME)
    content = engine.baseline_text(place)
    if content is None and (options.baseline or settings.baseline):
        raise ProctorError(f"there is no baseline at {place}", "make one with `proctor baseline write`")
    return _Settings(settings, baseline.parse(content, os.path.basename(place)) if content else {})


def _trusted(top: str, against: _Against, options: argparse.Namespace) -> _Settings:
    """The settings of the base as it is now: a change may have left it long ago, when the gate stood open."""
    from proctor import trust

    if options.config or options.baseline:
        raise ProctorError("--trust-base-config reads settings and baseline from the base", "leave out --config and --baseline")
    found = trust.at(GitTree(top, against.ref))
    return _Settings(found.settings, baseline.parse(found.baseline) if found.baseline else {}, found.home)


def _gate(top: str, tree: Tree, against: _Against) -> Gate:
    """The gate where the change left the base, and with the change: what others loosened since is not its doing."""
    from proctor import trust

    return trust.compared(GitTree(top, against.changes.base), tree)


def _before(top: str, commit: str, settings: Config, repository: str) -> Callable[[], Bank]:
    """Reads the bank at a commit, once."""
    return cache(lambda: engine.read_bank(GitTree(top, commit), settings, repository)[0])


def _shard(top: str, options: argparse.Namespace) -> shards.Shard | None:
    if not options.shard:
        return None
    from proctor import shards

    index, total = shards.parse(options.shard)
    if options.online == options.snippets:
        raise ProctorError("--shard divides the work of --online or of --run", "give one of them; other checks are not sharded")
    if options.fix or options.diff or options.add_words or options.stdin_filename:
        raise ProctorError("--shard only checks", "leave out --fix, --diff, --add-words and --stdin-filename")
    # All shards of a run are told the same durations, even where they share a cache.
    run = os.environ.get("GITHUB_RUN_ID") or os.environ.get("CI_PIPELINE_ID") or (git.top_level(top) and git.head(top)) or "here"
    return shards.Shard(shards.NEEDS["online" if options.online else "run"], index, total, run)
