"""Which questions a bank asks, and which of them are answered: `recognise(bank)`.

Every style has a module that proposes candidates by the structure of a document; the choice among them looks at the document
as a whole and at its neighbours. Words of many languages only support what the structure says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from proctor import config
from proctor.bank import Bank
from proctor.gather import Gather, alone
from proctor.model import Question, Span
from proctor.pattern import lazy
from proctor.questions import choose, file, heading
from proctor.questions.candidate import Candidate
from proctor.questions.page import Page
from proctor.questions.settings import wish_for

__all__ = ["recognise"]

# Links to where a question was found: `[[src]](url)` at its end is no part of it.
_SOURCES = lazy(r"(?<=\S) ?\[{1,2}+(?:src|sources?|refs?|references?|link|answers?|来源|出处)? ?\d{0,3}+\]{1,2}+\Z", re.I)
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it
_NO_SETTINGS: Mapping[str, Any] = {}


def recognise(
    bank: Bank, settings: Mapping[str, Any] = _NO_SETTINGS, overrides: Sequence[config.Override] = (), gather: Gather = alone
) -> dict[str, tuple[Question, ...]]:
    """The questions of every document, in document order. Raises ProctorError for settings that make no sense.

    Where several processes share a bank, each recognises those of its own documents, and `gather` joins what all know.
    """
    asked = {path: wish_for(path, settings, overrides) for path in bank.paths}
    wishes = {path: wish for path, wish in asked.items() if wish is not None and not choose.holds_none(path)}
    pages = {path: Page(document) for path, document in bank.documents.items() if path in wishes}
    pool = heading.pool(gather([heading.share(page) for page in pages.values()]))
    found = {path: choose.candidates(page, bank, wishes[path], pool) for path, page in pages.items()}
    file.add(bank, pages, found, wishes, gather)
    questions: dict[str, tuple[Question, ...]] = {}
    for path in bank.documents:
        known = found.get(path)
        questions[path] = _questions(pages[path], bank, known, wishes[path]) if known else ()
    return questions


def _questions(page: Page, bank: Bank, found: Sequence[Candidate], wish: choose.Wish) -> tuple[Question, ...]:
    """The values that the rest of proctor knows."""
    seen: dict[str, int] = {}
    made = []
    path = page.document.path
    for c, status in zip(found, choose.statuses(page, bank, found, wish), strict=True):
        kind, style, at, span, _, limit, said, number, _, anchor, _ = c
        text = " ".join(said.split())
        text = _SOURCES.sub("", text) if "[" in text else text
        key = f"{crc32(text.casefold().encode('utf-8', 'replace')):08x}"
        count = seen[key] = seen.get(key, 0) + 1
        start, end = span
        region = _new(Span, (at if at < start else start, limit if limit > end else end))
        known = (f"{path}#{key}-{count}", path, text, number or None, kind, status, style, anchor, span, region)
        made.append(_new(Question, known))
    return tuple(made)
