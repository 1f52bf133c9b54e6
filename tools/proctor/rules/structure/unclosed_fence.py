"""A code fence is opened and never closed.

Everything after it, to the end of the page or of its list item, is shown as code: headings lose their anchors and
links are dead. A fence closes with at least as many of the same mark, alone on its line.

~~~markdown bad at="```python"
```python
print("hello")

## Next question
~~~

~~~markdown good
```python
print("hello")
```

## Next question
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for snippet in document.snippets:
        if not snippet.closed:
            end = document.source.find(b"\n", snippet.span.start)
            line = document.source[snippet.span.start : end if end >= 0 else len(document.source)].rstrip()
            lines = max(0, snippet.code.count("\n"))
            message = f"this fence is never closed: {lines} line{'s are' if lines != 1 else ' is'} shown as code"
            mark = line[:1].decode() * max(3, len(line) - len(line.lstrip(line[:1])))
            opened = Span(snippet.span.start, snippet.span.start + len(line))
            yield Problem(opened, message, f"write {mark} alone on a line where the code ends")
