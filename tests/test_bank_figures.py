"""The figures of this repository's bank: each is what its script draws, is shown in every language, and none is left over."""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from conftest import Ran

from proctor import engine, translations
from proctor.config import Config
from proctor.tree import WorkTree

ROOT = Path(__file__).resolve().parents[1]
FIGURES, ASSETS = ROOT / "questions" / "figures", ROOT / "questions" / "assets"
NAMES = sorted(path.stem for path in FIGURES.glob("*.py") if path.stem != "style")
DRAWN_BY = "3.11"  # the feature release of matplotlib that drew the committed figures
CLOSE = 4.0  # pixels: the letters of another release are a little wider, and the axes make room for them
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
SVG = "{http://www.w3.org/2000/svg}"
PLACES = ("d", "x", "y", "transform")


@pytest.mark.parametrize("name", NAMES)
def test_a_script_draws_the_committed_figure(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FIGURES)
    monkeypatch.delitem(sys.modules, "style", raising=False)
    draw = runpy.run_path(str(FIGURES / f"{name}.py"))["draw"]
    drawn: bytes = sys.modules["style"].render(draw())  # the module that the script imported
    committed = (ASSETS / f"{name}.svg").read_bytes()
    if matplotlib.__version__.rpartition(".")[0] == DRAWN_BY:
        assert drawn == committed, f"draw it anew: .venv/bin/python questions/figures/{name}.py"
    else:
        assert difference(drawn, committed) == ""


def difference(one: bytes, other: bytes) -> str:
    """How two drawings differ in what one sees: other elements, or some that lie elsewhere. A release draws the outlines of
    letters and the points along a curve in its own way, so of a text its place counts, and of a curve its box."""
    elements, others = shapes(one), shapes(other)
    if [kind for kind, _ in elements] != [kind for kind, _ in others]:
        return "other elements"
    for (kind, box), (_, wanted) in zip(elements, others, strict=True):
        if any(abs(a - b) > CLOSE for a, b in zip(box, wanted, strict=True)):
            return f"{kind}: {box}, not {wanted}"
    return ""


def shapes(svg: bytes) -> list[tuple[str, list[float]]]:
    """The elements that draw something, in order: name and style, and the box of the coordinates (pixels)."""
    root = ElementTree.fromstring(svg)
    hidden = {inner for element in root.iter(f"{SVG}defs") for inner in element.iter()}
    hidden |= {use for e in root.iter() if e.get("id", "").startswith("text_") for use in e.iter(f"{SVG}use")}
    found = []
    for element in root.iter():
        numbers = [float(n) for key in PLACES for n in NUMBER.findall(element.get(key, ""))]
        if numbers and element not in hidden:
            box = [pick(axis) for axis in (numbers[::2], numbers[1::2]) for pick in (min, max)]
            found.append((f"{element.tag.removeprefix(SVG)} {element.get('style', '')}", box))
    return found


def test_a_difference_is_seen() -> None:
    svg = (ASSETS / "svm.svg").read_bytes()
    moved = re.sub(rb'(<use [^>]*x=")(\d+)', lambda m: m[1] + b"%d" % (int(m[2]) + 5), svg, count=40)
    assert difference(svg, svg) == "" and moved != svg and difference(moved, svg).startswith("use")
    assert difference(svg.replace(b"stroke: #0b5cad", b"stroke: #0b5cae"), svg) == "other elements"
    assert len(shapes(svg)) > 100


def test_every_asset_has_a_script_and_is_shown_in_every_language() -> None:
    assert {path.name for path in ASSETS.iterdir()} == {f"{name}.svg" for name in NAMES} | {"coverage.svg"}
    documents = engine.read_bank(WorkTree(str(ROOT / "questions")), Config())[0].documents
    shown = {path: [link.url for link in d.links if link.image] for path, d in documents.items()}
    families = translations.families(path for path in documents if shown[path])
    for original, others in families.items():
        assert all(shown[other] == shown[original] for other in others)
    assert sorted(url for original in families for url in shown[original]) == [f"assets/{name}.svg" for name in NAMES]
    assert shown["README.md"] == ["assets/coverage.svg"]


def test_the_badge_is_current(tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = proctor(ROOT, "coverage", "questions", "--no-history", "--no-cache", "--output", f"badge:{tmp_path / 'coverage.svg'}")
    assert ran.status == 0, ran.err
    again = "draw it anew: .venv/bin/proctor coverage questions --output badge:questions/assets/coverage.svg"
    assert (tmp_path / "coverage.svg").read_bytes() == (ASSETS / "coverage.svg").read_bytes(), again
