"""`pytest --proctor`: an item for each snippet, in the sandbox."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from conftest import contained, process, write

from proctor import baseline

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
    plugin = ["-p", "no:hypothesispytest", *([] if REGISTERED else ["-p", "proctor.pytest_plugin"])]  # that one only costs time
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(root)]
    where = {**os.environ, **environment}
    return subprocess.run([*command, *plugin, *arguments], cwd=root, capture_output=True, text=True, timeout=60, env=where)


def test_an_item_for_each_snippet(root: Path) -> None:
    done = run(root, "--proctor", "-v", "questions")
    assert done.returncode == 1, done.stdout
    assert re.search(r"2 failed, 4 passed, 2 skipped, 1 warning", done.stdout), done.stdout
    assert "questions/a.md:15: failing-snippet: this snippet fails with NameError" in done.stdout
    assert "did you mean `total`?" in done.stdout
    assert "questions/b.md:2: wrong-output: " in done.stdout
    assert "<questions/b.md>:10: SnippetAdvice: failing-snippet: this snippet fails with ValueError: \\x1b[31m" in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert "package surely_no_such_package" in run(root, "--proctor", "-rs", "questions").stdout


def test_one_by_its_name(root: Path) -> None:
    done = run(root, "--proctor", "questions/a.md", "-k", "line-8", "-q")
    assert "1 passed" in done.stdout, done.stdout


def test_in_several_processes(root: Path) -> None:
    pytest.importorskip("xdist")
    done = run(root, "--proctor", "-n", "2", "questions")
    assert "2 failed, 4 passed, 2 skipped, 1 warning" in done.stdout, done.stdout


def test_beside_other_tests(root: Path) -> None:
    assert "2 failed, 5 passed, 2 skipped, 1 warning" in run(root, "--proctor").stdout


def test_without_the_option_nothing_happens(root: Path) -> None:
    done = run(root, "-q")
    assert done.returncode == 0 and "1 passed" in done.stdout
    arguments = ["-q", "test_own.py", "-c", os.devnull, *([] if REGISTERED else ["-p", "proctor.pytest_plugin"])]
    script = f"import sys, pytest; pytest.main({arguments}); print(*(n for n in sys.modules if n.startswith('proctor')))"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1].split() == ["proctor", "proctor.pytest_plugin"], done.stdout


def python(code: str, before: str = "", after: str = "") -> str:
    return f"# A title\n\n{before}```python\n{code}\n```\n{after}"


QUIZ = "###### 1. What's the output?\n\n```python\nprint(1 + 1)\n```\n\n- A: `3`\n- B: `2`\n\n#### Answer: {}\n"
HIDDEN = "<!-- proctor: setup python\ntotal = 1\nprint({})\n-->\n"
# A document each, and what comes of its snippets: failed, passed, advised (passed with a warning), skipped; by lines.
BLOCKS = {
    "right": (python("print(1)  # 1"), "passed"),
    "a-slip": (python("total = 1\nprint(totl)"), "failed"),
    "raises": (python("raise ValueError('x')"), "advised"),
    "raises-as-it-says": (python("raise ValueError('x')", "<!-- proctor: raises=ValueError -->\n"), "passed"),
    "raises-nothing": (python("x = 1", "<!-- proctor: raises=ValueError -->\n"), "failed"),
    "never-ends": (python("while True:\n    pass", "<!-- proctor: timeout=0.4 -->\n"), "advised"),
    "leaves": (python("import sys\nsys.exit()\nprint(1)"), "advised"),
    "wrong-comment": (python("print(1)  # 2"), "failed"),
    "wrong-output-below": (python("print('a b')", after="\nOutput:\n\n```text\na c\n```\n"), "failed"),
    "wrong-by-the-machine": (python("time = 1\nprint(time)  # 2"), "advised"),
    "wrong-session": (python(">>> 1 + 1\n3"), "failed"),
    "wrong-key": (QUIZ.format("A"), "failed"),
    "right-key": (QUIZ.format("B"), "passed"),
    "no-python": (python("def f(:\n    pass"), "failed"),
    "old-python": (python("print 'a'"), "advised skipped"),
    "no-json": ('```json\n{\n  "a": 1\n  "b": 2\n}\n```\n', "failed"),
    "json-with-comments": ('```json\n{"a": 1} // one\n```\n', "advised skipped"),
    "another-language": ("```js\nnpm install --save express\nnpx nodemon server.js\n```\n", "advised skipped"),
    "a-package": (python("import surely_no_such_package"), "skipped"),
    "no-directive": (python("x = 1", "<!-- proctor: timeuot=2 -->\n"), "failed"),
    "no-directive-in-a-quotation": ("> <!-- proctor: timeuot=2 -->\n> ```python\n> x = 1\n> ```\n", "failed"),
    "no-directive-in-the-fence": ("```python timeout=soon\nx = 1\n```\n", "failed"),
    "two": (python("x = 1") + python("total = 1\nprint(totl)"), "passed failed"),
    "hidden": (python("x = 1", HIDDEN.format("totl")), "failed skipped"),
    "suppressed": (python("total = 1\nprint(totl)", "<!-- proctor: ignore failing-snippet: later -->\n\n"), "passed"),
    "no-longer": (
        python("total = 1\nprint(totl)", "<!-- proctor: ignore failing-snippet until=2020-01-01: later -->\n\n"), "failed",
    ),
    "known": (python("value = 1\nprint(valeu)"), "passed"),
    "soft/a-slip": (python("total = 1\nprint(totl)"), "advised"),
    "hard/raises": (python("raise ValueError('x')"), "failed"),
    "off/a-slip": (python("total = 1\nprint(totl)"), "passed"),
    "skip/a-slip": (python("total = 1\nprint(totl)"), "skipped"),
}  # fmt: skip
SETTINGS = """[[overrides]]
paths = ["soft/**"]
severity = { failing-snippet = "warning" }
[[overrides]]
paths = ["hard/**"]
severity = { failing-snippet = "error" }
[[overrides]]
paths = ["off/**"]
ignore = ["failing-snippet"]
[[overrides]]
paths = ["skip/**"]
snippets = { skip = "old" }
"""


def verdicts(done: subprocess.CompletedProcess[str]) -> dict[str, list[tuple[int, str]]]:
    """What `pytest -v` tells of each document: the lines of its snippets with what came of them."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name, line, status in re.findall(r"^(\S+)\.md::line-(\d+)-\w+ (PASSED|FAILED|SKIPPED)", done.stdout, re.M):
        found.setdefault(name, []).append((int(line), status.lower()))
    return found


