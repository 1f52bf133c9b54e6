"""Output formats: each module has `render(report, style)`; the folder is the list of formats."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from proctor.model import Report, Style

_HELPERS = frozenset(("__init__", "escape", "excerpt", "fixes", "rank", "verdict"))


class Reporter(Protocol):
    """An output format: a module of this folder."""

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """The report as pieces of text."""


def formats() -> list[str]:
    """The names of the formats."""
    names = {name.removesuffix(".py") for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".py")}
    return sorted(names - _HELPERS)


def load(name: str) -> Reporter:
    """The format of that name."""
    return cast(Reporter, import_module(f"proctor.reports.{name}"))
