"""The bank's documents as GitHub shows them: Markdown leaves every formula whole, and each can be typeset."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from proctor.parse import parse

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / ".venv" / "npm" / "node_modules"
PAGES = sorted((ROOT / "questions").glob("*.md"))
GITHUB = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
CODE = re.compile(r"(?ms)^(```+).*?^\1$|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)")
FORMULA = re.compile(r"(?s)\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+)\$")


class Text(HTMLParser):
    """The text of a page outside of code, and how many tables, pictures and code blocks it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self._within = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.tags.append(tag)
        self._within += tag in ("code", "pre")

    def handle_endtag(self, tag: str) -> None:
        self._within -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._within else data


def source(path: Path) -> str:
    """A document's text without its code."""
    return CODE.sub("", path.read_text(encoding="utf-8"))


def shown(path: Path) -> Text:
    """A document as it is rendered."""
    return Text(cmarkgfm.github_flavored_markdown_to_html(path.read_text(encoding="utf-8"), options=GITHUB))


def formulas(text: str) -> list[tuple[str, bool]]:
    """The formulas of a text, each with whether it has lines of its own."""
    return [(m["display"] or m["inline"], bool(m["display"])) for m in FORMULA.finditer(text)]


def katex(found: Iterable[tuple[str, bool]]) -> str:
    """What KaTeX has against formulas; skips where it is not installed, but not in CI."""
    if not (MODULES / "katex").is_dir() or not shutil.which("node"):
        if os.environ.get("CI"):
            pytest.fail("KaTeX is not installed: `make test` does it where there is npm")
        pytest.skip("KaTeX is not installed, so no formula is typeset: it needs npm")
    command = ["node", str(ROOT / "tests" / "katex.mjs"), str(MODULES)]
    done = subprocess.run(command, input=json.dumps(list(found)), capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_markdown_takes_nothing_out_of_a_formula(path: Path) -> None:
    page, written = shown(path), formulas(source(path))
    assert formulas(page.text) == written
    assert "$" not in FORMULA.sub("", page.text)
    document = parse(path.name, path.read_bytes())
    assert len(document.formulas) <= len(written) and not any(f.problem for f in document.formulas)
    assert page.tags.count("img") == sum(link.image for link in document.links)
    assert page.tags.count("table") == sum(block.kind == "table" for block in document.blocks)
    assert page.tags.count("pre") == len(document.snippets)
    for mark in ("**", "__", "](", "| -", "```"):
        assert mark not in FORMULA.sub("", page.text)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_dollars_stand_where_github_sees_them(path: Path) -> None:
    text = re.sub(r"(?s)\$\$.+?\$\$", "", source(path))
    for match in re.finditer(r"(.?)\$([^$]+)\$(.?)", text):
        before, tex, after = match.groups()
        assert before in ("", " ") and not after.isalnum(), match[0]
        assert tex == tex.strip() and "\n" not in tex, match[0]
        assert not re.search(r"[<>]\S", tex), f"write \\lt and \\gt: {match[0]}"
    assert "\\operatorname" not in text, "GitHub refuses this macro"


def test_every_formula_can_be_typeset() -> None:
    found = [formula for path in PAGES for formula in formulas(source(path))]
    assert len(found) > 500
    assert katex(found) == ""


def test_a_broken_formula_is_seen() -> None:
    assert "x_{1" in katex([("x_{1", False), (r"\frac{1}{2}", True)])
    assert formulas(Text("<p>$x<em>i = y</em>j$</p>").text) == [("xi = yj", False)]
