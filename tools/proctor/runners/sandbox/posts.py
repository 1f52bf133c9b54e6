"""What the processes of a pool's server are told by the pool that starts them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Orders(NamedTuple):
    """How a server is to be set up. It goes over as an argument of the program, which anybody may see: no secrets."""

    level: str  # none, L1, L2 or L3
    ends: tuple[int, ...]  # descriptors of sockets, one for each worker
    base: str  # a folder for scratch folders, whose owner removes it; empty where each is a file system of its own
    scratch: str  # where those file systems lie; else empty
    users: tuple[int, ...]  # that the server and its workers become; empty to stay who started them
    reads_all: bool  # these users could not read the interpreter by themselves
    readable: tuple[str, ...]
    paths: tuple[str, ...]  # of packages, besides the standard library
    preload: tuple[str, ...]
    harness: str  # module:function
    package: str  # the folder that holds the package of this module

    @property
    def locked(self) -> bool:
        """The kernel guards files, signals and system calls."""
        return self.level in ("L2", "L3")

    @property
    def apart(self) -> bool:
        """In namespaces."""
        return self.level == "L3"

    def folder(self, number: int) -> str:
        """The scratch folder of the server, 0, or of a worker."""
        return f"{self.base}/{number}" if self.base else self.scratch


def written(orders: Orders) -> str:
    return json.dumps(orders._asdict())


def read(text: str) -> Orders:
    fields = json.loads(text)
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Orders(**values)
