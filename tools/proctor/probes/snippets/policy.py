"""How snippets run: our own settings, what the user grants, and what the bank tightens. A bank's configuration loosens nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from proctor import config, tables
from proctor.errors import ProctorError

MOST_SECONDS = 60.0  # that a document may give one of its blocks
_LOOSENING = ("allow-packages", "commands")


class Policy(NamedTuple):
    """The settings of a run. Times are seconds."""

    sandbox: str = "auto"  # one of tables.SANDBOXES
    timeout: float = 5.0  # of a snippet that says nothing else
    most: float = MOST_SECONDS  # of one that does
    jobs: int = 0  # programs at once; 0 for one per core
    strict: bool = False
    require: tuple[str, ...] = ()  # languages whose tool chains must be here
    packages: tuple[str, ...] = ()  # of every snippet
    allowed: frozenset[str] = frozenset()  # packages that may be installed
    commands: Mapping[str, tuple[str, ...]] = {}  # language -> how to run it, for languages without a runner
    notes: tuple[str, ...] = ()

    def runs(self, level: str) -> bool:
        """Whether a result of this level of the sandbox is good enough."""
        needed = {"require-L1": 1, "auto": 2, "require-L2": 2, "require-L3": 3}.get(self.sandbox, 0)
        return ("none", "L1", "L2", "L3").index(level) >= needed


def policy(bank: Mapping[str, Any], trusted: bool, given: Mapping[str, Any], environment: Mapping[str, str]) -> Policy:
    """The settings of a run: `bank` is the table of the bank's configuration, `given` the command line's part.

    The user's own are in `$XDG_CONFIG_HOME/proctor/proctor.toml` and `PROCTOR_SANDBOX`, `PROCTOR_ALLOW_PACKAGES`.
    """
    user = config.own(environment).snippets
    sources = [user, bank] if trusted else [user]
    sandbox = str(given.get("sandbox") or environment.get("PROCTOR_SANDBOX") or _last(sources, "sandbox", "auto"))
    if sandbox not in tables.SANDBOXES:
        raise ProctorError(f"`{sandbox}` is no demand on the sandbox", f"one of {', '.join(tables.SANDBOXES)}")
    timeout = float(_last(sources, "timeout", Policy().timeout))
    allowed = {*given.get("allow_packages", ()), *environment.get("PROCTOR_ALLOW_PACKAGES", "").replace(",", " ").split()}
    allowed |= {name for source in sources for name in source.get("allow-packages", ())}
    commands = {k: tuple(v) for source in sources for k, v in source.get("commands", {}).items()}
    unheeded = [key for key in _LOOSENING if key in bank and not trusted]
    return Policy(
        max(sandbox, bank.get("sandbox", "none"), key=tables.SANDBOXES.index),
        min(timeout, float(bank.get("timeout", timeout))),
        max(MOST_SECONDS, timeout),
        int(given.get("jobs") or 0),
        bool(bank.get("strict") or user.get("strict")),
        tuple(sorted({*bank.get("require", ()), *user.get("require", ())})),
        tuple(bank.get("packages", ())),
        frozenset(map(plain, allowed)),
        commands,
        tuple(
            f"`snippets.{key}` of the bank is not heeded: it must come from the command line or your own configuration"
            for key in unheeded
        ),
    )


def plain(package: str) -> str:
    """A package's name as indexes compare it, without version and extras."""
    name = package
    for mark in "[<>=!~; @(":
        name = name.partition(mark)[0]
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)


def _last(sources: list[Mapping[str, Any]], key: str, default: Any) -> Any:
    return next((source[key] for source in reversed(sources) if key in source), default)


def workers(jobs: int) -> int:
    """How many programs run at once."""
    return jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
