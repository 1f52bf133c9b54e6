"""A question written like another one: the same marks around it, the next number, the same gap, nothing of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from proctor.authoring.where import Spot
from proctor.model import Document, Edit, Question, Span
from proctor.pattern import lazy
from proctor.slug import slug

_CLOSING = lazy(rb"(?:\s*</[A-Za-z]{1,12}>|\s*<br ?/?>)*+")
_CLOSERS = lazy(r"(?:</[A-Za-z]{1,12}>\s*|<br ?/?>\s*)++\Z")
_OPENED = lazy(r"(?:\s*</?[A-Za-z]{1,12}[^<>]{0,80}>)*+")
_LAST_OPENED = lazy(r"<([A-Za-z]{1,12})[^<>]{0,80}>\s*+\Z")
_NEVER_CLOSED = frozenset(("br", "hr", "img"))
_MOST_TAGS = 9  # that an answer begins with
_ONLY_MARKS = lazy(r"(?:<[^<>]*+>|[\s#*_\\])*+\Z")
_CELL = lazy(r"(?:\\.|[^|\\])*+\|?")
_TAGS = lazy(r"<[^<>]*+>")
_LONGEST_CLOSING = 200  # characters of tags that end an answer
_LONGEST_TRAILER = 6  # lines
_NO_TRAILER = ("</", "```", "~~~", "|")  # beginnings of lines that end an answer of their own
_MOST_COMMENTS = 9  # at an answer's end
_NUMBERED = lazy(r"([A-Za-z]{0,12}[-_]?)(\d{1,9})([-_. ]{1,3})")  # name of a file that a bank counts
_LONGEST_NAME = 100  # characters of a file's name
_LEAST_LETTERS = 3  # of a question's text that is found again in its source


def insertion(documents: Mapping[str, Document], spot: Spot, model: Question, text: str, trailer: bool) -> Edit:
    """The edit that adds a question to the spot's document. `trailer` repeats what stands below each question."""
    target = documents[spot.path]
    number = following(spot.after.number if spot.after else "0") if model.number else ""
    block = _block(documents[model.path], model, text, number)
    if trailer and model.path == target.path:
        block += "".join("\n\n" + line for line in _trailer(target, model))
    newline = "\r\n" if b"\r\n" in target.source[:2000] else "\n"
    if spot.after is None:
        at = len(target.source.rstrip())
        return Edit(Span(at, len(target.source)), f"\n\n{block}\n".replace("\n", newline))
    at = end(target, spot.after)
    return Edit(Span(at, at), (_gap(target, spot.after) + block).replace("\r\n", "\n").replace("\n", newline))


def following(number: str | None) -> str:
    """The number after one: its last part counts on, as wide as before."""
    head, dot, last = (number or "0").rpartition(".")
    return f"{head}{dot}{int(last) + 1:0{len(last)}}" if last.isdecimal() else ""


def end(document: Document, question: Question) -> int:
    """Where a question with its answer ends: behind the last line of it, and the tags that close it."""
    at = question.span.start + _trimmed(document.source[question.span.start : max(question.span.end, question.region.end)])
    if question.kind == "summary":
        closing = _CLOSING.match(document.source, at)
        at += len(closing[0].rstrip()) if closing else 0
    return _line_end(document, at)


def file(document: Document, question: Question, text: str, siblings: Sequence[str]) -> tuple[str, str]:
    """Path and content of a new file that is one question, like the file of `question`; `siblings` are all such files."""
    folder, _, name = document.path.rpartition("/")
    beside = [path.rpartition("/")[2] for path in siblings if path.rpartition("/")[0] == folder]
    stem = _file_name(text, siblings)
    numbers = [match for match in map(_NUMBERED.match, beside) if match]
    number = ""
    if own := _NUMBERED.match(name):
        number = following(max((match[2] for match in numbers), key=int, default="0").zfill(len(own[2])))
        stem = f"{own[1]}{number}{own[3]}{stem}"
    alone = len(beside) < 2  # then each question has a folder of its own
    new = f"{folder.rpartition('/')[0]}/{stem}/{name}" if alone else f"{folder}/{stem}{name[name.rfind('.') :]}"
    if question.span.end == question.span.start:
        return new.strip("/"), f"# {text}\n"
    head, tail = _around(document.slice(question.span), question.text)
    ahead = document.slice(Span(_line_start(document, question.span.start), question.span.start)) + head
    if question.number and number:
        ahead = ahead.replace(question.number, str(int(number)).zfill(len(question.number)), 1)
    return new.strip("/"), f"{ahead}{text}{tail}\n"


def _file_name(text: str, siblings: Sequence[str]) -> str:
    """A file's name made of a question, its words joined as in the names of others."""
    joined = "_" if sum(s.count("_") for s in siblings) > sum(s.count("-") for s in siblings) else "-"
    words = "".join(c if c.isalnum() else " " for c in slug(text)).split()
    return joined.join(words)[:_LONGEST_NAME].strip(joined)


def _block(document: Document, model: Question, text: str, number: str) -> str:
    """The question as its model is written, under another number."""
    if model.kind == "table":
        return _row(document, model, text)
    start = model.region.start if model.kind == "summary" else _line_start(document, model.span.start)
    head, tail = _around(document.slice(model.span), model.text)
    ahead = document.slice(Span(start, model.span.start)) + head
    if number and model.number:
        before, found, behind = ahead.rpartition(model.number)
        ahead = before + number + behind if found else ahead
    return ahead + text + tail + _behind(document, model)


