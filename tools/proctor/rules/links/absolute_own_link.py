"""A full URL leads to this very repository where a relative link would do.

Such a link shows the default branch whatever branch or fork the reader is in, breaks when the repository is renamed,
and cannot be followed in a clone. proctor resolves it in the checkout, without the network.

~~~markdown bad repository="acme/bank" at="https://github.com/acme/bank/blob/main/README.md#softmax"
[Softmax](https://github.com/acme/bank/blob/main/README.md#softmax)

## Softmax
~~~

~~~markdown fixed
[Softmax](#softmax)

## Softmax
~~~

~~~markdown good repository="acme/bank"
[Softmax](#softmax), [an old state](https://github.com/acme/bank/blob/v1.0/README.md), [issues](https://github.com/acme/bank/issues)

## Softmax
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.bank import Target, has_anchor
from proctor.entities import encoded
from proctor.model import Context, Document, Edit, Link, Problem

_TO_QUOTE = frozenset(' ()<>"%?#\\\t\n\r')
_SAFE = "/!$&'*+,;=:@-._~"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if not context.bank.repository.names or ":" not in link.url:
            continue
        target = context.bank.resolve(document, link)
        if target.own:
            relative = _relative(document, link, target) if _exists(document, target, context) else ""
            edits = (Edit(link.destination, relative),) if relative and link.kind in ("inline", "reference", "html") else ()
            hint = f"write `{relative}`" if relative else "correct the target, then make it relative"
            yield Problem(link.destination, "a full URL to this very repository", hint, edits, link.target)


def _exists(document: Document, target: Target, context: Context) -> bool:
    if target.kind not in ("here", "there", "folder"):
        return False
    if not target.fragment:
        return True
    if target.kind == "here":
        return has_anchor(document, target.fragment)
    return context.bank.has_anchor(target.path, target.fragment) is not False


def _relative(document: Document, link: Link, target: Target) -> str:
    """The way from the document's folder to the target; only the fragment in the same document. The fragment as written."""
    fragment = link.url.partition("#")[2]
    mark = f"#{fragment}" if fragment and not link.image else ""
    if target.kind == "here" and mark:
        return mark
    here = document.path.split("/")[:-1]
    there = target.path.split("/") if target.path else []
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    parts = [".."] * (len(here) - same) + there[same:]
    path = "/".join(encoded(part, _SAFE) if set(part) & _TO_QUOTE else part for part in parts)
    query = "?plain=1" if "plain=1" in link.url.partition("#")[0] else ""
    return (path or ".") + query + mark
