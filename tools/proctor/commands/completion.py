"""Print the completion script of a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from proctor import reports, rules
from proctor.errors import Incomplete, missing
from proctor.reports import coverage as of_coverage
from proctor.surface import CLEAN

_SHELLS = ("bash", "zsh", "fish")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=_SHELLS, help="load it with: source <(proctor completion bash)")


def run(options: argparse.Namespace) -> int:
    """Print. Raises Incomplete without the extra."""
    try:
        import shtab
    except ImportError:
        raise Incomplete("completion needs the package shtab", missing("completion")) from None
    from proctor import cli

    parser = cli.parser()
    for command, action in _actions(parser):
        words = str(action.metavar or "")
        if words.endswith(("RULE", "NAMES")):
            action.choices = ["ALL", *rules.groups(), *rules.names()]
        elif words == "FORMAT":
            action.choices = (of_coverage if command == "coverage" else reports).formats()
        elif any(word in words for word in ("PATH", "FILE", "REPORT")):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif "DIR" in words:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=options.shell))
    return CLEAN


def _actions(parser: argparse.ArgumentParser, command: str = "") -> Iterator[tuple[str, argparse.Action]]:
    """The options and arguments of a parser and of its sub-commands, each with the name of its command."""
    for action in parser._actions:
        yield command, action
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                yield from _actions(each, name)
