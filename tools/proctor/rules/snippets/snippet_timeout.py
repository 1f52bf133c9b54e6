"""A snippet does not end in the time that it has.

It computes without an end, or for longer than `timeout` in `[tool.proctor.snippets]` (five seconds, if nothing else is
said). A server or a timer that only waits is not reported: it counts as `not-runnable`. It is a note, and an error where a
change touches the block. `<!-- proctor: hangs -->` says that it never ends on purpose, `timeout=20` gives it more time. Needs
`--run`.

~~~markdown bad at="```python"
<!-- proctor: timeout=0.5 -->
```python
while True:
    pass
```
~~~

~~~markdown good
<!-- proctor: hangs timeout=0.5 -->
```python
while True:
    pass
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.snippets.remarks import problems

NEEDS = "run"
SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    yield from problems(document, context, "snippet-timeout")
