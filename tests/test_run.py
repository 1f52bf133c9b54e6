"""`proctor check --run` from end to end: the real sandbox, small banks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import MakeBank, Ran, contained, git, write

from proctor.probes.snippets import run, store
from proctor.probes.snippets.policy import policy
from proctor.reports import json as json_report
from proctor.runners.sandbox import levels
from proctor.snippets.values import Failure, Printed, Result, Task

Proctor = Callable[..., Ran]
RUN = ("check", "--run", "--select", "snippets", "--ignore", "unverified-snippet,nondeterministic-snippet,unlabelled-snippet")


@pytest.fixture(autouse=True)
def _sandboxed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(("CI", "GITHUB_", "GITLAB_", "PROCTOR_"))]:
        monkeypatch.delenv(name)
    contained()


def python(code: str) -> str:
    return f"```python\n{code}\n```\n\n"


def found(ran: Ran) -> list[tuple[str, int, str]]:
    """The findings: severity, line and rule."""
    return [(f["severity"], f["line"], f["rule"]) for f in json.loads(ran.out)["findings"]]


def summary(ran: Ran) -> Any:
    return json.loads(ran.out)["summary"]


def statuses(ran: Ran) -> Mapping[str, int]:
    counts: Mapping[str, int] = summary(ran)["snippets"]["statuses"]
    return counts


BANK = (
    "# Q1\n\n"
    + python("def f():\n    return 1")
    + python("print(f())")
    + python("total = 1\nprint(totl)")
    + python("assert sum([1, 2]) == 3")
    + python("import surely_no_such_package")
    + '- a list\n\n  > ```js\n  > console.log("a")\n  >\n  > missing(1)\n  > ```\n\n'
    + '<!-- proctor: skip: why not -->\n```sh\nfalse\n```\n\n```json\n{"a": 1}\n```\n'
)


def test_statuses_and_findings(bank: MakeBank, proctor: Proctor) -> None:
    ran = proctor(bank({"a.md": BANK}), *RUN, "--format", "json")
    assert ran.status == 1
    assert [f for f in found(ran) if f[0] == "error"] == [("error", 14, "failing-snippet")]
    expected = {"verified": 1, "ran": 1, "inert": 1, "parsed": 1, "not-runnable": 1, "skipped": 1, "failed": 1}
    node = statuses(ran).get("failed") == 2
    assert statuses(ran) == (expected | {"failed": 2} if node else expected | {"not-runnable": 2})
    if node:
        assert ("note", 30, "failing-snippet") in found(ran)
    schema = json.loads(Path(json_report.__file__).with_name("schema.json").read_text())
    jsonschema.validate(json.loads(ran.out), schema)


def test_the_level_and_the_counts_are_in_every_report(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": python("print(1)")})
    for level in ("L2", "L3"):
        if levels.probe(level):  # type: ignore[arg-type]
            continue
        wanted = "require-L3" if level == "L3" else "auto"
        out = proctor(root, *RUN, "--sandbox", wanted, "--no-cache").out
        assert "in the sandbox at level L" in out and "snippets: 1 ran\n" in out


def test_a_sandbox_that_does_not_hold_is_left_for_another(
    bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = levels.choose()
    monkeypatch.setattr(levels, "_tried", lambda *_: "a child of it could open a socket")
    asked: list[str] = []
    monkeypatch.setattr(levels, "choose", lambda wanted: asked.append(wanted) or level)
    assert "snippets: 1 ran\n" in proctor(bank({"a.md": python("print(1)")}), *RUN).out
    assert asked == ["auto"]


def test_what_the_sandbox_proves_first_is_its_level(bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
    levels.choose()
    monkeypatch.setattr(levels, "choose", lambda *_: pytest.fail("there was a sandbox already"))
    if levels.probe("L3"):
        pytest.skip("the highest level does not hold here")
    assert "at level L3" in proctor(bank({"a.md": python("print(1)")}), *RUN).out


def test_without_the_switch_nothing_runs(bank: MakeBank, proctor: Proctor) -> None:
    ran = proctor(bank({"a.md": python("1 / 0")}), "check")
    assert ran.status == 0 and "snippets:" not in ran.out


def test_a_block_with_its_setup_and_check(bank: MakeBank, proctor: Proctor) -> None:
    text = "# Q\n\n<!-- proctor: setup python\nfrom math import pi\n-->\n\n" + python("area = pi")
    text += "<!-- proctor: check\nassert area == 3\n-->\n"
    ran = proctor(bank({"a.md": text}), *RUN, "--format", "json")
    assert found(ran) == [("error", 12, "failing-snippet")]
    assert "hidden code ran: a.md:4, a.md:12" in summary(ran)["notes"]


@pytest.mark.parametrize(
    ("marks", "code", "error"),
    [
        ("raises=ZeroDivisionError", "1 / 0", False),
        ("raises=TypeError", "1 / 0", True),
        ("raises=TypeError", "1 + 1", True),
        ("raises=SyntaxError", "def (", False),
        ("hangs timeout=0.5", "while True: pass", False),
        ("hangs timeout=0.5", "1 + 1", True),
        ("fragment", "else:", False),
        ("parse", "1 / 0", False),
        ("needs=#nowhere", "1", True),
        ("skip: a reason", "1 / 0", False),
    ],
)
def test_directives(marks: str, code: str, error: bool, bank: MakeBank, proctor: Proctor) -> None:
    ran = proctor(bank({"a.md": f"<!-- proctor: {marks} -->\n{python(code)}"}), *RUN)
    assert ran.status == error, ran.out


def test_a_wrong_output_is_fixed(bank: MakeBank, proctor: Proctor) -> None:
    text = "> " + python("for i in range(2):\n    print(i)\nprint(7)  # 8").rstrip().replace("\n", "\n> ")
    root = bank({"a.md": f"{text}\n>\n> Output:\n>\n> ```text\n> 0\n> 2\n> 7\n> ```\n"})
    ran = proctor(root, *RUN, "--diff")
    assert ran.status == 1 and "-> 2\n+> 1\n" in ran.out
    assert proctor(root, *RUN, "--fix").status == 0
    assert "> print(7)  # 7\n" in (root / "a.md").read_text()
    assert "> ```text\n> 0\n> 1\n> 7\n> ```\n" in (root / "a.md").read_text()


def test_what_is_marked_as_output_is_compared_even_where_chance_has_a_seed(bank: MakeBank, proctor: Proctor) -> None:
    code = "import random\nprint(random.Random(7).randint(1, 6))"
    root = bank({"a.md": python(code) + "\n```text output\n0\n```\n"})
    ran = proctor(root, *RUN, "--format", "json")
    assert found(ran) == [("error", 8, "wrong-output")]
    assert proctor(root, *RUN, "--fix").status == 0 and "```text output\n3\n```" in (root / "a.md").read_text()


def test_no_fix_in_ci(bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    root = bank({"a.md": python("print(7)  # 8")})
    ran = proctor(root, *RUN, "--fix")
    assert ran.status == 2 and "8" in (root / "a.md").read_text()
    assert proctor(root, *RUN, "--diff").status == 1


def test_strict(bank: MakeBank, proctor: Proctor) -> None:
    text = python("print(1)") + python("assert 1") + "<!-- proctor: run -->\n" + python("print(1)")
    root = bank({"a.md": text, "proctor.toml": "[snippets]\nstrict = true\n"})
    ran = proctor(root, "check", "--run", "--format", "json")
    assert found(ran) == [("error", 1, "unverified-snippet")]
    assert proctor(root, "check").status == 0


def test_what_fails_is_a_fault_where_all_must_be_verified(bank: MakeBank, proctor: Proctor) -> None:
    text = python("assert 1\nraise OSError('no such device')")
    root = bank({"a.md": text})
    assert proctor(root, *RUN).status == 0
    write(root, {"proctor.toml": "[snippets]\nstrict = true\n"})
    ran = proctor(root, "check", "--run", "--format", "json")
    assert ran.status == 1 and found(ran) == [("error", 3, "failing-snippet")]


def test_directives_by_path(bank: MakeBank, proctor: Proctor) -> None:
    settings = '[[overrides]]\npaths = ["old/**"]\nsnippets = { skip = "of another age" }\n'
    root = bank({"old/a.md": python("totl = 1\nprint(total)"), "proctor.toml": settings})
    ran = proctor(root, *RUN, "--format", "json")
    assert ran.status == 0 and statuses(ran) == {"skipped": 1}


class TestAgain:
    """A second run."""

    def test_runs_nothing(self, bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
        root = bank({"a.md": BANK})
        first = proctor(root, *RUN, "--format", "json")
        monkeypatch.setattr(levels, "choose", lambda *_: pytest.fail("the sandbox was touched"))
        assert proctor(root, *RUN, "--format", "json").out == first.out

    def test_runs_what_changed(self, bank: MakeBank, proctor: Proctor) -> None:
        root = bank({"a.md": python("print(1)  # 1")})
        assert proctor(root, *RUN).status == 0
        write(root, {"a.md": python("print(2)  # 1")})
        assert proctor(root, *RUN).status == 1

    def test_believes_no_strangers_cache(self, bank: MakeBank, proctor: Proctor) -> None:
        root = bank({"a.md": python("totl = 1\nprint(total)")})
        assert proctor(root, *RUN).status == 1
        kept = root / ".proctor_cache" / "snippets.jsonl"
        lines = [json.loads(line) for line in kept.read_text().splitlines() if line]
        poison: list[Any] = [
            {"verdict": ["ok"]}, {"verdict": "fine"}, {"level": "L9"}, {"level": {}}, {"failure": [1]}, {"failure": {}},
            {"printed": 3},
            {"printed": [[0, 1, "x", False, 0, 0]]}, {"printed": [[5, 1, "x", False, 0]]}, {"seconds": "1"}, {"output": None},
            {"more": 1}, {"examples": True}, {"asserted": -1.5}, {"verdict": "ok"}, {"failure": ["A", "b", 9, 1, 1, "", "", []]},
        ]  # fmt: skip
        for change in (*poison, None, [], "x", 7):
            for line in lines:
                value = {**line["value"], **change} if isinstance(change, dict) else change
                kept.write_text(json.dumps({**line, "value": value}) + "\n")
                kept.with_name("snippets-bank.jsonl").unlink()
                assert proctor(root, *RUN).status == 1, change

    def test_believes_no_strangers_answers(self, bank: MakeBank, proctor: Proctor) -> None:
        root = bank({"a.md": python("totl = 1\nprint(total)")})
        assert proctor(root, *RUN).status == 1
        kept = root / ".proctor_cache" / "snippets-bank.jsonl"
        line = json.loads(kept.read_text())
        outcome = line["value"]["answers"]["a.md"][0]
        remark = outcome[6][0]
        outcomes: list[Any] = [
            [0], [True, *outcome[1:]], [9, *outcome[1:]], [*outcome[:3], "fine", *outcome[4:]], [*outcome[:5], "L9", []],
            [*outcome[:5], "none", []], [*outcome[:6], {}], [*outcome[:6], [[]]], [*outcome[:6], [[*remark[:3], -1, *remark[4:]]]],
            [*outcome[:6], [[*remark[:4], 10**9, *remark[5:]]]], [*outcome[:6], [[remark[0], "\x1b", *remark[2:]]]],
            [*outcome[:6], [[*remark[:6], 7, None]]], [*outcome[:2], "ruby", *outcome[3:]], None,
        ]  # fmt: skip
        poison = [{"answers": {"a.md": [each]}} for each in outcomes]
        poison += [{"answers": {"b.md": []}}, {"answers": {"a.md": 1}}, {"answers": []}, {"tools": []}, {"tools": {"python": "x"}}]
        for change in poison:
            kept.write_text(json.dumps({**line, "value": {**line["value"], **change}}) + "\n")
            assert proctor(root, *RUN).status == 1, change

    def test_what_a_bank_brings_along_is_not_its_cache(self, bank: MakeBank, proctor: Proctor) -> None:
        root = bank({"a.md": python("1"), ".proctor_cache/snippets.jsonl": "{}\n"})
        git(root, "add", "-f", ".")
        assert "no cache is kept" in proctor(root, *RUN).out


def test_a_result_survives_the_cache() -> None:
    task = Task("k", "python", ("a", "b"))
    failure = Failure("E", "m", 1, 2, 3, "n", "d", ("Exception",))
    result = Result("k", "fail", "o\ud800", (Printed(1, 2, "t", True, 3),), failure, 0.5, "r", 1, "L3", 2)
    assert store.from_json(json.loads(json.dumps(store.as_json(result))), task) == result._replace(output="o?")


class TestGrants:
    """What a bank's configuration cannot do."""

    def test_it_tightens_only(self) -> None:
        bank = {"sandbox": "none", "timeout": 900, "allow-packages": ["evil"], "commands": {"ruby": ["sh", "-c", "true"]}}
        made = policy(bank, False, {}, {})
        assert (made.sandbox, made.timeout, made.allowed, made.commands) == ("auto", 5.0, frozenset(), {})
        assert len(made.notes) == 2
        assert policy({"sandbox": "require-L3", "timeout": 2}, False, {"sandbox": "none"}, {})[:2] == ("require-L3", 2.0)

    def test_a_trusted_one_loosens(self) -> None:
        bank = {"sandbox": "require-L1", "timeout": 90, "allow-packages": ["Fine_Thing"], "commands": {"ruby": ["ruby", "{file}"]}}
        made = policy(bank, True, {}, {})
        assert (made.sandbox, made.timeout, made.allowed) == ("require-L1", 90.0, frozenset(["fine-thing"]))
        assert made.commands == {"ruby": ("ruby", "{file}")} and made.notes == ()

    def test_the_user_grants(self, tmp_path: Path) -> None:
        write(tmp_path, {"proctor/proctor.toml": '[snippets]\nallow-packages = ["a"]\nsandbox = "require-L3"\n'})
        environment = {"XDG_CONFIG_HOME": str(tmp_path), "PROCTOR_ALLOW_PACKAGES": "b, c"}
        made = policy({}, False, {"allow_packages": ["d"]}, environment)
        assert (made.sandbox, made.allowed) == ("require-L3", frozenset("abcd"))
        assert policy({}, False, {}, {**environment, "PROCTOR_SANDBOX": "require-L2"}).sandbox == "require-L2"

    def test_a_command_of_the_bank_does_not_run(self, bank: MakeBank, proctor: Proctor, tmp_path: Path) -> None:
        proof = tmp_path / "proof"
        settings = f'[snippets.commands]\nruby = ["touch", "{proof}"]\n'
        ran = proctor(bank({"a.md": "```ruby\nputs 1\n```\n", "proctor.toml": settings}), *RUN)
        assert ran.status == 0 and not proof.exists() and "not heeded" in ran.out

    def test_a_package_of_the_bank_is_not_installed(self, bank: MakeBank, proctor: Proctor) -> None:
        settings = '[snippets]\npackages = ["surely-no-such-package"]\n'
        root = bank({"a.md": python("import surely_no_such_package"), "proctor.toml": settings})
        ran = proctor(root, *RUN, "--format", "json")
        assert ran.status == 0 and summary(ran)["snippets"]["not_runnable"] == {"package": 1}

    def test_a_required_language_without_its_tools_is_incomplete(
        self, bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = bank({"a.md": "```rust\nfn main() {}\n```\n", "proctor.toml": '[snippets]\nrequire = ["rust"]\n'}, git=False)
        monkeypatch.setenv("PATH", str(root))
        ran = proctor(root, *RUN, "--no-cache")
        assert ran.status == 3 and "rust" in ran.out and "1 not-runnable" in ran.out

    @pytest.mark.parametrize("event", [{"GITHUB_EVENT_NAME": "pull_request_target"}])
    def test_strangers_code_beside_secrets_is_refused(
        self, event: Mapping[str, str], bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in event.items():
            monkeypatch.setenv(name, value)
        assert proctor(bank({"a.md": python("print(1)")}), *RUN).status == 3

    def test_no_sandbox_is_refused_for_a_fork(self, bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
        root = bank({"a.md": python("print(1)")})
        repositories = {"head": {"repo": {"fork": True, "full_name": "x/y"}}, "base": {"repo": {"full_name": "acme/bank"}}}
        write(root, {".git/event.json": json.dumps({"pull_request": repositories})})
        for name, value in (("CI", "true"), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_EVENT_PATH", ".git/event.json")):
            monkeypatch.setenv(name, value)
        assert proctor(root, *RUN, "--unsafe").status == 3

    @pytest.mark.parametrize("arguments", [["--unsafe", "--sandbox", "auto"], ["--jobs", "-1"], ["--sandbox", "L9"]])
    def test_contradictions(self, arguments: list[str], bank: MakeBank, proctor: Proctor) -> None:
        assert proctor(bank({"a.md": "# A\n"}), "check", "--run", *arguments).status == 2

    @pytest.mark.parametrize(
        "line",
        ["strict = 1", "timeout = 0", "timeout = true", "sandbox = 'L9'", "require = 'x'", "commands = { a = [] }", "unknown = 1"],
    )
    def test_bad_settings(self, line: str, bank: MakeBank, proctor: Proctor) -> None:
        assert proctor(bank({"a.md": "# A\n", "proctor.toml": f"[snippets]\n{line}\n"}), "check").status == 2


class TestBase:
    """With --base-ref."""

    def test_advice_on_a_block_that_a_change_touches_is_an_error(self, bank: MakeBank, proctor: Proctor) -> None:
        root = bank({"a.md": python("1 / 0")})
        git(root, "checkout", "-q", "-b", "change")
        write(root, {"a.md": python("1 / 0") + python("2 / 0")})
        git(root, "commit", "-qam", "more")
        ran = proctor(root, *RUN, "--base-ref", "main", "--format", "json")
        assert [f for f in found(ran) if f[2] == "failing-snippet"] == [
            ("note", 2, "failing-snippet"),
            ("error", 6, "failing-snippet"),
        ]

    def test_what_ran_at_the_base_and_fails_now_is_an_error(self, bank: MakeBank, proctor: Proctor) -> None:
        old = (
            "# Q\n\n<!-- proctor: group=g -->\n" + python("x = 1") + "text\n\n<!-- proctor: group=g -->\n" + python("print(1 / x)")
        )
        root = bank({"a.md": old})
        git(root, "checkout", "-q", "-b", "change")
        write(root, {"a.md": old.replace("x = 1", "x = 0")})
        git(root, "commit", "-qam", "break")
        ran = proctor(root, *RUN, "--base-ref", "main", "--format", "json")
        assert ran.status == 1 and "it ran at the base" in ran.out
        assert proctor(root, *RUN).status == 0


def test_what_a_snippet_prints_cannot_act(bank: MakeBank, proctor: Proctor) -> None:
    code = "raise ValueError('\\x1b[31mred\\n::error file=a.md::owned\\n\\r\\u202e')"
    root = bank({"a.md": python(code)})
    for name in ("text", "github", "json"):
        out = proctor(root, *RUN, "--format", name).out
        assert "\x1b[31m" not in out and "\n::error file=a.md::owned" not in out and "\u202e" not in out.replace("\\u202e", "")


def test_hostile_snippets_leave_the_rest_as_it_is(bank: MakeBank, proctor: Proctor) -> None:
    hostile = (
        python("import os\nos._exit(0)") + python("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
        + python("import proctor.rules\nproctor.rules.names = None") + python("print('x' * 10**8)")
        + python("import sys, builtins\nbuiltins.print = None\nsys.exit(0)\n1 / 0") + python("open('a.md', 'w').write('gone')")
    )  # fmt: skip
    root = bank({"a.md": hostile + python("assert 1 + 1 == 2") + python("totl = 1\nprint(total)")})
    before = (root / "a.md").read_bytes()
    ran = proctor(root, *RUN, "--format", "json")
    counts = statuses(ran)
    assert counts["verified"] == 1 and counts["failed"] >= 4
    assert [f for f in found(ran) if f[0] == "error"] == [("error", hostile.count("\n") + 7, "failing-snippet")]
    assert (root / "a.md").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    ["timeout=99999999", "env=\x00", "group=" + "g" * 10**5, "needs=" + "#a," * 10**4, "packages=--index-url,../x,-r/etc/passwd"],
)
def test_hostile_directives(words: str, bank: MakeBank, proctor: Proctor) -> None:
    started = time.monotonic()
    ran = proctor(bank({"a.md": f"<!-- proctor: {words} -->\n{python('print(1)')}" * 20}), *RUN, "--allow-package", "x")
    assert ran.status in (0, 1) and time.monotonic() - started < 20


def test_lines_are_exact_in_any_container(bank: MakeBank, proctor: Proctor) -> None:
    code = ["def f(n):", "\treturn 1 / n", "", "f(0)"]
    containers = [("", ""), ("- ", "  "), ("> ", "> "), ("1. ", "   "), ("> - ", ">   "), ("  - > ", "    > ")]
    files, expected = {}, []
    for name, end in (("a.md", "\n"), ("b.md", "\r\n")):
        text = ""
        for first, rest in containers:
            expected.append(text.count("\n") + 3)
            lines = ["```python", *code, "```"]
            text += end.join(f"{rest if n else first}{line}" for n, line in enumerate(lines)) + end * 2 + "text" + end * 2
        files[name] = text.encode()
    ran = proctor(bank(files), *RUN, "--format", "json")
    assert [line for _, line, rule in found(ran) if rule == "failing-snippet"] == expected


def test_ctrl_c_reports_what_is_known(bank: MakeBank) -> None:
    text = python("assert 1") + "".join(python(f"while {n}: pass") for n in range(1, 40))
    root = bank({"a.md": text})
    child = subprocess.Popen(
        [sys.executable, "-m", "proctor", *RUN, "--jobs", "1", "--format", "json"],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    time.sleep(2)
    os.killpg(child.pid, signal.SIGINT)
    out, _ = child.communicate(timeout=20)
    assert child.returncode == 130
    summary = json.loads(out)["summary"]
    assert "interrupted" in summary["incomplete"][0]
    assert summary["snippets"]["statuses"]["verified"] == 1


def test_a_run_does_not_last_for_ever(bank: MakeBank, proctor: Proctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONGEST", 0.0)
    ran = proctor(bank({"a.md": python("assert 1") + python("assert 2")}), *RUN, "--jobs", "1", "--format", "json")
    assert ran.status == 3 and statuses(ran) == {"verified": 1}


def test_coverage_counts_snippets(bank: MakeBank, proctor: Proctor) -> None:
    root = bank({"a.md": "# Q1?\n\n" + BANK})
    out = proctor(root, "coverage", "--no-history").out
    assert "runnable" in out and "python" in out
    ran = json.loads(proctor(root, "coverage", "--run", "--format", "json", "--no-history").out)
    assert ran["snippets"]["python"] == {"verified": 1, "ran": 1, "inert": 1, "not-runnable": 1, "failed": 1}
    for name in ("markdown", "html"):
        assert "python" in proctor(root, "coverage", "--run", "--format", name, "--no-history").out
