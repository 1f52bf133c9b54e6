"""What processes that share a bank tell one another: every one gives a value, and gets those of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Gather = Callable[[Any], list[Any]]  # plain values: tuples, lists, sets, dicts, text, bytes and numbers


def alone(value: Any) -> list[Any]:
    """A process that has the whole bank hears only itself."""
    return [value]
