"""What git knows about a bank's questions: since when each stands as it does, who asked, how long answers took, the trend.

Ages come from `git blame` of the question's line: the last change of its wording, or of its place within the file, as
to follow moved lines takes quadratic time. An answer counts as given when half of the text that it has now was there;
an answer on the question's own line (a table's row) tells nothing. The trend is counted at about two dozen commits of
the main line, whose choice is stable while history grows. All of it is kept in the cache, by blob and by commit.
"""

from __future__ import annotations

import hashlib
import os
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from statistics import median
from typing import Any, NamedTuple

from proctor import git
from proctor.cache import Cache
from proctor.coverage import Age, Counts, Point, Wait
from proctor.errors import ProctorError
from proctor.model import Document, Question

SAMPLES = 24
DAY = 86_400
_SECONDS = 120  # that blaming, and counting, may take in one run; what is learnt until then is kept
_LAST = 4_102_444_800  # the year 2100: a later time is a broken clock's

Tick = Callable[[str, int, int], None]  # what is being done, how much of it is, and how much there is
Lines = tuple[Sequence[git.Blamed], Sequence[int]]  # authors, and for each line of a file an index into them


class Past(NamedTuple):
    """A bank's history, and where its answers are kept."""

    root: str
    head: str
    shallow: frozenset[str]  # commits at which a shallow clone ends
    blobs: Mapping[str, str]  # at the head, by path
    cache: Cache


class Blames(NamedTuple):
    """Who wrote the lines of each file, and what the reader should know about it."""

    lines: Mapping[str, Lines]
    notes: tuple[str, ...]


def past(root: str, cache: Cache) -> tuple[Past | None, list[str]]:
    """The history of a root, and notes; None and the reason where there is none to be had."""
    if not os.path.lexists(os.path.join(root, ".git")):
        return None, ["no git repository: ages and the trend are left out"]
    head = git.head(root)
    if head is None:
        return None, ["no commit yet: ages and the trend are left out"]
    if git.partial(root):
        return None, ["a partial clone: ages and the trend are left out, as git would fetch every file of its history"]
    shallow = git.shallow(root)
    listed, _ = git.revision(root, head)
    notes = ["a shallow clone: ages and the trend reach back only to where it ends; `git fetch --unshallow` gets the rest"]
    return Past(root, head, shallow, {x.path: x.blob for x in listed}, cache), notes if shallow else []


def blames(past: Past, documents: Sequence[Document], tick: Tick) -> Blames:
    """Blame documents, two or so at a time. One that fails, or comes too late, is left out and told in the notes."""
    found: dict[str, Lines] = {}
    waiting: dict[str, Future[Lines]] = {}
    failed: list[str] = []
    until = time.monotonic() + _SECONDS
    pool = ThreadPoolExecutor(min(4, os.cpu_count() or 1))
    try:
        for document in documents:
            kept = _kept(past, document)
            if kept is not None:
                found[document.path] = kept
            else:
                waiting[document.path] = pool.submit(_blame, past, document, until)
        for done, (path, future) in enumerate(waiting.items()):
            tick("blame", done, len(waiting))
            try:
                found[path] = future.result()
            except ProctorError as error:
                failed.append(error.message)
    finally:
        pool.shutdown(cancel_futures=True)
    notes = [f"no ages for {len(failed)} of {len(documents)} files: {failed[0]}"] if failed else []
    return Blames(found, tuple(notes))


def ages(past: Past, blamed: Blames, document: Document, questions: Sequence[Question]) -> dict[str, Age]:
    """The age of each question of a document, by id."""
    lines = blamed.lines.get(document.path)
    if lines is None:
        return {}
    ends = _line_ends(document.source)
    found = {}
    for question in questions:
        author = _author(lines, bisect_right(ends, question.span.start))
        if author is None or not author.commit:
            found[question.id] = Age(None, "")
        else:
            found[question.id] = Age(_sane(author.time), author.author, author.commit not in past.shallow)
    return found


def waits(blamed: Blames, document: Document, questions: Sequence[Question]) -> list[float]:
    """For each answered question of a document whose answer has its own lines, the days it waited; 0 for at once."""
    lines = blamed.lines.get(document.path)
    if lines is None:
        return []
    ends = _line_ends(document.source)
    texts = document.source.split(b"\n")
    found = []
    for question in questions:
        if question.status == "answered":
            asked = _author(lines, bisect_right(ends, question.span.start))
            first = bisect_right(ends, max(question.span.start, question.span.end - 1)) + 1
            last = bisect_right(ends, max(question.span.end, question.region.end) - 1)
            answer = [(a.time, len(texts[n].strip())) for n in range(first, last + 1) if (a := _author(lines, n)) and a.commit]
            given = _half(answer)
            if asked is not None and asked.commit and given is not None:
                found.append(max(0, _sane(given) - _sane(asked.time)) / DAY)
    return found


def wait(days: Sequence[float]) -> Wait | None:
    """How long answers took, of those that came a day or more after the question; None where all came with it."""
    late = [d for d in days if d >= 1]
    return Wait(len(days), len(late), median(late)) if late else None


