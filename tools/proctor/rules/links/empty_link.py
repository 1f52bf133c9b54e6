"""A link has no destination, or nothing to click on.

`[text]()` reloads the page, and `[](page.md)` shows nothing at all. Most were left behind by an editor, or wait for a
URL that never came.

~~~markdown bad at="[the paper]()" at="[](README.md)"
See [the paper]() and [](README.md).
~~~

~~~markdown good
See [the paper](README.md) and [![its cover](https://example.org/cover.png)](README.md).
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        if not link.url:
            what = "picture has no file" if link.image else "link has no destination"
            yield Problem(link.span, f"the {what}", "give it one, or keep the text alone")
        elif not link.text.strip() and not link.image and link.kind in ("inline", "reference") and not _shows(document, link.span):
            yield Problem(link.span, "the link has no text: a reader sees nothing", "write what it leads to between the brackets")


def _shows(document: Document, span: tuple[int, int]) -> bool:
    """Whether something that is no text stands in a link: a picture."""
    inside = document.source[span[0] : span[1]]
    return b"![" in inside or b"<" in inside
