"""A URL answers, but hardly with the page that was meant.

The server says yes and shows a page that says `not found`, a domain that is for sale, its front page, or a login.
Readers find nothing there, though every status is fine. Needs `--online`.

~~~markdown bad online="https://docs.example.net/old suspect" at="https://docs.example.net/old"
[The guide](https://docs.example.net/old)
~~~

~~~markdown good online="https://docs.example.net/guide ok"
[The guide](https://docs.example.net/guide)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.outside import answered, shown

NEEDS = "online"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link, answer in answered(document, context, "suspect"):
        message = f"`{shown(link.url)}` may not be the page that was meant: {answer.reason}"
        yield Problem(link.destination, message, "open it, and link to where the page is now", target=shown(link.target))
