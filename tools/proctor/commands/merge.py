"""Join the reports of many jobs; a missing, repeated or foreign one makes the whole incomplete."""

from __future__ import annotations

import argparse
import os
import stat

from proctor import handover, merging, outputs, reports
from proctor.errors import ProctorError
from proctor.handover import Part
from proctor.model import SEVERITIES, Severity, Style
from proctor.surface import colored


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("reports", nargs="+", metavar="REPORT", help="files that `proctor check --report` wrote")
    add("--expect-shards", metavar="GROUP=N,...", required=True, help="all that must be there: snippets=4,urls=2,static=1")
    add("--head", metavar="SHA", default="", help="the commit that the reports must be of, in full")
    add("--format", metavar="FORMAT", help=f"what to print: {', '.join(reports.formats())}")
    add("--output", metavar="FORMAT[:PATH]", action="append", default=[], help="write a report; may be given again")
    add("--statistics", action="store_true", help="counts by rule instead of findings")
    add("--fail-level", choices=SEVERITIES, help="the least severity that fails (default: the strictest of the reports)")
    add("--exit-zero", action="store_true", help="exit 0 even with findings; never of an incomplete whole")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours in text output")


def run(options: argparse.Namespace) -> int:
    """Merge; the exit status."""
    wanted = outputs.wanted(options.format, options.output, os.getcwd())
    expected = merging.expected(options.expect_shards)
    if options.head and len(options.head) not in (40, 64):
        raise ProctorError(f"--head {options.head} is no full name of a commit", "pass the commit's whole hash")
    parts, refused = _parts(options.reports, sum(expected.values()))
    report = merging.merged(parts, expected, options.head.lower(), refused)
    fail_level: Severity = options.fail_level or merging.fail_level(parts)
    outputs.write(report, wanted, Style(colored(options.color), fail_level, options.statistics))
    return outputs.status(report, fail_level, options.exit_zero)


def _parts(paths: list[str], expected: int) -> tuple[list[Part], list[str]]:
    """The reports that can be read, and why the others cannot. No more are read than could be wanted."""
    parts, refused = [], []
    for path in paths[: 2 * expected + 10]:
        try:
            parts.append(handover.read(_content(path)))
        except (handover.Refused, OSError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            refused.append(f"{os.path.basename(path)} is no report: {said}")
    if len(paths) > 2 * expected + 10:
        refused.append(f"{len(paths)} reports were given where {expected} are expected: not all were read")
    return sorted(parts, key=lambda part: (part.group, part.number, part.total)), refused


def _content(path: str) -> bytes:
    """A regular file's bytes, one more than may be read of one that is too large."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise handover.Refused("it is no regular file")
        return file.read(handover.LARGEST + 1)
