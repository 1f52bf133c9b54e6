"""A link's `#fragment` is no anchor of the page it leads to.

GitHub then opens the page at its top, and the reader searches. Usually a heading was reworded, numbered anew or moved
to another file after the link was written. Anchors are GitHub's: of headings (any case), and of `id` and `name` in HTML.

~~~markdown bad at="#closure"
- [Closures](#closure)

## Closures
~~~

~~~markdown fixed
- [Closures](#closures)

## Closures
~~~

~~~markdown good
- [Closures](#closures), [the top](#top), [here](#own)

## Closures

<a name="own"></a>
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import nearest
from proctor.bank import Target, has_anchor
from proctor.model import Context, Document, Edit, Link, Problem, Span

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if "#" not in link.url or link.image:
            continue
        target = context.bank.resolve(document, link)
        if not target.fragment or target.kind not in ("here", "there", "folder"):
            continue
        found = (
            has_anchor(document, target.fragment)
            if target.kind == "here"
            else context.bank.has_anchor(target.path, target.fragment)
        )
        if found is False:
            yield _problem(document, link, target, context)


def _problem(document: Document, link: Link, target: Target, context: Context) -> Problem:
    page = document if target.kind == "here" else context.bank.document_at(target.path)
    where = "here" if target.kind == "here" else f"in `{target.path or '/'}`"
    message = f"no heading or anchor {where} gives `#{target.fragment}`"
    if page is None:
        return Problem(link.destination, message, "point at a file, or drop the fragment", target=link.target)
    near = nearest.anchor(target.fragment, link.text, page)
    if near is None:
        return Problem(link.destination, message, "link to a heading that exists, or drop the fragment", target=link.target)
    at = link.target.find("#")
    if not near.certain or at < 0:
        return Problem(link.destination, message, f"nearest: `#{near.name}`", target=link.target)
    start = link.destination.start + len(link.target[: at + 1].encode())
    edit = Edit(Span(start, link.destination.end), near.name)
    return Problem(link.destination, message, f"did you mean `#{near.name}`?", (edit,), link.target)
