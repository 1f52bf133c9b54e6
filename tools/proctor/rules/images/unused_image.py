"""A picture lies in the bank, and nothing shows it.

It was replaced or its answer was removed; it makes every clone slower. A picture counts as used when any document
links to it, or when a page, style sheet, notebook or configuration file of the repository names it.

~~~markdown bad files="old.png" at=""
No picture here.
~~~

~~~markdown good files="new.png"
![The new one](new.png)
~~~
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proctor.bank import Bank
from proctor.model import Context, Document, Problem, Span

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif")
_OTHERS = tuple(
    ".html .htm .css .scss .js .jsx .ts .tsx .vue .mjs .json .yml .yaml .toml .rst .tex .txt .ipynb .xml .py .adoc".split()
)
_MOST_FILES, _MOST_BYTES = 2000, 1 << 20


def collect(document: Document, context: Context) -> tuple[Sequence[str], bytes]:
    """The pictures that a document shows, and its front matter."""
    shown = {context.bank.resolve(document, link).path for link in document.links}
    return sorted(path for path in shown if path.lower().endswith(PICTURES)), document.source[: document.front_matter.end]


def check_bank(bank: Bank, context: Context) -> Iterator[tuple[str, Problem]]:
    pictures = [p for p in bank.tree.paths() if p.lower().endswith(PICTURES) and bank.tree.kind(p) == "file"]
    pictures = [p for p in pictures if not any(part.startswith(".") for part in p.split("/"))]
    shown = {path for paths, _ in context.collected.values() for path in paths}
    for path in _unnamed(bank, [p for p in pictures if p not in shown], [front for _, front in context.collected.values()]):
        yield path, Problem(Span(0, 0), "nothing in the bank shows this picture", f"remove it: git rm {path}", target=path)


def _unnamed(bank: Bank, pictures: Sequence[str], texts: list[bytes]) -> Sequence[str]:
    """The pictures that none of the texts (front matters) and no other text file mentions."""
    others = [p for p in bank.tree.paths() if p.lower().endswith(_OTHERS) and bank.tree.kind(p) == "file"] if pictures else []
    for path in others[:_MOST_FILES]:
        try:
            if bank.tree.size(path) <= _MOST_BYTES:
                texts.append(bank.tree.read(path))
        except OSError:
            continue
    everything = b"\n".join(texts)
    return [p for p in pictures if p.rpartition("/")[2].encode("utf-8", "surrogateescape") not in everything]
