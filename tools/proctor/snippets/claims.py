"""What the text says that a snippet does: comments beside prints, the block of output below, the key of a multiple choice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from proctor.model import Block, Document, Snippet, Span
from proctor.pattern import lazy
from proctor.snippets import comments, languages, lines
from proctor.snippets.values import Claim, Directives

_TEXTS = frozenset(("paragraph", "heading"))
_SILENT = frozenset(("paragraph", "heading", "html", "code"))
_LONGEST_LEAD = 80
_LEAD = lazy(
    r"[\W_]*+(?:(?:the|expected|sample|example|console|program|resulting|actual|its|and the|样例|示例|程序|代码|控制台)\s?)*+"
    r"(?:outputs?|prints|printed|results?|console|stdout|输出|輸出|输出结果|运行结果|執行結果|结果|打印|出力|実行結果|結果|출력|결과"
    r"|salida|resultado|saída|sortie|résultat|ausgabe|ergebnis|risultato|вывод|результат|вивід|wynik|çıktı|kết quả|keluaran)"
    r"(?:\s(?:is|of this|will be|would be|looks like this)|如下|为|是)?[\s:：*_.`↓👇]*+\Z",
    re.I,
)


def claims(document: Document, nth: int, first: int, marks: Mapping[int, Directives], key: Claim | None) -> tuple[Claim, ...]:
    """All that is claimed of a snippet.

    `first` is the document's line of its first line of code; `marks` are by snippet; `key` is its answer key.
    """
    snippet = document.snippets[nth]
    found = [*_beside(document, snippet, first)]
    output = _output(document, nth, marks)
    if output:
        found.append(output)
    if key:
        found.append(key)
    return tuple(found)


def is_output(document: Document, nth: int, marks: Mapping[int, Directives]) -> bool:
    """Whether a block shows what the snippet above prints: it is marked so, or a line between the two says it."""
    return nth > 0 and _output(document, nth - 1, marks) is not None


def _beside(document: Document, snippet: Snippet, first: int) -> Iterator[Claim]:
    """Comments that say what is printed."""
    if languages.is_session(snippet):
        return
    for found in comments.beside(languages.canonical(snippet), snippet.code):
        width = len(found.text.partition("\n")[0])
        place = lines.span(document, snippet.code, first, found.at, (found.column, found.column + width))
        yield Claim("printed", found.line, found.text, place, found.exact)


def _output(document: Document, nth: int, marks: Mapping[int, Directives]) -> Claim | None:
    """The block of output below a snippet that runs."""
    if nth + 1 >= len(document.snippets) or languages.canonical(document.snippets[nth]) not in languages.RUN:
        return None
    snippet, shown = document.snippets[nth], document.snippets[nth + 1]
    marked = nth + 1 in marks and marks[nth + 1].output
    if not marked and (languages.canonical(shown) not in languages.OUTPUTS or not shown.fenced):
        return None
    between = blocks_between(document, snippet.span, shown.span)
    leads = [b for b in between if b.kind in _TEXTS]
    told = len(leads) == 1 and _LEAD.match(leads[0].text[:_LONGEST_LEAD]) is not None
    if any(b.kind not in _SILENT for b in between) or len(leads) > 1 or not (told or (marked and not leads)):
        return None
    start = lines.first_line(document, shown)
    count = len(lines.split(shown.code))
    first = lines.span(document, shown.code, start, 1)
    place = Span(first.start, lines.span(document, shown.code, start, count).end) if shown.code else Span(first.start, first.start)
    return Claim("output", 0, shown.code, place, mark="output" if marked else "", joint=_joint(document, first))


def blocks_between(document: Document, before: Span, after: Span) -> list[Block]:
    """The blocks that start between two others."""
    low = bisect_left(document.blocks, before.end, key=lambda b: b.span.start)
    high = bisect_left(document.blocks, after.start, low, key=lambda b: b.span.start)
    return list(document.blocks[low:high])


def _joint(document: Document, first: Span) -> str:
    """What stands between two lines of a block: the line's end, and the indentation and marks of its container."""
    start = max(document.source.rfind(b"\n", 0, first.start), document.source.rfind(b"\r", 0, first.start)) + 1
    inset = document.source[start : first.start].decode("utf-8", "replace")
    return ("\r\n" if document.source[:start].endswith(b"\r\n") else "\n") + inset
