"""Settings: path patterns, and the mistakes that a user can make."""

from __future__ import annotations

import pytest

from proctor import config
from proctor.errors import ProctorError


@pytest.mark.parametrize(
    ("glob", "covered", "not_covered"),
    [
        ("docs", ["docs", "docs/a.md", "x/docs/a.md", "x/docs"], ["docs2/a.md", "xdocs"]),
        ("docs/", ["docs/a.md", "x/docs/a.md"], ["docs2"]),
        ("/docs", ["docs/a.md"], ["x/docs/a.md"]),
        ("docs/*.md", ["docs/a.md", "docs/.md"], ["docs/x/a.md", "x/docs/a.md", "docs/a.txt"]),
        ("*.md", ["a.md", "x/a.md", "x.md/y"], ["a.mdx", "a.m"]),
        ("a?c", ["abc", "x/a梯c"], ["ac", "a/c", "abbc"]),
        ("**/x.md", ["x.md", "a/x.md", "a/b/x.md"], ["ax.md", "a/x.mdx"]),
        ("a/**", ["a", "a/b", "a/b/c"], ["ab", "b/a"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/x/b/c"], ["a", "ab", "a/xb"]),
        ("**/a/**/b.md", ["a/b.md", "x/a/y/b.md", "a/a/b.md"], ["b.md", "a/ab.md"]),
        ("**", ["a", "a/b"], []),
        ("*", ["a", "a/b"], []),
        ("a*b*c", ["abc", "aXbXc", "abcbc", "acbc"], ["ab", "a/b/c", "abcd"]),
        ("*b", ["b", "abab", "x/ab"], ["ba"]),
        ("[x].md", ["[x].md"], ["x.md"]),
        ("a/*/c", ["a/b/c"], ["a/c", "a/b/b/c"]),
        ("", [], ["a"]),
    ],
)
def test_path_patterns(glob: str, covered: list[str], not_covered: list[str]) -> None:
    assert [path for path in covered if not config.matches(path, [glob])] == []
    assert [path for path in not_covered if config.matches(path, [glob])] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("selct = ['links']", "did you mean `select`?"),
        ("select = 'links'", "list of strings"),
        ("repository = 1", "must be a string"),
        ("fail-level = 'bad'", "one of error, warning, note"),
        ("severity = {broken-anchor = 'bad'}", "one of error, warning, note"),
        ("rules = 1", "must be a table"),
        ("rules = {x = 1}", "must be a table"),
        ("overrides = {}", "[[tool.proctor.overrides]]"),
        ("[[overrides]]\npath = ['x']", "did you mean `paths`?"),
        ("[questions]\nlevels = 1", "did you mean `level`?"),
        ("[questions]\nlevel = true", "must be a int"),
        ("a = ", "no valid TOML"),
        ("\ufeff", "no valid TOML"),
        ("a = " + "[" * 5000, "nests too deeply"),
    ],
)
def test_mistakes_are_explained(content: str, message: str) -> None:
    with pytest.raises(ProctorError) as caught:
        config.parse(content.encode(), "proctor.toml")
    assert message in f"{caught.value.message} {caught.value.hint}"


def test_values() -> None:
    settings = config.parse(
        b"select = ['links']\nfail-level = 'warning'\n[[overrides]]\npaths = ['a']\nselect = []\n", "proctor.toml"
    )
    assert (settings.select, settings.fail_level, settings.origin["select"]) == (("links",), "warning", "proctor.toml")
    assert (settings.overrides[0].paths, settings.overrides[0].select) == (("a",), ())


@pytest.mark.parametrize(
    ("content", "select"),
    [("[tool.proctor]\nselect = ['toc']", ("toc",)), ("[tool.other]", None), ("x = ", None), ("tool = 1", None)],
)
def test_pyproject(content: str, select: tuple[str, ...] | None) -> None:
    assert config.parse(content.encode(), "pyproject.toml").select == select
