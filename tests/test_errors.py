"""Hints: what a user is told to do can be done, and is safe to do."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

import proctor
from proctor.errors import install, missing

PIP = "/opt/own/bin/python -m pip install"
UV = "uv pip install --python /opt/own/bin/python"


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/own/bin/python")


@pytest.mark.parametrize(("pip", "start"), [(True, PIP), (False, UV)])
@pytest.mark.parametrize(
    ("needs", "extra", "expected"),
    [
        (["a>=1", "b>=2.1; extra == 'x'"], "x", "'b>=2.1'"),
        (['b<3,>=2 ; extra == "x"', "c; extra == 'x'", "d; extra == 'y'"], "x", "'b<3,>=2' c"),
        (["b; python_version < '4' and extra == 'x'"], "x", "b"),
    ],
)
def test_a_missing_extra(
    pip: bool, start: str, needs: list[str], extra: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: needs)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if pip else None)
    assert missing(extra) == f"{start} {expected}"


@pytest.mark.parametrize("needs", [None, [], ["a>=1", "b; extra == 'xx'"]])
def test_without_metadata_it_names_the_file(needs: list[str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: needs)
    assert missing("x") == "install what proctor's pyproject.toml names for the extra `x`"


def test_it_may_run_from_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", none)
    assert "pyproject.toml" in missing("x")


def test_a_place_with_blanks_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/my tools/python")
    assert "'/my tools/python'" in install("typos")


def test_no_text_of_proctor_names_a_package_of_the_index_that_is_not_its_own() -> None:
    """The name `proctor` on the public index is somebody else's."""
    sources = Path(proctor.__file__).parent.rglob("*.py")
    assert not [path for path in sources if re.search(r"install [^\n]{0,9}proctor\[", path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("extra", ["links", "spelling", "format", "report", "similar", "snippets", "completion"])
def test_every_extra_is_known_to_the_installed_package(extra: str) -> None:
    assert missing(extra).startswith((PIP, UV))