def _around(source: str, text: str) -> tuple[str, str]:
    """What stands in a question's source before its text, and the marks that this opens, to be closed behind it."""
    lengths = (n for n in (len(text), 20, 10, _LEAST_LETTERS) if n <= len(text))
    at = next((found for n in lengths if (found := source.find(text[:n])) >= 0), 0)
    head = source[:at]
    tail = "".join(mark for mark in ("**", "__") if head.count(mark) % 2)
    single = head.replace("**", "").replace("__", "")
    return head, "".join(mark for mark in "*_" if single.count(mark) % 2) + tail


def _behind(document: Document, model: Question) -> str:
    """What follows a question's text and is no answer: closing marks, an underline, the tags of a folded answer."""
    last = _line_end(document, model.span.end)
    if model.kind == "summary":
        asked = document.slice(model.span)
        closed = _CLOSERS.search(asked, max(0, len(asked) - _LONGEST_CLOSING))  # with the question: what opened before it
        at = model.span.end - len(closed[0].encode() if closed else b"")
        return _folded(document.slice(Span(at, end(document, model))))
    rest = document.slice(Span(model.span.end, last)).rstrip()
    rest = rest if _ONLY_MARKS.match(rest) else ""
    for heading in document.headings if model.kind == "heading" else ():
        if heading.style == "setext" and heading.span.start <= model.span.start < heading.span.end:
            rest += document.slice(Span(last, heading.span.end)).rstrip()
    return rest


def _folded(rest: str) -> str:
    """The tags behind a summary's text, without the answer between them."""
    opened = _OPENED.match(rest)
    first = opened[0] if opened else ""
    closing = _CLOSERS.search(rest, max(len(first), len(rest) - _LONGEST_CLOSING))
    if not closing:
        return first.rstrip()
    return _kept(first, closing[0]).rstrip() + ("\n" if "\n" in rest else "") + closing[0].strip()


def _kept(opened: str, closing: str) -> str:
    """The tags before an answer without those at their end that the answer itself closes: its first word may be bold."""
    for _ in range(_MOST_TAGS):
        match = _LAST_OPENED.match(opened, max(opened.rfind("<"), 0))
        if not match or match[1].lower() in _NEVER_CLOSED or f"</{match[1]}>" in closing:
            break
        opened = opened[: match.start()]
    return opened


def _row(document: Document, model: Question, text: str) -> str:
    """A table's row with the question in its cell and nothing in the others, numbers aside."""
    start, stop = _line_start(document, model.span.start), _line_end(document, model.span.end)
    line, at, cells = document.slice(Span(start, stop)).rstrip(), 0, []
    asked = len(document.slice(Span(start, model.span.start)))
    for match in _CELL.finditer(line):
        cell = match[0]
        bare = cell.rstrip("|").strip()
        if match.start() <= asked < match.end():
            head, tail = _around(bare, model.text)
            cell = cell.replace(bare, head + re.sub(r"(?<!\\)\|", r"\\|", text) + tail, 1) if bare else cell
        elif bare:
            new = following(bare) if bare.isdecimal() else " " * (bare != cell.strip("|"))
            cell = cell.replace(bare, new, 1)
        cells.append(cell)
        at = match.end()
    return "".join(cells) + line[at:]


def _gap(document: Document, question: Question) -> str:
    """The line ends before a question, as they stand before the one that it follows."""
    if question.kind == "table":
        return "\n"
    start = _line_start(document, min(question.region.start, question.span.start))
    before = document.slice(Span(max(0, start - 200), start))
    lines = before[len(before.rstrip()) :].count("\n")
    above = before.rstrip().rpartition("\n")[2]
    first = not above or above.startswith("#")  # of its section: what stands before it is no other question
    if question.kind == "list" and (first or lines == 1):
        return "\n"
    return "\n\n" if first or lines < 2 else "\n" * min(lines, 3)


def _trailer(document: Document, question: Question) -> list[str]:
    """The lines below an answer that the document repeats: a rule, a line break, a link back to the top."""
    answer = document.source[question.span.end : max(question.span.end, question.region.end)]
    lines = answer[: _trimmed(answer)].decode("utf-8", "replace").splitlines()
    kept: list[str] = []
    for line in [line.rstrip() for line in lines[-_LONGEST_TRAILER:] if line.strip()][::-1]:
        bare = _TAGS.sub("", line)
        says = any(map(str.isalnum, bare)) and "](#" not in bare
        if says or line.lstrip().startswith(_NO_TRAILER) or document.source.count(line.strip().encode()) < 2:
            break
        kept.insert(0, line)
    return kept


def _trimmed(text: bytes) -> int:
    """The length of a text without the white space and comments at its end."""
    length = len(text.rstrip())
    for _ in range(_MOST_COMMENTS):
        opened = text.rfind(b"<!--", 0, length) if text.endswith(b"-->", 0, length) else -1
        if opened < 0:
            break
        length = len(text[:opened].rstrip())
    return length


def _line_start(document: Document, at: int) -> int:
    return document.source.rfind(b"\n", 0, at) + 1


def _line_end(document: Document, at: int) -> int:
    found = document.source.find(b"\n", at)
    stop = len(document.source) if found < 0 else found
    return stop - (stop > at and document.source[stop - 1 : stop] == b"\r")
