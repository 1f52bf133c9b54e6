"""Every rule's page is its test: the examples of its docstring (see proctor/examples.py) do what they claim."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import MakeBank, Ran

from proctor import engine, fix, rules
from proctor.commands.explain import doc
from proctor.config import Config
from proctor.examples import Example, examples
from proctor.model import Finding
from proctor.probes import urls
from proctor.tree import Overlay, WorkTree


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
        self.gate = example.gate(self.tree)

    def find(self, changed: Mapping[str, bytes]) -> list[Finding]:
        bank, _ = engine.read_bank(Overlay(self.tree, changed), self.config)
        request = engine.Request(select=self.select, switched_on=self.switched_on, gate=self.gate)
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
    assert (again, more) == ({}, {})


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
