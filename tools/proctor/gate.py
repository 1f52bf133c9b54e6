"""What a change does to the gate that judges it: settings, baseline and CI files as they were at the base, and as they are.

Values and pure comparison. What a rule is told to do is looser when it no longer runs, weighs less, or looks at less;
a setting of which nobody can say that in general counts as looser when it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from proctor import baseline
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Severity, Span

Weights = Mapping[str, tuple[Severity, str]]  # rule -> its severity and group; a rule that does not run is absent
_HINT = "take it back, or have a maintainer accept it"
_FEW = 5  # names in one message
# Compared one by one, or of no weight for what is found.
_KNOWN = frozenset("select ignore exclude severity overrides rules fail_level baseline origin trusted format urls spelling".split())
_FEWER = ("timeout", "time", "most", "tries", "retry-after", "waiting")  # limits of the URL probe under which it learns less


class Side(NamedTuple):
    """The gate as one tree has it."""

    settings: Config
    path: str = ""  # of the configuration; empty for none
    source: bytes = b""
    broken: str = ""  # why the configuration cannot be used
    weights: Weights = {}  # of the rules, for a document that no override names
    overridden: Mapping[str, Weights] = {}  # the same for documents under each glob of the overrides
    options: Mapping[str, Mapping[str, Any]] = {}  # by rule
    words: frozenset[str] = frozenset()  # of the words file
    words_path: str = ""
    words_source: bytes = b""
    known_path: str = ""  # of the baseline
    known: bytes = b""
    ci: frozenset[str] = frozenset()  # files of the CI that name proctor


class Gate(NamedTuple):
    """The gate at the base, and with the change."""

    before: Side
    after: Side

    def sources(self) -> Mapping[str, bytes]:
        """The files that findings may name, as they are now."""
        _, after = self
        return {after.path: after.source, after.known_path: after.known, after.words_path: after.words_source}


class Loosening(NamedTuple):
    """One thing that is looser than at the base, with words by which its place in the file is found, the best first."""

    path: str
    words: tuple[str, ...]
    message: str
    hint: str = _HINT
    severity: Severity | None = None


def loosened(gate: Gate) -> Iterator[Loosening]:
    """All that the change loosens, but for the baseline."""
    before, after = gate
    path = after.path or before.path or "proctor.toml"
    for gone in sorted(before.ci - after.ci):
        yield Loosening(gone, (), "this file ran proctor, and does so no more")
    if after.broken:
        yield Loosening(path, (), f"the configuration cannot be used: {after.broken}", "mend it")
        return
    found = [*_rules(before, after), *_options(before, after), *_lists(before, after), *_urls(before, after), *_rest(before, after)]
    yield from (each if each.path else each._replace(path=path) for each in found)


def _rules(before: Side, after: Side) -> Iterator[Loosening]:
    """Rules that are not run any more or weigh less, in all documents or under some paths; and the level that fails."""
    everywhere = _looser(before.weights, after.weights)
    words = {rule: (f'"{rule}"', rule, f'"{group}"', "ignore", "select", "severity") for rule, (_, group) in everywhere.items()}
    alike: dict[tuple[str, Span], list[str]] = {}
    for rule, (said, _) in everywhere.items():
        alike.setdefault((said, spot(after.source, words[rule])), []).append(rule)
    yield from (Loosening("", words[rules[0]], f"{said}: {_listed(rules)}") for (said, _), rules in alike.items())
    for glob in dict.fromkeys((*before.overridden, *after.overridden)):
        there = _looser(before.overridden.get(glob, before.weights), after.overridden.get(glob, after.weights))
        more: dict[str, list[str]] = {}
        for rule, (said, _) in there.items():
            more.setdefault(said, []).extend([rule] if rule not in everywhere else [])
        yield from (
            Loosening("", (glob, "overrides"), f"{said} under `{glob}`: {_listed(rules)}") for said, rules in more.items() if rules
        )
    old, new = before.settings.fail_level, after.settings.fail_level
    if SEVERITIES.index(new) < SEVERITIES.index(old):
        yield Loosening("", ("fail-level",), f"only findings of the level `{new}` fail, and those of `{old}` did")


def _looser(before: Weights, after: Weights) -> dict[str, tuple[str, str]]:
    """The rules that are looser: how, and their groups."""
    found = {}
    for rule, (old, group) in before.items():
        new = after.get(rule, (None, group))[0]
        if new is None:
            found[rule] = ("not run any more", group)
        elif SEVERITIES.index(new) > SEVERITIES.index(old):
            found[rule] = (f"of the level `{new}` instead of `{old}`", group)
    return found


def _options(before: Side, after: Side) -> Iterator[Loosening]:
    for rule, old in before.options.items():
        new = after.options.get(rule, old)
        for key in old:
            if new.get(key) != old[key]:
                yield Loosening("", (key, rule), f"the option `{key}` of `{rule}` is {new.get(key)!r}, and was {old[key]!r}")


def _lists(before: Side, after: Side) -> Iterator[Loosening]:
    """Lists that may only shrink: what is excluded, and what is taken for right."""
    old, new = before.settings, after.settings
    for glob in _more(old.exclude, new.exclude):
        yield Loosening("", (glob, "exclude"), f"documents under `{glob}` are not checked any more")
    listed = _more(old.spelling.get("words", ()), new.spelling.get("words", ()))
    for path, words in (("", listed), (after.words_path, sorted(after.words - before.words))):
        if words:
            yield Loosening(path, (words[0], "words"), f"more is taken as spelt right: {_listed(words)}", severity="warning")
    if old.spelling.get("typos") and not new.spelling.get("typos"):
        yield Loosening("", ("typos", "spelling"), "`spelling.typos` is switched off")


def _urls(before: Side, after: Side) -> Iterator[Loosening]:
    old, new = before.settings.urls, after.settings.urls
    for pattern in _more(old.get("exclude", ()), new.get("exclude", ())):
        yield Loosening("", (pattern, "exclude"), f"URLs like `{pattern}` are not asked for any more")
    for pattern, statuses in new.get("accept", {}).items():
        more = _more(old.get("accept", {}).get(pattern, ()), statuses)
        if more:
            yield Loosening("", (pattern, "accept"), f"URLs like `{pattern}` may answer {', '.join(map(str, more))}")
    for key in ("days", *_FEWER):
        was, now = old.get(key), new.get(key)
        if now is not None and now != was and (was is None or (now > was) == (key == "days")):
            yield _changed("urls", key, was, now)


def _rest(before: Side, after: Side) -> Iterator[Loosening]:
    """Settings of which nobody can say which way is looser: any change counts."""
    for field in after.settings._fields:
        old, new = getattr(before.settings, field), getattr(after.settings, field)
        if field in _KNOWN or old == new:
            continue
        key = field.replace("_", "-")
        if isinstance(new, Mapping):
            yield from (_changed(key, k, old.get(k), new.get(k)) for k in dict.fromkeys((*old, *new)) if old.get(k) != new.get(k))
        else:
            yield Loosening("", (key,), f"`{key}` is {new!r}, and was {old!r}")
    for glob, old_table, new_table in _questions(before.settings, after.settings):
        yield Loosening("", (glob, "overrides"), f"under `{glob}` questions are read by {new_table!r}, and were by {old_table!r}")


def _questions(before: Config, after: Config) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Globs whose overrides have questions read otherwise."""
    old, new = ({glob: {**o.questions} for o in each.overrides if o.questions for glob in o.paths} for each in (before, after))
    yield from ((g, old.get(g, {}), new.get(g, {})) for g in dict.fromkeys((*old, *new)) if old.get(g) != new.get(g))


