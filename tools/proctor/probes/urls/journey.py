"""From a URL along its redirects to a verdict: pure decisions on replies."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from proctor.probes.urls import address, suspicion
from proctor.probes.urls.page import Want
from proctor.probes.urls.policy import Policy
from proctor.probes.urls.reply import DEAD, FAULTS, Reply

_REDIRECTS = (300, 301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_MOST_COOKIES, _LONGEST_COOKIE = 30, 4096
_WALLS: Mapping[int, str] = {
    401: "it wants a login",
    402: "it wants to be paid",
    403: "it turns programs away",
    405: "it does not answer to GET",
    406: "it turns programs away",
    407: "the proxy wants a login",
    418: "it turns programs away",
    429: "it is asked too often",
    451: "it is not shown here for legal reasons",
    999: "it turns programs away",
}


class Verdict(NamedTuple):
    """What became of a URL; see `proctor.outside.Answer`. `failing` is one that time may turn into broken."""

    verdict: str
    reason: str = ""
    target: str = ""
    status: int = 0
    failing: bool = False
    fragments: Mapping[str, str] = {}
    known: tuple[tuple[str, str], ...] = ()  # headers to confirm the answer by, the next time


class Cookie(NamedTuple):
    """A cookie, for exactly the host that gave it."""

    host: str
    name: str
    value: str
    secure: bool


class Journey(NamedTuple):
    """A URL on its way."""

    start: Want
    at: Want
    target: str = ""  # where permanent redirects have led so far
    permanent: bool = True  # all redirects so far were
    cookies: tuple[Cookie, ...] = ()
    seen: frozenset[tuple[str, str]] = frozenset()  # URLs, each with the cookies that it was asked with


def begin(want: Want) -> Journey:
    """A journey at its first page."""
    return Journey(want, want, seen=frozenset([(want.url, "")]))


def step(journey: Journey, reply: Reply, policy: Policy) -> Journey | Verdict:
    """The journey a page further, or where it ended."""
    if reply.fault:
        return _faulty(journey, reply)
    if reply.status in _REDIRECTS and ("location" in reply.headers or reply.status != 300):
        return _followed(journey, reply, policy)
    return _arrived(journey, reply, policy)


def _followed(journey: Journey, reply: Reply, policy: Policy) -> Journey | Verdict:
    here = journey.at.url
    if policy.accepts(journey.start.url, reply.status):
        return Verdict("ok", status=reply.status)
    try:
        url, fragment = address.join(here, reply.headers.get("location", ""))
    except address.Elsewhere as error:
        return Verdict("unknown", f"it redirects to an address of another kind, `{str(error)[:20]}:`", status=reply.status)
    except address.Malformed as error:
        return Verdict("broken", f"its redirect leads nowhere: {error}", status=reply.status)
    cookies = _kept(journey.cookies, reply.cookies, here)
    sent = _sent(cookies, url)
    if (url, sent) in journey.seen:
        return Verdict("broken", "its redirects run in a circle", status=reply.status)
    if len(journey.seen) > policy.limits.redirects:
        return Verdict("broken", f"it redirects more than {policy.limits.redirects} times", status=reply.status)
    if policy.excludes(url):
        return Verdict("unknown", "it redirects to an address that is excluded from checks", status=reply.status)
    permanent = journey.permanent and reply.status in _PERMANENT
    fragments = frozenset[str]() if fragment else journey.at.fragments  # else it goes on along the way
    target = (url + ("#" + fragment if fragment else "")) if permanent else journey.target
    return Journey(journey.start, Want(url, sent, fragments), target, permanent, cookies, journey.seen | {(url, sent)})


def _kept(cookies: tuple[Cookie, ...], lines: tuple[str, ...], url: str) -> tuple[Cookie, ...]:
    """The cookies after an answer: kept for the length of a journey, for the host that gave them and no other."""
    host = address.host(url)
    found = {(each.host, each.name): each for each in cookies}
    for line in lines:
        pair, *attributes = line[:_LONGEST_COOKIE].split(";")
        name, mark, value = (piece.strip() for piece in pair.partition("="))
        words = {word.strip().lower() for word in attributes}
        if not mark or not name or not (name + value).isprintable():
            continue
        found.pop((host, name), None)
        if "max-age=0" not in words and len(found) < _MOST_COOKIES:
            found[host, name] = Cookie(host, name, value, "secure" in words or url.startswith("https:"))
    return tuple(found.values())


def _sent(cookies: tuple[Cookie, ...], url: str) -> str:
    """The `Cookie` header for a URL."""
    host, safe = address.host(url), url.startswith("https:")
    return "; ".join(f"{each.name}={each.value}" for each in cookies if each.host == host and (safe or not each.secure))


def _faulty(journey: Journey, reply: Reply) -> Verdict:
    reason = FAULTS[reply.fault] + (f": {reply.detail}" if reply.detail else "")
    if journey.at != journey.start:
        reason = f"it redirects to {_short(journey.at.url)}: {reason}"
    if reply.fault in DEAD:
        return Verdict("broken", reason)
    return Verdict("unknown", reason, failing=reply.fault not in ("private", "proxy"))


def _arrived(journey: Journey, reply: Reply, policy: Policy) -> Verdict:
    status = reply.status
    if policy.accepts(journey.start.url, status):
        return Verdict("ok", status=status)
    if "cf-mitigated" in reply.headers:
        return Verdict("unknown", "it wants proof that its visitor is no program", status=status)
    said = f"it answers {status}{_phrase(status)}"
    if journey.at.url != journey.start.url:
        said = f"it redirects to {_short(journey.at.url)}, which answers {status}{_phrase(status)}"
    if status in (404, 410):
        return Verdict("broken", said, status=status)
    if status == 304 and not journey.at.known:
        return Verdict("unknown", said, status=status)
    if not (200 <= status < 300 or status in (300, 304)):
        wall = f": {_WALLS[status]}" if status in _WALLS else ""
        return Verdict("unknown", said + wall, status=status, failing=500 <= status < 600 and status != 511)
    return _living(journey, reply)


def _living(journey: Journey, reply: Reply) -> Verdict:
    """A page that is there: the one that was meant?"""
    start, end = journey.start.url, journey.at.url
    verdict = Verdict("ok", "", "", reply.status, False, reply.fragments, _known(journey, reply))
    landing = suspicion.landing(start, end) if end != start else ""
    if landing:
        place = {"front": "the front page", "login": "a login"}[landing]
        return verdict._replace(verdict="suspect", reason=f"it redirects to {place}, {_short(end)}")
    if reply.oddity:
        reason = {"soft-404": "its page says that there is no such page", "parked": "its domain is for sale"}[reply.oddity]
        return verdict._replace(verdict="suspect", reason=reason)
    if journey.target:
        return verdict._replace(verdict="moved", reason="it moved for good", target=journey.target)
    return verdict


def _known(journey: Journey, reply: Reply) -> tuple[tuple[str, str], ...]:
    if journey.at != journey.start:
        return ()
    if reply.status == 304:
        return journey.at.known
    given = reply.headers
    if given.get("etag", "").isprintable() and 0 < len(given.get("etag", "")) < 300:
        return (("etag", given["etag"]),)
    if given.get("content-length", "").isdecimal() and len(given["content-length"]) < 16:
        return (("content-length", given["content-length"]), ("content-type", given.get("content-type", "")[:200]))
    return ()


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


def _short(url: str) -> str:
    return url if len(url) <= 120 else url[:117] + "..."
