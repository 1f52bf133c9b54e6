"""Fixtures of the URL tests: a server, certificates, and runs of the command line over some URLs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import MakeBank, Ran
from url_certificates import Certificates, certificates
from url_server import Server, serving

VERDICTS = {"dead-url": "broken", "moved-url": "moved", "suspect-url": "suspect", "unknown-url": "unknown"}


@pytest.fixture(name="server")
def server_fixture() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(name="tls", scope="session")
def tls_fixture(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    try:
        return certificates(tmp_path_factory.mktemp("tls"))
    except FileNotFoundError:
        pytest.skip("no openssl here to make certificates with")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "GITHUB_TOKEN",
        "PROCTOR_HEADERS",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROCTOR_URLS_PAUSE", "0.01")
    monkeypatch.setenv("PROCTOR_URLS_TIMEOUT", "4")
    monkeypatch.setenv("PROCTOR_ALLOW_HOSTS", "127.0.0.0/8")


class Checked:
    """A run over some URLs, and what its JSON says if it printed that."""

    def __init__(self, root: Path, ran: Ran) -> None:
        self.root, self.ran = root, ran
        data = json.loads(ran.out) if ran.out.startswith("{") else {"findings": [], "summary": {"notes": []}}
        self.findings = data["findings"]
        self.notes = data["summary"]["notes"]
        self.said = {f["target"]: (VERDICTS[f["rule"]], f["message"]) for f in self.findings if f["rule"] in VERDICTS}

    def verdict(self, url: str) -> str:
        return self.said.get(url, ("ok", ""))[0]

    def message(self, url: str) -> str:
        return str(self.said[url][1])


Check = Callable[..., Checked]


@pytest.fixture(name="check")
def check_fixture(bank: MakeBank, proctor: Callable[..., Ran]) -> Check:
    """A function that checks URLs: `check(urls, *options, config=TOML, select=RULES, form="json")`."""

    def run(urls: list[str], *options: str, config: str = "", select: str = ",".join(VERDICTS), form: str = "json") -> Checked:
        root = bank({"README.md": page(urls), "proctor.toml": config}, git=False)
        return Checked(root, proctor(root, "check", "--online", "--select", select, "--format", form, *options))

    return run


def page(urls: list[str]) -> str:
    """A document with a link to each URL."""
    return "".join(f"- [link](<{url}>)\n" for url in urls)
