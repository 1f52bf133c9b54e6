"""`pytest --proctor`: an item for each snippet, in the sandbox."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from conftest import contained, write

A = """\
# Q1

```python
x = 1
```

```python
assert x == 1
```

- a list

  ```python
  total = 1
  print(totl)
  ```

```python
import surely_no_such_package
```

<!-- proctor: skip: a reason -->
```sh
false
```

```text
no code
```
"""
B = """\
```python
print(1)  # 2
```

```json
{"a": 1}
```

```python
raise ValueError("\\x1b[31m")
```
"""
FILES = {"questions/a.md": A, "questions/b.md": B, "test_own.py": "def test_own():\n    pass\n", "proctor.toml": ""}
REGISTERED = any(each.value == "proctor.pytest_plugin" for each in entry_points(group="pytest11"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    contained()
    write(tmp_path, FILES)
    return tmp_path


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plugin = [] if REGISTERED else ["-p", "proctor.pytest_plugin"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(root)]
    where = {**os.environ, **environment}
    return subprocess.run([*command, *plugin, *arguments], cwd=root, capture_output=True, text=True, timeout=60, env=where)


def test_an_item_for_each_snippet(root: Path) -> None:
    done = run(root, "--proctor", "-v", "questions")
    assert done.returncode == 1, done.stdout
    assert re.search(r"3 failed, 3 passed, 2 skipped", done.stdout), done.stdout
    assert "questions/a.md:15: failing-snippet: this snippet fails with NameError" in done.stdout
    assert "did you mean `total`?" in done.stdout
    assert "questions/b.md:2: wrong-output: " in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert "package surely_no_such_package" in run(root, "--proctor", "-rs", "questions").stdout


def test_one_by_its_name(root: Path) -> None:
    done = run(root, "--proctor", "questions/a.md", "-k", "line-8", "-q")
    assert "1 passed" in done.stdout, done.stdout


def test_in_several_processes(root: Path) -> None:
    pytest.importorskip("xdist")
    done = run(root, "--proctor", "-n", "2", "questions")
    assert "3 failed, 3 passed, 2 skipped" in done.stdout, done.stdout


def test_beside_other_tests(root: Path) -> None:
    assert "3 failed, 4 passed, 2 skipped" in run(root, "--proctor").stdout


def test_without_the_option_nothing_happens(root: Path) -> None:
    done = run(root, "-q")
    assert done.returncode == 0 and "1 passed" in done.stdout
    arguments = ["-q", "test_own.py", "-c", os.devnull, *([] if REGISTERED else ["-p", "proctor.pytest_plugin"])]
    script = f"import sys, pytest; pytest.main({arguments}); print(*(n for n in sys.modules if n.startswith('proctor')))"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1].split() == ["proctor", "proctor.pytest_plugin"], done.stdout


def test_where_snippets_must_not_run_nothing_passes(root: Path) -> None:
    write(root, {"questions/a.md": "```python\nprint(1)\n```\n"})
    done = run(root, "--proctor", "questions/a.md", GITHUB_EVENT_NAME="pull_request_target")
    assert "1 failed" in done.stdout and "pull_request_target" in done.stdout, done.stdout
