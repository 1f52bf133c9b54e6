"""A picture has no alternative text.

Readers who cannot see it, and everyone when it fails to load, get nothing. In HTML, `alt=""` says that a picture is
mere decoration and is accepted.

~~~markdown bad at="![](https://example.org/roc.png)" at="<img src='https://example.org/a.png'>"
![](https://example.org/roc.png)

<img src='https://example.org/a.png'>
~~~

~~~markdown good
![ROC curve of both models](https://example.org/roc.png)

<img src="https://example.org/line.png" alt="">
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    tags = None
    for link in document.links:
        if not link.image or link.text.strip() or not link.url:
            continue
        if link.kind == "html":
            tags = {tag.span: tag for tag in document.tags} if tags is None else tags
            if link.tag != "img" or tags[link.span].get("alt"):
                continue
        yield Problem(link.span, "the picture has no alternative text", "say in a few words what it shows", target=link.target)
