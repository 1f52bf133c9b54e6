"""Regular expressions that are compiled when they are first used: start-up is a feature, and most runs use few of them."""

from __future__ import annotations

import re
from typing import Any, cast, overload

_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "sub", "split")


class _Lazy:
    """Stands in for a pattern until a method of it is called; then it has the compiled pattern's own."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled: re.Pattern[Any] = re.compile(*self._source)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


@overload
def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]: ...
@overload
def lazy(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]: ...
def lazy(pattern: str | bytes, flags: int = 0) -> re.Pattern[Any]:
    """A pattern that compiles itself at its first use."""
    return cast("re.Pattern[Any]", _Lazy(pattern, flags))
