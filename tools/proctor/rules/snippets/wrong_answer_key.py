"""The marked answer of a multiple-choice question is not what its snippet does.

"What's the output?" with options and a marked answer can be run: one of the options, or the type of an error, is what
comes. A reader who trusts a wrong key learns it. Needs `--run`.

~~~markdown bad at="A"
###### 1. What's the output?

```python
print(1 + 1)
```

- A: `3`
- B: `2`

#### Answer: A
~~~

~~~markdown good
###### 1. What's the output?

```python
print(1 + 1)
```

- A: `3`
- B: `2`

#### Answer: B
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem
from proctor.snippets.remarks import problems

NEEDS = "run"
SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    yield from problems(document, context, "wrong-answer-key")
