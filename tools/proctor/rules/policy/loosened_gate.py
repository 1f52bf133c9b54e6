"""The change loosens what it is judged by.

Under `--trust-base-config` the settings of the base commit are in force, and those of the change are compared with them:
a rule that no longer runs or weighs less, more that is excluded or taken for right, another threshold, a CI file that no
longer runs proctor. Once merged they would hold for everybody, so a maintainer should agree to them, and not only to the
text beside them.

~~~markdown bad path="proctor.toml" at="duplicate-question" at="fail-level" before="fail-level = 'note'"
ignore = ["duplicate-question"]
fail-level = "error"
~~~

~~~markdown bad path="proctor.toml" at="drafts" before="exclude = []"
exclude = ["drafts"]
~~~

~~~markdown good path="proctor.toml" before="ignore = ['duplicate-question', 'links']"
ignore = ["duplicate-question"]
fail-level = "warning"
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.bank import Bank
from proctor.model import Context, Problem

SEVERITY = "error"


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    gate = context.facts.gate
    if gate is None:
        return
    from proctor.gate import loosened, spot  # most runs have nothing to compare with

    sources = gate.sources()
    for each in loosened(gate):
        span = spot(sources.get(each.path, b""), each.words)
        yield each.path, Problem(span, each.message, each.hint, target=each.message, severity=each.severity)
