"""Report how many questions are answered, since when the others are open, and what a change does.

`answered` is the share of questions with an answer of their own; a question that only links elsewhere (`link-only`) is
shown apart, and `placeholder` and `empty` ones are open.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from proctor import base, config
from proctor.coverage import BY, Report
from proctor.errors import ProctorError
from proctor.model import Style
from proctor.reports import coverage as formats
from proctor.surface import CLEAN, FOUND, INCOMPLETE, colored, filled, paths, root, snippet_arguments, snippet_grants

_WITH_HISTORY = frozenset(("text", "markdown", "json", "html"))  # the formats that show it


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("paths", nargs="*", type=filled, metavar="PATH", help="count only these files and folders; the whole bank is read")
    add("--by", choices=BY, default="topic", help="what a row of the table is; a topic is a folder and a section")
    add("--all", action="store_true", help="every row, the fully answered ones too")
    add("--fail-under", metavar="N", type=_share, help="fail when less than N percent is answered; `link-only` is not answered")
    add("--base-ref", metavar="REF", type=filled, help="tell what changed since this commit, or `auto`: new, answered, emptied")
    add("--fail-under-patch", metavar="N", type=_share, help="fail when less than N percent of what changed is answered")
    add("--ratchet", action="store_true", help="fail when the answered share falls, or a new question has no answer")
    add("--format", metavar="FORMAT", type=filled, help=f"what to print: {', '.join(formats.formats())}")
    add("--output", metavar="FORMAT[:PATH]", action="append", default=[], help="write a report; may be given again")
    snippet_arguments(parser)
    add("--history", action=argparse.BooleanOptionalAction, help="ages, waits and the trend from git (default: where shown)")
    add("--repository", metavar="OWNER/NAME", default="", help="the bank's own name on GitHub, for links to edit")
    add("--config", metavar="FILE", type=filled, help="settings from this file instead of the bank's")
    add("--cache-dir", metavar="DIR", help="where answers from git are kept (default: .proctor_cache in the root)")
    add("--no-cache", action="store_true", help="keep nothing, and use nothing that was kept")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours in text output")


def run(options: argparse.Namespace) -> int:
    """Count, compare and report; the exit status."""
    from proctor import cache, survey  # with all they need, which the other commands do not
    from proctor.tree import WorkTree

    wanted = _wanted(options)
    if not options.base_ref and (options.ratchet or options.fail_under_patch is not None):
        raise ProctorError("--ratchet and --fail-under-patch compare with a base", "add --base-ref, for instance origin/main")
    top = root()
    tree = WorkTree(top)
    request = survey.Request(
        paths(top, options.paths, tree),
        options.by,
        base.find(top, os.environ) if options.base_ref == base.AUTO else options.base_ref,
        options.fail_under,
        options.fail_under_patch,
        options.ratchet,
        options.history if options.history is not None else any(name in _WITH_HISTORY for name, _ in wanted),
        options.repository,
        options.snippets,
        snippet_grants(options),
    )
    kept = cache.at(top, tree, options.cache_dir, not options.no_cache)
    return _finish(survey.take(tree, config.load(top, options.config), request, kept), wanted, options)


def _share(text: str) -> float:
    """A percentage of the command line."""
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text} is no percentage from 0 to 100")
    return number


def _wanted(options: argparse.Namespace) -> list[tuple[str, str]]:
    """The formats that were asked for, each with its path; empty for standard output. Raises ProctorError for an unknown one."""
    given = [*([options.format] if options.format else []), *options.output] or ["text"]
    wanted = [(name, path) for name, _, path in (each.partition(":") for each in given)]
    for name, _ in wanted:
        if name not in formats.formats():
            raise ProctorError(f"no format is called `{name}`", config.nearest(name, formats.formats()))
    return wanted


def _finish(report: Report, wanted: Sequence[tuple[str, str]], options: argparse.Namespace) -> int:
    """Write every report that was asked for, and give the exit status."""
    for name, path in wanted:
        pieces = formats.load(name).render(report, Style(not path and colored(options.color), full=options.all))
        if path:
            _write("".join(pieces).encode("utf-8", "backslashreplace"), path)
        else:
            sys.stdout.writelines(pieces)
    if report.incomplete:
        return INCOMPLETE
    return CLEAN if all(threshold.holds for threshold in report.thresholds) else FOUND


def _write(content: bytes, path: str) -> None:
    """Write a report; a file that holds it already keeps its time, so that a badge makes no needless commit."""
    try:
        with open(path, "a+b") as file:
            file.seek(0)
            if file.read(len(content) + 1) != content:
                file.truncate(0)
                file.write(content)
    except OSError as error:
        raise ProctorError(f"{path} cannot be written: {error.strerror}", "check the path given to --output") from None
