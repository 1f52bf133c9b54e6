"""A directive for a code block says nothing, or what it cannot mean.

A word that nobody knows, a value that makes no sense, `skip` without its reason, or a comment that no code block follows:
whoever wrote it believes that it works.

~~~markdown bad at="<!-- proctor: timeuot=20 -->" at="<!-- proctor: skip -->" at="<!-- proctor: raises=TypeError -->"
<!-- proctor: timeuot=20 -->
```python
crunch()
```

<!-- proctor: skip -->
```python
train()
```

<!-- proctor: raises=TypeError -->

Add a number to a text:

```python
1 + "1"
```
~~~

~~~markdown bad at="python timeout=soon"
```python timeout=soon
crunch()
```
~~~

~~~markdown good
<!-- proctor: timeout=20 -->
```python
crunch()
```

<!-- proctor: skip: it needs a GPU -->
```python
train()
```

<!-- proctor: setup python
from math import pi
-->

```python title="circle.py" raises=TypeError
"1" + pi
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem, Span

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    more = [snippet for snippet in document.snippets if " " in snippet.info or "," in snippet.info]
    if not more and not any("proctor" in comment.text for comment in document.comments):
        return
    from proctor.snippets import directives, languages  # most documents say nothing to proctor

    for fault in directives.said(document).faults:
        yield Problem(fault.span, fault.message, fault.hint)
    for snippet in more:
        whole, word = languages.fence(document, snippet)
        for message, hint in directives.of_info(snippet)[1]:
            yield Problem(Span(word.start, whole.end), message, hint)
