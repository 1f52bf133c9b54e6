"""What a bank says of its snippets, in one vocabulary: comments before the fence, words of the info string, settings by path.

    <!-- proctor: skip: it needs a GPU -->
    <!-- proctor: raises=TypeError timeout=20 -->
    ```python raises=TypeError

    <!-- proctor: setup python
    import math
    -->

`ignore` and `ignore-file` belong to `ignores.py`. What is said nearer to the code wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from proctor.model import Comment, Document, Options, Snippet, Span
from proctor.pattern import lazy
from proctor.snippets import languages, volatile
from proctor.snippets.values import Directives
from proctor.tables import nearest

FLAGS = ("run", "parse", "fragment", "hangs", "output", "setup", "check")
LISTS = ("raises", "needs", "packages", "volatile")
NAMES = ("skip", *FLAGS, *LISTS, "group", "env", "timeout")
ENVIRONMENTS = ("node", "esm", "browser", "script")
LONGEST = 3600.0  # seconds of a time-out
_ALIASES = {"browser-script": "script", "commonjs": "node", "module": "esm"}
_OTHERS = ("ignore", "ignore-file")  # of `ignores.py`
_CONTAINERS = frozenset(("list", "item", "quote"))
_COMMENT = lazy(r"\s*+proctor:[ \t]*+(?!ignore(?:-file)?+(?![\w-]))([^\r\n]*+)(?:\r?\n(.*))?+", re.S)
_SKIP = lazy(r"(.*?)(?<![\w.-])skip(?:[ \t]*+[:：=][ \t]*+|[ \t]*+(?=[\"'(]))(.*+)")
_WORD = lazy(r"([\w.+#-]++)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"']\S*+)?+)?+")
_FIRST = lazy(r"^[^\s,]*+[\s,]*+")
_PLAIN = Directives()
_OUTPUT = Directives(output=True)


class Fault(NamedTuple):
    """A directive that says nothing, or what it cannot mean."""

    message: str
    hint: str
    span: Span


class Hidden(NamedTuple):
    """Code in a comment: it runs, and readers do not see it."""

    directives: Directives
    language: str  # canonical; empty where the comment does not name one
    code: str
    span: Span  # of the code
    beside: int  # index of the snippet that it stands by: the next one for `setup`, the last one for `check`; -1 for none


class Said(NamedTuple):
    """All that the comments of a document say of its snippets."""

    of: Mapping[int, Directives]  # by index into Document.snippets
    hidden: tuple[Hidden, ...] = ()
    faults: tuple[Fault, ...] = ()


_SILENT = Said({})


def may_speak(document: Document) -> bool:
    """Whether a document has such comments at all, at little cost."""
    return any("proctor:" in comment.text for comment in document.comments)


def said(document: Document) -> Said:
    """What the comments of a document say. A comment speaks of the code block that directly follows it."""
    if not may_speak(document):
        return _SILENT
    of: dict[int, Directives] = {}
    hidden: list[Hidden] = []
    faults: list[Fault] = []
    for comment in document.comments:
        match = _COMMENT.match(comment.text)
        if not match:
            continue
        language, words = _split(match[1])
        found, wrong = read(words)
        faults += (Fault(message, hint, comment.span) for message, hint in wrong)
        target, follows = _next(document, comment)
        if found.setup + found.check and (match[2] or "").strip():
            start = comment.span.start + 4 + len(comment.text[: match.start(2)].encode())
            beside = target if found.setup and target >= 0 else _last(document, comment)
            hidden.append(Hidden(found, language, match[2], Span(start, start + len(match[2].encode())), beside))
        elif follows:
            of[target] = merged(of.get(target, _PLAIN), found)
        elif not wrong:
            faults.append(Fault("this directive precedes no code block", "put it on the line before a fence", comment.span))
    return Said(of, tuple(hidden), tuple(faults))


def _split(text: str) -> tuple[str, str]:
    """The language of hidden code, and the directives: `setup python timeout=3`."""
    first, _, rest = text.strip().partition(" ")
    word, _, more = rest.strip().partition(" ")
    language = languages.known(word) if first in ("setup", "check") else ""
    return (language, f"{first} {more}") if language else ("", text)


def _next(document: Document, comment: Comment) -> tuple[int, bool]:
    """The index of the next code block, -1 for none, and whether nothing stands between but other comments."""
    blocks = document.blocks
    at = bisect_left(blocks, comment.span.end, key=lambda b: b.span.start)
    direct = True
    for n in range(at, len(blocks)):
        if blocks[n].kind == "code":
            return bisect_left(document.snippets, blocks[n].span.start, key=lambda s: s.span.start), direct
        silent = blocks[n].kind in _CONTAINERS or document.slice(blocks[n].span).lstrip().startswith("<!--")
        direct = direct and silent
    return -1, False


def _last(document: Document, comment: Comment) -> int:
    """The index of the code block before a comment, -1 for none."""
    return bisect_left(document.snippets, comment.span.start, key=lambda s: s.span.start) - 1


def read(text: str) -> tuple[Directives, list[tuple[str, str]]]:
    """Directives in words, and what is wrong with them: pairs of message and hint."""
    match = _SKIP.match(text)
    given: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    if match:
        given["skip"] = match[2].strip().strip("\"'()").strip()
        text = match[1]
    for name, value in _pairs(text):
        if name == "skip":
            given["skip"] = ""
        elif name in NAMES:
            given[name] = value
        else:
            wrong.append((f"`{name}` is no directive", nearest(name, [*NAMES, *_OTHERS])))
    if not given and not wrong:
        wrong.append(("this comment holds no directive", f"known: {', '.join(NAMES)}"))
    found, more = _typed(given)
    return found, wrong + more


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The words of directives with their values, `"` taken off. What is no word is none."""
    for match in _WORD.finditer(text):
        yield (
            match[1].rstrip(",;"),
            (match[2] or "").strip("\"'") if match[2] and match[2][0] in "\"'" else (match[2] or "").rstrip(",;"),
        )


