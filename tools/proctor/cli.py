"""The command line: arguments, streams and exit codes; one short function per sub-command."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from proctor import __version__, config, engine, git, reports, rules
from proctor.config import Config
from proctor.errors import Incomplete, ProctorError
from proctor.model import SEVERITIES, Document, Finding, Report, Style, Tree
from proctor.tree import Overlay, WorkTree, is_document

CLEAN, FOUND, USAGE, INCOMPLETE, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run proctor; the exit status tells 0 clean, 1 findings, 2 usage, 3 incomplete, 70 a bug, 130 interrupted."""
    gc.disable()  # documents have no cycles, and a run is short
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except ProctorError as error:
        hint = f"\n  help: {_shown(error.hint)}" if error.hint else ""
        print(f"proctor: {_shown(error.message)}{hint}", file=sys.stderr)
        return INCOMPLETE if isinstance(error, Incomplete) else USAGE
    except KeyboardInterrupt:
        print("proctor: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FOUND
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    """A defect of proctor: say so, with what a report of it needs."""
    import traceback

    frames = "".join(traceback.format_tb(error.__traceback__))
    if os.environ.get("PROCTOR_TRACEBACK"):
        print(frames, file=sys.stderr)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    print(f"proctor: this is a defect of proctor: {type(error).__name__} at {where}: {_shown(str(error))}", file=sys.stderr)
    print("  help: run again with PROCTOR_TRACEBACK=1 and report what it prints", file=sys.stderr)
    return BUG


def _shown(text: str) -> str:
    from proctor.reports.escape import terminal

    return terminal(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proctor", description="Lint and validate banks of interview questions in Markdown.")
    parser.add_argument("--version", action="version", version=f"proctor {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _check_arguments(commands.add_parser("check", help="check the bank", description="Check the bank."))
    explain = commands.add_parser(
        "explain", help="what a rule is about", description="Print the page of a rule, or the list of rules."
    )
    explain.add_argument("rule", nargs="?", metavar="RULE")
    explain.set_defaults(run=_explain)
    shown = commands.add_parser(
        "config", help="the settings in force", description="Print the settings in force and where each came from."
    )
    shown.add_argument("--config", metavar="FILE")
    shown.set_defaults(run=_config)
    return parser


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="report only these files and folders; the whole bank is read")
    add("--select", metavar="NAMES", action="append", help="rules, groups or ALL, separated by commas")
    add("--ignore", metavar="NAMES", action="append", default=[], help="rules or groups to leave out")
    add("--fix", action="store_true", help="repair what can be repaired safely")
    add("--unsafe-fixes", action="store_true", help="repair too what may change the meaning")
    add("--diff", action="store_true", help="show the repairs as a diff, and change nothing")
    add("--format", metavar="FORMAT", help=f"one of {', '.join(reports.formats())}")
    add("--output", metavar="FORMAT[:PATH]", action="append", default=[], help="write a report; may be given again")
    add("--repository", metavar="OWNER/NAME", default="", help="the bank's own name on GitHub")
    add("--statistics", action="store_true", help="counts by rule instead of findings")
    add("--fail-level", choices=SEVERITIES, help="the least severity that fails (default: error)")
    add("--exit-zero", action="store_true", help="exit 0 even with findings")
    add("--config", metavar="FILE", help="settings from this file instead of the bank's")
    add("--stdin-filename", metavar="NAME", help="check standard input as this file of the bank")
    add("--color", choices=("auto", "always", "never"), default="auto")
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    root = _root()
    settings = config.load(root, options.config)
    tree: Tree = WorkTree(root)
    paths = _paths(root, options.paths, tree)
    if options.stdin_filename:
        name = _relative(root, options.stdin_filename)
        tree, paths = Overlay(tree, {name: sys.stdin.buffer.read()}), (name,)
    request = engine.Request(paths, _names(options.select), _names(options.ignore) or (), options.repository)
    bank, notes = engine.read_bank(tree, settings, request.repository)
    fixed = 0
    if options.fix or options.diff:
        bank, changed, fixed = _fixed(bank.documents, tree, settings, request, options)
        if options.diff:
            return _diff(tree, changed)
        notes = [*notes, *_written(root, changed, bool(options.stdin_filename))]
        if options.stdin_filename:
            return FOUND if fixed < 0 else CLEAN
    report = engine.run(bank, settings, request, notes)
    if fixed:
        report = report._replace(notes=[*report.notes, f"{fixed} fixed"])
    return _finish(report, settings, options)


def _fixed(
    documents: Mapping[str, Document], tree: Tree, settings: Config, request: engine.Request, options: argparse.Namespace
) -> tuple[engine.Bank, dict[str, bytes], int]:
    """The bank with its fixes made, in memory."""
    from proctor import fix

    def find(changed: Mapping[str, bytes]) -> Sequence[Finding]:
        bank, _ = engine.read_bank(Overlay(tree, changed), settings, request.repository, documents)
        return engine.run(bank, settings, request).findings

    sources = {path: document.source for path, document in documents.items()}
    changed, count = fix.to_fixpoint(sources, find, options.unsafe_fixes)
    changed = {path: content for path, content in changed.items() if content != sources[path]}
    bank, _ = engine.read_bank(Overlay(tree, changed), settings, request.repository, documents)
    return bank, changed, count


def _diff(tree: Tree, changed: Mapping[str, bytes]) -> int:
    import difflib

    for path, content in sorted(changed.items()):
        old, new = (x.decode("utf-8", "replace").splitlines(keepends=True) for x in (tree.read(path), content))
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
            sys.stdout.write(_shown(line.rstrip("\r\n")) + "\n")
    return FOUND if changed else CLEAN


def _written(root: str, changed: Mapping[str, bytes], to_stdout: bool) -> Iterable[str]:
    from proctor import fix

    if to_stdout:
        for content in changed.values():
            sys.stdout.buffer.write(content)
        return []
    notes = []
    for path, content in sorted(changed.items()):
        try:
            fix.write(root, path, content)
        except OSError as error:
            notes.append(f"{path} could not be written: {error.strerror or error}")
    return notes


def _finish(report: Report, settings: Config, options: argparse.Namespace) -> int:
    """Write every report that was asked for, and give the exit status."""
    fail_level = options.fail_level or settings.fail_level
    outputs = [options.format or "text", *options.output] if options.format or not options.output else options.output
    for output in outputs:
        name, _, path = output.partition(":")
        if name not in reports.formats():
            raise ProctorError(f"no format is called `{name}`", config.nearest(name, reports.formats()))
        if path:
            _write(report, name, path, fail_level, options)
        else:
            style = Style(_colored(options.color, sys.stdout), True, fail_level, options.statistics)
            sys.stdout.writelines(reports.load(name).render(report, style))
    sys.stdout.flush()
    if report.incomplete:
        return INCOMPLETE
    gravest = SEVERITIES[: SEVERITIES.index(fail_level) + 1]
    failed = any(f.severity in gravest for f in report.findings)
    return FOUND if failed and not options.exit_zero else CLEAN


def _write(report: Report, name: str, path: str, fail_level: str, options: argparse.Namespace) -> None:
    style = Style(options.color == "always", True, fail_level, options.statistics)  # type: ignore[arg-type]
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(reports.load(name).render(report, style))
    except OSError as error:
        raise ProctorError(f"{path} cannot be written: {error.strerror}") from None


def _colored(choice: str, stream: TextIO) -> bool:
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def _root() -> str:
    return git.top_level(os.getcwd()) or config.find_root(os.getcwd())


def _relative(root: str, path: str) -> str:
    """A path of the command line as a path of the bank. Raises ProctorError for one outside it."""
    relative = os.path.relpath(os.path.join(os.getcwd(), path), root).replace(os.sep, "/")
    if relative == ".." or relative.startswith("../"):
        raise ProctorError(f"{path} lies outside the bank at {root}", "run proctor inside that bank")
    return "" if relative == "." else relative


def _paths(root: str, paths: Sequence[str], tree: Tree) -> tuple[str, ...]:
    for path in paths:
        if not os.path.lexists(path):
            raise ProctorError(f"there is no {path}", "paths are taken from the current folder")
        if os.path.isfile(path) and not is_document(path):
            raise ProctorError(f"{path} is no document", "proctor checks .md and .markdown files")
    return tuple(_relative(root, path) for path in paths)


def _names(given: Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def _explain(options: argparse.Namespace) -> int:
    import ast

    if not options.rule:
        for name, group in rules.names().items():
            with open(rules.path(name), encoding="utf-8") as file:
                doc = ast.get_docstring(ast.parse(file.read())) or ""
            print(f"{group:10} {name:26} {doc.splitlines()[0] if doc else ''}")
        return CLEAN
    names = list(rules.expand([options.rule]))
    for name in names:
        rule = rules.load(name)
        with open(rules.path(name), encoding="utf-8") as file:
            doc = ast.get_docstring(ast.parse(file.read())) or ""
        print(f"# {name}\n\n{rule.group}, {rule.severity}{'' if rule.default else ', off by default'}\n\n{doc}\n")
        for option, value in rule.options.items():
            print(f"Option `{option}`, by default {value!r}: [tool.proctor.rules.{name}]\n")
    return CLEAN


def _config(options: argparse.Namespace) -> int:
    root = _root()
    settings = config.load(root, options.config)
    print(f"root = {root}")
    for key in config.KEYS:
        value = getattr(settings, key.replace("-", "_"))
        print(f"{key} = {value!r}  ({settings.origin.get(key, 'default')})")
    return CLEAN
