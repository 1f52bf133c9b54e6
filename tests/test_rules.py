"""Every rule's page is its test: the examples of its docstring do what they claim.

An example is fenced by `~~~markdown KIND`, where KIND is `bad`, `good` or `fixed`, with these attributes behind it:

    at="text"            the source of a problem's span; once for each problem. `\\xNN` is a byte
    path="x.md"          the document's name, else README.md
    files="a.png, b.md"  the bank's other files, empty; `a.png=3000` has 3,000 bytes, `b.md=# B\\n` this text
    repository="a/b"     the bank's own name on GitHub
    bytes="caf\\xe9"     what the document holds instead of the example
    size="3000"          fill the document with white space up to this many bytes
    option.NAME=VALUE    an option of the rule
    online="U V T F"     what the network says of URL `U`: verdict `V`, and its target or its fragment's state, where there is one
"""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import MakeBank, Ran

from proctor import engine, fix, rules
from proctor.commands.explain import doc
from proctor.config import Config
from proctor.model import Finding
from proctor.outside import Answer
from proctor.probes import urls
from proctor.tree import Overlay, WorkTree

_EXAMPLE = re.compile(r"^~~~markdown (bad|good|fixed)([^\n]*)\n(.*?)^~~~$", re.M | re.S)


class Example(NamedTuple):
    """One example: a document of a bank, and what the rule must say about it."""

    kind: str
    path: str
    source: bytes
    at: tuple[bytes, ...]  # the source of each problem's span
    files: Mapping[str, bytes]
    repository: str
    options: Mapping[str, Any]
    online: Mapping[str, Answer]
    unknown: tuple[str, ...]  # attributes that no test understands


_KNOWN = ("at", "path", "files", "repository", "bytes", "size", "online")


def examples(rule: str) -> list[Example]:
    return [_example(kind, attributes, source) for kind, attributes, source in _EXAMPLE.findall(doc(rule))]


def _example(kind: str, attributes: str, text: str) -> Example:
    try:
        pairs = [word.partition("=")[::2] for word in shlex.split(attributes)]
    except ValueError:
        pairs = [(f"cannot be read: {attributes}", "")]
    named = dict(pairs)
    source = _bytes(named["bytes"]) if "bytes" in named else text.encode()
    return Example(
        kind=kind,
        path=named.get("path", "README.md"),
        source=source.ljust(int(named.get("size", 0))),
        at=tuple(_bytes(value) for key, value in pairs if key == "at"),
        files=dict(_file(each.strip()) for each in named.get("files", "").split(",") if each.strip()),
        repository=named.get("repository", ""),
        options={key.removeprefix("option."): _value(value) for key, value in pairs if key.startswith("option.")},
        online=dict(_online(*value.split()) for key, value in pairs if key == "online"),
        unknown=tuple(key for key in named if key not in _KNOWN and not key.startswith("option.")),
    )


def _online(url: str, verdict: str, *more: str) -> tuple[str, Answer]:
    target = next((each for each in more if ":" in each), "")
    return url, Answer(verdict, "it answers so", target, next((each for each in more if ":" not in each), ""))


def _bytes(text: str) -> bytes:
    """Text with `\\xNN` and `\\n` as the bytes that they stand for."""
    return re.sub(rb"\\(?:x([0-9a-f]{2})|n(?![a-z]))", lambda m: bytes.fromhex(m[1].decode()) if m[1] else b"\n", text.encode())


def _file(text: str) -> tuple[str, bytes]:
    name, _, content = text.partition("=")
    return name, bytes(int(content)) if content.isdigit() else _bytes(content)


def _value(text: str) -> Any:
    try:
        return ast.literal_eval({"true": "True", "false": "False"}.get(text, text))
    except (ValueError, SyntaxError):
        return text


def pairs() -> Iterator[tuple[str, Example]]:
    for rule in rules.names():
        for example in examples(rule):
            yield rule, example


def _named(value: object) -> str:
    return value.kind if isinstance(value, Example) else str(value)


