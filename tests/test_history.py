"""Ages, waits and the trend, from real repositories."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Ran, git, process, write
from hypothesis import given
from hypothesis import strategies as st

from proctor import history
from proctor.cache import Cache
from proctor.coverage import Wait
from proctor.git import Blamed, Commit, mainline, partial, shallow
from proctor.git import blame as blame_of

DAY = 86_400
START = 1_500_000_000  # 2017-07-14


@pytest.fixture(autouse=True)
def _in_this_process(proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting Python for every run would take most of the time."""
    monkeypatch.setattr(sys.modules[__name__], "process", proctor)


def page(*answers: str | None) -> str:
    body = "".join(f"### {n}. What is thing {n} good for?\n\n{a or ''}\n\n" for n, a in enumerate(answers, 1))
    return f"# Things\n\n## All of them\n\n{body}"


def commit(root: Path, files: dict[str, str], author: str, day: int) -> None:
    write(root, files)
    git(root, "add", "-A")
    when = f"{START + day * DAY} +0000"
    names = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    who = ["-c", "user.name=Committer", "-c", "user.email=c@example.org"]
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *who, "commit", "-qm", "step"], cwd=root, check=True, env=environment)


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """A bank over four commits: Ana asks three, Ben answers one and asks one, an answer is mended, and all is moved."""
    root = tmp_path / "grown"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    first, second = "It was made to hold doors open.", "It is there to be looked at from time to time."
    commit(root, {"things.md": page(first, None, None)}, "Ana", 0)
    commit(root, {"things.md": page(first, second, None, None)}, "Ben", 100)
    commit(root, {"things.md": page(first.replace("open", "shut"), second, None, None), "x.txt": ""}, "Cleo", 200)
    git(root, "mv", "things.md", "moved.md")
    commit(root, {}, "Dora", 300)
    return root


def run(root: Path, *more: str) -> dict:  # type: ignore[type-arg]
    ran = process(root, "coverage", "--format", "json", *more)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)  # type: ignore[no-any-return]


def test_since_when_and_who_asked(grown: Path) -> None:
    found = {q["text"]: (q["asked"], q["author"], q["asked_exactly"]) for q in run(grown)["open"]}
    assert found == {
        "What is thing 3 good for?": ("2017-07-14", "Ana", True),
        "What is thing 4 good for?": ("2017-10-22", "Ben", True),
    }


def test_the_oldest_comes_first_and_the_text_says_so(grown: Path) -> None:
    out = process(grown, "coverage").out
    assert "Oldest open: moved.md:" in out and "asked 2017-07-14 by Ana" in out


def test_the_median_wait_counts_answers_that_came_later(grown: Path) -> None:
    assert run(grown)["history"]["wait"] == {"answered": 2, "late": 2, "days": 150.0}


def test_the_trend_follows_the_commits(grown: Path) -> None:
    trend = run(grown)["history"]["trend"]
    assert [(p["date"], p["questions"], p["answered"]) for p in trend] == [
        ("2017-07-14", 3, 1),
        ("2017-10-22", 4, 2),
        ("2018-01-30", 4, 2),
        ("2018-05-10", 4, 2),
    ]


def test_the_trend_counts_the_paths_asked_for(grown: Path) -> None:
    commit(grown, {"sub/more.md": page(None, None)}, "Eve", 400)
    assert run(grown, "sub")["history"]["trend"][-1]["questions"] == 2
    assert run(grown)["history"]["trend"][-1]["questions"] == 6


def test_the_cache_gives_the_same_and_is_used(grown: Path) -> None:
    first = run(grown)
    folder = grown / ".proctor_cache"
    blamed = folder / "blame.jsonl"
    blamed.write_text(blamed.read_text().replace("Ana", "Xan"))
    assert {q["author"] for q in run(grown)["open"]} == {"Xan", "Ben"}
    assert run(grown, "--no-cache") == first
    assert git(grown, "status", "--short") == ""


