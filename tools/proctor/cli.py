"""The command line: finds the sub-command, and turns what goes wrong into messages and exit codes."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from proctor import __version__, tables
from proctor.errors import Incomplete, ProctorError
from proctor.surface import BUG, FOUND, INCOMPLETE, INTERRUPTED, USAGE, shown

_ABOUT = "Lint and validate banks of interview questions in Markdown."
_COMMANDS = os.path.join(os.path.dirname(__file__), "commands")

_FULL = frozenset((errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF))  # a write that fails, through no fault of ours


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
    try:
        _take_streams()
        try:
            return _run(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()  # before an error is told, and while there is still somebody to tell that it failed
            gc.freeze()  # else the interpreter, which ends now, searches it all for cycles
    except ProctorError as error:
        hint = f"\n  help: {shown(error.hint)}" if error.hint else ""
        return _told(f"{shown(error.message)}{hint}", INCOMPLETE if isinstance(error, Incomplete) else USAGE)
    except KeyboardInterrupt:
        return _told("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _let_go()
        return FOUND  # the reader went away: there is nobody to tell
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            return _bug(error)
        _let_go()
        return _told(f"what it found could not be written: {error.strerror}\n  help: write it to another place", INCOMPLETE)
    except Exception as error:
        return _bug(error)


def _take_streams() -> None:
    """Make the standard streams ready. Raises ProctorError where output has nowhere to go."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - it lasts as long as the process
    if sys.stdout is None:
        sys.stdout = sys.stderr
        raise ProctorError("standard output is closed", "leave it open, or lead it to a file; --output writes to files besides")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _let_go() -> None:
    """Lead standard output away from where nothing can be written, so that what is left of it fails no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _told(text: str, status: int) -> int:
    """Say what went wrong, where that is possible; the status to end with."""
    with suppress(OSError):
        print(f"proctor: {text}", file=sys.stderr, flush=True)
    return status


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
    said = f"this is a defect of proctor: {type(error).__name__} at {where}: {shown(str(error))}"
    return _told(f"{said}\n  help: run again with PROCTOR_TRACEBACK=1 and report what it prints", BUG)


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of the one sub-command that is called; of all of them for help and completion."""
    whole = _Parser("proctor", _ABOUT)
    whole.add_argument("--version", action="version", version=f"proctor {__version__}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    names = sorted(n.removesuffix(".py") for n in os.listdir(_COMMANDS) if n.endswith(".py") and not n.startswith("_"))
    if arguments and arguments[0] not in names:
        _misses(arguments[0], names, whole)
    for name in [n for n in names if n in arguments[:1]] or names:
        module = import_module(f"proctor.commands.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=summary)
        module.arguments(command)
        command.set_defaults(run=module.run, parser=command)
    return whole


def _misses(word: str, names: Sequence[str], whole: _Parser) -> None:
    """Raises ProctorError for a first word that is neither a command nor an option: argparse does not tell the nearest."""
    option, known = word.partition("=")[0], list(whole._option_string_actions)
    if not word.startswith("-"):
        near = tables.nearest(word, names, f"there are {', '.join(names)};")
        raise ProctorError(f"there is no command `{word}`", f"{near} {whole.hint}")
    if option not in known:
        raise ProctorError(f"`proctor` takes no `{option}`", tables.nearest(option, known, f"a COMMAND comes first; {whole.hint}"))
