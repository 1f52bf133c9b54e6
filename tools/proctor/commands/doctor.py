"""Tell what this machine lacks; with --prove, try the gate itself."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from proctor import __version__, baseline, config, engine, rules, spawn
from proctor.errors import Incomplete, ProctorError, missing
from proctor.model import Options
from proctor.surface import CLEAN, FOUND, INCOMPLETE, names, root, shown
from proctor.tree import WorkTree

# The modules that an extra brings, and what it is for.
_EXTRAS = {
    "links": (("requests", "urllib3"), "check --online"),
    "spelling": (("spellchecker",), "the rule misspelling"),
    "format": (("mdformat", "mdformat_gfm", "mdformat_footnote", "cmarkgfm"), "the rule unformatted"),
    "report": (("jinja2",), "coverage --output html:PATH"),
    "similar": (("rapidfuzz",), "the rule similar-question, faster"),
    "snippets": (("yaml",), "YAML in the rule snippet-syntax"),
    "completion": (("shtab",), "completion SHELL"),
}
# Programs of which one is enough to run the snippets of a language.
_LANGUAGES = {
    "JavaScript and TypeScript": ("node",),
    "shell": ("bash",),
    "C": ("gcc", "clang", "cc"),
    "C++": ("g++", "clang++", "c++"),
    "Go": ("go",),
    "Rust": ("rustc",),
    "Java": ("javac",),
}
_SWITCHES = frozenset(("online", "run"))
_WIDTH = 26


class _Fact(NamedTuple):
    """One line of the report. A `needed` one that is missing makes the machine incomplete."""

    name: str
    there: bool
    said: str
    needed: bool = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--prove", action="store_true", help="plant a bad example of each rule in a copy of the bank: all must be found"
    )
    parser.add_argument(
        "--select", metavar="NAMES", action="append", help="with --prove: rules, groups or ALL (default: the bank's own)"
    )
    parser.add_argument("--ignore", metavar="NAMES", action="append", default=[], help="with --prove: rules or groups to leave out")
    parser.add_argument("--config", metavar="FILE", help="settings from this file instead of the bank's")


def run(options: argparse.Namespace) -> int:
    """Report, or prove; the exit status."""
    if options.prove:
        return _prove(options)
    if options.select or options.ignore:
        raise ProctorError("--select and --ignore belong to --prove", "add it")
    facts = list(_facts())
    for fact in facts:
        mark = "ok" if fact.there else "MISSING" if fact.needed else "-"
        print(shown(f"{mark:8} {fact.name:{_WIDTH}} {fact.said}"))
    missing = [fact.name for fact in facts if fact.needed and not fact.there]
    print(f"proctor: INCOMPLETE - missing: {', '.join(missing)}" if missing else "proctor: OK - `proctor check` can run here")
    return INCOMPLETE if missing else CLEAN


def _facts() -> Iterator[_Fact]:
    yield _Fact("proctor", True, f"{__version__}, Python {platform.python_version()}")
    top = root()
    version = _version("git")
    yield _Fact("git", bool(version), version or "paths are taken from the disk", os.path.lexists(os.path.join(top, ".git")))
    yield _Fact("bank", True, top)
    writable = os.access(top, os.W_OK)
    yield _Fact(
        "cache", writable, "in .proctor_cache" if writable else "the bank cannot be written: answers of slow checks are not kept"
    )
    for extra, (modules, use) in _EXTRAS.items():
        lacking = [name for name in modules if find_spec(name) is None]
        yield _Fact(f"extra {extra}", not lacking, use if not lacking else f"{use}: {missing(extra)}")
    for language, programs in _LANGUAGES.items():
        found = next((place for name in programs if (place := shutil.which(name))), "")
        yield _Fact(language, bool(found), found or f"no {' or '.join(programs)}: such snippets are not run")
    yield _sandbox()


def _version(program: str) -> str:
    try:
        return spawn.output([program, "--version"], os.environ).out.decode("utf-8", "replace").partition("\n")[0]
    except OSError:
        return ""


def _sandbox() -> _Fact:
    """The strongest level of the sandbox that this machine passes."""
    from proctor.runners.sandbox import levels

    try:
        return _Fact("sandbox", True, f"level {levels.choose()}: check --run")
    except Incomplete as error:
        return _Fact("sandbox", False, error.message)


def _prove(options: argparse.Namespace) -> int:
    from proctor import proof

    top = root()
    settings = config.load(top, options.config)
    place = os.path.join(top, settings.baseline or baseline.NAME)
    content = engine.baseline_text(place)
    request = engine.Request(
        select=names(options.select),
        ignore=names(options.ignore) or (),
        switched_on=_SWITCHES,
        baseline=baseline.parse(content, os.path.basename(place)) if content else {},
        given=_given(),
    )
    try:
        outcomes = proof.prove(WorkTree(top), settings, request)
    except OSError as error:
        raise Incomplete(
            f"the bank could not be copied: {error.strerror or error}", "free some space for temporary files"
        ) from None
    return _told(outcomes)


def _given() -> Options:
    """What the proof grants to probes: its own pages, and its own snippets in the sandbox."""
    return {"allow_hosts": [], "snippets": {"sandbox": "auto", "jobs": 0, "allow_packages": []}}


def _told(outcomes: Sequence[tuple[str, str, str, str]]) -> int:
    """Print the outcomes, what failed last; the exit status."""
    counts = Counter(state for _, state, _, _ in outcomes)
    for rule, state, severity, reason in sorted(outcomes, key=lambda o: (o[1] != "proven", rules.names()[o[0]], o[0])):
        print(shown(f"{state:12} {rule:28} {severity or reason}" if state == "proven" else f"{state:12} {rule:28} {reason}"))
    said = f"{counts['proven']} of {len(outcomes)} rules proven"
    if counts["let through"]:
        print(f"proctor: FAILED - {said}, {counts['let through']} let their bad example through")
        return FOUND
    if counts["not provable"]:
        print(f"proctor: INCOMPLETE - {said}, {counts['not provable']} cannot be proven on this machine")
        return INCOMPLETE
    print(f"proctor: OK - {said}")
    return CLEAN
