"""Output formats: each module has `render(report, style)`; the folder is the list of formats."""

from __future__ import annotations

import os
from importlib import import_module
from typing import cast

from proctor.model import Reporter

_HELPERS = frozenset(("__init__", "escape", "excerpt"))


def formats() -> list[str]:
    """The names of the formats."""
    names = {name.removesuffix(".py") for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".py")}
    return sorted(names - _HELPERS)


def load(name: str) -> Reporter:
    """The format of that name."""
    return cast(Reporter, import_module(f"proctor.reports.{name}"))