def _changed(table: str, key: str, old: Any, new: Any) -> Loosening:
    return Loosening("", (key, table), f"`{table}.{key}` is {_value(new)}, and was {_value(old)}")


def _value(value: Any) -> str:
    return "left to the default" if value is None else repr(value)


def _more(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """What is in the new list and not in the old one."""
    return [each for each in dict.fromkeys(new) if each not in old]


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_FEW])
    return f"{shown} and {len(names) - _FEW} more" if len(names) > _FEW else shown


class Growth(NamedTuple):
    """What the baseline has more of one rule's findings, with the place of the first one in it."""

    rule: str
    number: int
    span: Span
    keys: tuple[str, ...]


def grown(gate: Gate) -> Iterator[Growth | Loosening]:
    """By rule, what the baseline excuses beyond what it did at the base."""
    text = gate.after.known.decode("utf-8", "replace")
    try:
        old = baseline.parse(gate.before.known.decode("utf-8", "replace"))
    except ProctorError:
        old = {}
    try:
        new = baseline.parse(text, gate.after.known_path)
    except ProctorError as error:
        yield Loosening(gate.after.known_path, (), error.message, error.hint)
        return
    more: dict[str, list[baseline.Key]] = {}
    for key, count in new.items():
        if count > old.get(key, 0):
            more.setdefault(key.rule, []).append(key)
    for rule, keys in sorted(more.items()):
        number = sum(new[key] - old.get(key, 0) for key in keys)
        yield Growth(rule, number, spot(gate.after.known, (f"{rule}\t{keys[0].hash}",)), tuple(sorted(k.hash for k in keys)))


def spot(source: bytes, words: Sequence[str]) -> Span:
    """Where a configuration says something: the first of the words that it has; else its first line."""
    start = max(0, source.find(b"[tool.proctor"))
    for word in words:
        at = source.find(word.encode(), start)
        if at >= 0:
            plain = word.strip('"').encode()
            at += word.startswith('"')
            return Span(at, at + len(plain))
    end = source.find(b"\n")
    return Span(0, len(source) if end < 0 else end)
