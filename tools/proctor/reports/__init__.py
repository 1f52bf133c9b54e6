"""Output formats: each module has `render(report, style)`; the folder is the list of formats."""

from __future__ import annotations

import os
from importlib import import_module
from typing import cast

from proctor.model import Reporter


def formats() -> list[str]:
    """The names of the formats."""
    names = os.listdir(os.path.dirname(__file__))
    return sorted(
        n.removesuffix(".py").removesuffix("_format")
        for n in names
        if n.endswith(".py") and not n.startswith("_") and n != "escape.py"
    )


def load(name: str) -> Reporter:
    """The format of that name."""
    return cast(Reporter, import_module(f"proctor.reports.{name}"))