@pytest.mark.parametrize(
    "forged",
    [
        None,
        7,
        [],
        {},
        {"authors": [], "runs": [[0, 1]]},
        {"authors": [["c", "a", 1]], "runs": [[0, 10**12]]},
        {"authors": [["c", "a", 1]], "runs": [[-1, 5]]},
        {"authors": [["c", "a", True]], "runs": [[0, 5]]},
        {"authors": [["c", 5, 1]], "runs": [[0, 5]]},
        {"authors": "abc", "runs": "ab"},
        {"authors": [["c", "a"]], "runs": []},
    ],
)
def test_a_forged_cache_is_no_answer(grown: Path, forged: object) -> None:
    expected = run(grown, "--no-cache")
    run(grown)
    for kind in ("blame", "trend"):
        file = grown / ".proctor_cache" / f"{kind}.jsonl"
        lines = [json.loads(line) for line in file.read_text().splitlines() if line]
        file.write_text("".join(json.dumps({**line, "value": forged}) + "\n" for line in lines))
    assert run(grown) == expected


def test_what_is_not_committed_is_new(grown: Path) -> None:
    write(grown, {"moved.md": page("It was made to hold doors open.", None, None, None, None), "fresh.md": page(None, None)})
    found = {(q["path"], q["text"][14:15]): q["asked"] for q in run(grown)["open"]}
    assert found["moved.md", "3"] == "2017-07-14"
    assert found["moved.md", "5"] is None and found["fresh.md", "1"] is None


def test_line_ends_of_the_work_tree_do_not_matter(grown: Path) -> None:
    git(grown, "config", "core.autocrlf", "true")
    content = (grown / "moved.md").read_bytes().replace(b"\n", b"\r\n")
    (grown / "moved.md").write_bytes(content)
    assert [q["asked"] for q in run(grown)["open"]] == ["2017-07-14", "2017-10-22"]


def test_without_git_it_says_so_and_carries_on(tmp_path: Path) -> None:
    write(tmp_path, {"things.md": page("An answer that is long enough.", None, None)})
    ran = process(tmp_path, "coverage")
    assert ran.status == 0 and "note: no git repository" in ran.out
    assert ran.out.splitlines()[-1].startswith("proctor: OK - 3 questions")
    assert process(tmp_path, "coverage", "--base-ref", "main").status == 3


def test_without_a_commit_it_says_so_and_carries_on(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"things.md": page("An answer that is long enough.", None, None)})
    ran = process(tmp_path, "coverage")
    assert ran.status == 0 and "note: no commit yet" in ran.out


