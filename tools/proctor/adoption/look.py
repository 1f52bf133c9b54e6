"""What proctor sees in a bank that it has never met: documents, questions by style, findings by rule, the bank's own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from proctor import engine, git
from proctor.bank import Bank
from proctor.config import Config
from proctor.model import Finding, Tree
from proctor.pattern import lazy
from proctor.questions import recognise

_PAGE = lazy(r"https?://(?:www\.)?github\.com/([\w.-]{1,100}/[\w.-]{1,100})/(?:blob|tree|raw|edit)/[^/\s]{1,200}/([^#?\s]+)", re.I)
_FEWEST = 3  # links that lead to files of the bank, before its name is believed


class Seen(NamedTuple):
    """A bank as proctor takes it."""

    documents: int
    styles: Mapping[str, int]  # of questions
    statuses: Mapping[str, int]
    findings: Sequence[Finding]  # without notes
    repository: str  # its name, told by its links; empty where git knows it or nobody does
    notes: Sequence[str]

    @property
    def errors(self) -> int:
        """How many findings fail a check."""
        return sum(finding.severity == "error" for finding in self.findings)


def at(tree: Tree, settings: Config) -> Seen:
    """What is seen under the settings that the bank has. Raises Incomplete where not all of it can be read."""
    bank, unread = engine.read_bank(tree, settings)
    unread.demand()
    name = "" if settings.repository or git.settings(tree.root).get("remote.origin.url") else _own_name(bank)
    if name:
        settings = settings._replace(repository=name)
        bank, _ = engine.read_bank(tree, settings, known=bank.documents)
    found = [q for each in recognise(bank, settings.questions, settings.overrides).values() for q in each]
    report = engine.run(bank, settings, engine.Request())
    return Seen(
        len(bank.documents),
        dict(Counter(q.style for q in found).most_common()),
        Counter(q.status for q in found),
        [finding for finding in report.findings if finding.severity != "note"],
        name,
        unread.notes,
    )


def _own_name(bank: Bank) -> str:
    """The GitHub repository whose files a bank's full links name, where the bank has just these files."""
    named: Counter[str] = Counter()
    for document in bank.documents.values():
        for link in document.links:
            match = _PAGE.match(link.url)
            if match and bank.tree.kind(match[2].rstrip("/")):
                named[match[1].lower()] += 1
    best = named.most_common(1)
    return best[0][0] if best and best[0][1] >= _FEWEST and best[0][1] * 2 > named.total() else ""
