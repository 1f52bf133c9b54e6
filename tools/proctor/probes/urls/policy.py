"""The settings of URL checking: our own, what the environment and the command line grant, what the bank tightens."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple

from proctor import __version__
from proctor.errors import ProctorError
from proctor.probes.urls import address
from proctor.probes.urls.guard import Allowed, allowed

_AGENT = f"proctor/{__version__} (link checker)"
_COMMON = (
    ("User-Agent", _AGENT),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en,*;q=0.5"),
    ("Accept-Encoding", "gzip, deflate"),
)
_GITHUB = ("api.github.com", "raw.githubusercontent.com")  # the hosts that take a token
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")
_VALUE = re.compile(r"[\t\x20-\x7e]{0,8000}\Z")
# Names that standards set aside for examples: a page that explains a request needs no host behind it.
_EXAMPLES = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org|edu))?\Z")


class Limits(NamedTuple):
    """What a run may take. Times are seconds."""

    timeout: float = 20.0  # until an answer's head is there
    retry_after: float = 30.0  # that a server may have us wait for one request
    waiting: float = 120.0  # that all servers together may have a run wait
    time: float = 3600.0  # of the whole run
    pause: float = 0.25  # between the starts of two requests to one host
    per_host: int = 2  # requests to one host at a time
    redirects: int = 20  # followed from one URL
    most: int = 50_000  # URLs asked for
    tries: int = 3  # of a request that may do better the next time
    days: int = 3  # on which a URL must have failed before it counts as dead


_RANGE: Mapping[str, tuple[float, float]] = {
    "timeout": (0.1, 300), "retry_after": (0, 600), "waiting": (0, 3600), "time": (0.1, 86400), "pause": (0, 60),
    "per_host": (1, 16), "redirects": (0, 50), "most": (0, 1_000_000), "tries": (1, 5), "days": (1, 30),
}  # fmt: skip


class Policy(NamedTuple):
    """The settings of a run."""

    limits: Limits = Limits()
    excluded: tuple[re.Pattern[str], ...] = ()
    accepted: tuple[tuple[re.Pattern[str], frozenset[int]], ...] = ()
    allow: Allowed = Allowed()
    secrets: Mapping[str, tuple[tuple[str, str], ...]] = {}  # host -> headers for it alone

    def excludes(self, url: str) -> bool:
        """Whether a URL is not to be asked for."""
        host = address.host(url)
        if _EXAMPLES.match(host) and not self.allow.name(host):
            return True
        return any(pattern.match(url) for pattern in self.excluded)

    def accepts(self, url: str, status: int) -> bool:
        """Whether the bank says that this status is fine there."""
        return any(status in statuses and pattern.match(url) for pattern, statuses in self.accepted)

    def headers(self, url: str) -> tuple[tuple[str, str], ...]:
        """The headers of a request: a secret goes to its own host only, and over plain HTTP only in a private net."""
        host = address.host(url)
        secret = self.secrets.get(url.split("/", 3)[2]) or self.secrets.get(host, ())
        if secret and not url.startswith("https:") and not self._private(host):
            secret = ()
        return (*_COMMON, *secret)

    def _private(self, host: str) -> bool:
        try:
            return self.allow.name(host) or any(ip_address(host) in net for net in self.allow.networks)
        except ValueError:
            return False


def pattern(glob: str) -> re.Pattern[str]:
    """A pattern of URLs: `*` stands for anything; a bare host stands for all of its pages and those of hosts below it.

    Every piece between two stars is taken at its first place, for good: time is linear in each piece.
    """
    if "/" not in glob and "*" not in glob:
        return re.compile(rf"https?://(?:[^/]*\.)?{re.escape(glob.lower())}(?::\d+)?(?:/|\Z)", re.S)
    first, *rest = glob.split("*")
    if not rest:
        return re.compile(re.escape(first) + r"\Z", re.S)
    *middle, last = rest
    body = "".join(f"(?>.*?{re.escape(piece)})" for piece in middle if piece)
    return re.compile(re.escape(first) + body + rf".*(?<={re.escape(last)})\Z" if last else re.escape(first) + body, re.S)


def policy(
    table: Mapping[str, Any], given: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> tuple[Policy, list[str]]:
    """The policy from the bank's table `urls`, the command line's grants and the environment; and notes on what was not taken."""
    limits = _environment(Limits(), environment)
    limits, notes = _tightened(limits, table)
    hosts = [*given.get("allow_hosts", ()), *_words(environment.get("PROCTOR_ALLOW_HOSTS", ""))]
    accepted = tuple((pattern(glob), frozenset(statuses)) for glob, statuses in table.get("accept", {}).items())
    excluded = tuple(pattern(glob) for glob in table.get("exclude", ()))
    return Policy(limits, excluded, accepted, allowed(hosts), _secrets(environment)), notes


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]


def _environment(limits: Limits, environment: Mapping[str, str]) -> Limits:
    """`PROCTOR_URLS_RETRY_AFTER=60` and so on: the user's own limits, in either direction. Raises ProctorError."""
    for name, (low, high) in _RANGE.items():
        variable = f"PROCTOR_URLS_{name.upper()}"
        if variable not in environment:
            continue
        try:
            value = float(environment[variable])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ProctorError(f"{variable} must be a number from {low} to {high}")
        limits = limits._replace(**{name: type(getattr(limits, name))(value)})
    return limits


def _tightened(limits: Limits, table: Mapping[str, Any]) -> tuple[Limits, list[str]]:
    """The limits with the bank's on top, as far as these are stricter: it may be a stranger's."""
    notes = []
    for name in Limits._fields:
        key = name.replace("_", "-")
        if key not in table:
            continue
        low, high = _RANGE[name]
        old, new = getattr(limits, name), min(max(table[key], low), high)
        looser = new < old if name == "pause" else new > old
        if looser and name != "days":
            notes.append(
                f"urls.{key} stays at {old:g}: a bank's settings may only tighten; set PROCTOR_URLS_{name.upper()} instead"
            )
            continue
        limits = limits._replace(**{name: type(old)(new)})
    return limits, notes


def _secrets(environment: Mapping[str, str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Headers by host (or `host:port`) from PROCTOR_HEADERS, `{"host": {"Name": "value"}}`, and GitHub's token.

    Raises ProctorError for what is none, without its text.
    """
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    token = environment.get("GITHUB_TOKEN", "").strip()
    if token and _VALUE.match(token):
        found.update(dict.fromkeys(_GITHUB, (("Authorization", f"Bearer {token}"),)))
    try:
        given = json.loads(environment.get("PROCTOR_HEADERS") or "{}")
        for host, headers in given.items():
            if not all(_TOKEN.match(name) and _VALUE.match(value) for name, value in headers.items()):
                raise ValueError
            found[host.lower()] = tuple(headers.items())
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise ProctorError("PROCTOR_HEADERS is not understood", 'write {"docs.example.org": {"Authorization": "..."}}') from None
    return found
