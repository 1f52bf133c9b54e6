"""Which rules judge which documents, with which options: the selection, the configuration and its overrides together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from proctor import baseline, config, rules
from proctor.bank import Bank
from proctor.changes import Changes
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import Ignore, Options, Rule, Tree

if TYPE_CHECKING:  # of the few runs that compare or divide: they load these
    from proctor.gate import Gate
    from proctor.shards import Shard


class Request(NamedTuple):
    """What a surface asks for. `paths` restricts what is reported, never what is read."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    repository: str = ""
    switched_on: frozenset[str] = frozenset()
    baseline: Mapping[baseline.Key, int] = {}
    cache_dir: str | None = ""  # of the probes' answers: empty for the default one, None for none
    given: Mapping[str, Any] = {}  # what the command line grants to probes
    earlier: dict[str, Any] | None = None  # by need: what its probe keeps over the passes of a run
    changes: Changes | None = None  # since the base: errors of `online` rules on other lines only warn
    before: Callable[[], Bank] | None = None  # the bank at the base, read when it is first needed
    only_changed: bool = False  # report only what the change did
    shard: Shard | None = None  # the only work to do: a part of one probe's
    gate: Gate | None = None  # settings and baseline at the base, for the policy rules
    home: Tree | None = None  # where the files that settings name are read; None for the bank itself

    def reports(self, path: str) -> bool:
        """Whether findings of a path were asked for."""
        return not self.paths or any(path == p or not p or path.startswith(p + "/") for p in self.paths)


class Plan:
    """Which rules look at which documents, with which options."""

    def __init__(self, settings: Config, request: Request) -> None:
        self.config, self.request = settings, request
        select = request.select if request.select is not None else settings.select
        if request.select is None and settings.snippets.get("strict") and "run" in request.switched_on:
            select = (*(rules.default(request.switched_on) if select is None else select), "unverified-snippet")
        self._base = rules.choose(select, (*settings.ignore, *request.ignore), request.switched_on)
        self.not_run = self._base.not_run
        self._widened = request.select is None  # a selection on the command line is not widened by the bank
        self.rules = self._base.rules
        if self._widened and settings.overrides:
            extra = [n for o in settings.overrides for n in rules.expand(o.select or ())]
            base = [rule.name for rule in self._base.rules]
            self.rules = rules.choose([*base, *extra], request.ignore, request.switched_on).rules
        if request.shard is not None:
            from proctor.shards import NEEDS

            self.rules = [rule for rule in self.rules if NEEDS.get(rule.needs) == request.shard.group]
        self._names = {rule.name for rule in self._base.rules}
        self.online = frozenset(rule.name for rule in self.rules if rule.needs == "online")
        self._allowed: dict[str, set[str]] = {}
        self.options = {rule.name: _options(rule, settings) for rule in self.rules}

    def always(self, name: str) -> bool:
        """Whether a rule judges the documents that no override names."""
        return name in self._names

    def applies(self, name: str, path: str) -> bool:
        """Whether a rule judges a path."""
        if not self.config.overrides:
            return name in self._names
        if path not in self._allowed:
            chosen = set(self._names)
            for override in self.config.overrides:
                if config.matches(path, override.paths):
                    chosen |= set(rules.expand(override.select or ())) if self._widened else set()
                    chosen -= set(rules.expand(override.ignore))
            self._allowed[path] = chosen
        return name in self._allowed[path]

    def could_use(self, path: str, unused: Sequence[tuple[Ignore, str]]) -> list[tuple[Ignore, str]]:
        """Of the suppressions that nothing needed, those whose rule judged the path, or is no rule at all."""
        return [(ignore, name) for ignore, name in unused if name not in rules.names() or self.applies(name, path)]

    def reports(self, path: str) -> bool:
        """Whether findings of a path were asked for."""
        return self.request.reports(path)


def planned(settings: Config, request: Request) -> Plan:
    """The plan of a check. Raises ProctorError where no rule is left: a check that looks at nothing never passes."""
    made = Plan(settings, request)
    if not made.rules and request.shard is None:
        remedy = "select a rule whose needs are switched on, or ignore fewer of them"
        raise ProctorError("no rule is left: a check would look at nothing", remedy)
    return made


def _options(rule: Rule, settings: Config) -> Options:
    """A rule's defaults with the configuration's on top. Raises ProctorError for an unknown or mistyped one."""
    given = settings.rules.get(rule.name, {})
    for key, value in given.items():
        if key not in rule.options:
            raise ProctorError(f"rule `{rule.name}` has no option `{key}`", config.nearest(key, rule.options))
        if type(value) is not type(rule.options[key]):
            raise ProctorError(f"option `{key}` of `{rule.name}` must be a {type(rule.options[key]).__name__}")
    return {**rule.options, **given}
