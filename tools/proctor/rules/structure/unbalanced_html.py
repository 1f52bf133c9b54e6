"""An HTML block tag is never closed, or is closed without having been opened.

An open `<details>` takes the rest of the page into its fold, so that the questions below vanish from sight; a stray
closing tag ends what the author did not mean to end. Tags in code do not count.

~~~markdown bad at="<details>"
<details>
<summary>What is a pod?</summary>

A group of containers.

## Next
~~~

~~~markdown bad at="</div>"
<div align="center">

Text

</div>

</div>
~~~

~~~markdown good
<details>
<summary>What is a pod?</summary>

A group of containers.

</details>
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Tag

# Tags that HTML neither closes by itself nor lets stand alone.
_BLOCKS = frozenset(
    "details summary div center table thead tbody ul ol dl blockquote pre section article figure picture video"
    " h1 h2 h3 h4 h5 h6".split()
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    opened: list[Tag] = []
    count: dict[str, int] = {}
    for tag in document.tags:
        if tag.name not in _BLOCKS or tag.void:
            continue
        if not tag.closing:
            opened.append(tag)
            count[tag.name] = count.get(tag.name, 0) + 1
        elif not count.get(tag.name):
            hint = "remove it, or add the opening tag that it belongs to"
            yield Problem(tag.span, f"`</{tag.name}>` closes nothing", hint)
        else:
            while opened[-1].name != tag.name:
                yield _never(opened[-1], tag)
                count[opened.pop().name] -= 1
            count[opened.pop().name] -= 1
    for tag in opened:
        yield _never(tag, None)


def _never(tag: Tag, closer: Tag | None) -> Problem:
    said = f"is not closed before `</{closer.name}>`" if closer else "is never closed, and takes in the rest of the page"
    return Problem(tag.span, f"`<{tag.name}>` {said}", f"add `</{tag.name}>` where it should end")
