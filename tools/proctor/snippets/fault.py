"""A fault of code: the value that the judges of syntax make."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """Where code stops making sense: 1-based line, 1-based columns in code points; an end of 0 is the line's."""

    line: int
    column: int
    end: int
    message: str
    certain: bool = True
    hint: str = ""
