"""Runs of the URL probe: what is asked again, when, and what an end at any moment leaves behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from conftest import MakeBank, Ran, git
from url_bench import Check, check_fixture, page, quick, server_fixture  # noqa: F401
from url_server import Server

from proctor import cache


def test_a_second_run_asks_for_failures_only(server: Server, check: Check) -> None:
    good = [server.url(path) for path in ("/ok", "/r301", "/r302", "/soft404", "/frag")]
    bad = [server.url(path, 2) for path in ("/status/404", "/status/451")]
    first = check(good + bad)
    server.log.clear()
    second = check(good + bad)
    assert sorted(each.path for each in server.log) == ["/status/404", "/status/451"]
    assert (second.said, second.notes) == (first.said, first.notes)
    server.log.clear()
    check(good, "--no-cache")
    assert len(server.log) == 6  # /ok, /ok?moved and the four others


def _expire(root: Path) -> None:
    """Let all answers in a bank's cache expire."""
    path = root / cache.NAME / "urls.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines() if line]
    for record in records:
        record["value"]["until"] = 0
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_an_expired_answer_is_confirmed_cheaply(server: Server, check: Check) -> None:
    urls = [server.url(path) for path in ("/etag", "/file.zip", "/ok")]
    server.pages["/file.zip"] = lambda handler: handler.page_file()
    _expire(check(urls).root)
    server.log.clear()
    assert check(urls).said == {}
    asked = {each.path: (each.method, each.headers.get("if-none-match")) for each in server.log}
    assert asked == {"/etag": ("GET", '"v1"'), "/file.zip": ("HEAD", None), "/ok": ("GET", None)}


def test_a_head_that_says_otherwise_is_not_believed(server: Server, check: Check) -> None:
    url = server.url("/file.zip")
    server.pages["/file.zip"] = lambda handler: handler.page_file()
    _expire(check([url]).root)
    server.pages["/file.zip"] = lambda handler: handler.say(404)
    server.log.clear()
    assert check([url]).verdict(url) == "broken"
    assert [each.method for each in server.log] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    "value",
    [
        {"verdict": "moved", "reason": "", "target": "javascript:alert(1)", "status": 301, "until": 9e15},
        {"verdict": "ok", "reason": 1, "target": "", "status": 200, "until": 9e15},
        {"verdict": "ok", "reason": "", "target": "", "status": 200, "until": "tomorrow"},
        {"verdict": "ok", "reason": "", "target": "", "status": 200, "known": [["etag", "x\r\nX-Evil: 1"]], "until": 0},
        [[[]]],
        None,
    ],
)
def test_a_hostile_cache_is_ignored(value: object, server: Server, check: Check) -> None:
    url = server.url("/status/404")
    folder = check([url]).root / cache.NAME
    record = {"key": url, "version": "1", "expires": None, "value": value}
    (folder / "urls.jsonl").write_text(json.dumps(record) + "\n{broken\n")
    checked = check([url])
    assert checked.verdict(url) == "broken"
    assert any("damaged" in note for note in checked.notes)
    assert "x-evil" not in str(server.log)


def test_pacing_and_fairness(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_PAUSE", "0.1")
    for n in range(16):
        server.pages[f"/late/{n}"] = lambda handler: (handler.linger(0.4), handler.say(200))[1]
    urls = [server.url(f"/late/{n}") for n in range(16)] + [server.url(f"/ok?{n}", host) for n in range(6) for host in range(2, 10)]
    assert check(urls).said == {}
    assert max(each.flying for each in server.log) <= 2
    for host in range(1, 10):
        times = [each.at for each in server.log if each.host == f"127.0.0.{host}"]
        assert times[-1] - times[0] > 0.07 * (len(times) - 1)
    slow = [each.at for each in server.log if each.host == "127.0.0.1"]
    others = [each.at for each in server.log if each.host != "127.0.0.1"]
    assert max(others) < slow[len(slow) // 2]


def test_waiting_for_servers_has_an_end(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_WAITING", "3")
    for n in range(8):
        server.pages[f"/busy/{n}"] = lambda handler: handler.say(429, Retry_After="2")
    start = time.monotonic()
    checked = check([server.url(f"/busy/{n}") for n in range(8)])
    assert time.monotonic() - start < 10
    assert {verdict for verdict, _ in checked.said.values()} == {"unknown"}


def test_the_run_has_an_end(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_TIME", "0.5")
    checked = check([server.url("/hang"), server.url("/ok", 2)], config="urls.most = 1")
    assert sorted(message.rpartition(": ")[2] for _, message in checked.said.values()) == [
        "more than 1 URLs",
        "the run's time was up",
    ]


def test_a_base_makes_old_lines_warn(server: Server, bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": page([server.url("/status/404")])})
    git(root, "tag", "base")
    (root / "README.md").write_text(page([server.url("/status/404"), server.url("/status/410")]))
    ran = proctor(root, "check", "--online", "--base-ref", "base", "--format", "json")
    found = json.loads(ran.out)["findings"]
    assert [(f["line"], f["severity"]) for f in found if f["rule"] == "dead-url"] == [(1, "warning"), (2, "error")]
    assert ran.status == 1
    (root / "README.md").write_text(page([server.url("/status/404"), server.url("/ok")]))
    assert proctor(root, "check", "--online", "--base-ref", "base").status == 0
    assert proctor(root, "check", "--online").status == 1
    assert proctor(root, "check", "--base-ref", "nowhere").status == 2


def test_without_requests_the_check_is_incomplete(server: Server, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "proctor.probes.urls.transport", raising=False)
    monkeypatch.setitem(sys.modules, "requests", None)
    checked = check([server.url("/ok")])
    assert checked.ran.status == 3
    assert "requests is not installed" in checked.ran.out


def _started(root: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "proctor", "check", "--online"]
    return subprocess.Popen(arguments, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


def test_an_interruption_gives_the_report_so_far(server: Server, bank: MakeBank) -> None:
    urls = [server.url("/status/404"), *(server.url(f"/ok?{n}", 2) for n in range(5)), server.url("/hang", 3)]
    root = bank({"README.md": page(urls)}, git=False)
    run = _started(root)
    _until(lambda: len(server.log) >= 7)
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    assert "interrupted: 1 of 7 URLs were not checked" in out
    assert "dead-url" in out
    assert out.splitlines()[-1].startswith("proctor: INCOMPLETE")
    assert "Traceback" not in err


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not done():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def test_a_kill_at_any_moment_loses_nothing(server: Server, bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_URLS_PAUSE", "0.05")
    paths = [f"/ok?{n}" for n in range(20)] + [f"/status/404?{n}" for n in range(20)]
    root = bank({"README.md": page([server.url(path, host) for path in paths for host in (1, 2)])}, git=False)
    chance = random.Random(7)
    for _ in range(4):
        before = len(server.log)
        run = _started(root)
        _until(partial(_more, server, before, run))
        time.sleep(chance.random() * 0.4)
        run.kill()
        run.communicate()
    run = _started(root)
    out, _ = run.communicate(timeout=60)
    assert "damaged" not in out
    assert "80 URLs of 2 hosts: 40 ok, 40 broken" in out
    again = len(server.log) - 80
    assert again <= 4 * 2 * 2  # at most those in flight at each kill


def _more(server: Server, before: int, run: subprocess.Popen[str]) -> bool:
    return len(server.log) > before or run.poll() is not None


def test_progress_is_for_terminals_only(server: Server, check: Check) -> None:
    assert check([server.url("/ok")]).ran.err == ""
