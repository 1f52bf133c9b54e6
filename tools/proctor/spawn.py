"""Run a program and take its output. Where the system can spawn directly, `subprocess` is not loaded: start-up is a feature."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_PIECE = 1 << 16


class Ended(NamedTuple):
    """How a program ended: its status, negative for a signal, and all that it wrote."""

    status: int
    out: bytes
    err: bytes


def output(command: Sequence[str], environment: Mapping[str, str], stdin: bytes = b"") -> Ended:
    """Run a program to its end. Raises OSError when it cannot be started."""
    if stdin or not hasattr(os, "posix_spawnp"):
        import subprocess

        done = subprocess.run(command, input=stdin, capture_output=True, env=environment)
        return Ended(done.returncode, done.stdout, done.stderr)
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    try:
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, out_end, 1),
            (os.POSIX_SPAWN_DUP2, err_end, 2),
        ]
        child = os.posix_spawnp(command[0], list(command), environment, file_actions=actions)
        os.close(out_end)
        os.close(err_end)
        out_end = err_end = -1
        written = _read(out, err)
        return Ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), *written)
    finally:
        for end in (out, err, out_end, err_end):
            if end >= 0:
                os.close(end)


def _read(out: int, err: int) -> tuple[bytes, bytes]:
    """Both streams to their ends; neither may fill up while the other is waited for."""
    from select import select

    pieces: dict[int, list[bytes]] = {out: [], err: []}
    open_ = [out, err]
    while open_:
        for end in select(open_, [], [])[0]:
            piece = os.read(end, _PIECE)
            pieces[end].append(piece)
            if not piece:
                open_.remove(end)
    return b"".join(pieces[out]), b"".join(pieces[err])
