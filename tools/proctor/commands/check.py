"""Check the bank."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from proctor import baseline, config, engine, reports
from proctor.changes import Changes, since
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import SEVERITIES, Document, Finding, Report, Severity, Style, Tree
from proctor.plan import Plan
from proctor.surface import CLEAN, FOUND, INCOMPLETE, INTERRUPTED, colored, names, paths, relative, root, shown
from proctor.tree import GitTree, Overlay, WorkTree


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="report only these files and folders; the whole bank is read")
    add("--select", metavar="NAMES", action="append", help="rules, groups or ALL, separated by commas")
    add("--ignore", metavar="NAMES", action="append", default=[], help="rules or groups to leave out")
    add("--fix", action="store_true", help="repair what can be repaired safely")
    add("--unsafe-fixes", action="store_true", help="repair too what may change the meaning")
    add("--diff", action="store_true", help="show the repairs as a diff, and change nothing")
    add("--format", metavar="FORMAT", help=f"what to print: {', '.join(reports.formats())}")
    add("--output", metavar="FORMAT[:PATH]", action="append", default=[], help="write a report; may be given again")
    add("--repository", metavar="OWNER/NAME", default="", help="the bank's own name on GitHub")
    add("--statistics", action="store_true", help="counts by rule instead of findings")
    add("--fail-level", choices=SEVERITIES, help="the least severity that fails (default: error)")
    add("--exit-zero", action="store_true", help="exit 0 even with findings")
    add("--config", metavar="FILE", help="settings from this file instead of the bank's")
    add("--baseline", metavar="FILE", help=f"known findings (default: {baseline.NAME} in the root, where there is one)")
    add("--rev", metavar="REF", help="check this git revision instead of the files on disk")
    add("--online", action="store_true", help="ask the network about URLs")
    add("--allow-host", metavar="HOST", action="append", default=[], help="a private host or network that --online may ask too")
    add("--base-ref", metavar="REF", help="of URLs, only those on lines changed since this git revision can fail the run")
    add("--cache-dir", metavar="DIR", default="", help="keep answers of slow checks here (default: .proctor_cache in the root)")
    add("--no-cache", action="store_true", help="keep no answers")
    add("--stdin-filename", metavar="NAME", help="check standard input as this file of the bank")
    add("--add-words", action="store_true", help="take the words of `misspelling` findings for right: write them to the words file")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours in text output")


class _Job:
    """One run of the command: the tree under check and the settings for it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.root = root()
        self.settings = config.load(self.root, options.config)
        self.tree: Tree = GitTree(self.root, options.rev) if options.rev else WorkTree(self.root)
        self.stdin = bool(options.stdin_filename)
        wanted = paths(self.root, options.paths, self.tree)
        if self.stdin:
            name = relative(self.root, options.stdin_filename)
            self.tree, wanted = Overlay(self.tree, {name: sys.stdin.buffer.read()}), (name,)
        ignored = names(options.ignore) or ()
        place = options.baseline or os.path.join(self.root, self.settings.baseline or baseline.NAME)
        content = engine.baseline_text(place)
        if content is None and (options.baseline or self.settings.baseline):
            raise ProctorError(f"there is no baseline at {place}", "make one with `proctor baseline write`")
        known = baseline.parse(content, os.path.basename(place)) if content else {}
        switched_on = frozenset(["online"] if options.online else [])
        folder = None if options.no_cache else options.cache_dir
        self.request = engine.Request(
            wanted, names(options.select), ignored, options.repository, switched_on, known, cache_dir=folder
        )._replace(given={"allow_hosts": options.allow_host}, earlier={}, changes=_changes(self.root, options))


def _changes(root: str, options: argparse.Namespace) -> Changes | None:
    """What changed since the base that the options name."""
    if not options.base_ref:
        return None
    if options.rev:
        raise ProctorError("--base-ref compares the files on disk, --rev reads a commit", "leave one of them out")
    return since(WorkTree(root), options.base_ref)


