"""The command line: finds the sub-command, and turns what goes wrong into messages and exit codes."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from proctor import __version__, tables
from proctor.errors import Incomplete, ProctorError
from proctor.surface import BUG, FOUND, INCOMPLETE, INTERRUPTED, USAGE, shown

_ABOUT = "Lint and validate banks of interview questions in Markdown."
_COMMANDS = os.path.join(os.path.dirname(__file__), "commands")


class _Help(argparse.HelpFormatter):
    """Help of a fixed width: measuring the terminal costs milliseconds at every start, for `add_argument` asks too."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=110)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are told as all others are. Options are spelt out: a short form is lost to the next new option."""

    def __init__(self, prog: str, description: str | None = None) -> None:
        super().__init__(prog, description=description, formatter_class=_Help, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise it."""
        command = self.prog.partition(" ")[2]
        raise ProctorError(f"{command}: {message}" if command else message, self.hint)

    @property
    def hint(self) -> str:
        """Where to read on."""
        return f"`{self.prog} --help` tells what it takes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run proctor; the exit status tells 0 clean, 1 findings, 2 usage, 3 incomplete, 70 a bug, 130 interrupted."""
    gc.disable()  # documents have no cycles, and a run is short
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        gc.freeze()  # else the interpreter, which ends now, searches it all for cycles
        return status
    except ProctorError as error:
        hint = f"\n  help: {shown(error.hint)}" if error.hint else ""
        print(f"proctor: {shown(error.message)}{hint}", file=sys.stderr)
        return INCOMPLETE if isinstance(error, Incomplete) else USAGE
    except KeyboardInterrupt:
        print("proctor: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader went away: there is nobody to tell
        return FOUND
    except Exception as error:
        return _bug(error)


def _run(arguments: Sequence[str]) -> int:
    """Run the sub-command that the arguments name. Raises ProctorError for arguments that mean nothing."""
    options, unknown = parser(arguments).parse_known_args(arguments)
    if unknown:
        command, word = options.parser, unknown[0].partition("=")[0]
        known = [option for option in command._option_string_actions if option.startswith("--")]
        raise ProctorError(f"`{command.prog}` takes no `{word}`", tables.nearest(word, known, command.hint))
    return int(options.run(options))


def _bug(error: Exception) -> int:
    """A defect of proctor: say so, with what a report of it needs."""
    import traceback

    if os.environ.get("PROCTOR_TRACEBACK"):
        print("".join(traceback.format_tb(error.__traceback__)), file=sys.stderr)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    print(f"proctor: this is a defect of proctor: {type(error).__name__} at {where}: {shown(str(error))}", file=sys.stderr)
    print("  help: run again with PROCTOR_TRACEBACK=1 and report what it prints", file=sys.stderr)
    return BUG


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of the one sub-command that is called; of all of them for help and completion."""
    whole = _Parser("proctor", _ABOUT)
    whole.add_argument("--version", action="version", version=f"proctor {__version__}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    names = sorted(n.removesuffix(".py") for n in os.listdir(_COMMANDS) if n.endswith(".py") and not n.startswith("_"))
    for name in [n for n in names if n in arguments[:1]] or names:
        module = import_module(f"proctor.commands.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=summary)
        module.arguments(command)
        command.set_defaults(run=module.run, parser=command)
    return whole
