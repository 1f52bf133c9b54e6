"""Code that cannot be parsed: a reader who copies it gets an error.

Python (sessions with prompts too), JSON, TOML, XML, YAML, single regular expressions and the hunks of a diff are parsed
without running anything; with `--run`, whatever runs. It is an error where the author would agree at once. Code that
leaves parts out (`...`), that is of Python 2, or that the text calls wrong is no more than a note; data that is a part of
a document, and JSON with comments, too.

~~~markdown bad at="if n == 1:" at='print("hello")'
```python
def fibonacci(n):
    '''Top down'''
     if n == 1:
        return 1
```

- Say hello:

  ```python
  for name in names:
      greet(name)
    print("hello")
  ```
~~~

~~~markdown bad at="“Ada”" at='"b": 2'
> ```py
> name = “Ada”
> ```

```json
{
  "a": 1
  "b": 2
}
```
~~~

~~~markdown good
```python
    total = sum(values)  # a part of a function
    return total
```

```python
def area(radius):
    ...
```

```json
{"a": 1, "b": 2}
```

What is wrong here?

<!-- proctor: raises=SyntaxError -->
```python
class = 3
```

<!-- proctor: fragment -->
```python
else:
    pass
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem

SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    if document.snippets:
        from proctor.snippets import parsing, remarks  # most documents hold no code

        yield from parsing.problems(document)
        yield from remarks.problems(document, context, "snippet-syntax")
