"""The hooks as pre-commit itself runs them: for other banks from a repository, and this repository's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from conftest import Ran, git, write

ROOT = Path(__file__).resolve().parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
OWN = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
GOOD = "# Bank\n\n## What is a closure?\n\nA function with its surroundings.\n"
LOOSE = "# Bank\n\n## What is a closure?\n\n* A function\n* with its surroundings.\n"


def pre_commit(root: Path, home: Path, *arguments: str) -> Ran:
    """Run pre-commit in a repository, with its environments in a folder of the test's."""
    names = ("PATH", "HOME", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "LANG")
    kept = {name: value for name, value in os.environ.items() if name in names or name.startswith("PIP_")}
    environment = {**kept, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment |= {f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = [sys.executable, "-m", "pre_commit", *arguments, "--color=never"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=170)
    return Ran(done.returncode, done.stdout, done.stderr)


def repository(root: Path, files: Mapping[str, str]) -> Path:
    write(root, files)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "A commit")
    return root


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the hooks and the package, as other banks would name it."""
    root = tmp_path_factory.mktemp("provider") / "proctor"
    root.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    return repository(root, {})


def configuration(provider: Path, *hooks: str) -> str:
    revision = git(provider, "rev-parse", "HEAD").strip()
    entries = [{"repo": str(provider), "rev": revision, "hooks": [{"id": hook} for hook in hooks]}]
    return str(yaml.safe_dump({"repos": entries}))


def test_another_bank_tries_and_uses_the_hooks(provider: Path, tmp_path: Path) -> None:
    """One test, for pre-commit makes an environment for each set of packages: some seconds each, from the package index."""
    home = tmp_path / "home"
    root = repository(tmp_path / "bank", {"README.md": GOOD})
    begun = time.monotonic()
    tried = pre_commit(root, home, "try-repo", str(provider), "proctor", "--all-files")
    if "ERROR: Could not find a version" in tried.out or "ConnectionError" in tried.out or "NewConnectionError" in tried.out:
        pytest.fail(f"pre-commit could not install the hook: is the package index in reach?\n{tried.out}")
    assert tried.status == 0 and "proctor...." in tried.out and "Passed" in tried.out, tried.out + tried.err

    write(root, {".pre-commit-config.yaml": configuration(provider, "proctor", "proctor-format")})
    git(root, "add", "-A")
    installed = pre_commit(root, home, "install", "--install-hooks")
    assert installed.status == 0, installed.out + installed.err
    assert time.monotonic() - begun < 150, "three small environments take far too long"

    write(root, {"README.md": GOOD + "\n[x](#nowhere)\n"})
    git(root, "add", "-A")
    refused = pre_commit(root, home, "run")
    assert refused.status == 1, refused.out
    assert "error[broken-anchor]" in refused.out and "README.md:7:5" in refused.out, refused.out

    write(root, {"README.md": LOOSE})
    git(root, "add", "-A")
    fixing = pre_commit(root, home, "run")
    assert fixing.status == 1 and "files were modified by this hook" in fixing.out, fixing.out
    assert (root / "README.md").read_text() == LOOSE.replace("* ", "- ")
    git(root, "add", "-A")
    again = pre_commit(root, home, "run")
    assert again.status == 0, again.out

    hook = root / ".git" / "hooks" / "pre-commit"
    assert hook.is_file() and os.access(hook, os.X_OK)


def test_the_hooks_pass_their_own_schema(provider: Path, tmp_path: Path) -> None:
    ran = pre_commit(provider, tmp_path, "validate-manifest", ".pre-commit-hooks.yaml")
    assert ran.status == 0, ran.out
    ran = pre_commit(ROOT, tmp_path, "validate-config", ".pre-commit-config.yaml")
    assert ran.status == 0, ran.out


def test_the_hooks_are_those_that_are_promised() -> None:
    assert list(HOOKS) == ["proctor", "proctor-format", "proctor-spelling", "proctor-snippets", "proctor-links"]
    assert HOOKS["proctor"]["pass_filenames"] is False
    assert "markdown" in HOOKS["proctor"]["types_or"] and "toml" in HOOKS["proctor"]["types_or"]
    for hook in HOOKS.values():
        assert hook["require_serial"] and hook["language"] == "python" and hook["description"]
    for name in ("proctor-snippets", "proctor-links"):
        assert "pre-commit" not in HOOKS[name]["stages"], "a commit waits for no network and no snippet"


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_an_entry_is_a_command_line_of_proctor(hook: Mapping[str, str], tmp_path: Path) -> None:
    from proctor.cli import parser

    words = hook["entry"].split()
    assert words[0] == "proctor"
    parser(words[1:]).parse_args(words[1:])


def test_the_extras_of_the_hooks_exist() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for hook in HOOKS.values():
        for each in hook.get("additional_dependencies", ()):
            assert f"\n{each.strip('.[]')} = [" in text


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small repository with our own hooks and the environment that they want."""
    root = tmp_path / "own"
    files = {
        ".pre-commit-config.yaml": (ROOT / ".pre-commit-config.yaml").read_text(),
        "README.md": GOOD,
        "a.py": '"""A module."""\n',
    }
    repository(root, {**files, "pyproject.toml": '[tool.ruff.lint]\nselect = ["F", "I"]\n', "questions/a.md": GOOD})
    (root / ".venv").symlink_to(sys.prefix)
    (root / ".git/info/exclude").write_text(".venv\n")
    return root


def test_our_own_hooks_pass_what_is_good(own: Path, tmp_path: Path) -> None:
    ran = pre_commit(own, tmp_path / "home", "run", "--all-files")
    assert ran.status == 0, ran.out + ran.err
    assert ran.out.count("Passed") == 4


def test_our_own_hooks_refuse_a_bad_commit(own: Path, tmp_path: Path) -> None:
    write(own, {"README.md": GOOD + "\n![a picture](gone.png)\n"})
    ran = pre_commit(own, tmp_path / "home", "run", "--all-files")
    assert ran.status == 1 and "missing-image" in ran.out


def test_our_own_hooks_fix(own: Path, tmp_path: Path) -> None:
    write(own, {"a.py": "import os, sys\nprint( sys.path )\n", "questions/a.md": LOOSE})
    first = pre_commit(own, tmp_path / "home", "run", "--all-files")
    assert first.status == 1 and first.out.count("files were modified by this hook") >= 2, first.out
    git(own, "add", "-A")
    assert pre_commit(own, tmp_path / "home", "run", "--all-files").status == 0
    assert "import sys" in (own / "a.py").read_text() and "os" not in (own / "a.py").read_text()


def test_every_hook_of_ours_runs_what_make_installs() -> None:
    hooks = [hook for repo in OWN["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in OWN["repos"]} == {"local"}
    assert all(hook["entry"].startswith(".venv/bin/") and hook["language"] == "system" for hook in hooks)


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_an_entry_names_rules_that_are_there(hook: Mapping[str, str], tmp_path: Path) -> None:
    """Names of single rules, for a group would bring in those that are off by default."""
    from proctor import rules

    words = hook["entry"].split()
    if "--select" in words:
        assert set(words[words.index("--select") + 1].split(",")) <= set(rules.names())
