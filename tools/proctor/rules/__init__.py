"""The folder is the registry: every file `rules/<group>/<rule>.py` is a rule, and its name is its only identity."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module

from proctor.config import nearest
from proctor.errors import ProctorError
from proctor.model import Rule

ALWAYS_ON = frozenset(("spelling", "formatting"))  # needs without a switch: selecting the rule is enough
_HERE = os.path.dirname(__file__)


@cache
def names() -> dict[str, str]:
    """Every rule's name with its group, sorted by group and name."""
    found = {}
    for group in sorted(os.listdir(_HERE)):
        folder = os.path.join(_HERE, group)
        if os.path.isdir(folder) and not group.startswith("_"):
            files = sorted(name for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))
            found.update({name.removesuffix(".py").replace("_", "-"): group for name in files})
    return found


def groups() -> list[str]:
    """The groups that have rules."""
    return sorted(set(names().values()))


def path(name: str) -> str:
    """The file of a rule."""
    return os.path.join(_HERE, names()[name], name.replace("-", "_") + ".py")


def doc(name: str) -> str:
    """A rule's docstring, read from its file: its page, and its examples."""
    import ast  # takes milliseconds, and a check needs no page

    with open(path(name), encoding="utf-8") as file:
        return ast.get_docstring(ast.parse(file.read())) or ""


def expand(selectors: Iterable[str]) -> Iterator[str]:
    """The rules that names, groups and `ALL` stand for. Raises ProctorError for what is neither."""
    for selector in selectors:
        if selector == "ALL":
            yield from names()
        elif selector in names():
            yield selector
        elif selector in groups():
            yield from (name for name, group in names().items() if group == selector)
        else:
            hint = nearest(selector, ["ALL", *groups(), *names()], "`proctor explain` lists them")
            raise ProctorError(f"no rule or group is called `{selector}`", hint)


def in_default_set(name: str, switched_on: Collection[str]) -> bool:
    """Whether a rule runs when none is selected; read from its file, which costs a tenth of importing it."""
    with open(path(name), "rb") as file:
        content = file.read()
    need = content.partition(b'\nNEEDS = "')[2].partition(b'"')[0].decode()
    return b"\nDEFAULT = False" not in content and (not need or need in switched_on)


def default(switched_on: Collection[str]) -> list[str]:
    """The rules that run when none is selected."""
    return [name for name in names() if in_default_set(name, switched_on)]


@cache
def load(name: str) -> Rule:
    """Import one rule."""
    group = names()[name]
    module = import_module(f"proctor.rules.{group}.{name.replace('-', '_')}")
    return Rule(
        name=name,
        group=group,
        severity=getattr(module, "SEVERITY", "warning"),
        default=getattr(module, "DEFAULT", True),
        needs=getattr(module, "NEEDS", ""),
        options=getattr(module, "OPTIONS", {}),
        check=getattr(module, "check", None),
        check_bank=getattr(module, "check_bank", None),
        collect=getattr(module, "collect", None),
    )


class Selection:
    """The rules of a run, and those whose need is not switched on."""

    def __init__(self, rules: Sequence[Rule], not_run: Sequence[str]) -> None:
        self.rules = rules
        self.not_run = not_run


def choose(select: Collection[str] | None, ignore: Collection[str], switched_on: Collection[str]) -> Selection:
    """The rules that a selection takes: the default set where there is none.

    A switch (`--online`) adds the default rules that need it. A group or `ALL` leaves out rules whose need is not
    switched on. Raises ProctorError for such a rule by its name.
    """
    ignored = set(expand(ignore))
    on = {*switched_on, *ALWAYS_ON}
    chosen = default(switched_on) if select is None else list(dict.fromkeys(expand(select)))
    wanted = [load(name) for name in chosen if name not in ignored]
    off = [rule.name for rule in wanted if rule.needs and rule.needs not in on]
    named = [name for name in off if select is not None and name in select]
    if named:
        raise ProctorError(f"`{named[0]}` needs --{load(named[0]).needs}", "add the switch, or leave the rule out")
    order = list(names())
    return Selection(sorted((r for r in wanted if r.name not in off), key=lambda r: order.index(r.name)), off)
