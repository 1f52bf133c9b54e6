r"""A formula cannot be typeset: a brace, environment or `$$` is left open.

GitHub then shows the raw TeX, or an error in red, instead of the formula.

~~~markdown bad at="$\frac{1}{n$"
The mean is $\frac{1}{n$ times the sum.
~~~

~~~markdown good
The mean is $\frac{1}{n}$ times the sum; it costs $5 to $10.
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    for formula in document.formulas:
        if formula.problem:
            yield Problem(
                formula.span, f"the formula cannot be typeset: {formula.problem}", "close what is open, or write `\\$` for a dollar"
            )
