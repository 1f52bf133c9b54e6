"""A word is misspelt.

Of words that no dictionary, no list of technical terms and no other part of the bank knows, nearly all are names and
terms. So a word is a misspelling only where a known word is near that is much more frequent: an `error` where that is
all but certain, a `note` where it is likely. Right words that are taken for wrong go into `words` of
`[tool.proctor.spelling]`, or into the words file, which `--add-words` writes. `dialect` demands American (`en-US`) or
British (`en-GB`) spelling; without it both are right. A fix is unsafe: it is made only with `--unsafe-fixes`, where one
word can be meant. `typos = true` asks the list of the program typos too, which must be installed beside proctor.

~~~markdown bad at="recieve" at="seperately"
## How does a process recieve signals?

Threads are scheduled seperately.
~~~

~~~markdown fixed
## How does a process receive signals?

Threads are scheduled separately.
~~~

~~~markdown good
## How does Kubernetes colour or color `recieve` in https://example.com/recieve?

$recieve$ is math, RECIEVE an abbreviation, recieve_all an identifier, and Recho a name.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proctor.model import Context, Document, Edit, Problem, Span

if TYPE_CHECKING:
    from proctor.spelling import Misspelling

NEEDS = "spelling"
SEVERITY = "error"


def check(document: Document, context: Context) -> Iterator[Problem]:
    for found in context.facts.answers[NEEDS].get(document.path, ()):
        yield _problem(document, found)


def _problem(document: Document, found: Misspelling) -> Problem:
    span = Span(found.start, found.end)
    unique = len(found.suggestions) == 1 and document.slice(span) == found.word
    named = [f"`{word}`" for word in found.suggestions]
    return Problem(
        span,
        f"`{found.word}` is misspelt" if found.severity == "error" else f"`{found.word}` looks misspelt",
        f"did you mean {', '.join(named[:-1])}{' or ' * (len(named) > 1)}{named[-1]}?",
        (Edit(span, found.suggestions[0]),) if unique else (),
        found.word,
        unsafe=True,
        severity=found.severity,
    )
