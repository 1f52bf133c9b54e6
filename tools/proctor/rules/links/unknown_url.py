"""Nobody can tell from here whether a URL works.

The server turns programs away, is overloaded, or did not answer in time: that says nothing about its readers, so it
never fails a run. proctor asks again in the next run, and calls a URL dead that failed on several days. Needs `--online`.

~~~markdown bad online="https://docs.example.net/busy unknown" at="https://docs.example.net/busy"
[The guide](https://docs.example.net/busy)
~~~

~~~markdown good online="https://docs.example.net/guide ok"
[The guide](https://docs.example.net/guide)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.outside import answered, shown

NEEDS = "online"
SEVERITY = "note"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link, answer in answered(document, context, "unknown"):
        message = f"`{shown(link.url)}` could not be checked: {answer.reason}"
        yield Problem(link.destination, message, "open it to be sure", target=shown(link.target))
