"""What formatting each document comes to: mdformat's work, masked before and guarded after. The only user of mdformat.

Documents are formatted in worker processes when there is much to do. Answers are kept by content; edits that come from
the cache are proven again, for a cache may have been restored from anywhere.
"""

from __future__ import annotations

import hashlib
import json
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import metadata
from typing import Any

from proctor import fix, ignores, workers
from proctor.errors import Incomplete, missing
from proctor.formatting import Formatted, Refused
from proctor.model import Ask, Document, Edit, Span

RULE = "unformatted"
KIND = "formatting"
VERSION = "1"  # of what this package makes of a document
_PACKAGES = ("mdformat", "mdformat-gfm", "mdformat-footnote", "cmarkgfm")
DEFAULTS: Mapping[str, Any] = {"wrap": "keep", "number": True, "bullets": "-"}
_MUCH = 200_000  # bytes that are worth worker processes
_SECONDS = 60  # for one document
Task = tuple[bytes, Sequence[Span], Mapping[str, Any]]  # a source, its pins, the options


def gather(bank: Any, ask: Ask) -> Mapping[str, Formatted]:
    """What formatting comes to, by path. Raises Incomplete where a package is missing."""
    version = f"{VERSION} {_versions()}"
    options = {**DEFAULTS, **ask.config.format}
    known: dict[str, Formatted] = ask.earlier.setdefault(KIND, {}) if ask.earlier is not None else {}
    found: dict[str, Formatted] = {}
    todo: dict[str, tuple[str, Task]] = {}
    for path in ask.paths:
        document: Document = bank.documents[path]
        task: Task = document.source, _pins(document), options
        key = _key(task)
        answer = known.get(key) or _read(ask.cache.get(KIND, key, version), document.source)
        if answer is None:
            todo[path] = key, task
        else:
            found[path] = known[key] = answer
    order = sorted(todo, key=lambda path: -len(bank.documents[path].source))  # the longest first, so that none ends late
    for path, answer in zip(order, answers([todo[path][1] for path in order]), strict=True):
        key, task = todo[path]
        found[path] = answer
        for name, each in ((key, answer), *_settled(task, answer)):
            known[name] = each
            ask.cache.put(KIND, name, each, version)
    return found


def _settled(task: Task, answer: Formatted) -> Iterator[tuple[str, Formatted]]:
    """What is known of the result too, which was formatted again: there is nothing left to do."""
    source, pins, options = task
    if answer.edits and not answer.refused and not pins:
        yield _key((fix.apply(source, answer.edits), (), options)), Formatted((), ())


def _versions() -> str:
    try:
        return " ".join(metadata.version(name) for name in _PACKAGES)
    except metadata.PackageNotFoundError as error:
        message = f"`{RULE}` needs the package {error.name}, which is not installed"
        raise Incomplete(message, missing("format")) from None


def _pins(document: Document) -> list[Span]:
    """The blocks that a comment keeps as they are. Of a whole file there is nothing to keep apart."""
    today = date.today().isoformat()
    whole = Span(0, len(document.source))
    live = (x for x in ignores.ignores(document) if RULE in x.names and not ignores.is_expired(x, today))
    return [x.covers for x in live if x.covers != whole] if document.comments else []


def _key(task: Task) -> str:
    source, pins, options = task
    return hashlib.sha256(json.dumps([pins, options], sort_keys=True).encode() + b"\0" + source).hexdigest()


# The cache


def _read(value: Any, source: bytes) -> Formatted | None:
    """An answer of the cache's; None for what is none, or is not what the guard lets pass."""
    try:
        edits, refused = value
        answer = Formatted(
            tuple(Edit(_span(span, source), _text(text)) for span, text in edits),
            tuple(Refused(_span(span, source), _text(reason)) for span, reason in refused),
        )
    except (TypeError, ValueError):
        return None
    ends = [0, *(edit.span.end for edit in answer.edits)]
    if any(edit.span.start < end for edit, end in zip(answer.edits, ends, strict=False)):
        return None
    return answer if not answer.edits or _holds(source, answer) else None


def _span(value: Any, source: bytes) -> Span:
    start, end = value
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= len(source):
        raise ValueError
    return Span(start, end)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # a lone surrogate is a ValueError
    return value


def _holds(source: bytes, answer: Formatted) -> bool:
    from proctor.formatting import guard
    from proctor.parse import parse

    old, new = (x.replace(b"\r\n", b"\n") for x in (source, fix.apply(source, answer.edits)))
    return not guard.difference(parse("", old), parse("", new))


# The work


def answers(tasks: Sequence[Task]) -> Iterator[Formatted]:
    """The answers in order, as they come."""
    much = sum(len(task[0]) for task in tasks) > _MUCH
    if much:
        _library()  # once, for all that fork
    return workers.each(_format_one, tasks, range(len(tasks)), much, chunk=2)


def _format_one(tasks: Sequence[Task], index: int) -> Formatted:
    return _format(tasks[index])


def _format(task: Task) -> Formatted:
    from proctor.formatting import document

    source, pins, options = task
    with _limited(document.TooSlow):
        return document.formatted(source, pins, lambda text: _written(text, options))
    raise AssertionError("unreachable")


@contextmanager
def _limited(error: type[Exception]) -> Iterator[None]:
    """Raise `error` in what takes longer than _SECONDS, where the system has an alarm for it."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: Any) -> None:
        raise error

    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@cache
def _library() -> Any:
    """mdformat, with its plugins made to leave text alone."""
    import mdformat
    from markdown_it.rules_block.html_block import HTML_SEQUENCES
    from markdown_it.rules_inline import newline
    from mdformat import plugins
    from mdformat.renderer import DEFAULT_RENDERERS, WRAP_POINT

    from proctor.formatting import style

    known: Any = plugins.PARSER_EXTENSIONS
    tables = known["tables"]
    openings = [opening for opening, _, interrupts in HTML_SEQUENCES if interrupts]
    own = style.Mdformat(DEFAULT_RENDERERS, WRAP_POINT, newline, tables.RENDERERS["table"], openings)
    known |= {"tables": style.narrowed(tables, ["table"]), "gfm": style.narrowed(known["gfm"], [])}
    known |= {f"proctor{mark}": style.extension(own, mark) for mark in style.BULLETS}
    return mdformat


def _written(text: str, options: Mapping[str, Any]) -> str:
    """Markdown as mdformat writes it."""
    settings = {"number": options["number"], "wrap": options["wrap"], "plugin": {"footnote": {"keep_orphans": True}}}
    extensions = ("gfm", "footnote", f"proctor{options['bullets']}")
    return str(_library().text(text, options=settings, extensions=extensions))
