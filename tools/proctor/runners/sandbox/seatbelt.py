"""A profile for macOS's sandbox-exec: the least that a snippet needs. Experimental: no level uses it by itself.

Paths must be real ones: /tmp is a link there, and a profile with links holds nothing. A program under it is spawned, not forked,
since frameworks do not survive a fork.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

_SYSTEM = ("/usr", "/bin", "/sbin", "/System", "/Library/Frameworks", "/private/etc/localtime", "/private/var/db/timezone")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def profile(scratch: str, readable: Iterable[str] = ()) -> str:
    """The text for `sandbox-exec -p`; `scratch` is the only folder that may be written, `readable` are the interpreter's."""
    lines = [
        "(version 1)",
        "(deny default)",
        "(allow process-fork)",
        "(allow process-exec)",
        "(allow signal (target same-sandbox))",
        "(allow sysctl-read)",
        "(allow file-read-metadata)",
        f"(allow file-read* {_below((*_SYSTEM, *readable, scratch))})",
        f"(allow file-write* {_below((scratch,))})",
        f"(allow file-read* file-write-data {' '.join(f'(literal {_quoted(path)})' for path in _DEVICES)})",
        "(deny network*)",
    ]
    return "\n".join(lines) + "\n"


def _below(paths: Iterable[str]) -> str:
    return " ".join(f"(subpath {_quoted(path)})" for path in dict.fromkeys(paths))


def _quoted(path: str) -> str:
    return json.dumps(path, ensure_ascii=False)
