"""A URL leads to nothing: its page is gone, or its host.

Dead means that every reader fails: 404, 410, no such host, a refused connection, a certificate that does not hold, a
redirect that runs in a circle. A host that is only busy, slow or shut to robots is no dead URL (see `unknown-url`),
unless it failed on several days. Needs `--online`; with `--base-ref`, dead URLs on lines that did not change only warn.

Private hosts are asked only if `--allow-host` or `PROCTOR_ALLOW_HOSTS` names them. `PROCTOR_HEADERS` gives a host headers
of its own: `{"docs.example.net": {"Authorization": "..."}}`; `GITHUB_TOKEN` goes to GitHub's API and raw files. In the
configuration, `urls.exclude = ["https://example.net/private/*"]` leaves URLs out, `urls.accept = { "*//example.net/*" = [403] }`
takes statuses as fine, and `urls.timeout`, `retry-after`, `waiting`, `time`, `pause`, `per-host`, `redirects`, `most`, `tries`
may be made stricter, `urls.days` be set; `PROCTOR_URLS_TIMEOUT=60` and so on set them freely.

~~~markdown bad online="https://docs.example.net/gone broken" at="https://docs.example.net/gone"
[The guide](https://docs.example.net/gone)
~~~

~~~markdown good online="https://docs.example.net/guide ok" online="https://docs.example.net/busy unknown"
[The guide](https://docs.example.net/guide), [a busy page](https://docs.example.net/busy)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.outside import answered, elsewhere, shown

NEEDS = "online"
SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for link, answer in answered(document, context, "broken"):
        message = f"`{shown(link.url)}` is dead: {answer.reason}"
        yield Problem(link.destination, message, elsewhere(link.url), target=shown(link.target))
