"""How well snippets are contained on this machine, and whether that is what was asked for.

    none  with the rights of whoever started the program: for code that one has read
    L1    limits of time, memory, output and processes
    L2    Landlock, seccomp and no_new_privs on top: no files, no network, no other process (Linux 6.12 or newer)
    L3    namespaces on top

What is chosen by itself is at least L2. A level counts when a child in it has tried what it forbids, and failed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from functools import cache

from proctor.errors import Incomplete
from proctor.runners.sandbox.jobs import Job, Level
from proctor.runners.sandbox.pool import Pool

_ORDER: tuple[Level, ...] = ("none", "L1", "L2", "L3")


def choose(wanted: str = "auto", environ: Mapping[str, str] = os.environ) -> Level:
    """The level to run at. Raises Incomplete, also where nothing may run at all.

    `require-L2` is the highest one from L2 upwards, `auto` the same, `L2` exactly that one.
    """
    if os.name != "posix":
        raise Incomplete("snippets cannot be run here: there is no sandbox for this system", "run them on Linux")
    candidates, faults = _candidates(wanted), []
    for level in candidates:
        fault = _forbidden(level, environ) or probe(level)
        if not fault:
            return level
        faults.append(f"{level}: {fault}")
    hint = "" if candidates[-1] in ("none", "L1") else "on your own machine, for code that you trust, L1 runs it with your rights"
    raise Incomplete(f"snippets cannot be contained here ({'; '.join(faults)})", hint)


def highest(wanted: str, environ: Mapping[str, str] = os.environ) -> Level | None:
    """The level that `choose` tries first, if that may run at all here; what it is worth, `holds` tells."""
    level = _candidates(wanted)[0]
    return None if sys.platform != "linux" or _forbidden(level, environ) else level


def holds(pool: Pool) -> bool:
    """Whether a pool of the usual harness, before its first job, keeps in what its level forbids."""
    return not _proof(pool)


def _candidates(wanted: str) -> tuple[Level, ...]:
    """The levels that will do, the highest first."""
    if wanted.startswith("require-"):
        return _ORDER[_ORDER.index(wanted.removeprefix("require-")) :][::-1]
    return tuple(level for level in _ORDER if level == wanted) or ("L3", "L2")


def _forbidden(level: Level, environ: Mapping[str, str]) -> str:
    """Why nothing may run at a level in the CI job that this is."""
    event = environ.get("GITHUB_EVENT_NAME", "")
    if event == "pull_request_target":
        return "this event gives a stranger's pull request the repository's secrets: use `on: pull_request`"
    strangers = event.startswith("pull_request") or event == "workflow_run" or "CI_MERGE_REQUEST_ID" in environ
    if level in ("none", "L1") and strangers and not _own(environ):
        return "a fork's pull request needs a sandbox"
    return ""


def _own(environ: Mapping[str, str]) -> bool:
    """Whether the pull request comes from the repository itself; not when that cannot be told."""
    if "CI_MERGE_REQUEST_ID" in environ:
        return environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "") == environ.get("CI_MERGE_REQUEST_PROJECT_ID")
    try:
        with open(environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
            event = json.load(file)
        if "workflow_run" in event:  # it follows another event, which may have been a stranger's, and has secrets
            head, base = event["workflow_run"]["head_repository"], event["repository"]
        else:
            head, base = event["pull_request"]["head"]["repo"], event["pull_request"]["base"]["repo"]
        return bool(head["full_name"] == base["full_name"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


@cache
def probe(level: Level) -> str:
    """Why a level does not hold here; empty when it does."""
    if level == "none" or level == "L1":
        return ""
    if sys.platform != "linux":
        return "needs Linux"
    with Pool(level, workers=1) as pool:
        return _proof(pool)


def _proof(pool: Pool) -> str:
    """Why the level of a pool does not hold here; empty when it does."""
    if pool.settings.level in ("none", "L1"):
        return ""
    with tempfile.TemporaryDirectory(prefix="proctor-") as folder:
        secret = os.path.join(folder, "secret")
        with open(secret, "w") as file:
            file.write("read by nobody")
        payload = {"secret": secret, "target": os.path.join(folder, "target"), "pid": os.getpid()}
        return _tried(pool, payload)


def _attempt(level: Level, payload: Mapping[str, object]) -> str:
    """Why a child could do what the level forbids, or could not run."""
    with Pool(level, workers=1) as pool:
        return _tried(pool, payload)


def _tried(pool: Pool, payload: Mapping[str, object]) -> str:
    try:
        (ended,) = pool.run([Job("probe", payload={"language": "probe", **payload})])
    except Incomplete as error:
        return error.message
    if not ended.finished:
        return f"a child of it ended with {ended.status} {ended.code}"
    done = json.loads(ended.record)
    return f"a child of it could {', '.join(done)}" if done else ""
