"""Print the page of a rule, or the list of all rules."""

from __future__ import annotations

import argparse

from proctor import rules
from proctor.model import Rule
from proctor.rules import doc
from proctor.surface import CLEAN

__all__ = ["arguments", "doc", "page", "run", "summary"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule or a group")


def run(options: argparse.Namespace) -> int:
    """Print."""
    if options.rule:
        print("\n\n".join(page(name) for name in rules.expand([options.rule])))
        return CLEAN
    for name in rules.names():
        rule = rules.load(name)
        off = f"  ({_need(rule)})" if rule.needs else "" if rule.default else "  (off by default)"
        print(f"{rule.group:10} {name:26} {summary(name)}{off}")
    return CLEAN


def _need(rule: Rule) -> str:
    return "runs when it is selected" if rule.needs in rules.ALWAYS_ON else f"needs --{rule.needs}"


def summary(name: str) -> str:
    """The first line: what is wrong."""
    return doc(name).partition("\n")[0]


def page(name: str) -> str:
    """The whole page in Markdown."""
    rule = rules.load(name)
    facts = [rule.group, f"severity {rule.severity}", *(["off by default"] if not rule.default else [])]
    facts += [_need(rule)] if rule.needs else []
    settings = [f"Option `{key}` in `[tool.proctor.rules.{name}]`, by default `{value!r}`." for key, value in rule.options.items()]
    how = f"To accept one place, write above it: `<!-- proctor: ignore {name}: the reason -->`"
    return "\n\n".join([f"# {name}", "; ".join(facts), doc(name), *settings, how])
