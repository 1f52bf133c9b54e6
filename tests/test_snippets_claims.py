"""Claims: what the text says that a snippet prints, shows or answers; found by structure, in any language."""

from __future__ import annotations

import pytest

from proctor.parse import parse
from proctor.snippets.cases import cases
from proctor.snippets.comments import beside, is_literal
from proctor.snippets.values import Claim


def claims(source: str) -> list[tuple[Claim, str]]:
    """The claims of the first snippet, each with the text at its place."""
    document = parse("a.md", source.encode())
    first = cases(document)[0]
    return [(claim, document.slice(claim.span)) for claim in first.claims]


@pytest.mark.parametrize(
    ("language", "line", "text", "exact"),
    [
        ("python", "print(x)  # -> 3", "3", True),
        ("python", "print(x)  # 3", "3", True),
        ("python", "print(x)  # => [1, 2]", "[1, 2]", True),
        ("python", "print(x)  # Output: {'a': 1}", "{'a': 1}", True),
        ("python", "print('#5')  # '#5'", "'#5'", True),
        ("python", "print(x)  # -> Hello, Ada!", "Hello, Ada!", True),
        ("python", "print(x)  # the number of rows", "the number of rows", False),
        ("python", "print(x)  # None, since nothing was found", "None", False),
        ("python", "x + 1  # -> 4", "4", True),
        ("javascript", "console.log(x); // 3", "3", True),
        ("javascript", "console.log(x); //true", "true", True),
        ("javascript", "console.log('http://a'); /* 'http://a' */", "'http://a'", True),
        ("javascript", "console.log(`//${x}`); // => undefined", "undefined", True),
        ("javascript", "console.log(x); // undefined due to hoisting", "undefined", False),
        ("javascript", "console.log(x); // Output: 30 (the outer variable)", "30", True),
        ("javascript", "console.log(a, b); // 1, 'x'", "1, 'x'", True),
        ("javascript", "console.log(x); // Set(2) {1, 2}", "Set(2) {1, 2}", True),
        ("javascript", "console.log(x); // Hello there", "Hello there", False),
        ("javascript", "x + 1; // => 4", "4", True),
        ("typescript", "console.log(x); // 3", "3", True),
    ],
)
def test_beside(language: str, line: str, text: str, exact: bool) -> None:
    ((claim, place),) = claims(f"- a\n\n  ```{language}\n  {line}\n  ```\n")
    assert (claim.kind, claim.line, claim.text, claim.exact) == ("printed", 1, text, exact)
    assert place == text


@pytest.mark.parametrize("line", ["x = 1  # 3", "// 3", "foo(x); // calls foo", "# print(x)", "s = 'print(x) # 3'", "print(x)"])
def test_nothing_beside(line: str) -> None:
    assert not [*beside("javascript", line), *beside("python", line)] or line.startswith(("//", "#"))


def test_below() -> None:
    found = list(beside("python", "for i in range(2):\n    print(i)\n    #> 0\n    #> 1\nprint(\n    3,\n)\n# -> 3\n"))
    assert [(each.line, each.text, each.at) for each in found] == [(2, "0\n1", 3), (5, "3", 8)]


def test_at_the_end_of_a_call() -> None:
    (found,) = beside("javascript", "console.log(\n  sum(1,\n    2),\n); // 3\n")
    assert (found.line, found.at, found.column) == (1, 4, 7)


@pytest.mark.parametrize(
    "text", ["1", "-1.5e3", "'a'", '"a b"', "[1, [2]]", "{a: 1}", "None", "true", "1, 2", "NaN", "10n", "(1, 2)"]
)
def test_literal(text: str) -> None:
    assert is_literal(text)


@pytest.mark.parametrize("text", ["a", "one", "1 apple", "the [list]", "true story", "f(x)", "", "don't"])
def test_not_literal(text: str) -> None:
    assert not is_literal(text)


@pytest.mark.parametrize(
    "between",
    [
        "Output:\n\n```\n3\n```\n",
        "**Output**\n\n```text\n3\n```\n",
        "The output is:\n\n```console\n3\n```\n",
        "输出：\n\n```\n3\n```\n",
        "#### Result\n\n```\n3\n```\n",
        "```text output\n3\n```\n",
        "```output\n3\n```\n",
        "<!-- proctor: output -->\n```\n3\n```\n",
        "Output:\n\n<!-- proctor: output -->\n```json\n3\n```\n",
    ],
)
def test_output_below(between: str) -> None:
    source = f"```python\nprint(3)\n```\n\n{between}"
    ((claim, place),) = claims(source)
    assert (claim.kind, claim.text, place) == ("output", "3\n", "3")
    assert cases(parse("a.md", source.encode()))[1].directives.output


@pytest.mark.parametrize(
    "between",
    [
        "```\n3\n```\n",
        "Save this as a file:\n\n```\n3\n```\n",
        "Output:\n\nIt depends.\n\n```\n3\n```\n",
        "Output:\n\n```python\n3\n```\n",
        "# Output formats\n\n```\n3\n```\n",
        "The output of the next program is longer:\n\n```\n3\n```\n",
    ],
)
def test_no_output_below(between: str) -> None:
    assert claims(f"```python\nprint(3)\n```\n\n{between}") == []


