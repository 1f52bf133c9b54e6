"""The cache: records survive kills and company, and nothing in a cache file can hurt."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proctor import cache
from proctor.cache import Cache
from proctor.tree import WorkTree


def test_answers_come_back_in_another_run(tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    Cache(folder).put("url", "https://example.org/", {"status": 404, "名": ["x", None, 1.5]})
    assert Cache(folder).get("url", "https://example.org/") == {"status": 404, "名": ["x", None, 1.5]}
    assert Cache(folder).get("url", "https://example.org/other") is None
    assert Cache(folder).get("run", "https://example.org/") is None


def test_the_last_record_wins(tmp_path: Path) -> None:
    first, second = Cache(str(tmp_path)), Cache(str(tmp_path))
    first.put("url", "a", 1)
    second.put("url", "a", 2)
    assert Cache(str(tmp_path)).get("url", "a") == 2


def test_another_version_is_no_answer(tmp_path: Path) -> None:
    Cache(str(tmp_path)).put("url", "a", 1, version="2")
    assert Cache(str(tmp_path)).get("url", "a", version="1") is None
    assert Cache(str(tmp_path)).get("url", "a", version="2") == 1


def test_answers_expire(tmp_path: Path) -> None:
    Cache(str(tmp_path), lambda: 1000).put("url", "a", 1, lifetime=60)
    assert Cache(str(tmp_path), lambda: 1059).get("url", "a") == 1
    assert Cache(str(tmp_path), lambda: 1060).get("url", "a") is None


def test_the_folder_is_made_at_the_first_write_and_ignores_itself(tmp_path: Path) -> None:
    folder = tmp_path / ".proctor_cache"
    kept = Cache(str(folder))
    assert kept.get("url", "a") is None
    assert not folder.exists()
    kept.put("url", "a", 1)
    assert (folder / ".gitignore").read_text() == "*\n"


def test_damaged_and_hostile_lines_are_passed_over_with_a_note(tmp_path: Path) -> None:
    Cache(str(tmp_path)).put("url", "good", 1)
    bad = [
        b"\xff\xfe\x00",
        b"{",
        b"[1, 2]",
        b'"text"',
        b'{"key": 1, "version": "", "expires": null, "value": 1}',
        b'{"key": "x", "version": null, "expires": null, "value": 1}',
        b'{"key": "x", "version": "", "expires": "soon", "value": 1}',
        b'{"key": "x", "version": "", "expires": true, "value": 1}',
        b'{"key": "x", "version": "", "expires": NaN, "value": 1}',
        b'{"key": "x", "version": "", "expires": null}',
        b"[" * 100_000,
        b'{"key": "x", "version": "", "expires": null, "value": ' + b"9" * 10_000 + b"}",
        b"\x80\x04\x95cos\nsystem\n",  # what a pickle looks like
    ]
    with open(tmp_path / "url.jsonl", "ab") as file:
        file.write(b"\n".join(bad))
    kept = Cache(str(tmp_path))
    assert kept.get("url", "x") is None
    assert kept.get("url", "good") == 1
    assert len(kept.notes) == 1 and "damaged lines of url.jsonl" in kept.notes[0]


def test_a_torn_record_spoils_no_other(tmp_path: Path) -> None:
    Cache(str(tmp_path)).put("url", "a", 1)
    file = tmp_path / "url.jsonl"
    file.write_bytes(file.read_bytes() + b'{"key":"b","vers')
    Cache(str(tmp_path)).put("url", "c", 3)
    kept = Cache(str(tmp_path))
    assert (kept.get("url", "a"), kept.get("url", "b"), kept.get("url", "c")) == (1, None, 3)


@pytest.mark.parametrize("kind", ["../outside", "Url", "", "a/b", "a" * 60])
def test_a_kind_is_no_path(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ValueError, match="cannot name"):
        Cache(str(tmp_path)).put(kind, "a", 1)


def test_a_folder_that_cannot_be_written_means_no_cache_and_one_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Cache(str(tmp_path / "file" / "cache"))
    kept.put("url", "a", 1)
    kept.put("url", "b", 2)
    assert kept.get("url", "a") == 1  # for this run
    assert len([n for n in kept.notes if "no cache is kept" in n]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
def test_no_link_is_followed_and_no_pipe_is_waited_for(tmp_path: Path) -> None:
    folder, target = tmp_path / "cache", tmp_path / "precious"
    folder.mkdir()
    target.write_text("precious\n")
    (folder / "url.jsonl").symlink_to(target)
    os.mkfifo(folder / "run.jsonl")
    kept = Cache(str(folder))
    kept.put("url", "a", 1)
    assert target.read_text() == "precious\n"
    assert Cache(str(folder)).get("run", "a") is None


def test_a_cache_that_the_bank_brings_along_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / cache.NAME
    Cache(str(folder)).put("url", "a", "forged")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert cache.at(str(tmp_path), WorkTree(str(tmp_path))).get("url", "a") == "forged"  # our own, ignored by git
    subprocess.run(["git", "-C", str(tmp_path), "add", "-f", f"{cache.NAME}/url.jsonl"], check=True)
    kept = cache.at(str(tmp_path), WorkTree(str(tmp_path)))
    assert kept.get("url", "a") is None
    assert "part of the bank" in kept.notes[0]


def test_a_file_of_mostly_dead_records_is_compacted(tmp_path: Path) -> None:
    kept = Cache(str(tmp_path))
    for n in range(1500):
        kept.put("url", "a", n)
    kept.put("url", "b", "other")
    assert Cache(str(tmp_path)).get("url", "a") == 1499
    lines = (tmp_path / "url.jsonl").read_bytes().split(b"\n")
    assert len([line for line in lines if line]) == 2
    assert Cache(str(tmp_path)).get("url", "b") == "other"


def _write_many(folder: str, name: str, number: int) -> None:
    for n in range(number):
        kept = Cache(folder)  # each loads, so that compactions happen in between
        kept.put("url", f"{name}-{n % 10}", [name, n, "x" * 500])


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    start = Cache(str(tmp_path))
    for n in range(1200):
        start.put("url", "busy", n)
    workers = [multiprocessing.get_context("spawn").Process(target=_write_many, args=(str(tmp_path), name, 60)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    kept = Cache(str(tmp_path))
    assert kept.get("url", "busy") == 1199
    for name in "ab":
        assert [kept.get("url", f"{name}-{n}")[1] for n in range(10)] == list(range(50, 60))
    assert kept.notes == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX")
def test_a_killed_run_loses_at_most_its_last_record(tmp_path: Path) -> None:
    code = (
        "import itertools, sys; from proctor.cache import Cache; kept = Cache(sys.argv[1])\n"
        "for n in itertools.count():\n kept.put('url', str(n), 'x' * 2000); print(n, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(0.2)
        run.kill()
        said = [int(line) for line in run.stdout.read().split(b"\n") if line.strip()]
    kept = Cache(str(tmp_path))
    assert all(kept.get("url", str(n)) == "x" * 2000 for n in said)
    kept.put("url", "after", 1)
    assert Cache(str(tmp_path)).get("url", "after") == 1


def test_a_record_is_one_json_line(tmp_path: Path) -> None:
    Cache(str(tmp_path), lambda: 10).put("url", "a\nb", "c\nd", "v", 5)
    (line,) = [x for x in (tmp_path / "url.jsonl").read_bytes().split(b"\n") if x]
    assert json.loads(line) == {"key": "a\nb", "version": "v", "expires": 15, "value": "c\nd"}
