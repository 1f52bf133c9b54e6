"""Tries, in a sandboxed child, what the sandbox is there to forbid: the proof of a level is that all of it fails."""

from __future__ import annotations

import _socket
import json
import os
from collections.abc import Callable, Mapping
from typing import Any


def perform(payload: Mapping[str, Any]) -> bytes:
    """What could be done, as a JSON list of words. `payload` names a `secret` file, a `target` to write and a `pid` to signal."""
    attempts: dict[str, Callable[[], object]] = {
        "open a socket": _socket.socket,
        "read a file outside": lambda: os.close(os.open(payload["secret"], os.O_RDONLY)),
        "write a file outside": lambda: os.close(os.open(payload["target"], os.O_WRONLY | os.O_CREAT)),
        "signal the program": lambda: os.kill(payload["pid"], 0),
    }
    return json.dumps([name for name, attempt in attempts.items() if _succeeds(attempt)]).encode()


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True
