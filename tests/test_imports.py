"""Who may import whom, and where each outside package is at home."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import proctor

PACKAGE = Path(proctor.__file__).parent

# Each layer may import those before it, and modules of its own.
LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "model errors pattern entities spawn gather tables workers",
        "slug cjk config git tree cache ignores baseline fix place progress source fence markup details formula references builder",
        "parse",
        "bank nearest wording numbering similarity translations topics outside contents entries omissions formatting spelling",
        "questions changes coverage history shards gate base snippets",
        "probes runners",
        "plan locate",
        "engine",
        "crew",
        (
            "trust outputs job handover merging examples standin proof authoring adoption hosting"
            " surface survey commands cli __main__ pytest_plugin lsp"
        ),
    )
)
HOMES = {
    "pyromark": ("parse.py",),
    "requests": ("probes/urls",),
    "urllib3": ("probes/urls",),
    "idna": ("probes/urls",),
    "spellchecker": ("probes/spelling",),
    "mdformat": ("probes/formatting",),
    "markdown_it": ("probes/formatting",),
    "cmarkgfm": ("formatting/guard.py",),
    "yaml": ("snippets/data_syntax.py",),
    "jinja2": ("reports/coverage/html.py",),
    "rapidfuzz": ("similarity.py",),
    "pytest": ("pytest_plugin.py",),
    "shtab": ("commands/completion.py",),
    "subprocess": ("spawn.py", "runners/sandbox/workers.py", "runners/languages/tools.py", "spelling/listed.py"),
}
# Modules of values and pure functions: what a rule may know.
FOR_RULES = frozenset(
    "model pattern entities slug cjk place source bank nearest wording numbering similarity translations topics outside contents"
    " entries omissions ignores formatting spelling questions gate snippets".split()
)
NOT_FOR_RULES = frozenset("os io pathlib subprocess socket shutil sys".split())
FOR_REPORTS = frozenset("model pattern place reports".split())
# What the parts of runners may know besides themselves; "" is the rest of proctor.
FOR_RUNNERS: dict[str, frozenset[str]] = {
    "sandbox": frozenset(["errors"]),
    "harness": frozenset(),
    "languages": frozenset(
        "pattern snippets.values snippets.syntax runners.settings runners.sandbox.jobs runners.harness.report".split()
    ),
    "": frozenset("runners runners.settings runners.sandbox.levels runners.sandbox.pool".split()),
}
LANGUAGES = frozenset("compiled node python shell".split())


def modules() -> list[str]:
    return sorted(str(path.relative_to(PACKAGE).as_posix()) for path in PACKAGE.rglob("*.py"))


def imports(module: str) -> Iterator[str]:
    """The dotted names that a file imports, wherever in it; `from a import x` counts as a.x where that is a module of ours."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            source = node.module or ""
            names = [f"{source}.{alias.name}" for alias in node.names]
            yield from (name if source == "proctor" or is_ours(name) else source for name in names)


def is_ours(name: str) -> bool:
    path = PACKAGE.parent / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def ours(module: str) -> set[str]:
    """The modules and folders of proctor that a file imports, by their first name; itself and its own folder not."""
    own = module.removesuffix(".py").partition("/")[0]
    found = {name.split(".")[1] for name in imports(module) if name.startswith("proctor.")}
    return found - {own, "__version__"}


def layer(name: str) -> int:
    return next((n for n, names in enumerate(LAYERS) if name in names), -1)


def first(module: str) -> str:
    return module.removesuffix(".py").partition("/")[0]


@pytest.mark.parametrize("module", [m for m in modules() if first(m) not in ("rules", "reports", "__init__")])
def test_imports_go_one_way(module: str) -> None:
    own = layer(first(module))
    assert own >= 0, f"{module} belongs to no layer: say in this test where it belongs"
    allowed = {name for names in LAYERS[: own + 1] for name in names}
    allowed |= {"rules", "reports"} if own >= layer("plan") else set()
    assert ours(module) <= allowed


def test_modules_of_one_layer_do_not_import_in_a_circle() -> None:
    graph = {first(m): set[str]() for m in modules()}
    for module in modules():
        if first(module) not in ("rules", "reports"):
            graph[first(module)] |= ours(module)
    seen: dict[str, bool] = {}

    def visit(name: str) -> None:
        assert seen.get(name) is not True, f"{name} imports itself in the end"
        if name in graph and name not in seen:
            seen[name] = True
            for other in sorted(graph[name]):
                visit(other)
            seen[name] = False

    for name in graph:
        visit(name)


@pytest.mark.parametrize("module", [m for m in modules() if first(m) == "rules" and m != "rules/__init__.py"])
def test_a_rule_knows_values_only(module: str) -> None:
    assert ours(module) <= FOR_RULES
    names = set(imports(module))
    assert not [name for name in names if name.startswith("proctor.rules")], "a rule imports no other"
    assert not {name.partition(".")[0] for name in names} & NOT_FOR_RULES
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "print", "exec", "eval", "input", "__import__"}


@pytest.mark.parametrize("module", [m for m in modules() if first(m) == "reports"])
def test_a_report_is_a_function_of_values(module: str) -> None:
    allowed = FOR_REPORTS | ({"coverage", "errors"} if module.startswith("reports/coverage/") else set())
    assert ours(module) <= allowed
    helpers = ["proctor.reports", *(f"proctor.reports.{name}" for name in ("escape", "excerpt", "fixes", "rank", "verdict"))]
    within = {name for name in imports(module) if name.startswith("proctor.reports")}
    assert within <= set(helpers) or module.startswith("reports/coverage/")


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("runners/") and m.count("/") > 1])
def test_a_part_of_runners_knows_little_of_the_others(module: str) -> None:
    part = module.split("/")[1]
    own = f"runners.{part}"
    known = {name.removeprefix("proctor.") for name in imports(module) if name.startswith("proctor.")}
    assert {name for name in known if name != own and not name.startswith(f"{own}.")} <= FOR_RUNNERS[part]
    languages = {f"runners.languages.{name}" for name in LANGUAGES}
    assert not known & languages or module == "runners/languages/choose.py", "a language imports no other"


@pytest.mark.parametrize("module", [m for m in modules() if first(m) != "runners"])
def test_of_runners_the_others_know_the_door(module: str) -> None:
    known = {name.removeprefix("proctor.") for name in imports(module) if name.startswith("proctor.")}
    assert {name for name in known if first(name.replace(".", "/")) == "runners"} <= FOR_RUNNERS[""]


@pytest.mark.parametrize("module", modules())
def test_every_outside_package_has_one_home(module: str) -> None:
    for name in {name.partition(".")[0] for name in imports(module)} - {"proctor"}:
        if name in HOMES:
            assert module.startswith(HOMES[name]), f"{module} imports {name}"
        else:
            assert name in sys.stdlib_module_names, f"{name} has no home"
