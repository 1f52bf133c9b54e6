"""One request and what came of it: the values that the thread that asks and the one that judges hand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# What kept an answer from coming, in the words of a report.
FAULTS: Mapping[str, str] = {
    "no-host": "there is no such host",
    "dns": "the host's name could not be looked up",
    "private": "the host lies in a private network, which is not asked",
    "refused": "the host refuses connections",
    "unreachable": "the host cannot be reached",
    "connect-timeout": "the host did not answer in time",
    "timeout": "no answer came in time",
    "reset": "the connection broke off",
    "closed": "the server closed the connection without an answer",
    "garbage": "the server does not speak HTTP",
    "headers": "the answer's headers are too long",
    "certificate": "the certificate is not valid",
    "issuer": "the certificate's issuer is not known here",
    "no-tls": "the server does not speak TLS",
    "tls": "no encrypted connection came about",
    "proxy": "the proxy did not connect",
    "send": "the request could not be sent",
}
DEAD = frozenset(("no-host", "refused", "garbage", "certificate", "no-tls"))  # faults that mean: nobody gets a page there
CONNECTING = frozenset(("no-host", "dns", "private", "refused", "unreachable", "connect-timeout", "certificate", "issuer", "proxy"))


class Call(NamedTuple):
    """A request to send."""

    url: str  # in its normal form
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    fragments: frozenset[str] = frozenset()  # to look for in the page
    timeout: float = 20.0  # seconds until the head of the answer
    connect: float = 10.0  # seconds until there is a connection


class Reply(NamedTuple):
    """What came: a status and some headers, or a fault."""

    status: int = 0
    fault: str = ""
    detail: str = ""
    headers: Mapping[str, str] = {}  # those in KEPT, by lower-case name
    cookies: tuple[str, ...] = ()  # `Set-Cookie` lines
    oddity: str = ""  # what the page itself says against it: soft-404, parked
    fragments: Mapping[str, str] = {}  # asked for -> found, missing, or empty where nobody can tell


KEPT = ("location", "retry-after", "date", "content-type", "content-length", "etag", "cf-mitigated")
LONGEST_VALUE = 8000  # characters of a header that are kept
