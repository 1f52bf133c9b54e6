"""What words a source's package holds, by the kind of source."""

from __future__ import annotations

import gzip
import re
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive import members

_SCOWL = re.compile(
    r"usr/share/dict/scowl/((?:english|american|british|british_z|variant_1|british_variant_1)"
    r"-(?:words|upper|proper-names|abbreviations|contractions))\.(\d+)\Z"
)
TRIES = Path(__file__).with_name("tries.mjs")
_LARGEST_CLASS = 70  # SCOWL's: rarer words hide more misspellings than they explain
_PLAIN = re.compile(r"[A-Za-z]{2,30}\Z")
_ENTRY = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*")
_CASED = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)\Z")
_COMMENTS = {
    ".py": re.compile(r'"""(.*?)"""|\'\'\'(.*?)\'\'\'|^\s*+#(.*)$', re.S | re.M),
    ".ts": re.compile(r"/\*\*(.*?)\*/|(?<!:)//(.*)$()", re.S | re.M),
    ".json": re.compile(r'"documentation":"((?:[^"\\]|\\.)*)"()()'),
}
_MARKUP = re.compile(r"<code>.*?</code>|<[^>]*>|`[^`\n]*`|\bhttps?:\S+")
_IN_TEXT = re.compile(r"(?<![\w'`/.\-@\\=<{$*:\[#])[A-Za-z][a-z]{2,}(?=[\s,.;:?!)\"'](?!\w))(?![(=\[])")


def english(path: Path) -> dict[str, set[str]]:
    """SCOWL's words in lower case by variety: english american british british_z, and `all` with names and variants."""
    found: dict[str, set[str]] = {"all": set()}
    for name, content in members(path):
        match = _SCOWL.match(name)
        if not match or int(match[2]) > _LARGEST_CLASS:
            continue
        words = {_without_accents(w.lower()) for w in content.decode(_encoding(content)).split()}
        found["all"] |= words
        if match[1].endswith("-words"):
            found.setdefault(match[1].removesuffix("-words"), set()).update(words)
    return found


def _encoding(content: bytes) -> str:
    try:
        content.decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _without_accents(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()


def wide(path: Path, node: Path) -> set[str]:
    """The words of a list that is packed as tries, in lower case; the reader of tries lies in the folder `node`."""
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as unpacked:
        for name, content in members(path):
            if name.endswith(".trie.gz"):
                file = Path(unpacked, Path(name).name)
                file.write_bytes(content)
                run = subprocess.run(["node", TRIES, file], cwd=node, check=True, capture_output=True, text=True)
                found.update(run.stdout.lower().split("\n"))
    return found


def listed(path: Path, every_case: bool) -> set[str]:
    """The plain words of a list of terms, in lower case; camelCase only with `every_case`."""
    found = set()
    for name, content in members(path):
        if "/src/" in name or not name.endswith((".txt", ".txt.gz")):
            continue
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8", "replace")
        for line in text.splitlines():
            entry = line.partition("#")[0].strip()
            if entry.startswith(("!", "~")):
                continue
            for word in re.split(r"[\s+*'.-]+", entry):
                if _PLAIN.match(word) and (every_case or _CASED.match(word)):
                    found.add(word.lower())
    return found


def counted(path: Path) -> Counter[str]:
    """How often words occur in the documentation that a package carries."""
    counts: Counter[str] = Counter()
    for text in _texts(path):
        counts.update(word.lower() for word in _IN_TEXT.findall(_MARKUP.sub(" ", text)))
    return counts


def _texts(path: Path) -> Iterator[str]:
    for name, content in members(path):
        if "/test" in name or "locale" in name or "i18n" in name or name.endswith((".min.js", "LICENSE.md")):
            continue
        if name.endswith("service-2.json.gz"):
            name, content = name.removesuffix(".gz"), gzip.decompress(content)
        text = content.decode("utf-8", "replace")
        if name.endswith((".md", ".rst", "METADATA")):
            yield re.sub(r"(?ms)^(```|~~~).*?^\1", "", text)
            continue
        ending = {".pyi": ".py", ".pyx": ".py", ".js": ".ts", ".mjs": ".ts"}.get(Path(name).suffix, Path(name).suffix)
        if ending in _COMMENTS:
            yield from (one or two or three for one, two, three in _COMMENTS[ending].findall(text))
