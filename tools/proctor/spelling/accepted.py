"""The file of words that a bank accepts: one a line, sorted; `#` begins a comment."""

from __future__ import annotations

import os
from collections.abc import Iterable

from proctor import fix
from proctor.errors import ProctorError
from proctor.model import Report, Tree

NAME = "proctor-words.txt"
RULE = "misspelling"


def name(given: str) -> str:
    """The file's path in the bank. Raises ProctorError for one outside it."""
    path = os.path.normpath(given or NAME).replace(os.sep, "/")
    if path.startswith(("../", "/")) or path in ("..", ".") or os.path.isabs(given):
        raise ProctorError(f"the words file {given} lies outside the bank", "give `words-file` a path from the bank's root")
    return path


def read(tree: Tree, path: str, required: bool) -> frozenset[str]:
    """The accepted words in lower case; none where there is no file. Raises ProctorError for one that cannot be read."""
    try:
        return frozenset(_word(line).lower() for line in tree.read(path).decode().splitlines()) - {""}
    except FileNotFoundError:
        if not required:
            return frozenset()
        raise ProctorError(f"there is no words file {path}", f"`proctor check --select {RULE} --add-words` makes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProctorError(f"the words file {path} cannot be read: {error}") from None


def _word(line: str) -> str:
    return line.partition("#")[0].strip().replace("\u2019", "'")


def added(text: str, more: Iterable[str]) -> str:
    """The text of a file with further words: whole lines of comment first, then all words, sorted, each once."""
    old = text.splitlines()
    comments = [line for line in old if line.lstrip().startswith("#")]
    lines = {word.casefold(): word for word in sorted(more, reverse=True)}
    lines |= {_word(line).casefold(): line.strip() for line in old if _word(line)}
    return "".join(f"{line}\n" for line in (*comments, *(lines[key] for key in sorted(lines))))


def accept(report: Report, root: str, given: str) -> Report:
    """Write the words that a report calls misspelt to the words file, and take them out of it. Raises ProctorError."""
    words = {f.problem.target for f in report.findings if f.rule == RULE and f.problem.target}
    if not words:
        return report
    path = name(given)
    try:
        _write(root, path, words)
    except (OSError, UnicodeDecodeError) as error:
        raise ProctorError(f"the words file {path} cannot be written: {error}") from None
    left = [finding for finding in report.findings if finding.rule != RULE]
    note = f"{len(words)} word{'s' * (len(words) > 1)} added to {path}"
    return report._replace(findings=left, notes=[*report.notes, note])


def _write(root: str, path: str, words: Iterable[str]) -> None:
    """Never through a symbolic link: it may lead out of the bank."""
    place = os.path.join(root, path)
    folder = os.path.realpath(os.path.dirname(place))
    if os.path.commonpath((folder, os.path.realpath(root))) != os.path.realpath(root) or os.path.islink(place):
        raise OSError("a symbolic link leads there")
    if not os.path.exists(place):
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
    with open(place, encoding="utf-8") as file:
        text = file.read()
    fix.write(root, path, added(text, words).encode())
