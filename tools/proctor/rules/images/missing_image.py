"""A picture's file is not in the bank, or is a folder.

GitHub shows the alternative text with a broken-picture sign. The path is looked up in git's own list of files, so a
picture that only lies on your disk is missing too.

~~~markdown bad at="gone.png"
![The training curve](gone.png)
~~~

~~~markdown good
![The training curve](https://example.org/curve.png)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import nearest
from proctor.model import Context, Document, Problem

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if not link.image or not link.url:
            continue
        target = context.bank.resolve(document, link)
        if target.kind == "folder":
            yield Problem(
                link.destination, f"`{target.path or '/'}` is a folder, not a picture", "name the file in it", target=link.target
            )
        elif target.kind == "missing":
            why = context.bank.tree.absence(target.path)
            near = None if why else nearest.path(target.path, context.bank.tree.paths())
            hint = f"nearest: `{near.name}`" if near else "add the file, or remove the picture"
            hint = {"untracked": f"add it: git add {target.path}", "ignored": "git ignores it: track it with git add -f"}.get(
                why, hint
            )
            yield Problem(link.destination, f"the bank has no `{target.path}`", hint, target=link.target)
