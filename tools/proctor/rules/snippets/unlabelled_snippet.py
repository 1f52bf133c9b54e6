"""A fenced code block does not say its language.

It is shown without colours, and nothing can check or run it. Where the language is evident, the hint names it.

~~~markdown bad at="```" at="~~~~~"
```
pip install numpy
python -m pytest
```

~~~~~
a -> b -> c
~~~~~
~~~

~~~markdown good
```bash
pip install numpy
```

```text
a -> b -> c
```

    an indented block has no label
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem, Span
from proctor.snippets import content, languages

DEFAULT = False


def check(document: Document, context: Context) -> Iterator[Problem]:
    for snippet in document.snippets:
        if snippet.fenced and not snippet.info and snippet.code.strip():
            whole, _ = languages.fence(document, snippet)
            found = content.evident(snippet.code)
            edits = (Edit(Span(whole.end, whole.end), found),) if found and document.slice(whole).strip("`~") == "" else ()
            hint = f"label it `{found}`" if found else "write the language behind the fence, or `text`"
            yield Problem(whole, "this block does not say its language", hint, edits, unsafe=True)