def test_a_shallow_clone_says_so_and_carries_on(grown: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{grown}", "short")
    root = tmp_path / "short"
    assert shallow(str(root)) and not shallow(str(grown))
    found = run(root)
    assert "shallow clone" in found["notes"][0]
    assert {q["asked_exactly"] for q in found["open"]} == {False}
    assert len(found["history"]["trend"]) == 1 and found["history"]["wait"] is None
    assert "at least" in process(root, "coverage", "--format", "markdown").out
    git(root, "fetch", "-q", "--unshallow")
    assert run(root)["open"] == run(grown)["open"]  # what was learnt while it was shallow does not count


def test_a_base_that_a_shallow_clone_lacks_is_incomplete(grown: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{grown}", "short")
    ran = process(tmp_path / "short", "coverage", "--base-ref", "HEAD~2")
    assert ran.status == 3 and "fetch-depth: 0" in ran.err


def test_a_partial_clone_is_not_filled_up(grown: Path, tmp_path: Path) -> None:
    git(grown, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{grown}", "part")
    assert partial(str(tmp_path / "part"))
    assert "a partial clone" in process(tmp_path / "part", "coverage").out


def test_hostile_names_do_no_harm(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    name = "tab\there -n \u202e\U0001f600'\".md"
    commit(tmp_path, {name: page("An answer that is long enough.", None, None), "-x.md": page(None, None)}, "\x1b[31mRed <b>", 0)
    found = run(tmp_path)
    assert {q["author"] for q in found["open"]} <= {"\x1b[31mRed b", "[31mRed b", "\x1b[31mRed <b>"}
    assert {q["path"] for q in found["open"]} == {name, "-x.md"}
    assert "\x1b" not in process(tmp_path, "coverage").out


def test_a_crashing_clock_is_put_right(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    for day in (0, 20_000, 10):
        commit(tmp_path, {"things.md": page("An answer that is long enough.", *[None] * (2 + day % 7))}, "Ana", day)
    assert [p["date"] for p in run(tmp_path)["history"]["trend"]] == ["2017-07-14", "2017-07-24", "2017-07-24"]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs POSIX")
@pytest.mark.parametrize(("in_ci", "drawn"), [("", True), ("true", False)])
def test_progress_is_drawn_on_a_terminal_only(grown: Path, in_ci: str, drawn: bool) -> None:
    ours, theirs = os.openpty()
    environment = {**os.environ, "CI": in_ci, "TERM": "xterm"}
    command = [sys.executable, "-m", "proctor", "coverage", "--format", "total", "--history"]
    done = subprocess.run(command, cwd=grown, stderr=theirs, stdout=subprocess.PIPE, env=environment, check=True)
    said = os.read(ours, 10_000) if select.select([ours], [], [], 0)[0] else b""
    os.close(ours)
    os.close(theirs)
    assert done.stdout == b"50.0\n"
    assert (b"blame [" in said or b"history [" in said) == drawn
    assert said == b"" or said.endswith(b"\r\x1b[K")
    assert process(grown, "coverage", "--history").err == ""


# Blame and main line


def test_blame_tells_every_line(grown: Path) -> None:
    head = git(grown, "rev-parse", "HEAD").strip()
    authors, lines = blame_of(str(grown), head, "moved.md")
    assert len(lines) == (grown / "moved.md").read_bytes().count(b"\n")
    assert {a.author for a in authors} == {"Ana", "Ben", "Cleo"}
    changed, more = blame_of(str(grown), head, "moved.md", b"# New\n" + (grown / "moved.md").read_bytes())
    assert changed[more[0]].commit == "" and changed[more[1]].author == "Ana"


def test_the_main_line_is_oldest_first(grown: Path) -> None:
    found = mainline(str(grown), "HEAD")
    assert [c.time for c in found] == [START + day * DAY for day in (0, 100, 200, 300)]
    assert len(mainline(str(grown), "HEAD", 2)) == 2


# Pure parts


commits = st.lists(st.integers(-10, 2_000_000_000), min_size=1, max_size=300).map(
    lambda ts: [Commit(str(n), t) for n, t in enumerate(ts)]
)


@given(commits, st.integers(3, 40))
def test_samples_are_few_and_in_order(found: list[Commit], most: int) -> None:
    chosen = history.sample(found, most)
    assert len(chosen) <= most
    assert (chosen[0].name, chosen[-1].name) == (found[0].name, found[-1].name)
    assert [c.time for c in chosen] == sorted(c.time for c in chosen)
    assert [int(c.name) for c in chosen] == sorted({int(c.name) for c in chosen})


def test_a_new_commit_changes_only_the_newest_sample() -> None:
    found = [Commit(str(n), START + n * DAY) for n in range(1000)]
    before, after = (history.sample(found[:n], 24) for n in (998, 999))
    assert before[:-1] == after[: len(before) - 1]
    assert 12 <= len(before) <= 24


def test_one_busy_second_is_sampled_too() -> None:
    assert len(history.sample([Commit(str(n), START) for n in range(1000)], 24)) == 2


def test_half_of_the_answer() -> None:
    assert history._half([(10, 2), (20, 100), (30, 90)]) == 20  # a label that was there first does not count, nor does mending
    assert history._half([(10, 0)]) is None and history._half([]) is None


def test_the_wait_is_the_median_of_late_answers() -> None:
    assert history.wait([0, 0.5, 1, 3, 10]) == Wait(5, 3, 3)
    assert history.wait([0, 0.5]) is None


def test_lines_pack_and_unpack() -> None:
    lines = ([Blamed("c", "Ana", 1), Blamed("", "Not yet", 2)], [0, 0, 1, 0])
    packed = json.loads(json.dumps(history._packed(lines)))
    assert history._unpacked(packed, 4) == lines
    assert history._unpacked(packed, 3) is None


def test_too_much_blame_is_left_for_the_next_run(grown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_SECONDS", -1)
    past, _ = history.past(str(grown), Cache(None))
    assert past is not None
    from proctor.parse import parse

    blamed = history.blames(past, [parse("moved.md", (grown / "moved.md").read_bytes())], lambda *_: None)
    assert blamed.lines == {} and "the next run goes on" in blamed.notes[0]


def test_ages_in_words() -> None:
    from proctor.coverage import Age
    from proctor.reports.coverage import words

    today = date.fromtimestamp(START + 1000 * DAY).isoformat()
    assert words.age(Age(START, "Ana"), today) == "2 y 9 m"
    assert words.age(Age(START + 990 * DAY, "Ana", False), today) == "at least 10 d"
    assert words.age(Age(START + 2000 * DAY, "Ana"), today) == "0 d"
    assert (words.age(Age(None, ""), today), words.age(None, today), words.span(731), words.span(400)) == ("new", "", "2 y", "13 m")
