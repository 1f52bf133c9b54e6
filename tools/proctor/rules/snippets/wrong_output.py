"""The text shows an output that the snippet does not print.

Compared are the block below a snippet that shows its output, comments beside printed values (`# 6`, `// 6`, `#> 6`) and
doctest sessions. It is an error where the value is the same in every run; what depends on time, chance or the machine is a
note. `--fix` puts the real output in (never in CI), `--diff` shows it first. Needs `--run`.

~~~markdown bad at="7"
```python
print(sum([1, 2, 3]))  # 7
```
~~~

~~~markdown fixed
```python
print(sum([1, 2, 3]))  # 6
```
~~~

~~~markdown good
```python
print(sum([1, 2, 3]))
```

Output:

```text
6
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
    yield from problems(document, context, "wrong-output")
