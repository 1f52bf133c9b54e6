"""What proctor does on GitHub's machines: `run` the action's command line, render a report as a `comment`."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any

from proctor.errors import Incomplete, ProctorError
from proctor.pattern import lazy
from proctor.surface import CLEAN, INCOMPLETE, USAGE, shown

_MARKER = "<!-- proctor-report"  # by which the comment is found again
_SHA = lazy(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_URL = lazy(r"https://[A-Za-z0-9./_-]{1,300}\Z")
_LARGEST_SUMMARY = 900 << 10  # bytes: GitHub drops the whole page above a mebibyte
_REPORTING = ("check", "merge")  # sub-commands that write reports


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    actions.add_parser("run", help="run PROCTOR_ARGS, write the job's summary and the output exit-code")
    comment = actions.add_parser("comment", help="render a merged JSON report, which is not trusted, as a comment")
    comment.add_argument("report", metavar="REPORT")
    comment.add_argument("--head", metavar="SHA", default="", help="the commit that was checked")
    comment.add_argument("--run-url", metavar="URL", default="", help="the page of the run that checked it")


def run(options: argparse.Namespace) -> int:
    """Act; the exit status."""
    return _run(os.environ) if options.action == "run" else _comment(options)


def _run(environment: Mapping[str, str]) -> int:
    """Run the command line of an action's step as a process would, and tell the runner how it ended."""
    from proctor.cli import main

    try:
        words = shlex.split(environment.get("PROCTOR_ARGS", ""))
    except ValueError as error:
        raise ProctorError(f"`args` of the action cannot be split: {error}", "check its quotes") from None
    if not words or words[0] == "github":
        raise ProctorError("`args` of the action name no command", "write for instance: check --base-ref auto")
    with TemporaryDirectory(prefix="proctor-") as folder:
        page = os.path.join(folder, "summary.md")
        extra = [f"--output=markdown:{page}"] if words[0] in _REPORTING else []
        if extra and not any(word.startswith("--format") for word in words):
            extra.append("--format=github")
        try:
            status = main([*words, *extra])
        except SystemExit as stop:  # --help and --version end so
            status = stop.code if isinstance(stop.code, int) else USAGE
        _append(environment.get("GITHUB_STEP_SUMMARY"), _page(page))
    missing = _unsuccessful(environment.get("PROCTOR_NEEDS", ""))
    if missing and status == CLEAN:
        print(shown(f"proctor: INCOMPLETE - jobs that did not succeed: {', '.join(missing)}"), file=sys.stderr)
        status = INCOMPLETE
    _append(environment.get("GITHUB_OUTPUT"), f"exit-code={status}\n")
    return status


def _page(place: str) -> str:
    """The summary that was written, cut to what the platform takes; empty for none."""
    try:
        with open(place, "rb") as file:
            return file.read(_LARGEST_SUMMARY).decode("utf-8", "ignore")
    except OSError:
        return ""


def _append(place: str | None, text: str) -> None:
    """Add to a file of the runner's. Raises Incomplete where it cannot be written: the job would miss what it waits for."""
    if not place or not text:
        return
    try:
        with open(place, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Incomplete(f"{place} cannot be written: {error.strerror}") from None


def _unsuccessful(needs: str) -> list[str]:
    """The jobs of the `needs` context that did not succeed: a skipped or cancelled one is no pass. Raises Incomplete."""
    if not needs:
        return []
    try:
        jobs = json.loads(needs)
        results: dict[str, Any] = {name: job["result"] for name, job in jobs.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Incomplete("`needs` of the action is no `needs` context", "write needs: ${{ toJSON(needs) }}") from None
    if not results:
        raise Incomplete("`needs` of the action names no job", "list the jobs under `needs:`")
    return [f"{name} ({result})" for name, result in sorted(results.items()) if result != "success"]


def _comment(options: argparse.Namespace) -> int:
    """Print the comment; its first line is the marker, which also tells a clean report."""
    from proctor.hosting import received
    from proctor.model import Style
    from proctor.reports import markdown

    if options.head and not _SHA.match(options.head):
        raise ProctorError("--head is no full name of a commit")
    if options.run_url and not _URL.match(options.run_url):
        raise ProctorError("--run-url is no address of a page")
    try:
        with open(options.report, "rb") as file:
            report = received.read(file.read(received.LARGEST + 1))
    except OSError as error:
        raise ProctorError(f"{options.report} cannot be read: {error.strerror}") from None
    clean = not report.findings and not report.incomplete
    print(f"{_MARKER}{' clean' if clean else ''} -->")
    if clean:
        print(f"proctor: no findings in {report.documents:,} documents.")
    else:
        sys.stdout.writelines(markdown.render(report, Style()))
    by = f"[the run]({options.run_url})" if options.run_url else "a run"
    at = f" of `{options.head[:12]}`" if options.head else ""
    print(f"\nComputed by {by}{at}: with a pull request's own files, so it is told and not vouched for.")
    return CLEAN
