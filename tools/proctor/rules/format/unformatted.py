"""The layout of a document is not the one that formatting gives.

Regular layout makes small diffs: one kind of bullet, numbers that count, tables whose columns line up, blank lines
around blocks. Formatting never rewrites text: formulas, code, link destinations, definitions and front matter keep
their bytes, and the page looks the same. Where that cannot be proven, a block stays as it is, with the reason.

Set `wrap`, `number` and `bullets` in `[tool.proctor.format]`; `<!-- proctor: ignore unformatted -->` keeps a block.

~~~markdown bad at="* What is $a_i * b_i$?"
# Questions
* What is $a_i * b_i$?
* Why?
~~~

~~~markdown fixed
# Questions

- What is $a_i * b_i$?
- Why?
~~~

~~~markdown good
# Questions

- What is $a_i * b_i$?
- Why is **粗体。**后 no emphasis?
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span

NEEDS = "formatting"

_KEEP = "rewrite it more plainly, or keep it with `<!-- proctor: ignore unformatted: reason -->`"


def check(document: Document, context: Context) -> Iterator[Problem]:
    found = context.facts.answers[NEEDS].get(document.path)
    if found is None:
        return
    if found.edits:
        lines = sum(max(_lines(document.slice(edit.span)), _lines(edit.text)) for edit in found.edits)
        message = f"{lines} line{'s' * (lines != 1)} would be formatted otherwise"
        yield Problem(_first_line(document, found.edits[0].span), message, "run with --fix, or with --diff to see it", found.edits)
    for span, reason in found.refused:
        if reason:
            yield Problem(span, f"not formatted: that would {reason}", _KEEP)
        else:
            yield Problem(span, "this block would be formatted otherwise", _KEEP)


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and bool(text))


def _first_line(document: Document, span: Span) -> Span:
    """The first changed line that shows anything."""
    text = document.source[slice(*span)]
    start = span.start + len(text) - len(text.lstrip(b"\r\n"))
    end = document.source.find(b"\n", start)
    return Span(start, len(document.source) if end < 0 else end)
