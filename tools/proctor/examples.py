"""The examples of a rule's docstring: what it must find, what it must let pass, and what its fixes make.

An example is fenced by `~~~markdown KIND`, where KIND is `bad`, `good` or `fixed`, with these attributes behind it:

    at="text"            the source of a problem's span; once for each problem. `\\xNN` is a byte
    path="x.md"          the document's name, else README.md
    files="a.png, b.md"  the bank's other files, empty; `a.png=3000` has 3,000 bytes, `b.md=# B\\n` this text
    repository="a/b"     the bank's own name on GitHub
    bytes="caf\\xe9"     what the document holds instead of the example
    size="3000"          fill the document with white space up to this many bytes
    before="text"        what the document held at the base that the bank is compared with
    option.NAME=VALUE    an option of the rule
    online="U V T F"     what the network says of URL `U`: verdict `V`, and its target or its fragment's state, where there is one
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

from proctor import rules, trust
from proctor.gate import Gate
from proctor.model import Tree
from proctor.outside import Answer
from proctor.tree import Overlay

_EXAMPLE = re.compile(r"^~~~markdown (bad|good|fixed)([^\n]*)\n(.*?)^~~~$", re.M | re.S)
_KNOWN = ("at", "path", "files", "repository", "bytes", "size", "online", "before")


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
    unknown: tuple[str, ...]  # attributes that mean nothing
    before: bytes | None = None  # the document at the base, where one is compared with

    def gate(self, tree: Tree) -> Gate | None:
        """The gate of a tree that holds the example, compared with the base."""
        return None if self.before is None else trust.compared(Overlay(tree, {self.path: self.before}), tree)


def examples(rule: str) -> list[Example]:
    """The examples of a rule, in their order."""
    return [_example(kind, attributes, source) for kind, attributes, source in _EXAMPLE.findall(rules.doc(rule))]


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
        before=_bytes(named["before"]) if "before" in named else None,
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