class Bench:
    """A bank of one example, judged by one rule."""

    def __init__(self, root: Path, rule: str, example: Example) -> None:
        self.tree = WorkTree(str(root))
        self.path = example.path
        self.source = example.source
        self.config = Config(rules={rule: example.options}, repository=example.repository)
        # What a suppression says of other rules can be told only when all of them run.
        every = rules.load(rule).group == "policy"
        self.select = tuple(rules.names()) if every else (rule,)
        self.switched_on = frozenset(rules.load(name).needs for name in self.select)
        self.rule = rule

    def find(self, changed: Mapping[str, bytes]) -> list[Finding]:
        bank, _ = engine.read_bank(Overlay(self.tree, changed), self.config)
        request = engine.Request(select=self.select, switched_on=self.switched_on)
        found = engine.run(bank, self.config, request).findings
        assert not [f for f in found if f.rule == engine.CRASH]
        return [f for f in found if f.rule == self.rule]


@pytest.fixture
def bench(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Example], Bench]:
    def make(rule: str, example: Example) -> Bench:
        monkeypatch.setattr(urls, "gather", lambda bank, ask: example.online)
        files = {**example.files, example.path: example.source}
        return Bench(bank(files, git=False), rule, example)

    return make


@pytest.mark.parametrize(("rule", "example"), [p for p in pairs() if p[1].kind == "bad"], ids=_named)
def test_bad_example(rule: str, example: Example, bench: Callable[[str, Example], Bench]) -> None:
    found = bench(rule, example).find({})
    sources = {**example.files, example.path: example.source}
    said = Counter(sources[f.path][f.problem.span.start : f.problem.span.end] for f in found)
    assert said == Counter(example.at)
    assert all(f.problem.message and "\n" not in f.problem.message for f in found)


@pytest.mark.parametrize(("rule", "example"), [p for p in pairs() if p[1].kind != "bad"], ids=_named)
def test_good_example(rule: str, example: Example, bench: Callable[[str, Example], Bench]) -> None:
    assert [f.problem for f in bench(rule, example).find({})] == []


def fixes() -> Iterator[tuple[str, Example, Example]]:
    """Each `fixed` example with the `bad` one before it."""
    for rule in rules.names():
        bad = None
        for example in examples(rule):
            if example.kind == "fixed":
                assert bad, f"{rule}: `fixed` follows no `bad`"
                yield rule, bad, example
            bad = example if example.kind == "bad" else bad


@pytest.mark.parametrize(("rule", "bad", "fixed"), list(fixes()), ids=_named)
def test_fixed_example(rule: str, bad: Example, fixed: Example, bench: Callable[[str, Example], Bench]) -> None:
    here = bench(rule, bad)
    changed, count = fix.to_fixpoint({here.path: here.source}, here.find, unsafe=True)
    assert changed[here.path].decode() == fixed.source.decode()
    assert count
    again, more = fix.to_fixpoint({here.path: changed[here.path]}, lambda new: here.find({**changed, **new}), unsafe=True)
    assert (again, more) == ({}, 0)


@pytest.mark.parametrize("rule", rules.names())
def test_a_rule_is_documented(rule: str) -> None:
    kinds = Counter(example.kind for example in examples(rule))
    first = doc(rule).partition("\n")[0]
    assert kinds["bad"] and kinds["good"]
    assert len(first) <= 100 and first.endswith(".")
    assert not [name for example in examples(rule) for name in example.unknown], "an attribute that means nothing"
    assert doc(rule).count("~~~markdown ") == sum(kinds.values()), "an example is malformed"


@pytest.mark.parametrize("rule", rules.names())
def test_the_default_set_is_read_as_it_is_written(rule: str) -> None:
    loaded = rules.load(rule)
    assert rules.in_default_set(rule, ()) == (loaded.default and not loaded.needs)
    assert rules.in_default_set(rule, (loaded.needs,)) == loaded.default


@pytest.mark.parametrize("rule", rules.names())
def test_a_rule_has_one_check(rule: str) -> None:
    loaded = rules.load(rule)
    assert (loaded.check is None) != (loaded.check_bank is None)
    first = "document" if loaded.check else "bank"
    assert list(inspect.signature(loaded.check or loaded.check_bank).parameters) == [first, "context"]
    assert loaded.severity in ("error", "warning", "note")


@pytest.mark.parametrize("rule", rules.names())
def test_explain_prints_the_page(rule: str, tmp_path: Path, proctor: Callable[..., Ran]) -> None:
    ran = proctor(tmp_path, "explain", rule)
    assert ran.status == 0
    assert ran.out.startswith(f"# {rule}\n")
    assert doc(rule) in ran.out
