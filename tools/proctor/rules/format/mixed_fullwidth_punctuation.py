"""Punctuation of the wrong width: `,` between Chinese letters, or `，` in a sentence without any.

Chinese and Japanese sentences take full-width marks, English ones half-width marks. Which a text mixes is a matter of
taste as well, so the rule is off by default.

~~~markdown bad at="," at="；"
缓存会过期,也会失效。

A cache expires；it may also be invalidated.
~~~

~~~markdown fixed
缓存会过期，也会失效。

A cache expires; it may also be invalidated.
~~~

~~~markdown good
它基于 HTTP，TCP 也要连接。版本 3,14 与 `a，b`；`foo,bar`。

Yes, it does.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import cjk
from proctor.model import Context, Document, Edit, Problem
from proctor.pattern import lazy

DEFAULT = False

_HALF, _FULL = ",;:!?", "，；：！？"
_IN_CHINESE = lazy(f"(?<=[{cjk.LETTER}])[{_HALF}](?=[{cjk.LETTER}])")
_IN_ENGLISH = lazy(f"(?<=[A-Za-z])[{_FULL}](?=[A-Za-z ])")
_LETTER = lazy(f"[{cjk.LETTER}]")
_WIDER, _NARROWER = dict(zip(_HALF, _FULL, strict=True)), dict(zip(_FULL, _HALF, strict=True))


def check(document: Document, context: Context) -> Iterator[Problem]:
    for run in cjk.runs(document):
        wrong, others = (_IN_CHINESE, _WIDER) if _LETTER.search(run.text) else (_IN_ENGLISH, _NARROWER)
        for match in wrong.finditer(run.text):
            span, right = run.span(*match.span()), others[match[0]]
            gap = " " if others is _NARROWER and run.text[match.end()] != " " else ""
            edits = () if run.named else (Edit(span, right + gap),)
            yield Problem(span, f"`{match[0]}` where the text around takes `{right}`", f"write `{right}`", edits)
