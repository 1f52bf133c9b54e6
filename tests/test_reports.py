"""Output formats, byte for byte: `pytest --update` rewrites the golden files, and the diff is for a reader to judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import MakeBank, judge

from proctor import __version__, reports
from proctor.model import Edit, Finding, Place, Problem, Report, Span, Style
from proctor.reports.escape import github_data, github_property, terminal

GOLDEN = Path(__file__).parent / "golden"
README = """\
# 深度学习 Deep learning

- [什么是梯度下降？](#什么是梯度下降)
- [Softmax](#sofmax) ![曲线](图/loss.png)
- [指南](docs/Guide.md#setup)

## 什么是梯度下降

参数沿负梯度方向更新，见[论文][原文]。

## Softmax

<!-- proctor: ignore missing-file: written next week -->
[Notes](notes.md)

<h2>Raw \x1b[31m heading</h2>
"""
FILES = {"README.md": README, "docs/guide.md": "# Guide\r\n\r\nSee [above](../gone.md).\r\n"}
SELECT = ("broken-anchor", "missing-file", "missing-image", "undefined-reference", "wrong-case")


@pytest.fixture
def report(bank: MakeBank) -> Report:
    return judge(bank(FILES), SELECT)


STYLES = {
    "text-full": ("text", Style(full=True)),
    "text-concise": ("text", Style(full=False)),
    "text-statistics": ("text", Style(statistics=True)),
    "text-color": ("text", Style(full=True, color=True)),
    "json": ("json", Style()),
    "github": ("github", Style()),
    "gitlab": ("gitlab", Style()),
    "junit": ("junit", Style()),
    "markdown": ("markdown", Style()),
    "rdjson": ("rdjson", Style()),
    "sarif": ("sarif", Style(page="What is wrong with {0}.\n\nWhy.\n".format)),
}
JSON = ("json", "gitlab", "rdjson", "sarif")


@pytest.mark.parametrize("name", STYLES)
def test_golden(report: Report, name: str, request: pytest.FixtureRequest) -> None:
    form, style = STYLES[name]
    text = "".join(reports.load(form).render(report, style))
    if form in JSON:
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1).replace(__version__, "VERSION") + "\n"
    place = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update"):
        GOLDEN.mkdir(exist_ok=True)
        place.write_bytes(text.encode())
    assert text == place.read_bytes().decode()


def finding(source: bytes, start: int, end: int, **more: object) -> tuple[Finding, bytes]:
    line = source.count(b"\n", 0, start)
    first = source.rfind(b"\n", 0, start) + 1
    at = Place(line + 1, len(source[first:start].decode("utf-8", "replace")) + 1)
    to = Place(at.line, at.column + len(source[start:end].decode("utf-8", "replace")))
    problem = Problem(Span(start, end), "message", **more)  # type: ignore[arg-type]
    return Finding("x.md", at, to, "rule", "links", "error", problem, None, "", "f-1"), source


def rendered(found: Finding, source: bytes, form: str = "text") -> str:
    report = Report([found], {"x.md": source}, 1, 0, 0, (), (), ())
    return "".join(reports.load(form).render(report, Style(full=True)))


@pytest.mark.parametrize(
    ("line", "marked", "carets"),
    [
        ("abc", "b", " ^"),
        ("梯度abc", "abc", "    ^^^"),
        ("a梯度", "梯度", " ^^^^"),
        ("cafe\u0301 x", "x", "     ^"),
        ("\tx", "x", " ^"),
        ("\x1bx", "x", "    ^"),
        ("a", "", "^"),
    ],
)
def test_carets_stand_under_what_they_mark(line: str, marked: str, carets: str) -> None:
    start = len(line[: line.index(marked)].encode())
    lines = rendered(*finding(line.encode(), start, start + len(marked.encode()))).splitlines()
    assert lines[4].partition("| ")[2].rstrip() == carets


def test_a_long_line_is_cut_around_its_span() -> None:
    source = b"x" * 5000 + b"HERE" + b"y" * 5000
    text = rendered(*finding(source, 5000, 5004))
    assert max(map(len, text.splitlines())) < 200 and "HERE" in text
    lines = text.splitlines()
    assert lines[4].index("^") == lines[3].index("HERE")


@pytest.mark.parametrize(
    "edits",
    [(Edit(Span(0, 3), "new"),), (Edit(Span(0, 8), ""),), (Edit(Span(3, 3), "\n+ more\n"),), (Edit(Span(0, 1), "x" * 9999),)],
)
def test_a_fix_is_shown_as_a_small_diff(edits: tuple[Edit, ...]) -> None:
    text = rendered(*finding(b"old\nold2\n", 0, 3, edits=edits))
    assert ("- old" in text or "+ more" in text) and len(text) < 2000


@pytest.mark.parametrize("form", reports.formats())
def test_any_place_can_be_reported(form: str) -> None:
    for source in (b"", b"\n", b"a", b"\xff\xfe", b"\xef\xbb\xbfa", b"a\rb\r\nc"):
        for at in {0, len(source)}:
            problem = Problem(Span(at, at), "message")
            found = Finding("x.md", Place(1, at + 1), Place(1, at + 1), "rule", "links", "note", problem, None, "", "f-1")
            assert rendered(found, source, form)
    gone = Finding("gone.md", Place(9, 9), Place(9, 9), "rule", "links", "note", Problem(Span(0, 0), "m"), None, "", "f-2")
    assert rendered(gone, b"", form)


def test_json_keeps_its_schema(report: Report) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(reports.__file__).parent / "schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    content = json.loads("".join(reports.load("json").render(report, Style())))
    validator.validate(content)
    assert content["findings"] and len({f["fingerprint"] for f in content["findings"]}) == len(content["findings"])
    assert [f["severity"] for f in content["findings"]].count("error") == content["summary"]["error"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 梯", "plain 梯"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\tb", "a b"),
        ("a\nb", "a\\x0ab"),
        ("\u202e", "\\u202e"),
        ("\x9b", "\\x9b"),
        ("\udcff", "\\udcff"),
    ],
)
def test_terminal_escapes(text: str, shown: str) -> None:
    assert terminal(text) == shown


def test_workflow_commands_are_escaped() -> None:
    assert github_data("50%\r\n::error::x") == "50%25%0D%0A::error::x"
    assert github_property("a:b,c%\n") == "a%3Ab%2Cc%25%0A"
