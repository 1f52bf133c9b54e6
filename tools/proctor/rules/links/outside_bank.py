"""A relative path climbs out of the bank.

On GitHub there is nothing above the root of a repository but other pages of the site, so the link is a 404; it works
at most in the author's own folders.

~~~markdown bad at="../other/notes.md"
[My notes](../other/notes.md)
~~~

~~~markdown good
[Our issues](../../issues)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if ".." not in link.url and "%" not in link.url:
            continue
        if context.bank.resolve(document, link).kind == "beyond":
            hint = "link to a file of the bank, or give the full URL"
            yield Problem(link.destination, "the path leaves the bank", hint, target=link.target)
