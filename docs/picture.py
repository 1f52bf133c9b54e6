"""Draw the README's picture: proctor's own output on a small bank with mistakes in it, as an SVG.

Run it as `make picture`. The bank is made in a temporary folder and proctor runs there as a process, so the picture
shows what a reader will see; the same proctor always draws the same bytes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

PICTURE = Path(__file__).parent / "output.svg"
BANK = {
    "README.md": """\
# Interview questions

1. [What is a closure?](javascript.md#what-is-closure)
2. [What does `this` mean?](javascript.md#what-does-this-mean)
3. [什么是过拟合？](learning.md#什么是过拟合)
""",
    "javascript.md": """\
# JavaScript

## What is a closure?

A function together with the variables around it.

![A function inside another](pictures/closure.png)

## What does `this` mean?

The object that a method is called on.
""",
    "learning.md": """\
# 机器学习

## 什么是过拟合？

模型记住了训练数据，对新数据却预测不准。参见[如何避免过拟合](#如何避免过拟和)。

## 如何避免过拟合？

更多数据、正则化、早停。
""",
}

_CELL, _LINE, _SIZE, _MARGIN = 8.0, 18, 13, 16  # pixels: a column, a line, the letters, the frame
_PAPER, _INK = "#0d1117", "#d1d7e0"
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
_INKS = {"31": "#ff7b72", "32": "#56d364", "33": "#e3b341", "34": "#79c0ff", "36": "#56d4dd"}
_STYLED = re.compile(r"\x1b\[([0-9;]*)m")


class Run(NamedTuple):
    """Characters of one style and one width, and the column where they start."""

    column: int
    text: str
    ink: str
    bold: bool
    cells: int


def output() -> str:
    """What `proctor check` prints on the sample bank, with colours."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in BANK.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        for command in (["init", "--quiet"], ["add", "."]):
            subprocess.run(["git", *command], cwd=folder, check=True)
        command = [sys.executable, "-m", "proctor", "check", "--color", "always"]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode != 1:
        raise RuntimeError(f"proctor ended with {done.returncode}: {done.stderr}")
    return done.stdout


def runs(line: str) -> Iterator[Run]:
    """A line of terminal output in pieces that share a style and a width."""
    column, ink, bold = 0, _INK, False
    for at, piece in enumerate(_STYLED.split(line)):
        if at % 2:
            codes = piece.split(";")
            bold = "1" in codes
            ink = next((_INKS[code] for code in codes if code in _INKS), _INK)
            continue
        for cells, letters in groupby(piece, _cells):
            text = "".join(letters)
            yield Run(column, text, ink, bold, cells)
            column += cells * len(text)


def _cells(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _text(run: Run, baseline: int) -> str:
    """Every run says where it starts and how wide it is, so that columns hold in any font."""
    lead = len(run.text) - len(run.text.lstrip(" "))
    text = run.text.strip(" ")
    x = _MARGIN + (run.column + lead) * _CELL
    width = len(text) * run.cells * _CELL
    weight = ' font-weight="bold"' if run.bold else ""
    fill = f' fill="{run.ink}"' if run.ink != _INK else ""
    place = f'x="{x:g}" y="{baseline}" textLength="{width:g}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {place}{fill}{weight}>{escape(text)}</text>"


def svg(terminal: str) -> str:
    """Terminal output as a picture: a dark sheet of its own, so that it reads the same on light and dark pages."""
    lines = [list(runs(line)) for line in ["\x1b[1m$ proctor check\x1b[0m", *terminal.splitlines()]]
    columns = max(run.column + run.cells * len(run.text) for line in lines for run in line)
    width, height = round(columns * _CELL) + 2 * _MARGIN, len(lines) * _LINE + 2 * _MARGIN
    drawn = [
        _text(run, _MARGIN + _SIZE + number * _LINE) for number, line in enumerate(lines) for run in line if run.text.strip(" ")
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
            "<title>What proctor check prints</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{_PAPER}"/>',
            f'<g font-family="{_FONT}" font-size="{_SIZE}" fill="{_INK}" xml:space="preserve">',
            *drawn,
            "</g>",
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(svg(output()), encoding="utf-8", newline="\n")
