"""Code blocks: from a block of the parser's to a Snippet."""

from __future__ import annotations

from proctor.model import Snippet, Span
from proctor.pattern import lazy

_MARK = lazy(rb"`{3,}+|~{3,}+")
_LAST_LINE = lazy(rb"[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+\r?\Z")
_WORD_END = lazy(r"[\s,{]")


def snippet(source: bytes, span: Span, info: str | None, code: str) -> Snippet:
    """A code block. `info` is the string after the fence, None for an indented block."""
    word = (info or "").strip()
    language = _WORD_END.split(word, maxsplit=1)[0].lower()
    return Snippet(language, word, code, span, info is not None, info is None or _is_closed(source, span))


def _is_closed(source: bytes, span: Span) -> bool:
    """Whether the block ends with a line that closes the fence it begins with."""
    mark = _MARK.match(source, span.start, span.end)
    end = span.end - source.endswith(b"\n", span.start, span.end)
    line = max(source.rfind(b"\n", span.start, end), source.rfind(b"\r", span.start, end - 1)) + 1
    last = _LAST_LINE.match(source, line, end) if line else None
    return bool(mark and last and last[1].startswith(mark[0]))
