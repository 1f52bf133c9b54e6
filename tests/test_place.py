"""Byte offsets -> lines and columns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.place import line_at, place


@pytest.mark.parametrize(
    ("source", "offset", "expected"),
    [
        (b"", 0, (1, 1)),
        (b"ab\ncd", 0, (1, 1)),
        (b"ab\ncd", 2, (1, 3)),
        (b"ab\ncd", 3, (2, 1)),
        (b"ab\ncd", 5, (2, 3)),
        (b"ab\n", 3, (2, 1)),
        ("梯度\n梯x".encode(), 10, (2, 2)),
        (b"a\r\nb", 3, (2, 1)),
        (b"a\rb\rc", 4, (3, 1)),
        (b"\xef\xbb\xbfab", 4, (1, 2)),
        (b"\xef\xbb\xbfab", 0, (1, 1)),
        (b"\xff\xfeab", 3, (1, 4)),
    ],
)
def test_place(source: bytes, offset: int, expected: tuple[int, int]) -> None:
    assert place(source, offset) == expected


@pytest.mark.parametrize(("line", "text"), [(1, "a"), (2, "梯"), (3, "c"), (4, ""), (9, "")])
def test_line_at(line: int, text: str) -> None:
    assert line_at("a\r\n梯\rc\n".encode(), line) == text


@given(st.text(alphabet="ab梯\r\n\u2028\x0b", max_size=30), st.integers(0, 90))
def test_a_place_counts_line_ends_and_code_points(text: str, offset: int) -> None:
    source = text.encode()
    offset = min(offset, len(source))
    before = source[:offset].decode("utf-8", "replace")
    if source[offset - 1 : offset + 1] == b"\r\n":
        return  # within a line end
    lines = re.split(r"\r\n?|\n", before)
    assert place(source, offset) == (len(lines), len(lines[-1]) + 1)
