"""`pytest --proctor questions/`: every snippet is a test, run in the same sandbox as `proctor check --run` does it.

Without the option nothing of proctor is loaded, and no hook is called but the two that declare and read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from proctor.bank import Bank
    from proctor.model import Ask
    from proctor.snippets.values import Case, Outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    parser.getgroup("proctor").addoption("--proctor", action="store_true", help="test the snippets of Markdown documents")


def pytest_configure(config: pytest.Config) -> None:
    """Switch on, if asked for."""
    if config.getoption("--proctor"):
        config.pluginmanager.register(_Collector(config), "proctor-snippets")


class _Collector:
    """Turns documents into collections of snippets."""

    def __init__(self, config: pytest.Config) -> None:
        self._bank = _Bank(config.rootpath, hasattr(config, "workerinput"))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """A Markdown document as a collection."""
        if file_path.suffix.lower() not in (".md", ".markdown"):
            return None
        made: DocumentFile = DocumentFile.from_parent(parent, path=file_path)
        made.bank = self._bank
        return made


class _Bank:
    """The bank around the documents, read once; and what came of its snippets, run when the first test of them is."""

    def __init__(self, start: Path, shared: bool) -> None:
        self._start, self._shared = start, shared  # `shared` with other processes: then each runs only what it is asked for
        self._known: dict[str, Mapping[int, Outcome]] = {}

    @cached_property
    def root(self) -> Path:
        """The bank's root."""
        from proctor import config, git

        return Path(git.top_level(str(self._start)) or config.find_root(str(self._start)))

    @cached_property
    def _parts(self) -> tuple[Bank, Ask]:
        """The bank, and what a probe is asked."""
        from proctor import cache, config, engine
        from proctor.locate import Questions
        from proctor.model import Ask
        from proctor.tree import WorkTree

        settings, tree = config.load(str(self.root)), WorkTree(str(self.root))
        bank, _ = engine.read_bank(tree, settings)
        strict = frozenset(["unverified-snippet"] if settings.snippets.get("strict") else [])
        return bank, Ask((), settings, Questions(bank, settings), cache.at(str(self.root), tree), strict, earlier={})

    def cases(self, path: Path) -> list[Case]:
        """The snippets of a document that are code."""
        from proctor.probes import snippets
        from proctor.snippets.glance import is_code

        bank, ask = self._parts
        return [case for case, _ in snippets.look(bank, ask._replace(paths=[self._name(path)])) if is_code(case)]

    def outcome(self, item: SnippetItem) -> Outcome | None:
        """What came of a snippet. Raises Incomplete where snippets cannot run."""
        from proctor.probes import snippets

        if self._name(item.path) not in self._known:
            others = [] if self._shared else [each.path for each in item.session.items if isinstance(each, SnippetItem)]
            bank, ask = self._parts
            names = list(dict.fromkeys(map(self._name, [item.path, *others])))
            for name, found in snippets.gather(bank, ask._replace(paths=names)).items():
                self._known[name] = {outcome.case.first_line: outcome for outcome in found}
        return self._known.get(self._name(item.path), {}).get(item.case.first_line)

    def _name(self, path: Path) -> str:
        """A file's path in the bank; empty for one outside."""
        place, root = path.resolve(), self.root.resolve()
        return place.relative_to(root).as_posix() if place.is_relative_to(root) else ""


class DocumentFile(pytest.File):
    """A document with its snippets."""

    bank: _Bank

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each snippet."""
        for case in self.bank.cases(self.path):
            item: SnippetItem = SnippetItem.from_parent(self, name=f"line-{case.first_line}-{case.language}")
            item.case = case
            yield item


class SnippetItem(pytest.Item):
    """A snippet."""

    case: Case

    def runtest(self) -> None:
        """Fail, skip or pass as the sandbox tells."""
        from proctor.errors import ProctorError

        assert isinstance(self.parent, DocumentFile)
        try:
            found = self.parent.bank.outcome(self)
        except ProctorError as error:
            raise _Failed(f"{error.message}{f'; {error.hint}' if error.hint else ''}") from None
        if found is None:
            raise _Failed("it was not run")
        if found.status == "failed" or any(remark.certain for remark in found.remarks):
            raise _Failed(_said(self.parent.path, self.parent.bank, found))
        if found.status in ("skipped", "not-runnable"):
            pytest.skip(_shown(f"{found.status}: {found.reason}"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, at its line in the document."""
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place in the document."""
        return self.path, self.case.first_line - 1, self.name


class _Failed(Exception):
    """A snippet is not what its bank says of it."""


def _said(path: Path, bank: _Bank, found: Outcome) -> str:
    """What is wrong, a line for each remark: `path:line: rule: message (hint)`."""
    from proctor.place import place

    name, source = path.relative_to(bank.root), path.read_bytes()
    remarks = [
        f"{name}:{place(source, r.span.start).line}: {r.rule}: {r.message}{f' ({r.hint})' if r.hint else ''}" for r in found.remarks
    ]
    return "\n".join(map(_shown, remarks or [f"{name}:{found.case.first_line}: {found.reason}"]))


def _shown(text: str) -> str:
    """A snippet's text, made harmless for a terminal."""
    from proctor.reports.escape import terminal

    return terminal(text)
