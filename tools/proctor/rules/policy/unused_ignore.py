"""A suppression comment suppresses nothing.

What it excused was repaired, or its rule's name is misspelt. Left alone, it would excuse the next mistake at that place.

~~~markdown bad at="<!-- proctor: ignore broken-anchor: the section is being written -->"
<!-- proctor: ignore broken-anchor: the section is being written -->

[Softmax](#softmax)

## Softmax
~~~

~~~markdown fixed
[Softmax](#softmax)

## Softmax
~~~

~~~markdown good
<!-- proctor: ignore broken-anchor: the section is being written -->

[Softmax](#softmax)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Ignore, Problem, Span


def check(document: Document, context: Context) -> Iterator[Problem]:
    unused: dict[Ignore, list[str]] = {}
    for ignore, name in context.facts.unused.get(document.path, ()):
        unused.setdefault(ignore, []).append(name)
    for ignore, names in unused.items():
        listed = ", ".join(f"`{name}`" for name in names)
        edits = _edits(document.source, ignore.span) if len(names) == len(ignore.names) else ()
        yield Problem(
            ignore.span, f"nothing here is suppressed by {listed}", "remove the comment, or correct the rule's name", edits
        )


def _edits(source: bytes, span: Span) -> tuple[Edit, ...]:
    """Take the comment out, with its line and one blank line where it stands alone on it."""
    start, end = source.rfind(b"\n", 0, span.start) + 1, source.find(b"\n", span.end)
    end = len(source) if end < 0 else end + 1
    if source[start : span.start].strip() or source[span.end : end].strip():
        return (Edit(span, ""),)
    if source[end : end + 1] == b"\n" and (not start or source[start - 2 : start] == b"\n\n"):
        end += 1
    return (Edit(Span(start, end), ""),)
