"""No space stands between Chinese letters and Latin ones or digits.

Many style guides ask for the space, for lines that are easier to read; others ask for none. Off by default.
`spaced = false` reports the spaces instead.

~~~markdown bad at="用H" at="P获" at="约3" at="0毫"
使用HTTP获取数据，约300毫秒。
~~~

~~~markdown fixed
使用 HTTP 获取数据，约 300 毫秒。
~~~

~~~markdown bad at=" " at=" " option.spaced=false
使用 HTTP 获取数据。
~~~

~~~markdown good
使用 HTTP 获取数据，约 300 毫秒；`用HTTP`，$用x$，<https://example.org/用HTTP>。
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import cjk
from proctor.model import Context, Document, Edit, Problem
from proctor.pattern import lazy

DEFAULT = False
OPTIONS = {"spaced": True}

_LATIN = "A-Za-z0-9"
_TIGHT = lazy(f"[{cjk.LETTER}](?=[{_LATIN}])|[{_LATIN}](?=[{cjk.LETTER}])")
_SPACED = lazy(f"(?<=[{cjk.LETTER}]) (?=[{_LATIN}])|(?<=[{_LATIN}]) (?=[{cjk.LETTER}])")


def check(document: Document, context: Context) -> Iterator[Problem]:
    spaced = context.options["spaced"]
    for run in cjk.runs(document):
        for match in (_TIGHT if spaced else _SPACED).finditer(run.text):
            start, end = match.span()
            span = run.span(start, end + spaced)
            message = f"{'no' if spaced else 'a'} space between Chinese and Latin letters"
            edit = Edit(run.span(end, end), " ") if spaced else Edit(span, "")
            yield Problem(span, message, "put one there" if spaced else "delete it", () if run.named else (edit,))
