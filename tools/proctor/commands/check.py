"""Check the bank."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from proctor import baseline, crew, engine, outputs, reports
from proctor.errors import Incomplete, ProctorError
from proctor.job import Job
from proctor.model import SEVERITIES, Document, Finding, Report, Severity, Style, Tree
from proctor.plan import Plan
from proctor.surface import CLEAN, FOUND, colored, filled, root, shown, snippet_arguments
from proctor.tree import Overlay


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("paths", nargs="*", type=filled, metavar="PATH", help="report only these files and folders; the whole bank is read")
    add("--select", metavar="NAMES", type=filled, action="append", help="rules, groups or ALL, separated by commas")
    add("--ignore", metavar="NAMES", action="append", default=[], help="rules or groups to leave out")
    add("--fix", action="store_true", help="repair what can be repaired safely")
    add("--unsafe-fixes", action="store_true", help="repair too what may change the meaning")
    add("--diff", action="store_true", help="show the repairs as a diff, and change nothing")
    add("--format", metavar="FORMAT", type=filled, help=f"what to print: {', '.join(reports.formats())}")
    add("--output", metavar="FORMAT[:PATH]", action="append", default=[], help="write a report; may be given again")
    add("--repository", metavar="OWNER/NAME", default="", help="the bank's own name on GitHub")
    add("--statistics", action="store_true", help="counts by rule instead of findings")
    add("--fail-level", choices=SEVERITIES, help="the least severity that fails (default: error)")
    add("--exit-zero", action="store_true", help="exit 0 even with findings")
    add("--config", metavar="FILE", type=filled, help="settings from this file instead of the bank's")
    add("--baseline", metavar="FILE", type=filled, help=f"known findings (default: {baseline.NAME} in the root, where it is)")
    add("--rev", metavar="REF", type=filled, help="check this git revision instead of the files on disk")
    add("--online", action="store_true", help="ask the network about URLs")
    add("--allow-host", metavar="HOST", action="append", default=[], help="a private host or network that --online may ask too")
    snippet_arguments(parser)
    add("--base-ref", metavar="REF", type=filled, help="mark what changed since this git revision; `auto` finds it, in CI too")
    add("--changed", action="store_true", help="report and judge only what the change did (base: --base-ref, else found)")
    add("--trust-base-config", action="store_true", help="settings, baseline and words from the base; the change's are compared")
    add("--shard", metavar="I/N", type=filled, help="do the I-th of N parts of --online or --run, and nothing else")
    add("--report", metavar="FILE", type=filled, help="write what `proctor merge` joins")
    add("--cache-dir", metavar="DIR", default="", help="keep answers of slow checks here (default: .proctor_cache in the root)")
    add("--no-cache", action="store_true", help="keep no answers")
    add("--stdin-filename", metavar="NAME", type=filled, help="check standard input as this file of the bank")
    add("--add-words", action="store_true", help="take the words of `misspelling` findings for right: write them to the words file")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours in text output")


def run(options: argparse.Namespace) -> int:
    """Check, fix or show the fixes; the exit status."""
    if options.rev and (options.fix or options.stdin_filename):
        raise ProctorError("--rev reads a commit, which nothing can change", "leave out --fix and --stdin-filename")
    if options.fix and options.snippets and os.environ.get("CI"):
        raise ProctorError("--fix with --run writes what snippets print into the bank: not in CI", "run it at home, or --diff here")
    if options.add_words and (options.rev or options.stdin_filename or options.diff):
        raise ProctorError("--add-words judges the files on disk", "leave out --rev, --stdin-filename and --diff")
    wanted = outputs.wanted(options.format, options.output, root())
    if options.report:
        outputs.check(options.report, root())
    job = Job(options)
    if options.add_words and "misspelling" not in {rule.name for rule in Plan(job.settings, job.request).rules}:
        raise ProctorError("--add-words needs the rule `misspelling`", "add --select misspelling")
    if options.diff or (options.fix and job.stdin):
        return _shown(job, options)
    report = _repaired(job, options.unsafe_fixes) if options.fix else crew.check(job.tree, job.settings, job.request)
    if options.add_words:
        from proctor.spelling import accepted

        report = accepted.accept(report, job.root, job.settings.spelling.get("words-file", ""))
    fail_level: Severity = options.fail_level or job.settings.fail_level
    if options.report:
        from proctor import handover

        outputs.save(options.report, handover.written(job, report, fail_level))
    outputs.write(report, wanted, Style(colored(options.color), fail_level, options.statistics))
    return outputs.status(report, fail_level, options.exit_zero)


def _shown(job: Job, options: argparse.Namespace) -> int:
    """Print the fixes, or the text with them made; nothing is written."""
    bank, unread = engine.read_bank(job.tree, job.settings, job.request.repository)
    fixes = _fixes(bank.documents, unread, job, options.unsafe_fixes)
    status = _diff(job.tree, fixes.contents) if options.diff else _echo(job, fixes.contents)
    if fixes.incomplete:
        raise Incomplete(f"not all fixes are known: {'; '.join(fixes.incomplete)}")
    return status


def _repaired(job: Job, unsafe: bool) -> Report:
    """Write the fixes, and judge what the bank is then. One that could not be written is none, and leaves the run incomplete."""
    bank, unread = engine.read_bank(job.tree, job.settings, job.request.repository)
    changed, fixed, _ = _fixes(bank.documents, unread, job, unsafe)
    refused = _written(job.root, changed)
    bank, _ = engine.read_bank(Overlay(job.tree, changed), job.settings, job.request.repository, bank.documents)
    report = engine.run(bank, job.settings, job.request, unread)
    return report._replace(fixed=sum(fixed[path] for path in changed), incomplete=[*report.incomplete, *refused])


class _Fixes(NamedTuple):
    """What fixing changes."""

    contents: dict[str, bytes]  # the new bytes of documents
    counts: Counter[str]  # of fixes in each
    incomplete: Sequence[str]  # why there may be more


def _fixes(documents: Mapping[str, Document], unread: engine.Unread, job: Job, unsafe: bool) -> _Fixes:
    """Find what there is to fix."""
    from proctor import fix

    incomplete: list[str] = []

    def find(changed: Mapping[str, bytes]) -> Sequence[Finding]:
        bank, _ = engine.read_bank(Overlay(job.tree, changed), job.settings, job.request.repository, documents)
        report = engine.run(bank, job.settings, job.request._replace(baseline={}), unread)
        incomplete[:] = report.incomplete
        if report.interrupted:
            raise KeyboardInterrupt  # nothing is fixed by halves
        return report.findings

    sources = {path: document.source for path, document in documents.items()}
    changed, fixed = fix.to_fixpoint(sources, find, unsafe)
    return _Fixes({path: content for path, content in changed.items() if content != sources[path]}, fixed, incomplete)


def _diff(tree: Tree, changed: Mapping[str, bytes]) -> int:
    import difflib

    for path, content in sorted(changed.items()):
        old, new = (x.decode("utf-8", "replace").splitlines() for x in (tree.read(path), content))
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""):
            print(*outputs.harmless([shown(line)]))
    return FOUND if changed else CLEAN


def _echo(job: Job, changed: Mapping[str, bytes]) -> int:
    """Standard input with its fixes made, for editors."""
    (path,) = job.request.paths
    sys.stdout.buffer.write(changed.get(path, job.tree.read(path)))
    return CLEAN


def _written(root: str, changed: dict[str, bytes]) -> list[str]:
    """Write the fixes. What could not be written is taken out of `changed`, and told with the reason."""
    from proctor import fix

    refused = []
    for path, content in sorted(changed.items()):
        try:
            fix.write(root, path, content)
        except OSError as error:
            del changed[path]
            refused.append(f"{path} could not be written: {error.strerror or error}")
    return refused
