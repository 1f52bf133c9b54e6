"""A link leads to a file or folder that the bank does not have.

On GitHub the reader gets "404, page not found". A file that only lies on your disk, because git ignores it or nobody
added it, is missing for everybody else. GitHub adds no `.md` and knows no generated site: links are paths of the tree.

~~~markdown bad at="gone.md"
See [the notes](gone.md).
~~~

~~~markdown good
See [this page](README.md) and [its folder](./).
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import nearest
from proctor.model import Context, Document, Problem

SEVERITY = "error"

_WHY = {
    "untracked": ("`{}` is not added to git yet", "add it: git add {}"),
    "ignored": ("`{}` is ignored by git, so nobody else has it", "track it with git add -f, or link elsewhere"),
}


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if link.image or not link.url:
            continue
        target = context.bank.resolve(document, link)
        if target.kind != "missing":
            continue
        why = context.bank.tree.absence(target.path)
        if why:
            message, hint = (text.format(target.path) for text in _WHY[why])
        else:
            near = nearest.path(target.path, context.bank.tree.paths())
            message = f"the bank has no `{target.path}`"
            hint = f"nearest: `{near.name}`" if near else "correct the path, or remove the link"
        yield Problem(link.destination, message, hint, target=link.target)
