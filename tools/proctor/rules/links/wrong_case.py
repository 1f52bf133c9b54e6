"""A path exists, but with other capital letters.

GitHub's paths tell `Guide.md` from `guide.md`, whatever your own disk does: the link works on macOS and Windows and is
broken on the site. A name written with other Unicode composition is the same case.

~~~markdown bad at="readme.MD"
[The start](readme.MD)
~~~

~~~markdown fixed
[The start](README.md)
~~~

~~~markdown good
[The start](README.md)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.entities import decoded
from proctor.model import Context, Document, Edit, Link, Problem, Span

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if not link.url:
            continue
        target = context.bank.resolve(document, link)
        if target.kind == "case":
            edits = _edits(link, target.path)
            message = f"the bank has `{target.path}`: the case differs, and GitHub tells them apart"
            yield Problem(link.destination, message, f"write `{target.path}`", edits, link.target)


def _edits(link: Link, path: str) -> tuple[Edit, ...]:
    """Each segment as the tree has it, where the segments as written are plain."""
    place = link.target.split("#")[0].split("?")[0]
    written = place.split("/")
    wanted = path.split("/")
    for n in range(1, min(len(written), len(wanted)) + 1):
        if decoded(written[-n]).casefold() != wanted[-n].casefold():
            if n == 1:
                return ()
            break
        if decoded(written[-n]) != wanted[-n]:
            if "%" in written[-n] or " " in wanted[-n]:
                return ()
            written[-n] = wanted[-n]
    new = "/".join(written)
    start = link.destination.start
    return (Edit(Span(start, start + len(place.encode())), new),) if new != place else ()
