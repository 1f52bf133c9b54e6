"""The parts of the URL probe that decide without a network: addresses, limits, retries, verdicts, memory."""

from __future__ import annotations

import socket
import time
from email.utils import formatdate
from ipaddress import ip_address
from pathlib import Path

import pytest
from url_bench import quick  # noqa: F401

from proctor import outside
from proctor.cache import Cache
from proctor.probes.urls import address, fragments, guard, journey, page, suspicion
from proctor.probes.urls.guard import Allowed, Fault
from proctor.probes.urls.journey import Verdict
from proctor.probes.urls.memory import Memory
from proctor.probes.urls.page import Want
from proctor.probes.urls.policy import Limits, Policy
from proctor.probes.urls.reply import Reply


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTP://Example.net:80", "http://example.net/"),
        ("https://example.net:443/a b?q=ü#f", "https://example.net/a%20b?q=%C3%BC"),
        ("//example.net/x", "https://example.net/x"),
        ("https://user:pass@example.net/", "https://example.net/"),
        ("https://bücher.example.net/ä", "https://xn--bcher-kva.example.net/%C3%A4"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://exa%6dple.net/%zz%20", "http://example.net/%25zz%20"),
        ("https://example.net\\@other.net/", "https://example.net/@other.net/"),
        ("https://example.net/a/../b/./%7euser/%c3%bc", "https://example.net/b/~user/%C3%BC"),
        ("https://example.net//a/../b", "https://example.net//a/../b"),
        ("https://example.net?x=/a", "https://example.net/?x=/a"),
    ],
)
def test_one_spelling(written: str, asked: str) -> None:
    assert address.normal(written) == asked


@pytest.mark.parametrize(
    "bad",
    [
        "http://",
        "https:///x",
        "http://[::1/",
        "http://a:99999/",
        "http://a:b/",
        "http://a b/",
        "http://a..b/",
        "http://" + "a" * 9000,
    ],
)
def test_malformed_addresses(bad: str) -> None:
    with pytest.raises(address.Malformed):
        address.normal(bad)


def test_where_redirects_lead() -> None:
    base = "https://example.net/a/b?q"
    assert address.join(base, "../c#d") == ("https://example.net/c", "d")
    assert address.join(base, "//other.net") == ("https://other.net/", "")
    assert address.join(base, "/ü".encode().decode("latin-1")) == ("https://example.net/%C3%BC", "")
    with pytest.raises(address.Elsewhere):
        address.join(base, "app://open")
    for bad in ("", "  ", "http://", "http://[x"):
        with pytest.raises(address.Malformed):
            address.join(base, bad)


@pytest.mark.parametrize(
    "place",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 192.0.0.192"
    " 168.63.129.16 ::1 :: fe80::1 fd00:ec2::254 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::"
    " ::127.0.0.1 2001:0:7f00:1::1 ff02::1".split(),
)
def test_private_addresses(place: str) -> None:
    assert guard.private(ip_address(place))


