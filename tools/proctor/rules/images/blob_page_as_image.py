"""A picture's URL is GitHub's page about the file, not the file.

`/blob/` URLs answer with a web page around the picture. GitHub's own rendering may still show it; every other reader,
site and editor shows a broken picture. (A URL of this very repository is the business of `absolute-own-link`.)

~~~markdown bad at="https://github.com/acme/figures/blob/main/roc.png"
![ROC](https://github.com/acme/figures/blob/main/roc.png)
~~~

~~~markdown fixed
![ROC](https://github.com/acme/figures/raw/main/roc.png)
~~~

~~~markdown good
![ROC](https://github.com/acme/figures/blob/main/roc.png?raw=true), ![ROC](https://github.com/acme/figures/raw/main/roc.png)
~~~
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem
from proctor.pattern import lazy

_BLOB = lazy(r"(https?://(?:www\.)?github\.com/[^/?#]+/[^/?#]+/)blob(/[^?#]+)(?![^#]*[?&]raw=)", re.I)


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link in document.links:
        match = _BLOB.match(link.target) if link.image else None
        if match and not context.bank.resolve(document, link).own:
            raw = f"{match[1]}raw{match[2]}{link.target[match.end() :]}"
            hint = "use the raw file's URL"
            yield Problem(
                link.destination, "this URL is a web page, not a picture", hint, (Edit(link.destination, raw),), link.target
            )
