"""Messages between a pool and its workers: a line of JSON after its length, then pieces of bytes."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping, Sequence
from typing import Any

_LENGTHS = struct.Struct("!II")  # of the line, of all pieces
MOST = 64 << 20


class Broken(Exception):
    """The other side has ended, or does not keep to the form."""


def pack(line: Mapping[str, Any], pieces: Sequence[bytes] = ()) -> bytes:
    text = json.dumps({**line, "pieces": [len(piece) for piece in pieces]}).encode()
    return b"".join((_LENGTHS.pack(len(text), sum(map(len, pieces))), text, *pieces))


def unpack(received: bytearray, most: int = MOST) -> tuple[dict[str, Any], list[bytes]] | None:
    """The first whole message, taken out of what was received; None while it is not whole. Raises Broken."""
    if len(received) < _LENGTHS.size:
        return None
    length, rest = _LENGTHS.unpack_from(received)
    if length + rest > most:
        raise Broken
    end = _LENGTHS.size + length + rest
    if len(received) < end:
        return None
    whole = bytes(received[_LENGTHS.size : end])
    del received[:end]
    try:
        line = json.loads(whole[:length])
        pieces, at = [], length
        for size in line.pop("pieces"):
            pieces.append(whole[at : at + size])
            at += size
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Broken from error
    return line, pieces


def receive(end: int) -> tuple[dict[str, Any], list[bytes]]:
    """Wait for one message. Raises Broken."""
    received = bytearray()
    while True:
        piece = os.read(end, 1 << 16)
        if not piece:
            raise Broken
        received += piece
        message = unpack(received)
        if message:
            return message


def send(end: int, message: bytes) -> None:
    """Raises OSError when the other side has ended."""
    rest = memoryview(message)
    while rest:
        rest = rest[os.write(end, rest) :]