def of_info(snippet: Snippet) -> tuple[Directives, list[tuple[str, str]]]:
    """What an info string says, besides what other tools read there: only known words count."""
    if languages.word(snippet.info) == "output":
        return _OUTPUT, []
    rest = _FIRST.sub("", snippet.info.strip("{} "))
    match = _SKIP.match(rest)
    pairs = _pairs(match[1] if match else rest) if rest else ()
    given: dict[str, Any] = {n: v for n, v in pairs if n in NAMES and (bool(v) != (n in FLAGS) or n == "skip")}
    if match:
        given["skip"] = match[2].strip("\"'() ")
    return _typed(given)


def of_settings(settings: Options) -> tuple[Directives, list[tuple[str, str]]]:
    """Directives from the configuration: the same words as keys."""
    wrong = [(f"`{name}` is no directive", nearest(name, NAMES)) for name in settings if name not in NAMES]
    found, more = _typed({name: value for name, value in settings.items() if name in NAMES})
    return found, wrong + more


def merged(base: Directives, nearer: Directives) -> Directives:
    """Two sets of directives as one; what the nearer one says wins."""
    return base._replace(**{name: value for name, value in nearer._asdict().items() if value != getattr(_PLAIN, name)})


def _typed(given: Mapping[str, Any]) -> tuple[Directives, list[tuple[str, str]]]:
    """Directives of values as written, or as the configuration has them."""
    found: dict[str, Any] = {}
    wrong = []
    for name, value in given.items():
        if name in FLAGS:
            found[name] = value in ("", True, "true", "yes")
            if value not in ("", True, False, "true", "false", "yes", "no"):
                wrong.append((f"`{name}` takes no value", f"write `{name}`"))
        elif name in LISTS:
            each = (
                value.split(",") if isinstance(value, str) and name != "volatile" else [value] if isinstance(value, str) else value
            )
            found[name] = tuple(str(v).strip() for v in each if str(v).strip())
            wrong += [] if found[name] else [(f"`{name}` names nothing", f"write `{name}=...`")]
            if name == "volatile":
                faults = [volatile.fault(each) for each in found[name]]
                wrong += [(fault, 'for instance `volatile="took [0-9.]+ s"`') for fault in faults if fault]
        else:
            found[name], fault = _single(name, value)
            wrong += [fault] if fault else []
    return _PLAIN._replace(**found), wrong


def _single(name: str, value: Any) -> tuple[Any, tuple[str, str] | None]:
    """The value of a directive that has one, and what is wrong with it."""
    text = str(value).strip()
    if name == "timeout":
        number = text.removesuffix("s")
        seconds = float(number) if number.replace(".", "", 1).isdecimal() else 0.0
        fine = 0 < seconds <= LONGEST
        return seconds if fine else 0.0, None if fine else (f"`timeout={text}` is no number of seconds", "write `timeout=20`")
    if name == "env":
        text = _ALIASES.get(text, text)
        return (text, None) if text in ENVIRONMENTS else ("", (f"`env={text}` is no environment", nearest(text, ENVIRONMENTS)))
    if name == "skip":
        return text, None if text else ("`skip` gives no reason", "write `skip: why it cannot run`")
    return text, None if text else (f"`{name}` names nothing", f"write `{name}=...`")
