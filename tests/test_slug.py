"""GitHub's anchor rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.slug import Numbering, slug, unnumbered

# Text as rendered -> anchor.
ANCHORS = [
    ("Closures", "closures"),
    ("What is a Promise?", "what-is-a-promise"),
    ("C++ & C#", "c--c"),
    ("snake_case stays", "snake_case-stays"),
    ("kebab-case stays", "kebab-case-stays"),
    ("Two  spaces", "two--spaces"),
    (" edges ", "-edges-"),
    ("1.2 Numbered, twice", "12-numbered-twice"),
    ("I/O", "io"),
    ("梯度下降是什么？", "梯度下降是什么"),
    ("全角　空格", "全角空格"),
    ("ÀÉÎ", "àéî"),
    ("İ", "i̇"),
    ("ẞ", "ß"),
    ("Cafe\u0301", "cafe\u0301"),
    ("नमस्ते", "नमस्ते"),
    ("x² + ½", "x--"),
    ("Ⅳ and ④ and Ⓐ", "ⅳ-and--and-ⓐ"),
    ("🚀 Launch", "-launch"),
    ("❤️ heart", "️-heart"),
    ("a\tb", "ab"),
    ("a\u00a0b", "ab"),
    ("a\u200bb", "ab"),
    ("undertie‿joins", "undertie‿joins"),
    ("—", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "anchor"), ANCHORS)
def test_anchor_of_a_heading(text: str, anchor: str) -> None:
    assert slug(text) == anchor


@pytest.mark.parametrize(
    ("headings", "anchors"),
    [
        (["Foo", "Foo", "Foo"], ["foo", "foo-1", "foo-2"]),
        (["Foo", "foo!", "FOO?"], ["foo", "foo-1", "foo-2"]),
        (["Foo", "Foo", "Foo 1"], ["foo", "foo-1", "foo-1-1"]),
        (["Foo 1", "Foo", "Foo"], ["foo-1", "foo", "foo-2"]),
        (["!", "?"], ["", "-1"]),
        (["echo", "echo", "echo 1", "echo-1", "echo"], ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]),
    ],
)
def test_repeated_headings_are_numbered(headings: list[str], anchors: list[str]) -> None:
    numbering = Numbering()
    assert [numbering.anchor(text) for text in headings] == anchors


@pytest.mark.parametrize(("anchor", "base"), [("foo-1", "foo"), ("foo-12", "foo"), ("foo", "foo"), ("v-2-1", "v-2"), ("-1", "")])
def test_unnumbered(anchor: str, base: str) -> None:
    assert unnumbered(anchor) == base


@given(st.lists(st.sampled_from(["a", "a-1", "a 1", "a-1-1", "A", "a-2", "", "!", "-1", "b"]), max_size=30))
def test_anchors_of_a_document_are_distinct(headings: list[str]) -> None:
    numbering = Numbering()
    anchors = [numbering.anchor(text) for text in headings]
    assert len(set(anchors)) == len(anchors)


@given(st.text())
def test_an_anchor_has_no_space_and_is_stable(text: str) -> None:
    anchor = slug(text)
    assert not any(c.isspace() for c in anchor)
    assert slug(anchor) == anchor


def test_anchors_that_github_rendered(shared: Path) -> None:
    for line in (shared / "truth" / "slugs.jsonl").read_bytes().splitlines():
        case = json.loads(line)
        numbering = Numbering()
        assert [numbering.anchor(text) for text in case["headings"]] == case["slugs"], case["id"]
