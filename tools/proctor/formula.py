"""Formulas in dollars, as GitHub reads them: `$a$` and `$$a$$` in text.

A dollar opens a formula when no white space follows it and it is not part of a word or price; it closes at the next
dollar that no white space precedes and no letter or digit follows. A formula never leaves its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proctor.model import TEXTS, Block, Formula, Span
from proctor.pattern import lazy

# Display first; an escaped dollar is text. Possessive, so the time is linear.
_FORMULA = lazy(
    rb"(?s)\\[\\$]|(?P<display>\$\$)(?P<body>(?:[^$\\]|\\.)++)(?P<end>\$\$|\Z|\$)"
    rb"|(?<![\w$])\$(?P<inline>(?=[^\s$\d])(?:[^$\\\n]|\\.|\n(?!\s*\n))*?(?<![\s\\]))\$(?![\w$])"
)
_BEGIN_END = lazy(r"\\(begin|end)\s*\{([^{}]*)\}")
_TEX = lazy(r"[\\^_{}=]")


def formulas(source: bytes, blocks: Iterable[Block], code: Iterable[Span]) -> tuple[Formula, ...]:
    """The formulas of a document's paragraphs, headings and table cells, outside its code spans."""
    if b"$" not in source:
        return ()
    held = list(_with_dollars(source, blocks))
    if not held:
        return ()
    masked = bytearray(source)
    for start, end in code:
        masked[start:end] = b"\0" * (end - start)
    return tuple(formula for start, end in held for formula in _within(bytes(masked[start:end]), start))


def _with_dollars(source: bytes, blocks: Iterable[Block]) -> Iterator[Span]:
    """The texts that a dollar stands in. Blocks come in order, so the source is searched once."""
    at = source.find(b"$")
    for kind, span, *_ in blocks:
        if kind in TEXTS and span[1] > at:
            if at < span[0]:
                at = source.find(b"$", span[0])
                if at < 0:
                    return
            if at < span[1]:
                yield span


def _within(text: bytes, offset: int) -> Iterator[Formula]:
    for match in _FORMULA.finditer(text):
        display = match["display"] is not None
        body = match["body"] if display else match["inline"]
        if body is None:
            continue
        tex = body.replace(b"\0", b"").decode("utf-8", "replace")
        problem = "" if not display or match["end"] == b"$$" else "`$$` opens a formula that no `$$` closes"
        if problem and not _TEX.search(tex):
            continue  # two dollars in prose
        yield Formula(Span(offset + match.start(), offset + match.end()), tex, display, problem or fault(tex))


def fault(tex: str) -> str:
    """What keeps TeX from being typeset: unbalanced braces or environments; empty for nothing."""
    depth = 0
    plain = re.sub(r"\\[\\{}]|%[^\n]*", "", tex)
    for mark in re.findall(r"[{}]", plain):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return "`}` closes a brace that nothing opens"
    if depth:
        return f"{depth} `{{` {'is' if depth == 1 else 'are'} never closed"
    return _environments(tex)


def _environments(tex: str) -> str:
    open_: list[str] = []
    for kind, name in _BEGIN_END.findall(tex):
        if kind == "begin":
            open_.append(name)
        elif not open_ or open_.pop() != name:
            return f"`\\end{{{name}}}` does not match what is open"
    return f"`\\begin{{{open_[-1]}}}` is never ended" if open_ else ""
