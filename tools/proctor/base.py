"""Which commit a change is compared with, where the user leaves it to us: asked of the CI's environment, then of git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from proctor import git
from proctor.errors import Incomplete, ProctorError
from proctor.pattern import lazy

AUTO = "auto"
_COMMIT = lazy(r"(?!0+\Z)(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_LARGEST = 32 << 20  # bytes of an event that are still read


def find(root: str, environment: Mapping[str, str], rev: str = "") -> str:
    """The base of the files on disk, or of `rev`: the first candidate that has a common history with it.

    Raises Incomplete where there is none: without a base nothing can be said of a change.
    """
    if git.top_level(root) is None:
        raise Incomplete("there is no git repository here, so nothing tells what changed", "run proctor inside one")
    rev = rev or "HEAD"
    asked = environment.get("GITHUB_EVENT_NAME", "")
    for name in _github(root, environment, rev) if asked else _gitlab(environment):
        if _related(root, name, rev):
            return name
    if not asked.startswith(("pull_request", "merge_group")) and "CI_MERGE_REQUEST_IID" not in environment:
        for name in _local(root):
            if _related(root, name, rev):
                return name
    hint = "name it with --base-ref; in CI fetch its history (`fetch-depth: 2` has the base of a pull request's merge commit)"
    raise Incomplete("there is no base to compare with: none of the likely ones is in this clone", hint)


def _related(root: str, name: str, rev: str) -> bool:
    try:
        git.merge_base(root, git.commit(root, name), rev)
    except ProctorError:
        return False
    return True


def _github(root: str, environment: Mapping[str, str], rev: str) -> Iterator[str]:
    """A pull request's target, a merge queue's base, or what a push moved away from."""
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    pull = event.get("pull_request")
    if isinstance(pull, dict):
        # Only where the event's commit was merged here: a contributor's own merge has another first parent.
        if _sha(pull.get("head")) and _parent(root, rev, 2) == _sha(pull.get("head")):
            yield from filter(None, [_parent(root, rev, 1)])
        yield from filter(None, [_sha(pull.get("base"))])
    group = event.get("merge_group")
    if isinstance(group, dict):
        yield from filter(None, [_sha({"sha": group.get("base_sha")})])
    yield from filter(None, [_sha({"sha": event.get("before")})])
    target = environment.get("GITHUB_BASE_REF", "")
    if target:
        yield from (f"refs/remotes/origin/{target}", f"refs/heads/{target}")


def _gitlab(environment: Mapping[str, str]) -> Iterator[str]:
    """A merge request's target as it is now; else the commit that it came from, which its author chose."""
    target = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    yield from filter(None, [_sha({"sha": environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")})])
    yield from [f"refs/remotes/origin/{target}"] if target else []
    yield from filter(None, [_sha({"sha": environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")})])


def _local(root: str) -> Iterator[str]:
    """The default branch."""
    default = git.settings(root).get("default-branch")
    for name in ([default] if default else []) + ["main", "master"]:
        yield f"refs/remotes/origin/{name}"
    yield from ("refs/heads/main", "refs/heads/master")


def _parent(root: str, rev: str, number: int) -> str:
    try:
        return git.commit(root, f"{rev}^{number}")
    except ProctorError:
        return ""


def _sha(table: Any) -> str:
    """The `sha` of an event's table; empty for anything else."""
    value = table.get("sha") if isinstance(table, dict) else None
    return value if isinstance(value, str) and _COMMIT.match(value) else ""


def _event(path: str) -> Mapping[str, Any]:
    """What GitHub says happened; nothing where that cannot be read."""
    import json  # takes milliseconds, and few runs have a base

    try:
        with open(path, "rb") as file:
            event = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}
