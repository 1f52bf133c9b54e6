"""The settings of the URL probe: who may set what, and which host gets which header."""

from __future__ import annotations

import time

import pytest

from proctor.config import parse
from proctor.errors import ProctorError
from proctor.probes.urls.policy import pattern, policy


def test_a_bank_only_tightens() -> None:
    table = parse(b'urls = { timeout = 5, waiting = 500, pause = 0.1, days = 5, exclude = ["*.pdf"] }', "proctor.toml").urls
    found, notes = policy(table, {}, {})
    assert (found.limits.timeout, found.limits.waiting, found.limits.pause, found.limits.days) == (5, 120, 0.25, 5)
    assert len(notes) == 2 and "PROCTOR_URLS_WAITING" in notes[0]
    assert policy({}, {}, {"PROCTOR_URLS_RETRY_AFTER": "60"})[0].limits.retry_after == 60
    for bad in ({"PROCTOR_URLS_TIMEOUT": "x"}, {"PROCTOR_HEADERS": "[1]"}, {"PROCTOR_HEADERS": '{"a": {"B": "x\\r\\ny"}}'}):
        with pytest.raises(ProctorError) as raised:
            policy({}, {}, bad)
        assert "\r" not in raised.value.message
    for bad_table in (b'urls = { timeout = "x" }', b"urls = { allow-hosts = [] }", b"urls.accept = { a = [true] }"):
        with pytest.raises(ProctorError):
            parse(bad_table, "proctor.toml")


def test_a_token_is_for_its_host_over_tls() -> None:
    found, _ = policy({}, {}, {"GITHUB_TOKEN": "t0p", "PROCTOR_HEADERS": '{"docs.example.net": {"X-Key": "t0p"}}'})
    for url in ("https://github.com.evil.net/", "http://api.github.com/", "https://example.net/", "http://docs.example.net/"):
        assert "t0p" not in str(found.headers(url))
    for url in ("https://api.github.com/x", "https://docs.example.net/"):
        assert "t0p" in str(found.headers(url))


@pytest.mark.parametrize(
    ("glob", "url", "fits"),
    [
        ("https://a.net/*", "https://a.net/x/y", True),
        ("*.pdf", "https://a.net/x.pdf", True),
        ("*.pdf", "https://a.net/x.pdf?y", False),
        ("*//a.net/*/c", "http://a.net/b/c", True),
        ("a.net", "https://docs.a.net:8080/", True),
        ("a.net", "https://ba.net/", False),
        ("https://a.net/?x", "https://a.net/?x", True),
        ("https://a.net/[x]", "https://a.net/x", False),
    ],
)
def test_patterns(glob: str, url: str, fits: bool) -> None:
    assert bool(pattern(glob).match(url)) == fits


def test_patterns_are_linear() -> None:
    start = time.monotonic()
    assert not pattern("*a" * 50 + "*b").match("https://" + "a" * 8000)
    assert time.monotonic() - start < 1
