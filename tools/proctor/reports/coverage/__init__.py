"""Formats of the coverage report: each module has `render(report, style)`; the folder is the list of formats."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from proctor.coverage import Report
from proctor.model import Style

_SHARED = ("words.py",)  # what the formats have in common


class Format(Protocol):
    """An output format: a module of this folder."""

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """The report as pieces of text."""


def formats() -> list[str]:
    """The names of the formats."""
    names = os.listdir(os.path.dirname(__file__))
    return sorted(n.removesuffix(".py") for n in names if n.endswith(".py") and not n.startswith("_") and n not in _SHARED)


def load(name: str) -> Format:
    """The format of that name."""
    return cast(Format, import_module(f"{__name__}.{name}"))
