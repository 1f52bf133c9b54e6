"""Questions in table rows: a column that asks, and a column for the answer."""

from __future__ import annotations

from collections.abc import Sequence

from proctor.bank import Bank
from proctor.model import Block, Span
from proctor.pattern import lazy
from proctor.questions import words
from proctor.questions.candidate import Candidate
from proctor.questions.page import Page

_MARKS = tuple(mark.encode() for mark in "?？؟")
_ROWS = 50  # that tell a column of questions
_NUMBER = lazy(r"\W*(\d{1,5})\W*\Z")


def candidates(page: Page, bank: Bank, everything: bool = False) -> list[Candidate]:
    """The table rows of a page that are questions."""
    found: list[Candidate] = []
    for index in page.kinds.get("table", ()):
        if index not in page.quoted:
            found += _table(page, bank, index, everything)
    return found


def _table(page: Page, bank: Bank, index: int, everything: bool) -> list[Candidate]:
    """The rows of one table."""
    rows = page.children.get(index, [])
    if len(rows) < 2:
        return []
    head = [page.blocks[i].text for i in page.children.get(rows[0], [])]
    answer = next((n for n, text in enumerate(head) if words.answer_column(text)), -1)
    start, end = page.blocks[index].span
    asks = everything or any(map(page.source[start:end].__contains__, _MARKS))
    if answer < 0 and not asks and not any(map(words.question_column, head)):
        return []
    body = [[page.blocks[i] for i in page.children.get(row, [])] for row in rows[1:]]
    answer = answer if answer >= 0 else _link_column(page, head, body)
    if answer < 0 and not asks:
        return []
    question = _question_column(page, head, body, answer)
    if question < 0 or question == answer:
        return []
    if _index(page, [cells[question] for cells in body if len(cells) > question]):
        return []
    if answer < 0:
        asked = [cells[question] for cells in body if len(cells) > question]
        asking = sum(words.has_mark(cell.text) and not _is_code(page, cell) for cell in asked)
        if not everything and asking < max(2, 0.6 * len(body)):
            return []
        answer = _prose_column(body, question)
    return [c for cells in body if (c := _row(page, bank, cells, question, answer))]


def _link_column(page: Page, head: Sequence[str], body: Sequence[Sequence[Block]]) -> int:
    """Beside a column of tasks by its head, the one column whose cells only link: to the answers. -1 for none."""
    asked = [n for n, text in enumerate(head) if words.says_question(text)]
    if len(asked) != 1 or sum(words.asks(cells[asked[0]].text) > 0 for cells in body if len(cells) > asked[0]) < 0.6 * len(body):
        return -1
    linked = [n for n in range(len(head)) if n != asked[0] and _only_links(page, [c[n] for c in body if len(c) > n], len(body))]
    return linked[0] if len(linked) == 1 else -1


def _only_links(page: Page, cells: Sequence[Block], rows: int) -> bool:
    """Whether most rows have a cell here that only links."""
    return sum(bool(page.links(cell.span)) and page.only_links(cell) for cell in cells) >= 0.6 * rows


def _question_column(page: Page, head: Sequence[str], body: Sequence[Sequence[Block]], answer: int) -> int:
    """The column that holds the questions: by its head, else by its cells."""
    named = [n for n, text in enumerate(head) if words.question_column(text) and n != answer]
    sure = [n for n in named if not words.name_column(head[n])]
    shares = [_share(page, body, n) if n != answer else 0.0 for n in range(len(head))]
    best = max(range(len(head)), key=lambda n: shares[n], default=-1)
    if best >= 0 and shares[best] >= 0.5:
        return best
    if answer < 0:
        return -1
    texts = [n for n in (*named, *sure) if _own_text(page, body, n)]
    return texts[0] if texts else -1


def _share(page: Page, body: Sequence[Sequence[Block]], column: int) -> float:
    """How many cells of a column ask, by the first rows."""
    cells = [cells[column] for cells in body[:_ROWS] if len(cells) > column]
    return sum(words.asks(cell.text) >= 1 and not _is_code(page, cell) for cell in cells) / max(1, len(body[:_ROWS]))


def _is_code(page: Page, cell: Block) -> bool:
    """Whether a cell is all code: `a ? b : c` does not ask."""
    text = page.document.slice(cell.content).strip()
    return text[:1] == "`" == text[-1:]


def _own_text(page: Page, body: Sequence[Sequence[Block]], column: int) -> bool:
    """Whether a column's cells tell things apart: no column of links that all read `Exercise`."""
    texts = [cells[column].text.strip() for cells in body if len(cells) > column]
    return bool(texts) and (len(texts) < 3 or len(set(texts)) > 0.5 * len(texts))


def _index(page: Page, cells: Sequence[Block]) -> bool:
    """Whether a column is a table of contents: its cells link to this very document."""
    count = 0
    for cell in cells:
        urls = [page.document.links[n].url for n in page.links(cell.span)]
        count += any(url.startswith("#") for url in urls)
    return count > 0.5 * len(cells)


def _prose_column(body: Sequence[Sequence[Block]], question: int) -> int:
    """The column with the longest texts besides the question's; -1 for none."""
    width = max((len(cells) for cells in body), default=0)
    lengths = {n: sum(len(c[n].text) for c in body if len(c) > n) for n in range(width) if n != question}
    best = max(lengths, key=lambda n: lengths[n], default=-1)
    return best if best >= 0 and lengths[best] > 12 * len(body) else -1


def _row(page: Page, bank: Bank, cells: Sequence[Block], question: int, answer: int) -> Candidate | None:
    if len(cells) <= question or not cells[question].text.strip():
        return None
    cell = cells[question]
    number = next((m[1] for c in cells[:question] if (m := _NUMBER.match(c.text))), "")
    reply = cells[answer] if 0 <= answer < len(cells) else None
    status = _linked(page, bank, reply) if reply else "empty"
    where = reply.span if reply else Span(cell.span.end, cell.span.end)
    text = " ".join(cell.text.split())
    return Candidate("table", "table", cell.span.start, cell.content, where.start, where.end, text, number, 1.0, None, status)


def _linked(page: Page, bank: Bank, cell: Block) -> str:
    """The status of an answer that is a link into the bank; empty text where the cell itself must be read."""
    links = [page.document.links[n] for n in page.links(cell.span)]
    if not links or not page.only_links(cell):
        return ""
    targets = [bank.resolve(page.document, link) for link in links]
    if any(target.kind in ("there", "folder", "here") for target in targets):
        return "answered"
    return "link-only" if any(target.kind in ("outside", "beyond") for target in targets) else "empty"
