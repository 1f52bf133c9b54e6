"""An entry added to `.pre-commit-config.yaml` as text: comments, order and quotes of what is there stay as they are."""

from __future__ import annotations

from proctor.pattern import lazy

FILE = ".pre-commit-config.yaml"
_REPOS = lazy(r"^repos:[ \t]*+(#[^\n]*+)?$")
_ITEM = lazy(r"^( *+)- +\S")
_TOP = lazy(r"^[^\s#-]")
_OURS = lazy(r"^\s*+-?\s*+repo:\s*+['\"]?[^\s'\"#]*?/proctor(?:\.git)?['\"]?\s*+(?:#.*)?$|^\s*+-?\s*+id:\s*+proctor\s*+$")


class Refused(Exception):
    """The file is not laid out so that a line can be added to it; the text says why."""


def added(content: str, repository: str, revision: str) -> str | None:
    """A configuration with our hook at its end; None where it has one. Raises Refused. Empty content makes a new file."""
    if not content.strip():
        return "repos:\n" + _entry("  ", repository, revision)
    newline = "\r\n" if "\r\n" in content else "\n"
    lines = content.splitlines()
    if any(_OURS.match(line) for line in lines):
        return None
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        raise Refused("it is indented with tabs")
    heads = [n for n, line in enumerate(lines) if line.startswith("repos:")]
    if len(heads) != 1 or not _REPOS.match(lines[heads[0]]):
        raise Refused("it has no plain list `repos:`")
    first = heads[0] + 1
    stop = next((n for n in range(first, len(lines)) if _TOP.match(lines[n]) or lines[n].startswith(("---", "..."))), len(lines))
    items = [match for line in lines[first:stop] if (match := _ITEM.match(line))]
    if not items:
        raise Refused("its list `repos:` has no entry to write after")
    last = max(n for n in range(first, stop) if lines[n].strip() and not lines[n].startswith("#"))
    new = _entry(items[0][1], repository, revision).splitlines()
    return newline.join([*lines[: last + 1], *new, *lines[last + 1 :]]) + newline


def _entry(indent: str, repository: str, revision: str) -> str:
    lines = (f"- repo: https://github.com/{repository}", f"  rev: {revision}", "  hooks:", "    - id: proctor")
    return "".join(f"{indent}{line}\n" for line in lines)
