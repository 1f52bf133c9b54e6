"""A URL stands in the text with no marks around it.

GitHub makes a link of it, other renderers do not, and where it ends is a guess: a full stop or a Chinese comma behind
it may become part of it.

~~~markdown bad at="https://example.org/guide"
Read https://example.org/guide first.
~~~

~~~markdown fixed
Read <https://example.org/guide> first.
~~~

~~~markdown bad at="www.example.org" at="https://example.org/a，再看"
Read www.example.org first.

先看 https://example.org/a，再看 b。
~~~

~~~markdown fixed
Read [www.example.org](http://www.example.org) first.

先看 <https://example.org/a>，再看 b。
~~~

~~~markdown good
Read <https://example.org/guide>, [this](https://example.org) or `https://example.org/code`.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor import cjk
from proctor.model import Context, Document, Edit, Link, Problem, Span
from proctor.pattern import lazy

_GOES_ON = lazy(rb"[\\&\w/?#=%<]")
_END = lazy(f"[{cjk.MARK}\\s]")


def check(document: Document, context: Context) -> Iterator[Problem]:
    anchors = _html_links(document)
    for link in document.links:
        if link.kind == "bare" and not any(a.start <= link.span.start < a.end for a in anchors):
            yield _problem(document, link)


def _problem(document: Document, link: Link) -> Problem:
    text = _END.split(link.target, maxsplit=1)[0]
    runs_on = text != link.target
    span = Span(link.span.start, link.span.start + len(text.encode()))
    message = "the link runs on into the text behind it" if runs_on else "a bare URL is a link on GitHub only"
    scheme = text.lower().startswith(("http://", "https://", "ftp://"))
    edits: tuple[Edit, ...] = (Edit(span, f"<{text}>" if scheme else f"[{text}](http://{text})"),)
    cut = not runs_on and _GOES_ON.match(document.source, span.end)  # by an escape or emphasis
    if cut or document.source.endswith(b"](", 0, span.start):  # a link that is broken elsewhere
        edits = ()
    return Problem(link.span, message, "put it in `<` and `>`, or give it a text", edits, link.target, unsafe=runs_on)


def _html_links(document: Document) -> list[Span]:
    """The contents of `<a>` elements: a URL there is the text of a link."""
    found, opened = [], -1
    for tag in document.tags:
        if tag.name == "a" and not tag.closing:
            opened = tag.span.end
        elif tag.name == "a" and opened >= 0:
            found.append(Span(opened, tag.span.start))
            opened = -1
    return found