def trend(past: Past, count: Callable[[str], Counts], version: str, tick: Tick) -> tuple[tuple[Point, ...], list[str]]:
    """The bank's counts over its history, oldest first, and notes. `version` names what else `count` depends on."""
    points: list[Point] = []
    until = time.monotonic() + _SECONDS
    chosen = sample(git.mainline(past.root, past.head), SAMPLES)
    for done, commit in enumerate(chosen):
        tick("history", done, len(chosen))
        kept = past.cache.get("trend", commit.name, version)
        if not (isinstance(kept, list) and len(kept) == 4 and all(type(n) is int and 0 <= n < 1 << 40 for n in kept)):
            if time.monotonic() > until:
                return tuple(points), [
                    f"the trend ends early: it took more than {_SECONDS} seconds; the next run goes on from here"
                ]
            kept = list(count(commit.name))
            past.cache.put("trend", commit.name, kept, version)
        points.append(Point(commit.name, commit.time, Counts(*kept)))
    return tuple(points), []


def sample(commits: Sequence[git.Commit], most: int) -> list[git.Commit]:
    """At most `most` commits: the first, and the last one of each span of time. Times never fall: clocks may be wrong.

    Spans lie on a fixed grid, so that a new commit changes only the newest sample.
    """
    steady: list[git.Commit] = []
    latest = _LAST
    for commit in reversed(commits):
        latest = max(0, min(latest, commit.time))
        steady.append(commit._replace(time=latest))
    steady.reverse()
    if len(steady) <= most:
        return steady
    width = 1
    while (steady[-1].time - steady[0].time) // width >= 1000 * most:
        width *= 2
    while True:
        last = {commit.time // width: commit for commit in steady}
        if len(last) < most:
            break
        width = max(width + 1, width * 3 // 2)
    first = steady[0]
    return [*([first] if first not in last.values() else []), *last.values()]


def _blame(past: Past, document: Document, until: float) -> Lines:
    if time.monotonic() > until:
        raise ProctorError(f"it took more than {_SECONDS} seconds; the next run goes on from here")
    if document.path not in past.blobs:
        return [git.Blamed("", "", 0)], [0] * (document.source.count(b"\n") + 1)
    if not _clean(past, document):
        return git.blame(past.root, past.head, document.path, document.source)
    lines = git.blame(past.root, past.head, document.path)
    past.cache.put("blame", _key(past, document), _packed(lines), _version(past))
    return lines


def _kept(past: Past, document: Document) -> Lines | None:
    """The blame of a document as it was committed, from the cache."""
    if not _clean(past, document):
        return None
    return _unpacked(past.cache.get("blame", _key(past, document), _version(past)), document.source.count(b"\n") + 1)


def _key(past: Past, document: Document) -> str:
    return f"{past.blobs[document.path]} {document.path}"


def _version(past: Past) -> str:
    """Blame depends on where a shallow clone ends."""
    return hashlib.sha256(" ".join(sorted(past.shallow)).encode()).hexdigest()[:16] if past.shallow else "1"


def _clean(past: Past, document: Document) -> bool:
    """Whether a document has the bytes that were committed, line ends aside."""
    blob = past.blobs.get(document.path, "")
    return any(blob == _blob(source, len(blob)) for source in (document.source, document.source.replace(b"\r\n", b"\n")))


def _blob(source: bytes, digits: int) -> str:
    """git's name of some bytes."""
    made = hashlib.sha1 if digits == 40 else hashlib.sha256
    return made(b"blob %d\0" % len(source) + source, usedforsecurity=False).hexdigest()


def _packed(lines: Lines) -> dict[str, Any]:
    """Lines as JSON: runs of the same author."""
    authors, index = lines
    runs: list[list[int]] = []
    for each in index:
        if runs and runs[-1][0] == each:
            runs[-1][1] += 1
        else:
            runs.append([each, 1])
    return {"authors": [list(a) for a in authors], "runs": runs}


def _unpacked(value: Any, most: int) -> Lines | None:
    """The lines that `_packed` made; None for anything else. `most` bounds their number."""
    try:
        authors = [git.Blamed(commit, author, time) for commit, author, time in value["authors"]]
        runs = [(index, number) for index, number in value["runs"]]
    except (TypeError, KeyError, ValueError):
        return None
    sound = all(type(x) is int and x >= 0 for run in runs for x in run) and sum(n for _, n in runs) <= most
    named = all(isinstance(a.commit, str) and isinstance(a.author, str) and type(a.time) is int for a in authors)
    if not sound or not named or any(index >= len(authors) for index, _ in runs):
        return None
    return authors, [index for index, number in runs for _ in range(number)]


def _line_ends(source: bytes) -> list[int]:
    """Where git's lines start, but the first: line n (from 0) of an offset is the number of starts up to it."""
    ends, at = [], source.find(b"\n")
    while at >= 0:
        ends.append(at + 1)
        at = source.find(b"\n", at + 1)
    return ends


def _author(lines: Lines, line: int) -> git.Blamed | None:
    authors, index = lines
    return authors[index[line]] if line < len(index) else None


def _half(answer: Sequence[tuple[int, int]]) -> int | None:
    """The time by which half of an answer's text was there, from the times and lengths of its lines."""
    left = sum(length for _, length in answer) / 2
    for given, length in sorted(answer):
        left -= length
        if length and left <= 0:
            return given
    return None


def _sane(seconds: int) -> int:
    return max(0, min(_LAST, seconds))