def advised(done: subprocess.CompletedProcess[str]) -> set[str]:
    return set(re.findall(r"<(\S+)\.md>:\d+: SnippetAdvice: ", done.stdout))


def gated(root: Path) -> set[str]:
    """The documents whose snippets fail a check, by its report and its fail level."""
    found = process(root, "check", "--run", "--format", "json", "--no-cache")
    gravest = {"error", "warning", "note"} if 'fail-level = "note"' in (root / "proctor.toml").read_text() else {"error"}
    gates = {f["path"][:-3] for f in json.loads(found.out)["findings"] if f["group"] == "snippets" and f["severity"] in gravest}
    assert bool(gates) == bool(found.status)
    return gates


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank of all blocks, of which one is known."""
    contained()
    root = tmp_path_factory.mktemp("table")
    known = f"failing-snippet\t{baseline.key('failing-snippet', 'print(valeu)').hash}\t1\n"
    write(root, {"proctor.toml": SETTINGS, baseline.NAME: known} | {f"{name}.md": text for name, (text, _) in BLOCKS.items()})
    return root


def test_a_block_fails_where_a_check_does(table: Path) -> None:
    done = run(table, "--proctor", "-v")
    found, told = verdicts(done), advised(done)
    shown = {name: " ".join([*["advised"] * (name in told), *(s for _, s in each)]) for name, each in found.items()}
    wanted = {name: said.replace("advised", "advised passed") if said == "advised" else said for name, (_, said) in BLOCKS.items()}
    assert shown == wanted
    assert {name for name, each in found.items() if "failed" in dict(each).values()} == gated(table)
    again = run(table, "--proctor", "-v")  # nothing runs: all is known
    assert (verdicts(again), advised(again)) == (found, told)


@pytest.mark.parametrize("settings", ['fail-level = "note"\n', "[snippets]\nstrict = true\n", '[severity]\nsnippets = "error"\n'])
def test_settings_that_are_stricter_fail_more(settings: str, tmp_path: Path) -> None:
    contained()
    write(tmp_path, {f"{name}.md": text for name, (text, _) in BLOCKS.items() if "/" not in name} | {"proctor.toml": settings})
    done = run(tmp_path, "--proctor", "-v")
    failed = {name for name, each in verdicts(done).items() if "failed" in dict(each).values()}
    assert failed == gated(tmp_path) and "raises" in failed and "right" not in failed


def test_advice_is_an_error_where_the_users_filters_say_so(root: Path) -> None:
    category = "proctor.pytest_plugin.SnippetAdvice"
    done = run(root, "--proctor", "questions/b.md", "-W", f"error::{category}")
    assert "2 failed, 1 passed" in done.stdout and "Traceback" not in done.stdout and "pytest_plugin.py" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "1 failed, 2 passed in" in run(root, "--proctor", "questions/b.md", "-W", f"ignore::{category}").stdout


def test_where_snippets_must_not_run_nothing_passes(root: Path) -> None:
    write(root, {"questions/a.md": "```python\nprint(1)\n```\n"})
    done = run(root, "--proctor", "questions/a.md", GITHUB_EVENT_NAME="pull_request_target")
    assert "1 failed" in done.stdout and "pull_request_target" in done.stdout, done.stdout


REFUSING = """\
from proctor.tree import WorkTree

def refuse(tree, path):
    raise PermissionError(13, "Permission denied")

WorkTree.read = refuse
"""


def test_a_bank_that_cannot_be_read_does_not_pass(tmp_path: Path) -> None:
    write(tmp_path, {"conftest.py": REFUSING, "a.md": "# A\n"})
    done = run(tmp_path, "--proctor")
    assert done.returncode == 2 and "Permission denied" in done.stdout and "Traceback" not in done.stdout