@pytest.mark.parametrize("place", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses(place: str) -> None:
    assert not guard.private(ip_address(place))


def test_the_address_that_is_checked_is_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its address between two look-ups, and one that mixes private addresses in."""
    answers = [["8.8.8.8", "127.0.0.1"], ["127.0.0.1"]]
    connected = []

    def look_up(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answers.pop(0)]

    def connect(family: object, place: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(guard, "_connected", connect)
    for kind in ("refused", "private"):
        with pytest.raises(Fault) as raised:
            guard.connect("rebind.test", 80, 5, Allowed())
        assert raised.value.kind == kind
    assert connected == [("8.8.8.8", 80)]


def test_what_is_allowed() -> None:
    allow = guard.allowed(["127.0.0.0/8", "*.corp.test", "wiki.test", "[::1]"])
    assert (
        allow.name("a.b.corp.test") and allow.name("WIKI.test.") and not allow.name("corp.test") and not allow.name("x.wiki.test")
    )
    assert [str(net) for net in allow.networks] == ["127.0.0.0/8", "::1/128"]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("2.5", None),
        ("soon", None),
        ("9" * 400, None),
        ("999999999999", 999999999999),
    ],
)
def test_retry_after_in_seconds(given: str, seconds: float | None) -> None:
    assert page.asked_to_wait({"retry-after": given}, 0) == seconds


def test_retry_after_as_a_date() -> None:
    now = 1_800_000_000.0
    headers = {"retry-after": formatdate(now + 10, usegmt=True)}
    assert page.asked_to_wait(headers, now) == 11
    slow_clock = {**headers, "date": formatdate(now + 4, usegmt=True)}
    assert page.asked_to_wait(slow_clock, now) == 7
    assert page.asked_to_wait({"retry-after": formatdate(now - 99, usegmt=True)}, now) == 1


@pytest.mark.parametrize(
    ("reply", "tries", "waits"),
    [
        (Reply(500), 1, True), (Reply(500), 3, False), (Reply(501), 1, False), (Reply(404), 1, False), (Reply(403), 1, False),
        (Reply(408), 1, True), (Reply(fault="reset"), 2, True), (Reply(fault="timeout"), 2, False),
        (Reply(fault="no-host"), 1, False),
        (Reply(429, headers={"retry-after": "31"}), 1, False), (Reply(429, headers={"retry-after": "30"}), 1, True),
        (Reply(503, headers={"cf-mitigated": "challenge"}), 1, False), (Reply(fault="certificate"), 1, False),
    ],
)  # fmt: skip
def test_what_is_worth_another_try(reply: Reply, tries: int, waits: bool) -> None:
    assert (page.again(reply, tries, Limits(), 0.0, 0.5) is not None) == waits


def _travel(start: str, *replies: Reply) -> Verdict:
    here: journey.Journey | Verdict = journey.begin(Want(start))
    for reply in replies:
        assert isinstance(here, journey.Journey)
        here = journey.step(here, reply, Policy())
    assert isinstance(here, Verdict)
    return here


def _to(status: int, place: str, *cookies: str) -> Reply:
    return Reply(status, headers={"location": place}, cookies=cookies)


def test_moved_is_what_permanent_redirects_reach() -> None:
    moved = _travel("http://a.net/x", _to(301, "https://a.net/x"), _to(302, "/en/x"), Reply(200))
    assert (moved.verdict, moved.target) == ("moved", "https://a.net/x")
    assert _travel("http://a.net/x", _to(302, "/y"), _to(301, "/z"), Reply(200)).verdict == "ok"
    assert _travel("http://a.net/x", _to(301, "/y"), Reply(403)).verdict == "unknown"
    assert _travel("http://a.net/x", _to(301, "/y"), Reply(404)).verdict == "broken"
    assert _travel("http://a.net/x", Reply(300)).verdict == "ok"
    assert _travel("http://a.net/x", Reply(304)).verdict == "unknown"


def test_cookies_stay_with_their_host() -> None:
    start = journey.begin(Want("https://a.net/"))
    there = journey.step(start, _to(302, "https://b.net/", "id=1; Path=/", "bad", "x=\x01"), Policy())
    assert isinstance(there, journey.Journey) and there.at.cookies == ""
    back = journey.step(there, _to(302, "https://a.net/"), Policy())
    assert isinstance(back, journey.Journey) and back.at.cookies == "id=1"
    plain = journey.step(back, _to(302, "http://a.net/"), Policy())
    assert isinstance(plain, journey.Journey) and plain.at.cookies == ""


@pytest.mark.parametrize(
    ("start", "end", "landing"),
    [
        ("https://a.net/docs/x", "https://a.net/", "front"), ("https://a.net/docs/x", "https://www.a.net/en/index.html", "front"),
        ("https://a.net/", "https://a.net/en", ""), ("https://a.net/x", "https://a.net/ok", ""),
        ("https://s.net/x1", "https://b.net/", ""),
        ("https://a.net/docs/x", "https://b.net/", "front"), ("https://a.net/x", "https://a.net/login?next=x", "login"),
        ("https://a.net/x", "https://accounts.a.net/v3", "login"), ("https://a.net/login", "https://a.net/signin", ""),
        ("https://a.net/x", "https://a.net/docs/auth/x", ""), ("https://a.net/x", "https://docs.a.net/", "front"),
        ("https://a.net/x", "https://a.net/blogin", ""), ("https://a.net/x", "https://a.net/authors/y", ""),
    ],
)  # fmt: skip
def test_landing_places(start: str, end: str, landing: str) -> None:
    assert suspicion.landing(start, end) == landing


@pytest.mark.parametrize(
    ("head", "url", "said"),
    [
        ("<title>Page not found | Docs</title>", "https://a.net/x", "soft-404"),
        ("<title>404</title>", "https://a.net/x", "soft-404"),
        ("<title>Docs</title><h1>Oops! This page doesn't exist.</h1>", "https://a.net/x", "soft-404"),
        ("<title>Sorry, the page you are looking for could not be found</title>", "https://a.net/x", "soft-404"),
        ("<title>Error 404: File Not Found</title>", "https://a.net/x", "soft-404"),
        ("<title>Seite nicht gefunden – Firma</title>", "https://a.net/x", "soft-404"),
        ("<title>404 Not Found - HTTP | MDN</title>", "https://a.net/HTTP/Status/404", ""),
        ("<title>python - Module not found error - Q&A</title>", "https://a.net/q", ""),
        ("<title>How to build a custom 404 page</title>", "https://a.net/x", ""),
        ("<title>What is a 404 error?</title>", "https://a.net/x", ""),
        ("<title>Finding pages that do not exist</title>", "https://a.net/x", ""),
        ("<title>a.net</title><p>This domain name may be for sale.</p>", "https://a.net/x", "parked"),
        ("<title>How to buy</title><p>This domain is for sale</p>" + "<p>words and more words</p>" * 200, "https://a.net/x", ""),
    ],
)
def test_pages_that_say_no(head: str, url: str, said: str) -> None:
    assert suspicion.words(f"<html>{head}<p>{'text ' * 60}</p>".encode(), url) == said


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a b="', "<script>", "<h1", "<title>x", "<a id=", "</", "<a b='\"", "404 404: "])
def test_hostile_pages_take_no_time(piece: str) -> None:
    body = (piece * (1 << 20))[: 1 << 20].encode()
    start = time.monotonic()
    fragments.judge({"x"}, body, "text/html", "a.net")
    suspicion.words(body[: 16 << 10], "https://a.net/")
    assert time.monotonic() - start < 3


def test_failures_on_several_days_are_dead(tmp_path: Path) -> None:
    now = [1_800_000_000.0]

    def run(verdict: Verdict) -> str:
        memory = Memory(Cache(str(tmp_path), lambda: now[0]), 3, lambda: now[0])
        known = memory.known("u")
        result = memory.keep("u", verdict, known).verdict
        memory.end()
        return result

    failing, wall = Verdict("unknown", "it answers 500", status=500, failing=True), Verdict("unknown", "it answers 403", status=403)
    assert [run(failing), run(failing), run(failing)] == ["unknown"] * 3  # the same day
    now[0] += 86400
    assert run(failing) == "unknown"
    now[0] += 86400
    assert (run(wall), run(failing), run(failing)) == ("unknown", "broken", "broken")
    assert run(Verdict("ok")) == "ok"
    assert run(failing) == "unknown"


def test_failures_without_a_network_do_not_count(tmp_path: Path) -> None:
    silent = Verdict("unknown", "no answer", failing=True)
    memory = Memory(Cache(str(tmp_path)), 1)
    assert memory.keep("a", silent, None).verdict == "unknown"
    assert memory.settle() == {}
    memory.keep("b", Verdict("ok", status=200), None)
    assert {url: verdict.verdict for url, verdict in memory.settle().items()} == {"a": "broken"}


def test_advice_on_dead_pages() -> None:
    assert "https://doi.org/10.1145/3292500.3330701" in outside.elsewhere("https://dl.acm.org/doi/10.1145/3292500.3330701")
    assert outside.elsewhere("https://u:p@a.net/x#y").endswith("https://web.archive.org/web/https://a.net/x")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@a.net/x@y", "https://a.net/x@y"),
        ("https://a.net/@user/x", "https://a.net/@user/x"),
        ("https://u:p@q@a.net", "https://a.net"),
        ("https://u:p/q@a.net/", "https://a.net/"),
        ("https://a.net:80/@x", "https://a.net:80/@x"),
    ],
)
def test_userinfo_is_hidden(url: str, shown: str) -> None:
    assert outside.shown(url) == shown
