"""Where reports go: standard output and files, several at once; and the exit status that a report comes to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from proctor import config, reports, rules
from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Report, Severity, Style
from proctor.pattern import lazy
from proctor.surface import CLEAN, FOUND, INCOMPLETE, INTERRUPTED

# What GitHub's runner takes for a command: `::` at the start of a line, `##[` anywhere in it.
_COMMAND = lazy(r"^[^\S\n]*+:(?=:)|##(?=\[)", re.M)


class Output(NamedTuple):
    """A format, and the file that it is written to; empty for standard output."""

    name: str
    path: str


def wanted(form: str | None, given: Sequence[str], top: str) -> list[Output]:
    """The outputs that were asked for; text where nothing else goes to standard output. Raises ProctorError."""
    outputs = [Output(name, path) for name, _, path in (each.partition(":") for each in [*([form] if form else []), *given])]
    for name, path in outputs:
        if name not in reports.formats():
            raise ProctorError(f"no format is called `{name}`", config.nearest(name, reports.formats()))
        if path:
            check(path, top)
    if all(path for _, path in outputs):
        outputs.append(Output("text", ""))
    return sorted(outputs, key=lambda output: not output.path)  # files first: what cannot be written is told before all else


def check(path: str, top: str) -> None:
    """Raise ProctorError for a file that a symbolic link of the bank at `top` leads out of it."""
    place = os.path.abspath(path)
    if _is_in(place, top) and not _is_in(os.path.realpath(place), os.path.realpath(top)):
        raise ProctorError(f"{path} leads out of the bank by a symbolic link", "remove the link, or write elsewhere")


def _is_in(place: str, folder: str) -> bool:
    return place.startswith(folder.rstrip(os.sep) + os.sep)


def write(report: Report, outputs: Sequence[Output], style: Style) -> None:
    """Write a report to all outputs. Raises ProctorError for a file that cannot be written."""
    for name, path in outputs:
        pieces = reports.load(name).render(report, style._replace(color=style.color and not path, page=page))
        if path:
            save(path, pieces)
        else:
            sys.stdout.writelines(harmless(pieces) if name == "text" else pieces)


def page(rule: str) -> str:
    """The documentation of a rule; empty for what is none."""
    return rules.doc(rule) if rule in rules.names() else ""


def save(path: str, pieces: Iterable[str]) -> None:
    """Write text to a file. Raises ProctorError."""
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(pieces)
    except OSError as error:
        raise ProctorError(f"{path} cannot be written: {error.strerror}", "check the path") from None


def harmless(pieces: Iterable[str]) -> Iterator[str]:
    """Text for people, of which nothing is a command where GitHub's runner reads along."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield from pieces
    else:
        yield from (_COMMAND.sub(lambda m: f"{m[0]}\u200b", piece) for piece in pieces)


def status(report: Report, fail_level: Severity, exit_zero: bool) -> int:
    """The exit status."""
    if report.interrupted:
        return INTERRUPTED
    if report.incomplete:
        return INCOMPLETE
    gravest = SEVERITIES[: SEVERITIES.index(fail_level) + 1]
    failed = any(f.severity in gravest for f in report.findings)
    return FOUND if failed and not exit_zero else CLEAN
