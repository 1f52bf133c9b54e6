"""A URL redirects for good: its page lives elsewhere now.

Such a redirect works until its owner forgets about it. Only permanent redirects (301, 308) count, and only those whose
end answers and is neither a front page nor a login. The fragment is kept. Needs `--online`.

~~~markdown bad online="http://docs.example.net/old#install moved https://docs.example.net/new" at="http://docs.example.net/old#install"
[The guide](http://docs.example.net/old#install)
~~~

~~~markdown fixed online="https://docs.example.net/new#install ok"
[The guide](https://docs.example.net/new#install)
~~~

~~~markdown good online="https://docs.example.net/new ok"
[The guide](https://docs.example.net/new)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.outside import answered, replacement, shown

NEEDS = "online"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link, answer in answered(document, context, "moved"):
        edit = replacement(link, answer.target)
        message = f"`{shown(link.url)}` moved for good to `{answer.target}`"
        yield Problem(link.destination, message, "link to its new place", (edit,) if edit else (), shown(link.target))
