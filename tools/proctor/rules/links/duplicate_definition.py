"""A reference label is defined again: only the first definition counts.

Whoever edits the second one wonders why nothing changes.

~~~markdown bad at="[paper]: https://example.org/second"
See [the paper][paper].

[paper]: https://example.org/first
[paper]: https://example.org/second
~~~

~~~markdown bad at="[Paper]: https://example.org/first"
See [the paper][paper].

[paper]: https://example.org/first
[Paper]: https://example.org/first
~~~

~~~markdown fixed
See [the paper][paper].

[paper]: https://example.org/first
~~~

~~~markdown good
See [the paper][paper].

[paper]: https://example.org/first
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem, Span
from proctor.place import place


def check(document: Document, context: Context) -> Iterator[Problem]:
    if not any(definition.duplicate for definition in document.definitions):
        return
    first = {d.label: d for d in document.definitions if not d.duplicate}
    for definition in document.definitions:
        if definition.duplicate:
            winner = first[definition.label]
            line = place(document.source, winner.span.start).line
            same = document.slice(winner.span).strip().partition("]:")[2].strip() == definition.target
            edits = (Edit(_line(document.source, definition.span), ""),) if same else ()
            message = f"`[{definition.label}]` is defined already in line {line}, and the first definition counts"
            hint = "remove this line" if same else "remove one of the two, or rename a label"
            yield Problem(definition.span, message, hint, edits, definition.target)


def _line(source: bytes, span: Span) -> Span:
    """The whole line of a span, with its end."""
    start, end = source.rfind(b"\n", 0, span.start) + 1, source.find(b"\n", span.end)
    return Span(start, len(source) if end < 0 else end + 1)
