"""Edits -> new bytes, pass by pass until nothing is left to do. Writes are atomic."""

from __future__ import annotations

import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from proctor.model import SEVERITIES, Edit, Finding

MOST_PASSES = 20


class Unstable(RuntimeError):
    """Fixes that undo one another: a defect of proctor's rules."""


def apply(source: bytes, edits: Sequence[Edit]) -> bytes:
    """The source with edits made; they must not overlap."""
    pieces, at = [], 0
    for edit in sorted(edits):
        if edit.span.start < at:
            raise ValueError("edits overlap")
        pieces += [source[at : edit.span.start], edit.text.encode()]
        at = edit.span.end
    return b"".join([*pieces, source[at:]])


def compatible(findings: Sequence[Finding], unsafe: bool) -> list[Finding]:
    """The fixable findings of one file that can be made together: errors first, then in their order.

    Of two that touch the same bytes the second waits for the next pass.
    """
    taken: list[Edit] = []
    chosen = []
    for finding in sorted(findings, key=lambda f: SEVERITIES.index(f.severity)):
        edits = finding.problem.edits
        if edits and (unsafe or not finding.problem.unsafe) and not any(_touch(a, b) for a in edits for b in taken):
            taken += edits
            chosen.append(finding)
    return chosen


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def to_fixpoint(
    sources: Mapping[str, bytes],
    find: Callable[[Mapping[str, bytes]], Sequence[Finding]],
    unsafe: bool = False,
) -> tuple[dict[str, bytes], Counter[str]]:
    """Fix and look again until no fix is left: the changed files' new bytes, and how many findings were fixed in each.

    `find` gives the findings of the bank with the given bytes in place of the files' own. Raises Unstable when a state
    comes back.
    """
    changed: dict[str, bytes] = {}
    seen: set[tuple[tuple[str, bytes], ...]] = set()
    fixed: Counter[str] = Counter()
    for _ in range(MOST_PASSES):
        by_path: dict[str, list[Finding]] = {}
        for finding in find(changed):
            by_path.setdefault(finding.path, []).append(finding)
        passed = {path: compatible(each, unsafe) for path, each in by_path.items()}
        passed = {path: each for path, each in passed.items() if each}
        if not passed:
            return changed, fixed
        for path, each in passed.items():
            old = changed.get(path, sources[path])
            changed[path] = apply(old, [edit for finding in each for edit in finding.problem.edits])
            fixed[path] += len(each)
        state = tuple(sorted(changed.items()))
        if state in seen:
            raise Unstable(f"fixes of {', '.join(sorted(passed))} undo one another")
        seen.add(state)
    return changed, fixed


def write(root: str, path: str, content: bytes) -> None:
    """Replace a file's content at once, keeping its mode. Raises OSError; a symlink is never written through."""
    place = os.path.join(root, path)
    mode = os.lstat(place).st_mode
    if not stat.S_ISREG(mode):
        raise OSError(f"{path} is no regular file")
    folder = os.path.dirname(path)
    if os.path.realpath(os.path.dirname(place)) != os.path.normpath(os.path.join(os.path.realpath(root), folder)):
        raise OSError(f"a symbolic link leads to {folder}")
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place), prefix=".proctor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, stat.S_IMODE(mode))
        os.replace(temporary, place)
    except BaseException:
        os.unlink(temporary)
        raise
