r"""A document is not UTF-8 text: it holds other bytes, or a NUL.

GitHub takes such a file for another encoding or for binary data, and shows wrong characters or nothing at all.

~~~markdown bad bytes="caf\xe9" at="\xe9"
~~~

~~~markdown good
café
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for offset in document.bad_bytes:
        byte = document.source[offset]
        message = f"byte 0x{byte:02x} is no text in UTF-8" if byte else "a NUL character makes this a binary file"
        yield Problem(Span(offset, offset + 1), message, "save the file as UTF-8")
