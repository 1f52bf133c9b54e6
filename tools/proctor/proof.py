"""A proof that the gate works: a bad example of every enabled rule is put into a copy of the bank, and must be reported.

The examples are those of the rules' own pages. The bank's configuration, overrides and baseline are in force; only the
options and the repository's name that an example asks for are set besides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from proctor import engine
from proctor.config import Config
from proctor.examples import Example, examples
from proctor.model import Finding, Report, Rule, Tree
from proctor.plan import Plan, Request
from proctor.standin import HOST, StandIn
from proctor.tree import WorkTree, is_document

FOLDER = "proctor-proof"  # of the examples, in the copy
State = Literal["proven", "let through", "not provable"]


class Outcome(NamedTuple):
    """What became of a rule's example."""

    rule: str
    state: State
    severity: str  # of the finding; empty where there is none
    reason: str


def prove(tree: Tree, settings: Config, request: Request) -> list[Outcome]:
    """Try an example of every rule that the request selects, in the rules' order. Raises OSError where no copy can be made."""
    chosen = Plan(settings, request).rules
    scratch = partial(TemporaryDirectory, prefix="proctor-")
    with scratch() as copy, scratch() as answers, StandIn() as network:  # answers: the bank's snippets run once, not for each rule
        given = {**request.given, "allow_hosts": [HOST]}
        trial = _Trial(copy, settings, request._replace(given=given, cache_dir=answers), network)
        _copied(tree, copy)
        known = trial.together(chosen)
        return [known.get(rule.name) or trial.alone(rule) for rule in chosen]


class _Trial:
    """A copy of a bank that takes examples."""

    def __init__(self, root: str, settings: Config, request: Request, network: StandIn) -> None:
        self.root, self.settings, self.request, self.network = root, settings, request, network

    def together(self, chosen: Sequence[Rule]) -> dict[str, Outcome]:
        """One run with an example of every rule, each in a folder of its own: the rules that it proves."""
        planted = {rule.name: self.bad(rule.name)[0] for rule in chosen}
        files = {f"{FOLDER}/{name}/{path}": content for name, each in planted.items() for path, content in _files(each).items()}
        options = {name: each.options for name, each in planted.items() if each.options}
        with _planted(self.root, files):
            report = _judged(self.root, self.settings._replace(rules=_merged(self.settings, options)), self.request)
        own = (finding for finding in report.findings if finding.path.startswith(f"{FOLDER}/{finding.rule}/"))
        return {finding.rule: _proven(finding) for finding in own}

    def alone(self, rule: Rule) -> Outcome:
        """A run for each example of one rule, at the bank's root; then each in a bank that holds nothing else."""
        reasons: list[str] = []
        with TemporaryDirectory(prefix="proctor-") as empty:
            for root in (self.root, empty):
                for example in self.bad(rule.name):
                    report = self.planted(root, rule, example)
                    found = [f for f in report.findings if f.rule == rule.name and f.path in _files(example)]
                    if found:
                        return _proven(found[0])
                    reasons += report.incomplete
        if reasons:
            return Outcome(rule.name, "not provable", "", reasons[0])
        return Outcome(rule.name, "let through", "", "its bad example is not reported under this configuration")

    def planted(self, root: str, rule: Rule, example: Example) -> Report:
        """What is said of a bank with one example at its root."""
        settings = self.settings._replace(
            rules=_merged(self.settings, {rule.name: example.options}),
            repository=example.repository or self.settings.repository,
        )
        # What a suppression says of other rules can be told only when all of them run.
        request = self.request if rule.group == "policy" else self.request._replace(select=(rule.name,))
        with _planted(root, _files(example)):
            return _judged(root, settings, request._replace(gate=example.gate(WorkTree(root))))

    def bad(self, rule: str) -> list[Example]:
        """A rule's bad examples, their URLs led to the stand-in."""
        return [self.local(example) for example in examples(rule) if example.kind == "bad"]

    def local(self, example: Example) -> Example:
        source = example.source
        for url, answer in example.online.items():
            fragment = url.partition("#")[2]
            source = source.replace(url.encode(), self.network.url(answer.verdict, fragment).encode())
        return example._replace(source=source)


def _judged(root: str, settings: Config, request: Request) -> Report:
    bank, notes = engine.read_bank(WorkTree(root), settings)
    return engine.run(bank, settings, request, notes)


def _proven(finding: Finding) -> Outcome:
    return Outcome(finding.rule, "proven", finding.severity, finding.problem.message)


def _files(example: Example) -> dict[str, bytes]:
    return {**example.files, example.path: example.source}


def _merged(settings: Config, options: Mapping[str, Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """The bank's options of rules, with the examples' on top."""
    return {**settings.rules, **{name: {**settings.rules.get(name, {}), **each} for name, each in options.items()}}


def _copied(tree: Tree, folder: str) -> None:
    """The tree's documents as they are, and its other files as holes of their sizes: rules ask for no more of these."""
    for path in sorted({*tree.paths(), *tree.documents()}):
        if tree.kind(path) in ("symlink", "submodule"):
            continue
        try:
            content = tree.read(path) if _is_read(path) else None
            size = tree.size(path)
        except OSError:
            continue  # the check itself tells of it
        place = os.path.join(folder, path)
        _write(place, content or b"")
        if content is None:
            os.truncate(place, size)


def _is_read(path: str) -> bool:
    return is_document(path) or path.endswith((".txt", ".toml", ".dic"))  # word lists are read too


def _write(place: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(content)


@contextmanager
def _planted(root: str, files: Mapping[str, bytes]) -> Iterator[None]:
    """Files in a folder for a while; what stood there comes back."""
    old: dict[str, bytes | None] = {}
    try:
        for path, content in files.items():
            place = os.path.join(root, path)
            old[place] = _content(place)
            _write(place, content)
        yield
    finally:
        for place, before in old.items():
            if before is None:
                os.unlink(place)
            else:
                _write(place, before)


def _content(place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
