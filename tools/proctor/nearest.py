"""What a broken reference may have meant: the nearest anchor or path, and whether it is the only plausible one.

A repair is *certain* only on evidence that a reader would accept: the same letters and digits, the same words without
their number, a link text that is the heading's own text, or a slip of the keyboard in one word. Likeness alone names a
candidate in a hint and repairs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from proctor.model import Document
from proctor.pattern import lazy
from proctor.slug import slug, unnumbered

_NUMBER = lazy(r"^[\W_]*+(?:question|q|第)?+[\W_]*+\d++(?:[\W_]++\d++)*(?=[\W_]|[^\W\d_])[\W_]*+", re.I)
_ARTICLE = lazy(r"(?<![^\W_])(?:a|an|the)(?![^\W_])")
_WORDS = lazy(r"[^\W_]+")
_MOST_COMPARED = 2000  # names that likeness is measured against
_MOST_WORK = 400_000  # comparisons in one document: a page of broken links gets hints for the first of them


class Nearest(NamedTuple):
    """The best candidate; `certain` when it is the only plausible one."""

    name: str
    certain: bool


def anchor(fragment: str, text: str, document: Document) -> Nearest | None:
    """The anchor of a document that a fragment may have meant. `text` is the link's own text."""
    page = _page(document)
    key = fragment.removeprefix("user-content-").lower(), _letters(text)
    if key not in page.answers:
        page.answers[key] = _anchor(*key, page)
    return page.answers[key]


def _anchor(fragment: str, bare: str, page: _Page) -> Nearest | None:
    said = page.said.get(bare, []) if bare else []
    for found in page.evidence(fragment):
        if len(found) == 1 and (not said or found[0] in said or _unlike(bare, found[0])):
            return Nearest(found[0], True)
        if found and len(said) != 1:
            return Nearest(found[0], False)
    if len(said) == 1:
        return Nearest(said[0], True)
    if page.work > _MOST_WORK:
        return None
    page.work += len(page.names)
    slips = [name for name in page.names if is_slip(fragment, name)]
    if len(slips) == 1:
        return Nearest(slips[0], not said)
    like = _most_like(fragment, page.names)
    return Nearest(like, False) if like else None


def path(wanted: str, paths: Sequence[str]) -> Nearest | None:
    """The path of the bank that a missing one may have meant: same name elsewhere, same stem, a slip, or much alike."""
    folder, _, name = wanted.rpartition("/")
    if not name:
        return None
    bank = _paths(paths)
    for found in (bank.by_name.get(name, ()), bank.by_stem.get(_stem(wanted), ())):
        if found:
            beside = [p for p in found if p.rpartition("/")[0] == folder]
            best = beside or found
            return Nearest(best[0], len(best) == 1 and not _generic(name))
    beside = bank.by_folder.get(folder, [])
    if bank.work > _MOST_WORK:
        return None
    bank.work += len(beside)
    slips = [p for p in beside if is_slip(_stem(wanted).lower(), _stem(p).lower()) and _ending(p) == _ending(wanted)]
    if len(slips) == 1:
        return Nearest(slips[0], True)
    like = _most_like(wanted, beside)
    return Nearest(like, False) if like else None


class _Paths:
    """The paths of a bank, by what is compared."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.by_name = _groups((p.rpartition("/")[2], p) for p in paths)
        self.by_stem = _groups((_stem(p), p) for p in paths)
        self.by_folder = _groups((p.rpartition("/")[0], p) for p in paths)
        self.work = 0


_banks: list[_Paths] = []  # the bank that was asked for last


def _paths(paths: Sequence[str]) -> _Paths:
    if not _banks or _banks[0].paths is not paths:
        _banks[:] = [_Paths(paths)]
    return _banks[0]


class _Page:
    """The anchors of one document, by what is compared: many links may miss the same page."""

    def __init__(self, document: Document) -> None:
        self.document = document
        own = [h.anchor for h in document.headings if h.anchor]
        self.names = list(dict.fromkeys([*own, *sorted(document.anchors.difference(own))]))
        self.said = _groups((_letters(h.text), h.anchor) for h in document.headings)
        self.answers: dict[tuple[str, str], Nearest | None] = {}
        self.work = 0
        self._tables: dict[Callable[[str], str], dict[str, list[str]]] = {}

    def evidence(self, fragment: str) -> Iterator[Sequence[str]]:
        """The anchors that agree with a fragment by each test, the strictest first."""
        letters, words = _letters(fragment), _worded(fragment)
        yield self._alike(_letters, letters) if letters else ()
        if len(words) > 3 or not words.isascii():
            yield self._alike(_worded, words)
            yield self._alike(_unnumbered, words)
            yield self._alike(_plain, _plain(fragment))

    def _alike(self, form: Callable[[str], str], wanted: str) -> Sequence[str]:
        if form not in self._tables:
            self._tables[form] = _groups((form(name), name) for name in self.names)
        return self._tables[form].get(wanted, ())


_pages: dict[int, _Page] = {}  # by the identity of the document, which the page keeps alive


def _page(document: Document) -> _Page:
    page = _pages.get(id(document))
    if page is None or page.document is not document:
        if len(_pages) >= _MOST_COMPARED:
            _pages.clear()
        page = _pages[id(document)] = _Page(document)
    return page


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, name in pairs:
        groups.setdefault(key, []).append(name)
    return groups


def _worded(name: str) -> str:
    """The letters of a name without the number before it."""
    return _letters(_NUMBER.sub("", name))


def _unnumbered(name: str) -> str:
    """The same of a repeated heading's name, without the number behind it too."""
    return _worded(unnumbered(name))


def _plain(name: str) -> str:
    """The letters of a name without its articles."""
    return _letters(_ARTICLE.sub("", name))


def _letters(text: str) -> str:
    """Letters and digits only: what is left when marks, emoji and punctuation are typed differently."""
    return "".join(_WORDS.findall(slug(text)))


def _unlike(text: str, name: str) -> bool:
    """Whether a link's text says nothing of the anchor: `here`, a number."""
    return not (set(_WORDS.findall(text)) & set(_WORDS.findall(name)))


def is_slip(one: str, other: str) -> bool:
    """Whether two anchors differ by a slip of the keyboard in one word: not in a digit, not by a whole prefix."""
    ours, theirs = _WORDS.findall(one), _WORDS.findall(other)
    if len(ours) != len(theirs):
        return False
    different = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = different[0]
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 4 or longer.endswith(shorter) or any(c.isdigit() for c in a + b):
        return False
    return _is_one_edit(shorter, longer)


def _is_one_edit(shorter: str, longer: str) -> bool:
    """One letter added, dropped, changed or swapped with its neighbour."""
    if len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1]
    return shorter[at + 1 :] == longer[at + 1 :] or (swapped and shorter[at + 2 :] == longer[at + 2 :])


def _most_like(word: str, names: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word[:300], names[:_MOST_COMPARED], n=1, cutoff=0.6)
    return near[0] if near else ""


def _stem(name: str) -> str:
    name = name.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _generic(name: str) -> bool:
    """A name that says nothing of the file: it is found in many folders."""
    return _stem(name).lower() in ("readme", "index", "image", "img", "exercise", "solution", "main")
