"""The README's picture is what proctor prints today."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_picture_is_current() -> None:
    picture = runpy.run_path(str(DOCS / "picture.py"))
    drawn = picture["svg"](picture["output"]())
    assert drawn == (DOCS / "output.svg").read_text(encoding="utf-8"), "proctor's output changed: run `make picture`"


def test_columns_hold_for_wide_letters() -> None:
    runs = runpy.run_path(str(DOCS / "picture.py"))["runs"]
    assert [(r.column, r.text, r.cells) for r in runs("a \x1b[1;31m如何\x1b[0mb")] == [(0, "a ", 1), (2, "如何", 2), (6, "b", 1)]
