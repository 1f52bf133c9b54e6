"""The change adds known findings to the baseline.

A baseline may only shrink: what it takes in is never reported again. This compares the file with the base commit's, under
`--trust-base-config`, where the base commit's is the one in force.

~~~markdown bad path="proctor-baseline.tsv" at="bare-url\\x090123456789abcdef" before="" bytes="bare-url\\x090123456789abcdef\\x091"
~~~

~~~markdown good path="proctor-baseline.tsv" before="bare-url\\x090123456789abcdef\\x091" bytes=""
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
    from proctor.gate import Growth, grown, spot  # most runs have nothing to compare with

    for each in grown(gate):
        if isinstance(each, Growth):
            more = f"{each.number} finding{'s' * (each.number != 1)}"
            hint = "repair them, or have a maintainer accept them"
            yield (
                gate.after.known_path,
                Problem(each.span, f"the baseline knows {more} more of `{each.rule}`", hint, keys=each.keys),
            )
        else:
            yield each.path, Problem(spot(gate.after.known, each.words), each.message, each.hint)
