"""Known findings: never a missed new question, never a false one, whatever is moved, reordered or edited elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from conftest import MakeBank, Ran, git, write
from hypothesis import given
from hypothesis import strategies as st

from proctor import baseline, engine
from proctor.config import Config
from proctor.errors import ProctorError
from proctor.model import Finding
from proctor.tree import Overlay, WorkTree

Asked = tuple[str, bool]  # a question's text, and whether it is answered
_TERMS = ("softmax", "dropout", "a kernel", "a gradient", "momentum", "a transformer", "pooling", "a residual block")
_QUESTION = st.tuples(st.sampled_from([f"What is {term} good for?" for term in _TERMS]), st.booleans())
_PAGES = st.lists(st.lists(_QUESTION, min_size=2, max_size=6), min_size=1, max_size=3)


def _page(questions: Sequence[Asked], preface: str) -> bytes:
    parts = [f"# Questions\n\n{preface}\n"]
    for number, (text, answered) in enumerate(questions, 1):
        parts.append(f"\n## {number}. {text}\n" + ("\nIt makes training stable, because the scale is fixed.\n" if answered else ""))
    return "".join(parts).encode()


def _findings(
    root: Path, pages: Sequence[Sequence[Asked]], known: Mapping[baseline.Key, int], preface: str = ""
) -> Sequence[Finding]:
    contents = {f"page{n}.md": _page(questions, preface) for n, questions in enumerate(pages)}
    bank, _ = engine.read_bank(Overlay(WorkTree(str(root)), contents), Config())
    return engine.run(bank, Config(), engine.Request(select=("unanswered-question",), baseline=known)).findings


def _open(pages: Sequence[Sequence[Asked]]) -> Counter[str]:
    return Counter(text for questions in pages for text, answered in questions if not answered)


@st.composite
def _edited(draw: st.DrawFn) -> tuple[list[list[Asked]], list[list[Asked]]]:
    """A bank, and the same bank after some moves, answers, removals and additions."""
    before = draw(_PAGES)
    flat = [question for questions in before for question in questions]
    flat = [(text, answered or draw(st.booleans())) for text, answered in draw(st.permutations(flat))]
    flat = flat[: draw(st.integers(2, len(flat)))] + draw(st.lists(_QUESTION, max_size=3))
    cut = draw(st.integers(0, len(flat)))
    after = [part for part in (flat[:cut], flat[cut:]) if part]
    return before, after


@given(edited=_edited(), preface=st.sampled_from(["", "New words above.", "Two\n\nparagraphs."]))
def test_just_the_excess_is_new(nowhere: Path, edited: tuple[list[list[Asked]], list[list[Asked]]], preface: str) -> None:
    before, after = edited
    known = baseline.parse(baseline.render(_findings(nowhere, before, {})))
    excess = _open(after) - _open(before)
    covered = [[text.casefold() for text in baseline.texts(f)] for f in _findings(nowhere, after, known, preface)]
    for texts in covered:
        assert any(text.casefold() in texts for text in excess), "a known question is called new"
    for text in excess:
        assert any(text.casefold() in texts for texts in covered), "a new question is missed"


@given(pages=_PAGES)
def test_a_baseline_knows_its_own_bank(nowhere: Path, pages: list[list[Asked]]) -> None:
    content = baseline.render(_findings(nowhere, pages, {}))
    assert not _findings(nowhere, pages, baseline.parse(content))
    assert content == baseline.shrunk(content, {})
    lines = content.splitlines()[1:]
    assert len(lines) == len(set(lines)) == len(_open(pages))


OPEN = (
    "# Questions\n\n## 1. What is softmax?\n\nIt makes probabilities.\n\n"
    "## 2. What is dropout?\n\n## 3. What is pooling?\n\nIt shrinks.\n"
)


def test_a_grown_question_list_is_new_again(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    listed = "# Questions\n\n" + "".join(f"## {n}. What is term {n} good for?\n\n" for n in range(1, 6))
    root = bank({"q.md": listed})
    assert proctor(root, "check").status == 1
    assert proctor(root, "baseline", "write").status == 0
    assert "1 known" in proctor(root, "check").out
    write(root, {"q.md": listed + "## 6. What is term 6 good for?\n"})
    grown = proctor(root, "check")
    assert grown.status == 1 and "none of the 6 questions" in grown.out


def test_write_prune_show(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"q.md": OPEN})
    assert proctor(root, "baseline", "prune").status == 2  # there is none yet
    assert proctor(root, "baseline", "write").status == 0
    assert "1  unanswered-question" in proctor(root, "baseline", "show").out
    assert proctor(root, "check").status == 0
    write(root, {"q.md": OPEN.replace("dropout?\n", "dropout?\n\nIt switches units off.\n")})
    assert "1 known finding removed, 0 left" in proctor(root, "baseline", "prune").out
    write(root, {"q.md": OPEN})
    refused = proctor(root, "baseline", "write")
    assert refused.status == 2 and "may only shrink" in refused.err
    assert proctor(root, "baseline", "write", "--grow").status == 0


@pytest.mark.parametrize(
    "line", ["unanswered-question", "x\t0123456789abcdef\t0\t", "x\tzz\t1\t", "\x00", "x\t0123456789abcdef\t99999999\t"]
)
def test_a_damaged_baseline_is_named(bank: MakeBank, proctor: Callable[..., Ran], line: str) -> None:
    root = bank({"q.md": OPEN, baseline.NAME: f"# ours\n{line}\n"})
    ran = proctor(root, "check")
    assert ran.status == 2 and f"line 2 of {baseline.NAME}" in ran.err


def test_a_missing_baseline_that_was_named(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    ran = proctor(bank({"q.md": OPEN}), "check", "--baseline", "gone.tsv")
    assert ran.status == 2 and "no baseline" in ran.err


def test_text_from_the_bank_stays_in_its_line(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"q.md": OPEN.replace("dropout?", "dropout\x1b[2J&#10;x\ty\u2028z?")})
    assert proctor(root, "baseline", "write").status == 0
    content = (root / baseline.NAME).read_text(encoding="utf-8")
    assert "\x1b" not in content and len(content.splitlines()) == 2
    assert proctor(root, "check").status == 0


def test_parse_refuses_with_a_message() -> None:
    with pytest.raises(ProctorError, match="line 1"):
        baseline.parse("nonsense")


def test_baseline_of_a_moved_file(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"q.md": OPEN})
    proctor(root, "baseline", "write")
    git(root, "mv", "q.md", "renamed.md")
    assert proctor(root, "check").status == 0
