"""Start-up is a feature: a plain check imports nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MakeBank

SCRIPT = """\
import contextlib, sys
from proctor.cli import main
with contextlib.suppress(SystemExit):
    main({arguments!r})
print(*sorted(sys.modules), file=sys.stderr)
"""
HEAVY = {"requests", "urllib3", "mdformat", "markdown_it", "spellchecker", "jinja2", "rich", "rapidfuzz", "cmarkgfm", "hypothesis"}
ABSENT = HEAVY | {"dataclasses", "importlib.metadata", "difflib", "tomllib", "asyncio", "ssl", "http.client", "logging", "inspect"}


def loaded(root: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments)], cwd=root, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_plain_check(bank: MakeBank) -> None:
    root = bank({"README.md": "# A\n\n- [a](#a)\n\n## B\n\n[x](docs/)\n", "docs/b.md": "# B\n\nText.\n"})
    assert not loaded(root, "check") & ABSENT


@pytest.mark.parametrize("arguments", [["--version"], ["check", "--help"], ["explain", "broken-anchor"], ["config"]])
def test_other_commands(bank: MakeBank, arguments: list[str]) -> None:
    assert not loaded(bank({"README.md": "# A\n"}), *arguments) & HEAVY


def test_only_the_selected_rules_are_imported(bank: MakeBank) -> None:
    rules = {name for name in loaded(bank({"README.md": "# A\n"}), "check", "--select", "broken-anchor") if name.count(".") == 3}
    assert rules == {"proctor.rules.links.broken_anchor"}


def test_rules_outside_the_default_set_are_not_imported(bank: MakeBank) -> None:
    modules = loaded(bank({"README.md": "# A\n"}), "check")
    assert not modules & {"proctor.rules.questions.similar_question", "proctor.rules.links.dead_url", "proctor.outside"}
    assert not {name for name in modules if name.startswith(("proctor.runners", "proctor.probes"))}
    assert "proctor.rules.questions.unanswered_question" in modules
