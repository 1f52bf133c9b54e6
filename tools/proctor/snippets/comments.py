"""Comments that say what a line of code prints: `# -> 3`, `// [1, 2]`, `/* true */` beside it, `#> 3` or `// => 3` below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from proctor.pattern import lazy
from proctor.snippets.lines import split

_STRINGS = r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"
# A line: the code, the mark of the comment at its end, the comment. What quotes hold is no comment.
_CUTS = {
    "python": lazy(rf"((?:[^\"'#\\]|\\.|{_STRINGS})*+)(#)(.*+)"),
    "javascript": lazy(rf"((?:[^\"'`/\\]|\\.|{_STRINGS}|`(?:[^`\\]|\\.)*+`|/(?![/*]))*+)(//+|/\*)(.*+)"),
}
_PRINTS = {
    "python": lazy(r"(?<![\w.])p?print\("),
    "javascript": lazy(r"(?<![\w.])(?:console\.(?:log|info|debug|warn|error)|print|alert)\("),
}
_LEAD = lazy(
    r"\s*+(?:(?P<arrow>-+>|=+>|→|⇒|➜|>(?!=))"
    r"|(?P<word>(?:output|outputs|prints|printed|logs|logged|result|returns|输出|打印|结果|вывод|出力|출력)\s*+(?:[:：=]|is\b)|"
    r"(?:prints|outputs|logs|returns)\b))?+\s*+(?P<text>.*?)\s*+(?:\*/.*+)?\Z",
    re.I,
)
_VALUE = (
    r"(?:[-+]?(?:\d[\d_]*+(?:\.\d++)?+(?:e[-+]?\d++)?+n?|\.\d++|Infinity|0x[0-9a-f]++)"
    r"|NaN|nan|inf|true|false|null|undefined|None|True|False|\"[^\"]*+\"|'[^']*+'|`[^`]*+`)"
)
_LITERAL = lazy(
    rf"(?:{_VALUE}(?:, ?{_VALUE})*+|\[.*\]|\{{.*\}}|\([^a-z]*\)"
    r"|(?:Set|Map|Array|set|frozenset|dict|deque)\s?(?:\(\d++\)\s?)?[({\[<].*[)}\]>])[;.]?\Z"
)
_REMARK = lazy(
    r"(?:\s++[(（].*+|\s++(?://|#|--|[–—←]|=>).*+|\s++-\s.*+|[,;]\s++[A-Za-z ]{12,}+"
    r"|,?\s++(?:because|since|as|due|not|so|but|if|when|for|in)\b.*+)\Z",
    re.I,
)
_FURTHEST = 12  # lines from the start of a print to the comment at its end


class Beside(NamedTuple):
    """What a comment says of a print."""

    line: int  # of the print, 1-based in the code
    text: str  # of several comments below one another: a line each
    at: int  # the line of the comment
    column: int  # where the text starts, 1-based
    exact: bool  # nothing stands beside the value


class _Row(NamedTuple):
    """A line of code with a comment."""

    code: str
    column: int  # of the text
    text: str
    arrow: str
    word: bool  # `Output:` stands before it


def beside(language: str, code: str) -> Iterator[Beside]:
    """The comments of a block that may say what is printed, in order."""
    name = "javascript" if language == "typescript" else language
    if name not in _CUTS:
        return
    lines = split(code)
    rows = [_row(name, line) for line in lines]
    prints = [_PRINTS[name].search(row.code if row else line) is not None for row, line in zip(rows, lines, strict=True)]
    last = 0  # the line of code above
    n = 0
    while n < len(lines):
        row = rows[n]
        if row is None:
            last = n + 1 if lines[n].strip() else last
        elif row.code.strip():
            last = n + 1
            at = _start(lines, prints, last)
            if row.text and (at or row.arrow):
                yield _beside(at or last, row, n + 1, bool(row.arrow))
        elif row.arrow and last:
            end = n + 1
            while row.arrow == ">" and end < len(rows) and _continues(rows[end]):
                end += 1
            text = "\n".join(each.text for each in rows[n:end] if each)
            yield _beside(_start(lines, prints, last) or last, row, n + 1, True)._replace(text=text)
            n = end - 1
        n += 1


def is_literal(text: str) -> bool:
    """Whether a text is a value as programs write it: it can be nothing else."""
    return _LITERAL.match(text) is not None


def _beside(line: int, row: _Row, at: int, marked: bool) -> Beside:
    """A comment's claim. Behind an arrow a text is a value too, unless it goes on like a sentence."""
    bare = _REMARK.sub("", row.text)
    literal = is_literal(bare)
    strict = row.arrow in (">", "->")  # nobody writes prose behind these
    exact = (literal and (bare == row.text or marked or row.word)) or (strict and not _REMARK.search(row.text))
    return Beside(line, bare if literal else row.text, at, row.column, exact)


def _row(name: str, line: str) -> _Row | None:
    match = _CUTS[name].match(line)
    if not match:
        return None
    lead = _LEAD.match(match[3])
    if not lead:
        return None
    return _Row(match[1], match.start(3) + lead.start("text") + 1, lead["text"], lead["arrow"] or "", lead["word"] is not None)


def _continues(row: _Row | None) -> bool:
    """Whether a line goes on with what was printed: a comment alone on its line with the same mark."""
    return row is not None and not row.code.strip() and row.arrow == ">"


def _start(lines: Sequence[str], prints: Sequence[bool], number: int) -> int:
    """The line where the print begins that ends on a line; 0 for none."""
    if prints[number - 1]:
        return number
    if lines[number - 1].lstrip()[:1] not in (")", "]", "}", "`"):
        return 0
    inset = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    for n in range(number - 2, max(-1, number - 2 - _FURTHEST), -1):
        if lines[n].strip() and len(lines[n]) - len(lines[n].lstrip()) <= inset:
            return n + 1 if prints[n] else 0
    return 0
