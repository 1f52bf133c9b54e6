"""A URL's page is there, but nothing on it answers to the URL's fragment.

Only what the page itself holds counts: `id` and `name` of its HTML. Where scripts may make the anchor, nothing is said.
Off by default, because many sites build their pages in the browser: select the rule by its name. Needs `--online`.

~~~markdown bad online="https://docs.example.net/guide#setup ok missing" at="https://docs.example.net/guide#setup"
[Set-up](https://docs.example.net/guide#setup)
~~~

~~~markdown good online="https://docs.example.net/guide#install ok found"
[Set-up](https://docs.example.net/guide#install)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.outside import answered, shown

NEEDS = "online"
DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    for verdict in ("ok", "moved"):
        for link, answer in answered(document, context, verdict):
            if answer.fragment == "missing":
                fragment = link.url.partition("#")[2]
                message = f"nothing on `{shown(link.url).partition('#')[0]}` answers to `#{fragment}`"
                hint = "link to a place that the page has, or drop the fragment"
                yield Problem(link.destination, message, hint, target=shown(link.target))
