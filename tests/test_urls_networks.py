"""The URL probe in other networks: over IPv6, through a proxy, and with no network at all."""

from __future__ import annotations

import socket
import time

import pytest
from url_bench import Check, check_fixture, quick, server_fixture, tls_fixture  # noqa: F401
from url_certificates import Certificates
from url_server import Server


def test_ipv6(server: Server, check: Check) -> None:
    try:
        port = server.on("::1")
    except OSError:
        pytest.skip("no IPv6 here")
    urls = [f"http://[::1]:{port}/ok", f"http://[0:0:0:0:0:0:0:1]:{port}/status/404"]
    assert "private network" in check(urls).message(urls[0])
    checked = check(urls, "--allow-host", "::1")
    assert [checked.verdict(url) for url in urls] == ["ok", "broken"]


def test_a_host_with_several_addresses(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address refuses, the second is private and not allowed, the third answers."""
    places = ["127.0.0.200", "10.0.0.1", "127.0.0.1"]
    known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, server.port)) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **more: known)
    url = f"http://docs.site.test:{server.port}/ok"
    assert check([url]).said == {}
    assert server.log[0].headers["host"] == f"docs.site.test:{server.port}"


def test_a_proxy_is_used(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url(""))
    monkeypatch.setenv("no_proxy", "127.0.0.2")
    urls = ["http://docs.site.test/ok", "http://docs.site.test/status/404", server.url("/ok", 2), "http://10.1.2.3/ok"]
    checked = check(urls)
    assert [checked.verdict(url) for url in urls] == ["ok", "broken", "ok", "unknown"]
    assert sorted(each.path for each in server.log) == ["/ok", "http://docs.site.test/ok", "http://docs.site.test/status/404"]


def test_a_proxy_that_does_not_work_accuses_nobody(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for scheme in ("http", "https"):
        monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{port}")
    urls = ["http://docs.site.test/ok", "https://docs.site.test/ok"]
    checked = check(urls)
    assert [checked.message(url).partition(": ")[2] for url in urls] == ["the proxy did not connect"] * 2


def test_a_proxy_that_refuses_a_tunnel_accuses_nobody(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", server.url(""))
    assert check(["https://docs.site.test/ok"]).verdict("https://docs.site.test/ok") == "unknown"


def test_without_a_network_no_host_is_called_dead(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*arguments: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    urls = ["https://a.site.test/", "https://b.site.test/", "http://c.invalid/"]
    checked = check(urls)
    assert [checked.verdict(url) for url in urls] == ["unknown", "unknown", "broken"]
    assert "is there a network?" in checked.message(urls[0])


def test_a_look_up_that_takes_too_long(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def slow(host: str, *arguments: object, **more: object) -> object:
        time.sleep(0.5 if "slow" in host else 0)
        return real("127.0.0.1" if "slow" in host else host, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    monkeypatch.setattr("proctor.probes.urls.schedule._STUCK", 0.1)
    monkeypatch.setenv("PROCTOR_URLS_TIMEOUT", "0.15")
    monkeypatch.setenv("PROCTOR_URLS_TRIES", "1")
    slow_one = f"http://slow.site.test:{server.port}/ok"
    checked = check([slow_one, server.url("/ok")])
    assert (checked.verdict(slow_one), checked.verdict(server.url("/ok"))) == ("unknown", "ok")


def test_cookies_and_secrets_over_tls(server: Server, tls: Certificates, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls.authority))
    port = server.secure(tls.good)
    server.pages["/set"] = lambda handler: handler.to(302, server.url("/plain"), Set_Cookie="id=1; Path=/")
    server.pages["/plain"] = lambda handler: handler.say(200)
    assert check([f"https://127.0.0.1:{port}/set"]).said == {}
    assert [each.headers.get("cookie") for each in server.log] == [None, None]
