"""What a heading asks: its own words, or those of the paragraph below where it only names a question."""

from __future__ import annotations

from proctor.model import Block
from proctor.questions.candidate import Candidate
from proctor.questions.numbers import numbered
from proctor.questions.outline import Head
from proctor.questions.page import Page


def below(page: Page, offset: int, head: Head) -> Block | None:
    """The block after an offset, if it is a paragraph below a heading."""
    at = page.block_at(offset)
    block = page.blocks[at] if at < len(page.blocks) else None
    return block if block and block.kind == "paragraph" and block.span.end <= head.end else None


def candidates(page: Page, taken: set[int]) -> list[Candidate]:
    """The chosen headings as candidates. The region of each goes to the next heading of its level that is no label."""
    return [_headed(page, n) if n + 1 not in taken else _candidate(page, page.heads[n]) for n in sorted(taken)]


def _headed(page: Page, n: int) -> Candidate:
    """A heading as a candidate. One that is only a mark, as `Q1`, has its text and its region from the heading right below."""
    head = page.heads[n]
    made = _candidate(page, head)
    after = page.heads[n + 1] if not head.title and head.style == "mark" and n + 1 < len(page.heads) else None
    if after is None or after.role or page.block_at(head.heading.span.end) != page.block_at(after.at):
        return made
    return made._replace(text=after.title, body=after.heading.span.end, limit=max(head.end, after.end), weight=after.weight)


def _candidate(page: Page, head: Head) -> Candidate:
    """A heading as a candidate. One that is a bare number has its text in the paragraph below."""
    style = ("numbered-heading" if head.style else "heading") if not head.item else "heading-in-list"
    heading = head.heading
    span, body, text = heading.content, heading.span.end, head.title or heading.text.strip()
    first = below(page, body, head) if not head.title else None
    strong = page.strong(first.content.start) if first else None
    if first and strong and not numbered(page.strong_text(strong)).title:  # `**Question:**` only says so again
        said = below(page, first.span.end, head) or first
        body, text = said.span.end, said.text.strip()
    elif strong:
        span, body, text = strong, strong.end, page.strong_text(strong)
    elif first:
        text = first.text.strip()
        span, body = (first.content, first.span.end) if head.style != "mark" else (span, body)
    return Candidate("heading", style, head.at, span, body, head.end, text, head.number, head.weight, heading.anchor)
