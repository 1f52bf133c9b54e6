"""Keep the list of known findings: `write` it once, `prune` what was repaired, `show` what is left."""

from __future__ import annotations

import argparse
import os
from collections import Counter

from proctor import baseline, config, engine
from proctor.errors import ProctorError
from proctor.model import Finding
from proctor.reports.verdict import counted
from proctor.surface import CLEAN, filled, root, shown
from proctor.tree import WorkTree


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", metavar="ACTION", choices=("write", "prune", "show"), help="write, prune or show")
    parser.add_argument("--baseline", metavar="FILE", type=filled, help=f"the file (default: {baseline.NAME} in the root)")
    parser.add_argument("--repository", metavar="OWNER/NAME", default="", help="the bank's own name on GitHub")
    parser.add_argument("--grow", action="store_true", help="let `write` add findings to a baseline that exists")
    parser.add_argument("--config", metavar="FILE", type=filled, help="settings from this file instead of the bank's")


def run(options: argparse.Namespace) -> int:
    """Act; the exit status."""
    top = root()
    settings = config.load(top, options.config)
    place = options.baseline or os.path.join(top, settings.baseline or baseline.NAME)
    old = engine.baseline_text(place)
    if options.action == "show":
        return _show(old)
    bank, unread = engine.read_bank(WorkTree(top), settings, options.repository)
    unread.demand()  # else what is known of an unread document would be forgotten
    report = engine.run(bank, settings, engine.Request(repository=options.repository))
    findings = [f for f in report.findings if f.severity != "note"]
    if options.action == "write":
        return _write(place, old, findings, options.grow)
    return _prune(place, old, findings)


def _write(place: str, old: str | None, findings: list[Finding], grow: bool) -> int:
    known = baseline.parse(old, place) if old is not None else {}
    added = len(baseline.split(findings, known).new)
    if old is not None and added and not grow:
        hint = "repair them, or add --grow if they must be accepted"
        raise ProctorError(f"{counted(added, 'finding')} not in the baseline, which may only shrink", hint)
    _save(place, baseline.render(findings))
    print(f"proctor: OK - {counted(len(findings), 'known finding')} in {shown(os.path.basename(place))}")
    return CLEAN


def _prune(place: str, old: str | None, findings: list[Finding]) -> int:
    if old is None:
        raise ProctorError(f"there is no baseline at {place}", "make one with `proctor baseline write`")
    gone = baseline.split(findings, baseline.parse(old, place)).gone
    if gone:
        _save(place, baseline.shrunk(old, gone))
    left = sum(baseline.parse(old).values()) - gone.total()
    print(f"proctor: OK - {counted(gone.total(), 'known finding')} removed, {left:,} left")
    return CLEAN


def _show(old: str | None) -> int:
    counts = Counter[str]()
    for key, count in baseline.parse(old or "").items():
        counts[key.rule] += count
    for rule, count in sorted(counts.items()):
        print(f"{count:6}  {rule}")
    print(f"proctor: {counted(counts.total(), 'known finding')}")
    return CLEAN


def _save(place: str, content: str) -> None:
    try:
        with open(place, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError as error:
        raise ProctorError(f"{place} cannot be written: {error.strerror}") from None
