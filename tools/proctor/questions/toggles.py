"""Which `<details>` are toggles, that hide the answer to a question which stands elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from proctor.model import Details
from proctor.questions import words

_OPENERS = frozenset(("show", "reveal", "view", "see", "open", "toggle", "details", "more"))


def toggled(found: Sequence[Details]) -> list[bool]:
    """For each `<details>` of a document whether it hides an answer.

    The words of their summaries tell, or that these repeat; where most are toggles, short ones are, too.
    """
    texts = [details.text for details in found]
    counts = Counter(texts)
    labels = [
        not text
        or words.answer_label(text) >= len(text)
        or text.casefold() in _OPENERS
        or (counts[text] > 2 and not words.has_mark(text))
        for text in texts
    ]
    if sum(labels) < 0.6 * len(labels):
        return labels
    return [label or (len(text) < 30 and not words.asks(text)) for label, text in zip(labels, texts, strict=True)]
