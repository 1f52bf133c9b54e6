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
from collections.abc import Iterator

from proctor.bank import Bank
from proctor.model import Context, Problem, Span
from proctor.pattern import lazy

DEFAULT = False

_KNOWN = lazy(
    r"(?:readme|index|license|licence|contributing|changelog|history|code[_-]of[_-]conduct|security|support|governance|authors"
    r"|contributors|citation|notice|todo|_sidebar|_navbar|summary)(?:[._-][a-z-]+)*\.\w+\Z",
    re.I,
)


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    linked = set()
    for document in bank.documents.values():
        for link in document.links:
            target = bank.resolve(document, link)
            if target.kind in ("there", "folder", "case"):
                page = bank.document_at(target.path)
                linked.add(page.path if page else target.path)
    for path in bank.documents:
        if path not in linked and not _KNOWN.match(path.rpartition("/")[2]) and not path.startswith("."):
            yield path, Problem(Span(0, 0), "no document of the bank links to this one", "link to it from an index, or remove it")
