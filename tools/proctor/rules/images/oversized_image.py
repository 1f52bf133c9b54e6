"""A picture's file is larger than a page should load.

Readers on a phone wait for it, and every clone carries it for ever. Most screenshots fit in a tenth of the limit as a
palette PNG or as SVG.

~~~markdown bad files="big.png=3000000" at="big.png"
![A screenshot](big.png)
~~~

~~~markdown good files="small.png"
![A screenshot](small.png)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

OPTIONS = {"limit": 2_000_000}  # bytes


def check(document: Document, context: Context) -> Iterator[Problem]:
    limit = context.options["limit"]
    for link in document.links:
        if not link.image:
            continue
        target = context.bank.resolve(document, link)
        if target.kind == "there":
            try:
                size = context.bank.tree.size(target.path)
            except OSError:
                continue
            if size > limit:
                message = f"`{target.path}` has {size:,} bytes; the limit is {limit:,}"
                yield Problem(link.destination, message, "shrink it, or use SVG", target=link.target)
