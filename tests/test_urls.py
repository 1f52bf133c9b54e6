"""The URL probe against a server on this machine: verdicts, and what the server was asked."""

from __future__ import annotations

import socket
from collections import Counter

import pytest
from url_bench import Check, check_fixture, quick, server_fixture, tls_fixture  # noqa: F401
from url_certificates import Certificates
from url_server import Server

# Path, wanted verdict, host: slow ones and those that make a host wait have hosts of their own.
ROWS = [
    *((path, "ok", 1) for path in ("/ok", "/status/204", "/status/206", "/r302", "/chain/5", "/cookiewall")),
    *((path, "broken", 1) for path in ("/status/404", "/status/410", "/get404", "/chain/50", "/loop", "/r301-404")),
    *((path, "broken", 1) for path in ("/r-badloc", "/r-noloc", "/garbage")),
    *((path, "unknown", 2) for path in ("/bot403", "/challenge", "/linkedin", "/login401", "/status/451", "/status/406")),
    *((path, "unknown", 2) for path in ("/status/400", "/status/402", "/status/405", "/status/418")),
    ("/429once", "ok", 3), ("/429date", "ok", 4), ("/429noheader", "ok", 5), ("/429always", "unknown", 6),
    ("/429long", "unknown", 7),
    ("/500once", "ok", 8), ("/503once", "ok", 8), ("/resetonce", "ok", 8),
    ("/status/500", "unknown", 8), ("/status/503", "unknown", 8),
    ("/slow", "ok", 9), ("/hangbody", "ok", 10), ("/trickle", "ok", 10),
    *((path, "moved", 1) for path in ("/r301", "/r308", "/r301-frag#install")),
    *((path, "suspect", 12) for path in ("/r302-home", "/r302-login", "/soft404", "/parked")),
    *((f"/head{code}", "ok", 12) for code in ("405", "404", "403", "501", "hang")),
    *((path, "ok", 13) for path in ("/accept", "/bigheader", "/shortbody", "/huge", "/gzipbomb", "/badgzip", "/http10", "/hints")),
    ("/chunked", "ok", 14), ("/manyheaders", "unknown", 14),
    ("/reset", "unknown", 15), ("/close", "unknown", 15), ("/halfhead", "unknown", 15),
    ("/pdf#page=2", "ok", 16), ("/latin1#ok", "ok", 16),
]  # fmt: skip


def test_every_behaviour_has_its_verdict(server: Server, check: Check) -> None:
    urls = {server.url(path, host): wanted for path, wanted, host in ROWS}
    urls |= {f"http://127.0.0.1:{_free_port()}/": "broken", "http://no-such-host.invalid/": "broken"}
    checked = check(list(urls))
    assert {url: (checked.verdict(url), checked.said.get(url)) for url in urls if checked.verdict(url) != urls[url]} == {}
    _log_is_as_wanted(server)


