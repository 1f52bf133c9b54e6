"""A suppression comment gives no reason.

Who reads the text later cannot tell whether it still holds. Name the reason behind a colon.

~~~markdown bad at="<!-- proctor: ignore broken-anchor -->"
<!-- proctor: ignore broken-anchor -->

[Softmax](#softmax)
~~~

~~~markdown good
<!-- proctor: ignore broken-anchor: the section is being written -->

[Softmax](#softmax)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    for ignore in context.facts.ignores.get(document.path, ()):
        if not ignore.reason:
            hint = f"write `<!-- proctor: ignore {', '.join(ignore.names)}: the reason -->`"
            yield Problem(ignore.span, "this suppression gives no reason", hint)
