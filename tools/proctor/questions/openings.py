"""How the paragraphs of a document begin and end: one look at each tells which of them the styles must look at again."""

from __future__ import annotations

from typing import NamedTuple

from proctor.model import Block, Document
from proctor.questions.memo import Memo
from proctor.questions.numbers import MAY_START_NUMBER
from proctor.questions.words import MAY_START_LABEL

_LABEL, _NUMBER = 1, 2
_ENDS = frozenset("?？؟⁇՞; \t\n*_)）」\"'”")  # of a text that may ask
_new = tuple.__new__  # makes a NamedTuple in half the time of calling it


class Openings(NamedTuple):
    """The paragraphs of a document that have a text, as far as they may matter."""

    paragraphs: list[Block]  # those at the top level
    counted: list[Block]  # of these, those that may start with a number or a mark
    ending: list[Block]  # of the others at the top level, those that may end with a question mark
    labels: list[int]  # the indices of those that may start with an answer's label, at any level


# By the first two characters of a text: whether it may start with a label, with a number, with both.
_STARTS = Memo(lambda start: _LABEL * MAY_START_LABEL[start] | _NUMBER * MAY_START_NUMBER[start])


def openings(document: Document) -> Openings:
    """The paragraphs of a document by how they begin and end, in order."""
    blocks, starts = document.blocks, _STARTS
    paragraphs, counted, ending, labels = list[Block](), list[Block](), list[Block](), list[int]()
    for index in document.kinds.get("paragraph", ()):
        block = blocks[index]
        _, _, _, parent, text = block
        if not text:
            continue
        start = starts[text[:2]]
        if start & _LABEL:
            labels.append(index)
        if parent < 0:
            paragraphs.append(block)
            if start & _NUMBER:
                counted.append(block)
            elif text[-1] in _ENDS:
                ending.append(block)
    return _new(Openings, (paragraphs, counted, ending, labels))
