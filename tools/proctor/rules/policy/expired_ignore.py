"""A suppression comment's day has passed, so it suppresses no more.

It was meant as a loan: repair the place, or give a new day with a reason that still holds.

~~~markdown bad at="<!-- proctor: ignore broken-anchor until=2020-01-31: the section is being written -->"
<!-- proctor: ignore broken-anchor until=2020-01-31: the section is being written -->

[Softmax](https://example.org)
~~~

~~~markdown good
<!-- proctor: ignore broken-anchor until=2999-12-31: the section is being written -->

[Softmax](#softmax)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.ignores import is_expired
from proctor.model import Context, Document, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    for ignore in context.facts.ignores.get(document.path, ()):
        if is_expired(ignore, context.facts.today):
            yield Problem(ignore.span, f"this suppression ended on {ignore.until}", "repair the place, or set a new day")