def run(options: argparse.Namespace) -> int:
    """Check, fix or show the fixes; the exit status."""
    if options.rev and (options.fix or options.stdin_filename):
        raise ProctorError("--rev reads a commit, which nothing can change", "leave out --fix and --stdin-filename")
    if options.add_words and (options.rev or options.stdin_filename or options.diff):
        raise ProctorError("--add-words judges the files on disk", "leave out --rev, --stdin-filename and --diff")
    job = _Job(options)
    if options.add_words and "misspelling" not in {rule.name for rule in Plan(job.settings, job.request).rules}:
        raise ProctorError("--add-words needs the rule `misspelling`", "add --select misspelling")
    bank, notes = engine.read_bank(job.tree, job.settings, job.request.repository)
    fixed = 0
    if options.fix or options.diff:
        changed, fixed = _fixes(bank.documents, job, options.unsafe_fixes)
        if options.diff:
            return _diff(job.tree, changed)
        if job.stdin:
            return _echo(job, changed)
        notes = [*notes, *_written(job.root, changed)]
        bank, _ = engine.read_bank(Overlay(job.tree, changed), job.settings, job.request.repository, bank.documents)
    report = engine.run(bank, job.settings, job.request, notes)
    if options.add_words:
        from proctor.spelling import accepted

        report = accepted.accept(report, job.root, job.settings.spelling.get("words-file", ""))
    return _finish(report._replace(fixed=fixed), job.settings, options)


def _fixes(documents: Mapping[str, Document], job: _Job, unsafe: bool) -> tuple[dict[str, bytes], int]:
    """The new bytes of what fixing changes, and the number of fixes."""
    from proctor import fix

    def find(changed: Mapping[str, bytes]) -> Sequence[Finding]:
        bank, _ = engine.read_bank(Overlay(job.tree, changed), job.settings, job.request.repository, documents)
        report = engine.run(bank, job.settings, job.request._replace(baseline={}))
        if report.interrupted:
            raise KeyboardInterrupt  # nothing is fixed by halves
        return report.findings

    sources = {path: document.source for path, document in documents.items()}
    changed, count = fix.to_fixpoint(sources, find, unsafe)
    return {path: content for path, content in changed.items() if content != sources[path]}, count


def _diff(tree: Tree, changed: Mapping[str, bytes]) -> int:
    import difflib

    for path, content in sorted(changed.items()):
        old, new = (x.decode("utf-8", "replace").splitlines() for x in (tree.read(path), content))
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""):
            print(shown(line))
    return FOUND if changed else CLEAN


def _echo(job: _Job, changed: Mapping[str, bytes]) -> int:
    """Standard input with its fixes made, for editors."""
    (path,) = job.request.paths
    sys.stdout.buffer.write(changed.get(path, job.tree.read(path)))
    return CLEAN


def _written(root: str, changed: dict[str, bytes]) -> list[str]:
    """Write the fixes; what could not be written, as notes, is taken out of `changed`."""
    from proctor import fix

    notes = []
    for path, content in sorted(changed.items()):
        try:
            fix.write(root, path, content)
        except OSError as error:
            del changed[path]
            notes.append(f"{path} could not be written: {error.strerror or error}")
    return notes


def _finish(report: Report, settings: Config, options: argparse.Namespace) -> int:
    """Write every report that was asked for, and give the exit status."""
    fail_level: Severity = options.fail_level or settings.fail_level
    wanted = [*([options.format] if options.format else []), *options.output] or ["text"]
    for each in wanted:
        name, _, path = each.partition(":")
        if name not in reports.formats():
            raise ProctorError(f"no format is called `{name}`", config.nearest(name, reports.formats()))
        style = Style(not path and colored(options.color), fail_level, options.statistics)
        if path:
            _write(report, name, path, style)
        else:
            sys.stdout.writelines(reports.load(name).render(report, style))
    if report.interrupted:
        return INTERRUPTED
    if report.incomplete:
        return INCOMPLETE
    gravest = SEVERITIES[: SEVERITIES.index(fail_level) + 1]
    failed = any(f.severity in gravest for f in report.findings)
    return FOUND if failed and not options.exit_zero else CLEAN


def _write(report: Report, name: str, path: str, style: Style) -> None:
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(reports.load(name).render(report, style))
    except OSError as error:
        raise ProctorError(f"{path} cannot be written: {error.strerror}", "check the path given to --output") from None
