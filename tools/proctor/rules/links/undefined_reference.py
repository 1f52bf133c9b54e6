"""`[text][label]` has no definition for its label.

GitHub shows the brackets as they are written and makes no link. Labels compare without regard to case and white space;
a definition in a code block or in the middle of a paragraph defines nothing.

~~~markdown bad at="[the paper][vaswani]"
See [the paper][vaswani].
~~~

~~~markdown good
See [the paper][vaswani], and note that `m[i][j]` or m[i][j] is no reference.

[vaswani]: https://example.org/attention
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for reference in document.undefined:
        message = f"nothing defines `[{reference.label}]`, so the brackets are shown as they are"
        hint = f"add a line `[{reference.label}]: <destination>`, or escape the brackets"
        yield Problem(reference.span, message, hint, target=reference.label)
