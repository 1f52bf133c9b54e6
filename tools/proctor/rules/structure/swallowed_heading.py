"""A heading stands directly under an HTML tag, which swallows it.

After a line that starts with a tag such as `</details>` or `<br>`, everything up to the next blank line is HTML: GitHub
shows the `##` as it is written, and the heading has no anchor.

~~~markdown bad at="## Next question"
<details><summary>Answer</summary>

Yes.

</details>
## Next question
~~~

~~~markdown good
<details><summary>Answer</summary>

Yes.

</details>

## Next question
~~~
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem, Span
from proctor.pattern import lazy

SEVERITY = "error"

_HEADING = lazy(rb"(?<=\n)[ \t>]{0,12}(#{1,6}[ \t]+[^\s#][^\n]*?)[ \t\r]*(?=\n|\Z)")
_VERBATIM = lazy(rb"[ \t]*<(?:pre|script|style|textarea|!--|\?|!)", re.I)


def check(document: Document, context: Context) -> Iterator[Problem]:
    for block in (document.blocks[index] for index in document.kinds.get("html", ())):
        if document.source.find(b"#", block.span.start, block.span.end) < 0:
            continue
        if _VERBATIM.match(document.source, block.span.start, block.span.end):
            continue
        hidden = _hidden(document, block.span)
        for match in _HEADING.finditer(document.source, block.span.start, block.span.end):
            if not any(span.start <= match.start(1) < span.end for span in hidden):
                hint = "put a blank line above the heading"
                edits = (Edit(Span(match.start(), match.start()), "\n"),) if block.parent < 0 else ()
                message = "the HTML above swallows this heading: it has no anchor and shows its `#`"
                yield Problem(Span(*match.span(1)), message, hint, edits, unsafe=True)


def _hidden(document: Document, block: Span) -> list[Span]:
    """The comments and `<pre>` texts of a block."""
    hidden = [c.span for c in document.comments if block.start <= c.span.start < block.end]
    opened = -1
    for tag in document.tags:
        if tag.name in ("pre", "code") and block.start <= tag.span.start < block.end:
            if not tag.closing:
                opened = tag.span.start
            elif opened >= 0:
                hidden.append(Span(opened, tag.span.end))
                opened = -1
    return hidden
