"""Edits -> new bytes: order, overlaps, the fixpoint and the write."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor import engine, fix
from proctor.config import Config
from proctor.model import Edit, Finding, Place, Problem, Severity, Span
from proctor.tree import Overlay, WorkTree


def finding(*edits: Edit, path: str = "x.md", severity: Severity = "error", unsafe: bool = False, rule: str = "r") -> Finding:
    start = edits[0].span if edits else Span(0, 0)
    problem = Problem(start, "m", "", edits, None, unsafe)
    at = Place(1, 1)
    return Finding(
        path=path,
        start=at,
        end=at,
        rule=rule,
        group="links",
        severity=severity,
        problem=problem,
        question=None,
        text="",
        fingerprint="",
    )


def edit(start: int, end: int, text: str = "") -> Edit:
    return Edit(Span(start, end), text)


SOURCE = b"0123456789"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], b"0123456789"),
        ([edit(0, 1, "a")], b"a123456789"),
        ([edit(10, 10, "a")], b"0123456789a"),
        ([edit(5, 6, "b"), edit(0, 0, "a")], b"a01234b6789"),
        ([edit(2, 4), edit(4, 6, "x")], b"01x6789"),
        ([edit(0, 10, "é")], "é".encode()),
    ],
)
def test_apply(edits: list[Edit], expected: bytes) -> None:
    assert fix.apply(SOURCE, edits) == expected


def test_apply_refuses_overlaps() -> None:
    with pytest.raises(ValueError):
        fix.apply(SOURCE, [edit(0, 5), edit(4, 6)])


@given(st.binary(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.text(max_size=3)), max_size=6))
def test_what_is_compatible_can_be_applied(source: bytes, raw: list[tuple[int, int, str]]) -> None:
    edits = [edit(min(a, len(source)), min(a + n, len(source)), t) for a, n, t in raw]
    chosen = [e for f in fix.compatible([finding(e) for e in edits], True) for e in f.problem.edits]
    outside = [i for i in range(len(source)) if not any(e.span.start <= i < e.span.end for e in chosen)]
    new = fix.apply(source, chosen)
    assert len(new) == len(outside) + sum(len(e.text.encode()) for e in chosen)


def test_errors_are_fixed_before_warnings() -> None:
    first, second = finding(edit(0, 3, "a"), severity="warning"), finding(edit(2, 4, "b"))
    assert fix.compatible([first, second], False) == [second]
    assert fix.compatible([first, finding(edit(6, 7), unsafe=True)], False) == [first]
    assert len(fix.compatible([finding(edit(0, 1)), finding(edit(6, 7), unsafe=True)], True)) == 2


def test_to_fixpoint_goes_on_until_nothing_is_left() -> None:
    def find(changed: Mapping[str, bytes]) -> list[Finding]:
        at = changed.get("x.md", b"aaa").find(b"a")
        return [finding(edit(at, at + 1, "b"))] if at >= 0 else []

    assert fix.to_fixpoint({"x.md": b"aaa"}, find) == ({"x.md": b"bbb"}, {"x.md": 3})


def test_fixes_that_undo_one_another_are_a_defect() -> None:
    def find(changed: Mapping[str, bytes]) -> list[Finding]:
        return [finding(edit(0, 1, "b" if changed.get("x.md", b"a") == b"a" else "a"))]

    with pytest.raises(fix.Unstable):
        fix.to_fixpoint({"x.md": b"a"}, find)


def test_growth_without_end_stops() -> None:
    changed, fixed = fix.to_fixpoint({"x.md": b"a"}, lambda _: [finding(edit(0, 0, "a"))])
    assert fixed["x.md"] == fix.MOST_PASSES == len(changed["x.md"]) - 1


def test_write_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    place.write_bytes(b"old")
    place.chmod(0o754)
    fix.write(str(tmp_path), "a.md", b"new")
    assert place.read_bytes() == b"new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o754
    assert os.listdir(tmp_path) == ["a.md"]


def test_write_refuses_what_is_no_regular_file(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "link.md").symlink_to("real.md")
    for name in ("link.md", "gone.md", ""):
        with pytest.raises(OSError):
            fix.write(str(tmp_path), name, b"new")
    assert (tmp_path / "real.md").read_bytes() == b"old"


def test_write_refuses_a_folder_that_leads_out(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "bank"
    outside.mkdir()
    root.mkdir()
    (outside / "x.md").write_bytes(b"old")
    (root / "docs").symlink_to(outside)
    with pytest.raises(OSError):
        fix.write(str(root), "docs/x.md", b"new")
    assert (outside / "x.md").read_bytes() == b"old"


def test_a_failing_write_leaves_the_old_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError):
        fix.write(str(tmp_path), "a.md", b"new")
    assert os.listdir(tmp_path) == ["a.md"] and (tmp_path / "a.md").read_bytes() == b"old"


@pytest.mark.parametrize(
    "name", ["iphyer+MLE_Interview_Preparation", "andrewekhalel+MLQuestions", "alexeygrigorev+data-science-interviews"]
)
def test_fixes_of_a_real_bank_raise_nothing(shared: Path, name: str) -> None:
    tree = WorkTree(str(shared / "corpora" / name))

    def find(changed: Mapping[str, bytes]) -> list[Finding]:
        bank, _ = engine.read_bank(Overlay(tree, changed), Config())
        return list(engine.run(bank, Config(), engine.Request()).findings)

    sources = {path: tree.read(path) for path in tree.documents()}
    before = Counter(f.rule for f in find({}))
    changed, _ = fix.to_fixpoint(sources, find)
    after = Counter(f.rule for f in find(changed))
    assert not {rule: (before[rule], n) for rule, n in after.items() if n > before[rule]}
    assert not [f for f in find(changed) if f.problem.edits and not f.problem.unsafe]
