"""The comment beside a print that should have been: what was printed, as it can be written there."""

from __future__ import annotations

from proctor.snippets.values import Claim

_LONGEST = 200  # characters


def comment(claim: Claim, actual: str) -> str | None:
    """The new text of a printed claim's span; None where it cannot be written there safely, or something stands beside it."""
    text = actual.strip()
    fits = claim.kind == "printed" and claim.exact and "\n" not in claim.text and 0 < len(text) <= _LONGEST
    return text if fits and text.isprintable() and "*/" not in text and "```" not in text and "~~~" not in text else None
