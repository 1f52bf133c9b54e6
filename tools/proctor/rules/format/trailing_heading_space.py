r"""The line of a heading ends with blanks or tabs.

Nobody sees them, but searches for the heading's line, tables of contents and diffs stumble over them.

~~~markdown bad at="\x20\x20" bytes="## What is a closure?\x20\x20\nIt is a function.\n"
## What is a closure?
It is a function.
~~~

~~~markdown fixed
## What is a closure?
It is a function.
~~~

~~~markdown good bytes="## What is a closure?\n\nA function and its scope;\x20\x20\nnot an object.\n"
## What is a closure?

A function and its scope;
not an object.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem, Span

_BLANK = b" \t\r"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for heading in document.headings:
        if heading.style == "html":
            continue
        ends = [heading.span.start]
        if heading.style == "setext":  # of several lines, blanks between may break them
            ends = [heading.content.end, heading.span.start + len(document.source[slice(*heading.span)].rstrip())]
        for at in ends:
            span = _trailing(document.source, at)
            if span.start < span.end:
                yield Problem(span, "the heading's line ends with white space", "delete it", (Edit(span, ""),))


def _trailing(source: bytes, at: int) -> Span:
    """The blanks and tabs at the end of the line that holds an offset."""
    end = source.find(b"\n", at)
    end = len(source) if end < 0 else end
    if source[end - 1 : end] not in _BLANK:
        return Span(end, end)
    line = source[at:end].removesuffix(b"\r")
    return Span(at + len(line.rstrip(b" \t")), at + len(line))
