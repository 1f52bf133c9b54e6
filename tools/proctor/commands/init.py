"""Look at a bank, and write what it needs to be green today and to get only better from now on."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from proctor import __version__, baseline, config, git
from proctor.adoption import look, precommit
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.pattern import lazy
from proctor.reports.verdict import counted
from proctor.surface import CLEAN, root, shown
from proctor.tree import WorkTree

_WORKFLOW = ".github/workflows/proctor.yml"
_TEMPLATE = os.path.join(os.path.dirname(look.__file__), "workflow.yml")
_SOURCE = lazy(r"[A-Za-z0-9-]{1,40}/[\w.-]{1,100}(?:@[\w./-]{1,100})?\Z")
_BRANCH = lazy(r"[\w./-]{1,200}\Z")
_ACCOUNT = "OWNER"  # stands for the account that hosts proctor
_MOST_RULES = 12
_LARGEST = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("--yes", action="store_true", help="write without asking")
    add("--dry-run", action="store_true", help="show what would be written, and write nothing")
    add("--no-baseline", action="store_true", help="no list of known findings: what is wrong today fails")
    add("--no-pre-commit", action="store_true", help="no pre-commit entry")
    add("--no-ci", action="store_true", help="no GitHub workflow")
    add("--source", metavar="OWNER/NAME[@REV]", default="", help="where proctor itself comes from, for pre-commit and the workflow")


class _File(NamedTuple):
    """A file to write. `content` is None for one that stays as it is; `said` tells what it is for, or why it stays."""

    path: str
    content: str | None
    said: str


def run(options: argparse.Namespace) -> int:
    """Look, show, ask, write; the exit status."""
    if options.source and not _SOURCE.match(options.source):
        raise ProctorError(f"{options.source} is no repository", "write --source OWNER/NAME, or OWNER/NAME@REVISION")
    top = root()
    settings = config.load(top)
    seen = look.at(WorkTree(top), settings)
    _show(seen)
    files = list(_files(top, settings, seen, options))
    for file in files:
        there = os.path.lexists(os.path.join(top, file.path))
        mark = ("keep" if there else "-") if file.content is None else "change" if there else "new"
        print(shown(f"{mark:7} {file.path:34} {file.said}"))
    new = [file for file in files if file.content is not None]
    if options.dry_run or not new:
        print(f"proctor: OK - {counted(len(new), 'file') + ' would be written' if new else 'nothing to write'}")
        return CLEAN
    if not options.yes and not _agreed():
        print("proctor: OK - nothing was written")
        return CLEAN
    for file in new:
        _write(top, file)
    known = 0 if options.no_baseline else len(seen.findings)
    done = f"{counted(len(new), 'file')} written; {counted(known, 'known finding')}, new ones fail"
    print(f"proctor: OK - {done}. Next: git add, commit, `proctor check`")
    return CLEAN


def _show(seen: look.Seen) -> None:
    """What was recognised."""
    styles = ", ".join(f"{count} {style}" for style, count in seen.styles.items())
    total = sum(seen.styles.values())
    print(f"{counted(seen.documents, 'document')}, {counted(total, 'question')}{f': {styles}' if styles else ''}")
    if total:
        answered = seen.statuses.get("answered", 0) / total
        print(f"{answered:.0%} answered; `proctor questions` lists them, `proctor coverage` tells more")
    rules = Counter((finding.rule, finding.severity) for finding in seen.findings).most_common()
    print(f"{counted(len(seen.findings), 'finding')} ({counted(seen.errors, 'error')})")
    for (rule, severity), count in rules[:_MOST_RULES]:
        print(f"  {count:6}  {rule} ({severity})")
    if len(rules) > _MOST_RULES:
        left, names = sum(n for _, n in rules[_MOST_RULES:]), {rule for (rule, _), _ in rules[_MOST_RULES:]}
        print(f"  and {counted(left, 'more finding')}, of {counted(len(names), 'rule')}")
    for note in seen.notes:
        print(shown(f"  note: {note}"))


def _files(top: str, settings: Config, seen: look.Seen, options: argparse.Namespace) -> Iterator[_File]:
    """What to write, and what stays."""
    yield _settings(top, settings, seen)
    if not options.no_baseline:
        yield _baseline(top, settings, seen)
    name, _, revision = (options.source or f"{_ACCOUNT}/proctor").partition("@")
    owner = "" if options.source else f"; replace {_ACCOUNT} by the account that hosts proctor"
    if not options.no_pre_commit:
        yield _hook(top, name, revision or f"v{__version__}", owner)
    if not options.no_ci:
        yield _workflow(top, f"{name}@{revision or f'v{__version__}'}", owner)


def _settings(top: str, settings: Config, seen: look.Seen) -> _File:
    file = next((name for name in config.FILES if os.path.lexists(os.path.join(top, name))), "proctor.toml")
    if settings.origin:
        return _File(file, None, "settings are there already")
    if not seen.repository:
        return _File("proctor.toml", None, "not needed")
    if os.path.lexists(os.path.join(top, "proctor.toml")):
        return _File("proctor.toml", None, f'add repository = "{seen.repository}", which its links name')
    return _File(
        "proctor.toml",
        f'repository = "{seen.repository}" # as its links name it\n',
        "the bank's own name, for full links to itself",
    )


def _baseline(top: str, settings: Config, seen: look.Seen) -> _File:
    path = settings.baseline or baseline.NAME
    if os.path.lexists(os.path.join(top, path)):
        return _File(path, None, "known findings stay as they are; `proctor baseline` changes them")
    if not seen.findings:
        return _File(path, None, "nothing to list: no findings")
    return _File(path, baseline.render(seen.findings), f"{counted(len(seen.findings), 'known finding')}: only new ones fail")


def _hook(top: str, name: str, revision: str, owner: str) -> _File:
    try:
        old = _text(os.path.join(top, precommit.FILE))
        content = precommit.added(old, name, revision)
    except (precommit.Refused, OSError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, precommit.Refused) else "it cannot be read"
        return _File(precommit.FILE, None, f"{reason}: add the repository {name} and its hook `proctor` by hand")
    if content is None:
        return _File(precommit.FILE, None, "its hook is there already")
    return _File(precommit.FILE, content, f"the hook `proctor`{owner}")


def _workflow(top: str, source: str, owner: str) -> _File:
    if os.path.lexists(os.path.join(top, _WORKFLOW)):
        return _File(_WORKFLOW, None, "it is there already")
    branch = git.settings(top).get("default-branch") or git.branch(top)
    branch = branch if _BRANCH.match(branch) else "main"
    content = _text(_TEMPLATE).replace("SOURCE", source).replace("BRANCH", branch)
    return _File(_WORKFLOW, content, f"the check of every pull request{owner}")


def _text(place: str) -> str:
    """A file's text as it is; empty where there is none. A link is not followed. Raises OSError."""
    if os.path.islink(place):
        raise OSError("it is a symbolic link")
    try:
        with open(place, encoding="utf-8", newline="") as file:
            return file.read(_LARGEST)
    except FileNotFoundError:
        return ""


def _agreed() -> bool:
    """Whether the user says yes. Raises ProctorError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise ProctorError("nobody can be asked here", "add --yes to write, or --dry-run to look")
    print("Write these files? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(top: str, file: _File) -> None:
    """Write one file. A folder that a symbolic link leads out by is refused."""
    place = os.path.join(top, file.path)
    folder = os.path.dirname(place)
    inside = os.path.join(os.path.realpath(top), os.path.dirname(file.path)).rstrip(os.sep)
    try:
        os.makedirs(folder, exist_ok=True)
        if os.path.realpath(folder) != inside:
            raise OSError("a symbolic link leads there")
        with open(place, "w", encoding="utf-8", newline="") as out:
            out.write(file.content or "")
    except OSError as error:
        raise ProctorError(f"{file.path} cannot be written: {error.strerror or error}") from None
