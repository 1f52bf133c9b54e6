"""`[tool.proctor.questions]` for one path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from proctor import config
from proctor.errors import ProctorError
from proctor.questions import choose

# Names of the styles, and of presets that name a kind of bank.
STYLES: Mapping[str, str] = {
    "auto": "",
    "heading": "heading",
    "headings": "heading",
    "bold": "bold",
    "details": "summary",
    "summary": "summary",
    "list": "list",
    "lists": "list",
    "question-only": "list",
    "table": "table",
    "tables": "table",
    "paragraph": "para",
    "paragraphs": "para",
    "para": "para",
    "q-and-a": "para",
    "file": "file",
    "files": "file",
    "one-file-per-question": "file",
}
_LONGEST_PATTERN = 500


def wish_for(path: str, settings: Mapping[str, Any], overrides: Sequence[config.Override]) -> choose.Wish | None:
    """What is wished for a path; None where it holds no questions. Raises ProctorError for a setting that makes no sense."""
    merged = dict(settings)
    for override in overrides:
        if override.questions and config.matches(path, override.paths):
            merged.update(override.questions)
    if not merged:
        return _DEFAULT
    files = merged.get("files")
    if files is not None and not config.matches(path, files):
        return None
    style = merged.get("style", "")
    if style and style not in STYLES:
        raise ProctorError(f"no style of questions is called `{style}`", config.nearest(style, STYLES))
    return choose.wish(merged, STYLES, _pattern(merged.get("pattern", "")))


def _pattern(text: str) -> re.Pattern[str] | None:
    """A pattern of the configuration. One whose time can explode is refused: a bank's settings may be a stranger's."""
    if not text:
        return None
    try:
        compiled = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ProctorError(f"questions.pattern is no valid pattern: {error}") from None
    if len(text) > _LONGEST_PATTERN or _explosive(text):
        raise ProctorError(
            "questions.pattern may take too long", "repeat no group that holds a repeat or a choice, and use no back reference"
        )
    return compiled


def _explosive(text: str) -> bool:
    """Whether a repeated group holds a repeat or a choice, or a group is referred back to, or there are many open repeats."""
    groups: list[bool] = [False]
    repeats = 0
    plain = re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*+\]", "x", text)
    if re.search(r"\\[1-9]|\(\?P=|\(\?\(", plain):
        return True
    plain = re.sub(r"\\.", "x", plain)
    for place, char in enumerate(plain):
        repeated = plain[place + 1 : place + 2] in ("*", "+", "{")
        if char == "(":
            groups.append(False)
        elif char == ")" and len(groups) > 1:
            inner = groups.pop()
            if inner and repeated:
                return True
            groups[-1] = groups[-1] or inner
        elif char in "*+{|":
            groups[-1] = True
            repeats += char != "|"
    return repeats > 4


_DEFAULT = choose.Wish()