def _log_is_as_wanted(server: Server) -> None:
    assert max(each.flying for each in server.log) <= 2
    assert {each.method for each in server.log} == {"GET"}
    counts = Counter(f"{each.host} {each.path}" for each in server.log)
    assert counts["127.0.0.1 /ok"] == 1  # three URLs lead there
    for path in ("/429once", "/429date", "/429noheader"):
        first, second = server.asked(path)
        assert 2.0 <= second.at - first.at < 5
    assert (len(server.asked("/429always")), len(server.asked("/429long"))) == (3, 1)
    assert [len(server.asked(path)) for path in ("/status/500", "/reset", "/status/404")] == [3, 3, 1]
    assert server.sent["/huge"] < 1 << 20
    assert "Cookie" not in str([each.headers for each in server.log if each.path != "/cookiewall"])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_silence_is_unknown(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_TIMEOUT", "0.7")
    checked = check([server.url("/hang"), server.url("/slowhead", 2)])
    assert checked.message(server.url("/hang")).endswith("could not be checked: no answer came in time")
    assert checked.verdict(server.url("/slowhead", 2)) == "unknown"
    assert (len(server.asked("/hang")), checked.ran.status) == (2, 0)


def test_a_dead_server_is_not_asked_for_every_page(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_TIMEOUT", "0.3")
    for n in range(20):
        server.pages[f"/silent/{n}"] = lambda handler: handler.page_hang()
    checked = check([server.url(f"/silent/{n}") for n in range(20)])
    assert {verdict for verdict, _ in checked.said.values()} == {"unknown"}
    assert len(checked.said) == 20
    assert len(server.log) <= 10


def test_certificates(server: Server, tls: Certificates, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls.authority))
    wanted = {
        "good": ("ok", ""),
        "expired": ("broken", "it has expired"),
        "wrong_host": ("broken", "it is another host's"),
        "self_signed": ("broken", "it is signed by itself"),
    }
    urls = {f"https://127.0.0.1:{server.secure(getattr(tls, name))}/ok": expected for name, expected in wanted.items()}
    urls[f"https://127.0.0.1:{server.port}/ok"] = ("broken", "does not speak TLS")
    checked = check(list(urls))
    for url, (verdict, reason) in urls.items():
        assert checked.verdict(url) == verdict, url
        assert not reason or checked.message(url).endswith(reason)
    assert [each.path for each in server.log] == ["/ok"]


def test_an_issuer_that_is_not_known_here_proves_nothing(server: Server, tls: Certificates, check: Check) -> None:
    url = f"https://127.0.0.1:{server.secure(tls.good)}/ok"
    assert "issuer is not known" in check([url]).message(url)


def test_redirects_to_private_places_are_not_followed(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_ALLOW_HOSTS", "127.0.0.1")
    places = ("http://169.254.169.254/latest/meta-data/", f"http://[::1]:{server.port}/ok", f"http://127.0.0.2:{server.port}/ok",
              f"http://[::ffff:127.0.0.2]:{server.port}/ok", f"http://0.0.0.0:{server.port}/ok", f"http://2130706434:{server.port}/ok",
              "http://100.100.100.200/", "http://168.63.129.16/", "http://[fd00:ec2::254]/", "file:///etc/passwd")  # fmt: skip
    for n, place in enumerate(places):
        server.pages[f"/to/{n}"] = lambda handler, place=place: handler.to(301, place)
    checked = check([server.url(f"/to/{n}") for n in range(len(places))])
    reasons = [checked.message(server.url(f"/to/{n}")) for n in range(len(places))]
    assert {verdict for verdict, _ in checked.said.values()} == {"unknown"}
    assert all("private network" in reason for reason in reasons[:-1])
    assert "`file:`" in reasons[-1]
    assert {each.host for each in server.log} == {"127.0.0.1"}
    assert len(server.log) == len(places)


def test_private_hosts_need_a_grant_from_outside_the_bank(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROCTOR_ALLOW_HOSTS")
    url = server.url("/status/404")
    assert "private network" in check([url]).message(url)
    assert server.log == []
    assert check([url], "--allow-host", "127.0.0.1").verdict(url) == "broken"


def test_a_secret_stays_with_its_host(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_HEADERS", '{"127.0.0.1": {"Authorization": "Bearer t0psecret"}}')
    monkeypatch.setenv("GITHUB_TOKEN", "t0psecret")
    server.pages["/cross"] = lambda handler: handler.to(302, server.url("/ok", 2), Set_Cookie="session=t0psecret")
    server.pages["/in"] = lambda handler: handler.to(302, server.url("/status/404", 2).replace("//", "//user:t0psecret@"))
    checked = check([server.url("/cross"), server.url("/in")])
    assert [each.headers.get("authorization") for each in server.log if each.host == "127.0.0.1"] == ["Bearer t0psecret"] * 2
    others = [each.headers for each in server.log if each.host == "127.0.0.2"]
    assert len(others) == 2
    assert "t0psecret" not in str(others)
    assert "t0psecret" not in checked.ran.out + checked.ran.err
    kept = [path.read_text() for path in checked.root.rglob("*") if path.is_file()]
    assert "t0psecret" not in "".join(kept)


@pytest.mark.parametrize("form", ["json", "text", "github"])
def test_user_names_and_passwords_are_never_shown(form: str, server: Server, check: Check) -> None:
    url = server.url("/status/404").replace("//", "//user:t0p@secret@")
    checked = check([url, "http://user:t0p/secret@127.0.0.1/"], form=form)
    assert "t0p" not in checked.ran.out + checked.ran.err
    assert "status/404" in checked.ran.out
    assert all("authorization" not in each.headers for each in server.log)


def test_what_is_excluded_is_not_asked(server: Server, check: Check) -> None:
    server.pages["/away"] = lambda handler: handler.to(302, "/private/page")
    config = 'urls.exclude = ["*/private/*", "127.0.0.3"]\nurls.accept = { "*/status/4*" = [404, 410] }'
    urls = [
        server.url("/private/x"),
        server.url("/ok", 3),
        server.url("/status/404"),
        server.url("/status/410"),
        server.url("/away"),
    ]
    checked = check([*urls, "https://www.example.com/none", "http://api.example/"], config=config)
    assert {target: verdict for target, (verdict, _) in checked.said.items()} == {urls[-1]: "unknown"}
    assert sorted(each.path for each in server.log) == ["/away", "/status/404", "/status/410"]
    assert "4 URLs not asked for: excluded, or of hosts that stand for examples" in checked.notes


def test_fragments_are_looked_up_in_the_page_itself(server: Server, check: Check) -> None:
    found = ("install", "old-name", "%C3%9Cn%C3%AFcode", "a%20b", "readme", "top", "after", "install:~:text=x")
    names = [*found, "nope", "commented", "js-only"]
    others = [server.url("/latin1#%C3%A9"), server.url("/app#somewhere"), server.url("/pdf#page=2"), server.url("/r301-frag#nope")]
    checked = check([server.url(f"/frag#{name}") for name in names] + others, select="missing-remote-fragment")
    missing = {f["target"].partition(str(server.port))[2] for f in checked.findings}
    assert missing == {"/frag#nope", "/frag#commented", "/r301-frag#nope"}
    assert len(server.asked("/frag")) <= 2


def test_the_moved_keep_their_fragment(server: Server, check: Check) -> None:
    checked = check([server.url("/r301-frag#install")], "--fix")
    assert (checked.root / "README.md").read_text() == f"- [link](<{server.url('/frag#install')}>)\n"
    assert checked.ran.status == 0
    assert len(server.asked("/r301-frag")) == 1
