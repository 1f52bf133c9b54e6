"""A snippet prints something else each time it runs.

Nobody can check such an output, and a reader who tries it sees another. Give it a seed or a fixed time, or name what differs
with `<!-- proctor: volatile=... -->`. This rule is off by default, for it runs every block twice. Needs `--run`.

~~~markdown bad at="```python"
```python
import random

print(random.random())
```
~~~

~~~markdown good
```python
import random

random.seed(7)
print(random.random())
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.snippets.remarks import problems

NEEDS = "run"
SEVERITY = "warning"
DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    yield from problems(document, context, "nondeterministic-snippet")
