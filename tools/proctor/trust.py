"""Whose word counts: under `--trust-base-config` the settings are the base's, and the change's are only compared with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from proctor import baseline, config, rules
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.gate import Gate, Side, Weights
from proctor.model import Rule, Severity, Tree
from proctor.plan import Plan, Request
from proctor.shards import NEEDS
from proctor.spelling import accepted

_CI = (".github/workflows/", ".gitlab-ci.yml", ".pre-commit-config.yaml")
_LARGEST = 1 << 20  # bytes of a CI file that are read
_LARGEST_BASELINE = 64 << 20


class Trusted(NamedTuple):
    """What the base says of the gate."""

    settings: Config
    baseline: str | None  # the text of the file; None for none
    home: Tree  # where the words file is read


def at(tree: Tree) -> Trusted:
    """The settings of the base's tree. Raises ProctorError for what is wrong with them."""
    settings = config.of_tree(tree)[2]._replace(trusted=True)
    place = settings.baseline or baseline.NAME
    content = _content(tree, place)
    if settings.baseline and content is None:
        raise ProctorError(f"there is no baseline at {place} in the base commit", "make one with `proctor baseline write`")
    return Trusted(settings, None if content is None else content.decode("utf-8", "replace"), tree)


def compared(before: Tree, after: Tree) -> Gate:
    """The gate before and with a change. Raises ProctorError where the settings before it cannot be used."""
    old, new = side(before), side(after)
    if old.broken:
        raise ProctorError(f"the base's configuration cannot be used: {old.broken}")
    return Gate(old, new)


def side(tree: Tree) -> Side:
    """The gate as a tree has it."""
    path = next((name for name in config.FILES if tree.kind(name) == "file"), "")
    ci = frozenset(p for p in tree.paths() if p.startswith(_CI) and b"proctor" in (_content(tree, p, _LARGEST) or b""))
    try:
        path, source, settings = config.of_tree(tree)
        plan = Plan(settings, Request(switched_on=frozenset(NEEDS)))
        words_path = accepted.name(settings.spelling.get("words-file", ""))
        words = accepted.read(tree, words_path, False)
    except ProctorError as error:
        return Side(Config(), path, (path and _content(tree, path)) or b"", error.message, ci=ci)
    known = settings.baseline or baseline.NAME
    weights = {rule.name: _weight(rule, settings.severity, rule.severity) for rule in plan.rules if plan.always(rule.name)}
    return Side(
        settings=settings,
        path=path,
        source=source,
        weights=weights,
        overridden=_overridden(plan, weights),
        options=plan.options,
        words=words,
        words_path=words_path,
        words_source=_content(tree, words_path) or b"",
        known_path=known,
        known=_content(tree, known) or b"",
        ci=ci,
    )


def _overridden(plan: Plan, weights: Weights) -> dict[str, Weights]:
    """By glob, the rules that judge what no other glob names. A later override for the same glob wins."""
    loaded = {rule.name: rule for rule in plan.rules}
    found: dict[str, dict[str, tuple[Severity, str]]] = {}
    for override in plan.config.overrides:
        for glob in override.paths:
            there = found.setdefault(glob, dict(weights))
            for name in rules.expand(override.select or ()):
                if name in loaded:
                    there.setdefault(name, _weight(loaded[name], plan.config.severity, loaded[name].severity))
            for name in rules.expand(override.ignore):
                there.pop(name, None)
            there.update({name: _weight(loaded[name], override.severity, old) for name, (old, _) in there.items()})
    return dict(found)


def _weight(rule: Rule, given: Mapping[str, str], default: Severity) -> tuple[Severity, str]:
    return cast(Severity, given.get(rule.name, given.get(rule.group, default))), rule.group


def _content(tree: Tree, path: str, most: int = _LARGEST_BASELINE) -> bytes | None:
    """A file's bytes; None where there is none, or none that we would read."""
    try:
        return tree.read(path) if tree.kind(path) == "file" and tree.size(path) <= most else None
    except OSError:
        return None
