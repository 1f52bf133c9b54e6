"""Nothing checks what a snippet shows.

With `strict = true` in `[tool.proctor.snippets]` every block that can run has an output, a comment with the printed value, an
assertion, a session or an answer key that was checked, or a mark that says why not: `skip`, `parse`, `fragment`, `run`,
`hangs`. Without it this rule says nothing unless it is selected. Needs `--run`.

~~~markdown bad at="```python"
```python
print(sum([1, 2, 3]))
```
~~~

~~~markdown good
```python
assert sum([1, 2, 3]) == 6
```

<!-- proctor: skip: needs a GPU -->
```python
train()
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.snippets.remarks import problems

NEEDS = "run"
SEVERITY = "error"
DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    yield from problems(document, context, "unverified-snippet")
