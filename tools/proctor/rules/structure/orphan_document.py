"""No document links to this one: readers will not find it.

Off by default, because some banks are read through the list of files. READMEs and the files that GitHub itself looks
for are never orphans.

~~~markdown bad path="notes.md" at=""
Nobody knows of me.
~~~

~~~markdown good
A README needs no link.
~~~
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from proctor.bank import Bank
from proctor.model import Context, Document, Problem, Span
from proctor.pattern import lazy

DEFAULT = False

_KNOWN = lazy(
    r"(?:readme|index|license|licence|contributing|changelog|history|code[_-]of[_-]conduct|security|support|governance|authors"
    r"|contributors|citation|notice|todo|_sidebar|_navbar|summary)(?:[._-][a-z-]+)*\.\w+\Z",
    re.I,
)


def collect(document: Document, context: Context) -> Sequence[str]:
    """The pages that a document links to."""
    targets = (context.bank.resolve(document, link) for link in document.links)
    return sorted({context.bank.page(t.path) for t in targets if t.kind in ("there", "folder", "case")})


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    linked = {path for pages in context.collected.values() for path in pages}
    for path in bank.paths:
        if path not in linked and not _KNOWN.match(path.rpartition("/")[2]) and not path.startswith("."):
            yield path, Problem(Span(0, 0), "no document of the bank links to this one", "link to it from an index, or remove it")
