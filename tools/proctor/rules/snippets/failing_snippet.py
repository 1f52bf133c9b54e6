"""A snippet does not run to its end.

It raised an exception, was stopped by a limit, or left the program before its last statement. Each block runs alone in a
sandbox; a name that it lacks is looked for in the blocks above, first of its question, then of its document. What needs
a package, a browser, the network, a keyboard or a server is not failing: it counts as `not-runnable`.

It is an error where no reader would doubt it: a name that is a slip of one that the block defines, a promise of a directive
that is not kept, a block that ran at `--base-ref` and fails now, or one that the change touches. All else is a note.

A comment before the fence, which readers of the page do not see, tells what is meant: `<!-- proctor: raises=TypeError -->`,
`<!-- proctor: skip: needs a GPU -->`, `<!-- proctor: hangs -->`, `<!-- proctor: fragment -->`. Needs `--run`.

~~~markdown bad at="totl"
```python
total = sum([1, 2, 3])
print(totl)
```
~~~

~~~markdown good
```python
total = sum([1, 2, 3])
print(total)
```

<!-- proctor: raises=ZeroDivisionError -->
```python
1 / 0
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
    yield from problems(document, context, "failing-snippet")
