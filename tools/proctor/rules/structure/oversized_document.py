"""A document is too large to be read, so nothing in it was checked.

proctor reads up to 16 MiB of one file, which is a hundred times the largest bank on one page. A check that could not
run is not passed over in silence.

~~~markdown bad size="16777217" at=""
~~~

~~~markdown good
Short.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span
from proctor.source import MOST_BYTES

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    if len(document.source) > MOST_BYTES:
        message = f"the file has {len(document.source):,} bytes and was not checked; the most is {MOST_BYTES:,}"
        yield Problem(Span(0, 0), message, "split it, or exclude it in the configuration")
