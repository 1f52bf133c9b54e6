"""Print the completion script of a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from proctor import rules
from proctor.errors import ProctorError
from proctor.surface import CLEAN

_SHELLS = ("bash", "zsh", "fish")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=_SHELLS, help="load it with: source <(proctor completion bash)")


def run(options: argparse.Namespace) -> int:
    """Print. Raises ProctorError without the extra."""
    try:
        import shtab
    except ImportError:
        raise ProctorError("completion needs the package shtab", "pip install 'proctor[completion]'") from None
    from proctor import cli

    parser = cli.parser()
    for action in _actions(parser):
        words = str(action.metavar or "")
        if words.endswith("RULE"):
            action.choices = ["ALL", *rules.groups(), *rules.names()]
        elif any(word in words for word in ("PATH", "FILE", "REPORT")):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif "DIR" in words:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=options.shell))
    return CLEAN


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The options and arguments of a parser and of its sub-commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _actions(each)
