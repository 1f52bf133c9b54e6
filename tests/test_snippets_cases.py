"""Cases: every block in any container, its language, and where each of its lines stands in the document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.model import Question, Span
from proctor.parse import parse
from proctor.snippets import languages, lines
from proctor.snippets.cases import cases
from proctor.snippets.values import Case

# Every way to write one Python block that a reader of CommonMark takes for one.
FORMS = {
    "backticks": "```python\nprint(1)\n```\n",
    "tildes": "~~~python\nprint(1)\n~~~\n",
    "four backticks": "````python\nprint(1)\n````\n",
    "py": "```py\nprint(1)\n```\n",
    "capital": "```Python\nprint(1)\n```\n",
    "python3": "```python3\nprint(1)\n```\n",
    "space before the word": "``` python\nprint(1)\n```\n",
    "attributes": "```{.python}\nprint(1)\n```\n",
    "braces": "```{python}\nprint(1)\n```\n",
    "title": '```python title="x.py"\nprint(1)\n```\n',
    "session": "```pycon\n>>> print(1)\n1\n```\n",
    "indented fence": "   ```python\n   print(1)\n   ```\n",
    "list": "- a\n\n  ```python\n  print(1)\n  ```\n",
    "on the item's line": "1. ```python\n   print(1)\n   ```\n",
    "quote": "> ```python\n> print(1)\n> ```\n",
    "tab": "- a\n\n\t```python\n\tprint(1)\n\t```\n",
    "windows": "```python\r\nprint(1)\r\n```\r\n",
    "unclosed": "```python\nprint(1)\n",
    "comma": "```python,norun\nprint(1)\n```\n",
    "file": "```python:main.py\nprint(1)\n```\n",
    "id and class": "```{#one .python}\nprint(1)\n```\n",
}
NOT_PYTHON = {
    "comment": "<!--\n```python\nprint(1)\n```\n-->\n",
    "within four backticks": "````text\n```python\nprint(1)\n```\n````\n",
    "pythonic": "```pythonic\nprint(1)\n```\n",
    "none": "```\nprint(1)\n```\n",
    "indented": "    print(1)\n",
}


def found(source: str) -> tuple[Case, ...]:
    return cases(parse("a.md", source.encode()))


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_python(form: str) -> None:
    (case,) = found(FORMS[form])
    assert case.language == "python"
    assert case.doctest == (form == "session")
    assert case.code.strip() == (">>> print(1)\n1" if form == "session" else "print(1)")


@pytest.mark.parametrize("form", NOT_PYTHON)
def test_what_is_no_python(form: str) -> None:
    assert not [case for case in found(NOT_PYTHON[form]) if case.language == "python"]


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("js", "javascript"),
        ("C++", "c++"),
        ("cpp", "c++"),
        ("sh", "bash"),
        ("Shell", "bash"),
        ("yml", "yaml"),
        ("ts", "typescript"),
        ("golang", "go"),
        ("{r}", "r"),
        ("mermaid", "mermaid"),
        ("language-js", "javascript"),
        ("", ""),
    ],
)
def test_languages(info: str, language: str) -> None:
    (case,) = found(f"```{info}\nx\n```\n")
    assert case.language == language


def test_languages_are_run_or_parsed_or_neither() -> None:
    assert not languages.RUN & languages.PARSED
    assert {"python", "javascript", "bash", "sql"} <= languages.RUN
    assert {"json", "yaml", "toml", "xml"} <= languages.PARSED


@pytest.mark.parametrize(("info", "expected"), [("mjs", "esm"), ("cjs", "node"), ("js", "")])
def test_environments(info: str, expected: str) -> None:
    (case,) = found(f"```{info}\nx\n```\n")
    assert case.environment == expected


def test_a_case_knows_its_question() -> None:
    source = "# A\n\n```python\n1\n```\n\n# B\n\n```python\n2\n```\n"
    document = parse("a.md", source.encode())
    second = source.index("# B")
    questions = [
        Question("a", "a.md", "A", None, "heading", "answered", "", "a", Span(0, 3), Span(0, second)),
        Question("b", "a.md", "B", None, "heading", "answered", "", "b", Span(second, second + 3), Span(second, len(source))),
    ]
    assert [case.question for case in cases(document, questions)] == ["a", "b"]
    assert [case.question for case in cases(document)] == ["", ""]


def test_no_code_no_cases() -> None:
    assert cases(parse("a.md", b"# A\n\nText.\n")) == ()


CODE_LINES = st.sampled_from(
    ["x = 1", "  if y:", "\tz()", "é = '梯度 🚀'", "", "    ", "#", ">>> a", "> b", "- c", "\\", "a\tb", "'''"]
)
CONTAINERS = st.lists(st.sampled_from(["- ", "1. ", "> ", "-\t", "10) ", "  - "]), max_size=4)
FENCES = st.sampled_from(["```", "~~~", "`````"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """A document with one fenced block in containers, and the lines of its code."""
    code = draw(st.lists(CODE_LINES, min_size=1, max_size=6))
    fence = draw(FENCES)
    first = rest = ""
    for mark in draw(CONTAINERS):
        first += mark
        rest += ">" + " " * (len(mark) - 1) if ">" in mark else "\t" if mark.endswith("\t") else " " * len(mark)
    before = draw(st.sampled_from(["", "Text.\n\n", "# A\n\n", "\ufeff# A\n\n", "---\na: b\n---\n\n"]))
    lines_of_it = [first + fence + "python", *(rest + line for line in code), rest + fence]
    text = before + "\n".join(lines_of_it) + draw(st.sampled_from(["", "\n", "\n\nEnd.\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode(), code


@given(documents())
def test_every_line_of_code_is_found_in_the_document(given: tuple[bytes, list[str]]) -> None:
    source, _ = given
    document = parse("a.md", source)
    for case in cases(document):
        code = lines.split(case.code)
        physical = source.decode().replace("\r\n", "\n").split("\n")
        for number, line in enumerate(code, 1):
            own = physical[case.first_line + number - 2]
            assert own.lstrip(" \t>").rstrip() == line.lstrip(" \t>").rstrip() or own.endswith(line.strip())
            if line.strip():
                inset = len(line) - len(line.lstrip()) + 1
                span = lines.span(document, case.code, case.first_line, number, (inset, len(line) + 1))
                assert document.slice(span) == line.strip() or document.slice(span).rstrip() == line.strip()


@given(documents(), st.data())
def test_every_character_of_code_is_found_in_the_document(given: tuple[bytes, list[str]], data: st.DataObject) -> None:
    document = parse("a.md", given[0])
    for case in cases(document):
        code = lines.split(case.code)
        number = data.draw(st.integers(1, len(code)))
        visible = [n for n, c in enumerate(code[number - 1], 1) if not c.isspace()]
        if visible:
            column = data.draw(st.sampled_from(visible))
            span = lines.span(document, case.code, case.first_line, number, (column, column + 1))
            assert document.slice(span) == code[number - 1][column - 1]


@given(documents(), st.integers(-3, 99), st.integers(-3, 99), st.integers(-3, 99))
def test_places_outside_the_code_are_drawn_to_the_nearest(given: tuple[bytes, list[str]], line: int, first: int, last: int) -> None:
    document = parse("a.md", given[0])
    for case in cases(document):
        span = lines.span(document, case.code, case.first_line, line, (first, last))
        assert 0 <= span.start <= span.end <= len(given[0])


def test_an_error_at_a_line_of_hidden_code() -> None:
    source = "Text.\n\n<!-- proctor: setup python\nx = 1\ny =\n-->\n"
    document = parse("a.md", source.encode())
    (case,) = cases(document)
    assert document.slice(lines.span(document, case.code, case.first_line, 2)) == "y ="
