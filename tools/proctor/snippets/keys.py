"""Multiple-choice questions: the options below a snippet, and which of them the text marks as the answer.

Found by structure, in any language: a code block, a list (or lines) of options, then a heading or a line of text that ends
in one of their letters: `Answer: C`, `答案：C`, `**Correct:** B) because`; or a mark at the option itself (a ticked box, bold, ✅).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

from proctor.model import Block, Document, Span
from proctor.pattern import lazy
from proctor.questions.phrases import ANSWERS
from proctor.snippets import languages
from proctor.snippets.values import Claim, Option

_MOST = 9  # options
_FARTHEST = 14  # blocks from the options to the answer
_LABELLED = lazy(
    r"\s*+(?:\[[ xX]\]\s*+)?+[*_]{0,2}+[(（]?([A-Ia-i])(?:[)）]|\s?[:：.、．])[*_]{0,2}+(?:\s++"
    r"|(?=[`*_$\"'\u2e80-\U0010ffff]))(.*+)",
    re.S,
)
_TICKED = lazy(r"\s*+\[[xX]\]\s")
_TASK = lazy(r"\s*+\[[ xX]\]\s*+")
_BOLD = lazy(r"\s*+(?:\*\*(?!\*)[^*]++\*\*|__[^_]++__)\s*+\Z")
_SIGN = lazy(r"✅|✔️?|☑️?|\((?:correct|right|answer|正确|正解)\)|<-+ ?(?:correct|answer)", re.I)
_CODE = lazy(r"(`++)(.+?)(?<!`)\1(?!`)", re.S)
_TAG = lazy(r"<[^<>]{0,300}+>")
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")
_STARS = lazy(r"(?<![\w*])(\*{1,2}|_{1,2})(?=\S)([^*_\n]+)(?<=\S)\1(?!\w)")
_JOINER = lazy(
    r"[\s,;.、，；和与與及&+/|-]*+(?:(?:and|then|followed by|y|e|et|und|en|i|и|і|та|ve|dan|và|a|si|și|dhe|och|og"
    r"|と|그리고|และ|و)[\s,;]*+)?\Z",
    re.I,
)
_ENDS = lazy(r"[^\n:：]{0,60}?[:：]\s*+[(（\[【*_`]*+([A-Ha-h]|\d{1,2})[)）\]】*_`.。]*+\s*+\Z")
_OPENS = lazy(
    r"[\W_]*+((?:[^\W\d_]++[\s'’]?){1,5}?)\s?(?:(?:is|are|为|是|é|es|est|ist)\s)?[\s:：*_\-–(（\[【`]*+(?:option\s|选项\s?)?[(（\[【]?"
    r"([A-Ia-i]|\d(?=[)）\]】]))(?:[)）\]】.。:：,，*_`]|\s*+(?:[-–—\n]|\Z))",
    re.I,
)
_ASIDE = lazy(r"(?<=`)\s++(?:[–—]|-{1,2})\s[^`]*+\Z")  # what an option says of its value
_LETTER = lazy(r"[\s*_(（`]*+([A-Ha-h]|\d{1,2})[\s*_)）.`]*+\Z")


class _Group(NamedTuple):
    """The options below a snippet: their letters, their texts as written, and where each stands."""

    marks: tuple[str, ...]
    raws: tuple[str, ...]
    spans: tuple[Span, ...]
    after: int  # index of the first block behind
    chosen: int  # which is marked at the option itself, -1 for none


def keys(document: Document) -> Mapping[int, Claim]:
    """The answer keys of a document, by the index of the snippet that they are about."""
    blocks = document.blocks
    found: dict[int, Claim] = {}
    recent: list[int] = []  # snippets that can run since the last heading or question
    nth = -1
    for n, block in enumerate(blocks):
        if block.kind == "code":
            nth += 1
            snippet = document.snippets[nth]
            if snippet.info and languages.canonical(snippet) in languages.RUN:
                recent.append(nth)
        elif block.kind == "heading":
            recent = []
        elif recent and block.kind in ("list", "paragraph"):
            group = _options(document, n)
            if group is None:
                continue
            claim = _claim(document, group) if len(recent) == 1 else None
            if claim:
                found[recent[0]] = claim
            recent = []
    return found


def _options(document: Document, n: int) -> _Group | None:
    """The options that a list or a paragraph offers; None where it is no such thing."""
    blocks, children = document.blocks, document.children
    block, after = blocks[n], n + 1
    if block.kind == "paragraph":
        rows = _lines(document, block)
    else:
        firsts = [next(iter(children.get(m, ())), -1) for m in children.get(n, ())]
        if len(firsts) > _MOST or any(m < 0 or blocks[m].kind != "paragraph" for m in firsts):
            return None
        rows = [(" ".join(document.slice(blocks[m].content).split()), blocks[m].content) for m in firsts]
        after = bisect_left(blocks, block.span.end, n, key=lambda b: b.span.start)
    return _group(document, n, rows, after) if 2 <= len(rows) <= _MOST else None


def _lines(document: Document, block: Block) -> list[tuple[str, Span]]:
    """The lines of a paragraph, where all of them are labelled."""
    rows, at = [], block.content.start
    for line in document.source[block.content.start : block.content.end].split(b"\n"):
        rows.append((line.decode("utf-8", "replace").strip(), Span(at, at + len(line))))
        at += len(line) + 1
    return rows if all(_LABELLED.match(text) for text, _ in rows) else []


def _group(document: Document, n: int, rows: Sequence[tuple[str, Span]], after: int) -> _Group | None:
    """The rows as options: labelled A, B, C in order, or the numbers of an ordered list, or boxes of which one is ticked."""
    matches = [_LABELLED.match(text) for text, _ in rows]
    spans = tuple(span for _, span in rows)
    labelled = all(matches)
    if labelled and [m[1].upper() for m in matches if m] == list("ABCDEFGHI"[: len(rows)]):
        marks = tuple(m[1] for m in matches if m)
        raws = tuple(m[2] for m in matches if m)
    elif document.blocks[n].kind == "list" and not any(matches):
        marks = tuple(str(k) for k in range(1, len(rows) + 1)) if _is_ordered(document, n) else ("",) * len(rows)
        raws = tuple(_TASK.sub("", text, count=1) for text, _ in rows)
    else:
        return None
    chosen = _chosen([_source(document, span) for span in spans], [text for text, _ in rows] if labelled else [])
    return _Group(marks, raws, spans, after, chosen) if marks[0] or chosen >= 0 else None


def _is_ordered(document: Document, n: int) -> bool:
    """Whether a list counts its items from 1."""
    start = document.blocks[n].span.start
    return document.source[start : start + 4].lstrip()[:1] == b"1"


def _source(document: Document, span: Span) -> str:
    """An option with what stands before its text on the line: the box of a task is no text."""
    start = max(document.source.rfind(b"\n", 0, span.start) + 1, span.start - 12)
    return document.source[start : span.end].decode("utf-8", "replace").lstrip(" \t>").lstrip("-*+0123456789.)")


def _chosen(sources: Sequence[str], texts: Sequence[str]) -> int:
    """Which option is marked as the right one at its place: the only one with a tick, a sign, or in bold."""
    for test in (_TICKED.match, _SIGN.search):
        hits = [n for n, text in enumerate(sources) if test(text)]
        if len(hits) == 1:
            return hits[0]
    bold = [n for n, text in enumerate(texts) if _BOLD.match(text)]
    return bold[0] if len(bold) == 1 and len(texts) > 2 else -1


def _claim(document: Document, group: _Group) -> Claim | None:
    """What the key says, or None where nothing is marked."""
    options = tuple(_option(mark, raw) for mark, raw in zip(group.marks, group.raws, strict=True))
    nth, place = (group.chosen, group.spans[group.chosen]) if group.chosen >= 0 else _marked(document, group)
    if nth < 0:
        return None
    return Claim("key", 0, options[nth].text, place, mark=group.marks[nth], options=options)


def _marked(document: Document, group: _Group) -> tuple[int, Span]:
    """Which option the text below names, and where; -1 for none."""
    wanted = [mark.upper() for mark in group.marks]
    told = False  # a line that says `Answer` went before
    for block in document.blocks[group.after : group.after + _FARTHEST]:
        if block.kind in ("code", "rule", "table"):
            break
        if block.kind in ("paragraph", "heading", "html"):
            text = _plain(document.slice(block.content if block.kind != "html" else block.span))
            letter = _letter(text, told)
            if letter.upper() in wanted and letter:
                return wanted.index(letter.upper()), _place(document, block, letter)
            if block.kind == "heading" and not _says_answer(text):
                break
            told = told or _says_answer(text)
    return -1, Span(0, 0)


def _letter(text: str, told: bool) -> str:
    """The letter that a block of text marks, or nothing."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()][:6]
    if told and lines and (match := _LETTER.match(lines[0])):
        return match[1]
    for line in lines:
        match = _ENDS.match(line)
        if match and any(c.isalpha() for c in line[: match.start(1)]):
            return match[1]
    match = _OPENS.match(lines[0]) if lines else None
    return match[2] if match and _says_answer(match[1]) else ""


