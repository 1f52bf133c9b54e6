"""One page of the web and the requests that it takes to have its answer: pure decisions, no clock, no socket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from proctor.probes.urls import address
from proctor.probes.urls.policy import Limits, Policy
from proctor.probes.urls.reply import Call, Reply

_AGAIN = frozenset((408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
_FLAWS = frozenset(("dns", "refused", "unreachable", "reset", "closed", "tls", "send"))  # faults that may pass
_SLOW = frozenset(("timeout", "connect-timeout"))  # these too, but every try costs its whole time
_SECONDS = re.compile(r"\d{1,12}\Z")
_LEAST_429 = 2.0  # seconds to wait where a server says `too many` and not how long
_CONFIRM = 1 << 20  # bytes of a file from which a HEAD may confirm what a GET told before


class Want(NamedTuple):
    """What is to be asked: two equal ones are one request."""

    url: str
    cookies: str = ""
    fragments: frozenset[str] = frozenset()
    known: tuple[tuple[str, str], ...] = ()  # headers of an earlier answer that may still stand: etag, content-length, content-type


class Wait(NamedTuple):
    """Ask again, but not before `seconds` have gone by."""

    seconds: float
    limited: bool = False  # the server asked for it: the wait counts, and a 429 is meant for all of the host


def call(want: Want, policy: Policy, method: str) -> Call:
    """The request for a page."""
    known = dict(want.known)
    headers = policy.headers(want.url)
    if want.cookies:
        headers += (("Cookie", want.cookies),)
    if "etag" in known and method == "GET":
        headers += (("If-None-Match", known["etag"]),)
    return Call(want.url, method, headers, want.fragments, policy.limits.timeout, min(10.0, policy.limits.timeout))


def method(want: Want) -> str:
    """HEAD for a large file that a GET had before, if HEAD then says the same; GET for all others."""
    known = dict(want.known)
    large = int(known.get("content-length", "0")) >= _CONFIRM
    return "HEAD" if large and not want.fragments and "etag" not in known else "GET"


def confirmed(want: Want, reply: Reply) -> bool:
    """Whether a HEAD says what the GET said before."""
    known = dict(want.known)
    return 200 <= reply.status < 300 and all(
        reply.headers.get(name, "") == known.get(name, "") for name in ("content-length", "content-type")
    )


def again(reply: Reply, tries: int, limits: Limits, now: float, jitter: float) -> Wait | None:
    """Whether to ask once more after `tries` requests, and when.

    `now` is in seconds since 1970, `jitter` a random number from 0 to 1.
    """
    if tries >= limits.tries or "cf-mitigated" in reply.headers:
        return None
    asked = asked_to_wait(reply.headers, now)
    if reply.status in _AGAIN and asked is not None:
        seconds = max(asked, _LEAST_429 if reply.status == 429 else 0.0)
        return Wait(seconds + 0.25 * jitter, True) if asked <= limits.retry_after else None
    if reply.status == 429:
        return Wait(_LEAST_429 * tries + jitter, True)
    if reply.status in _AGAIN or reply.fault in _FLAWS or (reply.fault in _SLOW and tries < 2):
        return Wait(0.5 * 2 ** (tries - 1) * (1 + jitter))
    return None


def asked_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds of a `Retry-After`, which is a number or a date; None for none, or for one that makes no sense."""
    given = headers.get("retry-after", "").strip()
    if _SECONDS.match(given):
        return float(given)
    if not given or len(given) > 100:
        return None
    until = _date(given)
    if until is None:
        return None
    there = _date(headers.get("date", "")[:100])  # by the server's own clock where it tells the time
    return max(0.0, until - (now if there is None else there)) + 1.0  # dates are cut to whole seconds


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def origin(want: Want) -> str:
    """The server that a page is asked from."""
    return address.origin(want.url)