@pytest.mark.parametrize(("ending", "joint"), [("\n", "\n  > "), ("\r\n", "\r\n  > ")])
def test_the_place_of_an_output_in_containers(ending: str, joint: str) -> None:
    text = "- > ```python\n  > print(1, 2)\n  > ```\n  >\n  > Output:\n  >\n  > ```\n  > 1\n  > 2\n  > ```\n"
    ((claim, place),) = claims(text.replace("\n", ending))
    assert (claim.text, claim.joint) == ("1\n2\n", joint)
    assert place == f"1{joint}2"


QUESTION = "###### 1. What's the output?\n\n```javascript\nconsole.log(1);\n```\n\n"
OPTIONS = "- A: `0`\n- B: `1`\n- C: `undefined`\n\n"


@pytest.mark.parametrize(
    "answer",
    [
        "#### Answer: B\n",
        "Answer: B\n",
        "**Answer:** B\n",
        "**Answer: B**\n",
        "Correct answer: B\n",
        "The correct answer is (B).\n",
        "Answer: B) `1` is printed.\n",
        "Answer: B. The value is printed.\n",
        "<details><summary><b>Answer</b></summary>\n<p>\n\n#### Answer: B\n\nIt prints.\n\n</p>\n</details>\n",
        "<details><summary>Answer: B</summary>\n\nIt prints.\n\n</details>\n",
        "<details>\n<summary>Answer</summary>\n\nB\n\n</details>\n",
        "#### 答案：B\n",
        "正确答案: B\n",
        "#### Ответ: B\n",
        "#### Réponse : B\n",
        "#### 답: B\n",
        "الجواب هو الخيار الثاني: B\n",
        "#### Đáp án: B\n",
    ],
)
def test_key(answer: str) -> None:
    ((claim, place),) = claims(QUESTION + OPTIONS + answer)
    assert (claim.kind, claim.mark, claim.text, place) == ("key", "B", "1", "B")
    assert [option.text for option in claim.options] == ["0", "1", "undefined"]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ("- [ ] `0`\n- [x] `1`\n- [ ] `2`\n", "`1`"),
        ("- A: `0`\n- **B: `1`**\n- C: `2`\n", "**B: `1`**"),
        ("- A) `0`\n- B) `1` ✅\n- C) `2`\n", "B) `1` ✅"),
        ("1. `0`\n2. `1`\n3. `2`\n\nAnswer: 2\n", "2"),
        ("a) 0\nb) 1\nc) 2\n\nAnswer: b\n", "b"),
        ("(A) `0`\n(B) `1`\n(C) `2`\n\nAnswer: B\n", "B"),
        ("* A. `0`\n* B. `1`\n* C. `2`\n\n**Solution: B**\n", "B"),
        ("1. 0\n2. 1\n3. 2\n\n*Answer:* 2) 1\n", "2"),
    ],
)
def test_forms_of_options(options: str, place: str) -> None:
    ((claim, found),) = claims(QUESTION + options)
    assert (claim.kind, claim.text, found) == ("key", "1", place)


@pytest.mark.parametrize(
    "rest",
    [
        "- first step\n- second step\n\nAnswer: A variable is printed.\n",
        "- A: `0`\n- B: `1`\n",
        "- A: `0`\n- B: `1`\n\n# Next\n\nAnswer: B\n",
        "- A: `0`\n- B: `1`\n\n```python\nx\n```\n\nAnswer: B\n",
        "- A: `0`\n- B: `1`\n\nAnswer: D\n",
        "1. `0`\n2. `1`\n\nAnswer: 2 values are printed.\n",
        "1. `0`\n2. `1`\n\nIn step 2) nothing is printed.\n",
        "- A: `0`\n- C: `1`\n\nAnswer: C\n",
        "- one\n- **two**\n- three\n",
        "Answer: B\n",
    ],
)
def test_no_key(rest: str) -> None:
    assert claims(QUESTION + rest) == []


def test_a_key_of_two_programs_is_nobodys() -> None:
    source = "# Q\n\n```javascript\na\n```\n\n```javascript\nb\n```\n\n" + OPTIONS + "Answer: B\n"
    assert [case.claims for case in cases(parse("a.md", source.encode()))] == [(), ()]


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("`1` and `2`", ("1", "2")),
        ("`1`, `2`", ("1", "2")),
        ("`1` `2`", ("1", "2")),
        ("`1` и `2`", ("1", "2")),
        ("`1`和`2`", ("1", "2")),
        ("Lydia", ("Lydia",)),
        (r"It costs \$3.00", ("It costs $3.00",)),
        ("`mouse.size` is not valid", ()),
        ("`1` — it is copied", ("1",)),
        ("`1`, `2` - in this order", ("1", "2")),
        ("`1` - `2`", ("1", "2")),
        ("`` `a` ``", ("`a`",)),
    ],
)
def test_pieces_of_options(raw: str, pieces: tuple[str, ...]) -> None:
    ((claim, _),) = claims(f"{QUESTION}- A: {raw}\n- B: `x`\n\nAnswer: B\n")
    assert claim.options[0].pieces == pieces


@pytest.mark.parametrize(
    ("code", "environment"),
    [("console.log(this.x)", "script"), ("require('fs')", ""), ("export default 1", ""), ("module.exports = 1", "")],
)
def test_multiple_choice_asks_for_what_a_browser_shows(code: str, environment: str) -> None:
    source = f"# Q\n\n```javascript\n{code}\n```\n\n{OPTIONS}Answer: B\n"
    assert cases(parse("a.md", source.encode()))[0].environment == environment