def _says_answer(text: str) -> bool:
    """Whether a short text is a label of an answer."""
    words = text.strip(" \n:：*_#-.👇").casefold()
    if len(words) > 60:
        return False
    return (
        words in ANSWERS
        or any(word in ANSWERS for word in _tails(words.split()))
        or words.startswith(("correct", "right answer", "正确", "正確"))
    )


def _tails(words: Sequence[str]) -> Iterator[str]:
    """The last words, the first ones, and each alone."""
    yield from words
    yield from (" ".join(words[n:]) for n in range(1, len(words)))
    yield from (" ".join(words[:n]) for n in range(1, len(words)))


def _place(document: Document, block: Block, letter: str) -> Span:
    """Where the letter stands in a block: the first time as a word behind a colon, else at all."""
    start, end = block.span
    source = document.source[start:end]
    alone = re.compile(rb"(?<![\w<&/])" + letter.encode() + rb"(?!\w)")
    colon = min((at for at in (source.find(b":"), source.find("：".encode())) if at >= 0), default=0)
    match = alone.search(source, colon) or alone.search(source)
    return Span(start + match.start(), start + match.end()) if match else block.content


def _option(mark: str, raw: str) -> Option:
    """An option's text as read, and the values that it names."""
    raw = _SIGN.sub("", raw).strip()
    if _BOLD.match(raw):
        raw = raw.strip("*_ ")
    elif raw.endswith(("**", "__")) and raw.count(raw[-2:]) == 1:
        raw = raw[:-2]  # what began before the letter
    value = _ASIDE.sub("", raw)
    codes = [m[2].strip() for m in _CODE.finditer(value)]
    if not codes:
        text = _plain(raw)
        return Option(mark, text, (text,))
    outside = _CODE.sub("\0", value).split("\0")
    joined = all(_JOINER.match(_plain(piece)) for piece in outside)
    text = _plain(_CODE.sub(lambda m: m[2].replace("\\", "\\\\"), raw))
    return Option(mark, text, tuple(codes) if joined else (), joined)


def _plain(raw: str) -> str:
    """Markdown's text without tags, escapes, entities and emphasis."""
    text = _TAG.sub("", raw) if "<" in raw else raw
    return unescape(_ESCAPE.sub(r"\1", _STARS.sub(r"\2", text))).strip()
