"""One question per file: its title is the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from proctor.bank import Bank
from proctor.gather import Gather
from proctor.model import Span
from proctor.pattern import lazy
from proctor.questions import filenames, front, statement, words
from proctor.questions.candidate import Candidate
from proctor.questions.choose import Wish
from proctor.questions.numbers import numbered
from proctor.questions.page import Page

_NOTE = lazy(r"\s*+[(（\[][^()（）\[\]]{0,20}+[)）\]]\Z")  # `Question (EN)`
_NOTE_ENDS = frozenset(")）]")
_WORKING = lazy(
    r"problem|solution|approach|answer|explanation|feedback|constraints?|examples?|task|exercise|objective|hints?"
    r"|题目|思路|解法|解答|答案|代码|题解|要求|solución|lösung|решение|解き方|풀이",
    re.I,
)


_FEW = 3  # texts of a question without a heading
_FIRST = 300  # characters of its first line
_LISTS = ("index.", "_index.", "summary.")


def add(
    bank: Bank, pages: Mapping[str, Page], found: dict[str, list[Candidate]], wishes: Mapping[str, Wish], gather: Gather
) -> None:
    """Put in the questions of documents that ask one each, in place of what else was seen in them."""
    names = filenames.Names(bank)
    asked = {names.answer(path) for path in bank.paths}
    groups = _Groups(names, wishes)
    own = {path: _trait(page, found[path], groups) for path, page in pages.items()}
    groups.judge({path: trait for each in gather(own) for path, trait in each.items()})
    for path, page in pages.items():
        regular = groups.regular(path)
        forced = wishes[path].style == "file"
        if names.is_answer(path) and not forced:
            found[path] = [] if path in asked else found[path]
            continue
        paired = names.answer(path)
        if regular == "titled" and not forced and _asks(page):
            found[path] = _titled(page, found[path], paired)
        elif forced or _single(path, page, found[path], paired, regular):
            found[path] = [_candidate(page, paired)]


# Of a document: holds few candidates; its title or name asks; it has a heading such as Solution; it states one question;
# it is the bank's own README and speaks of questions.
_Trait = tuple[bool, bool, bool, bool, bool]


def _trait(page: Page, found: Sequence[Candidate], groups: _Groups) -> _Trait:
    worked = groups.is_counted(page.document.path) and any(_WORKING.search(h.heading.text) for h in page.heads[1:])
    answer = _stated(page)
    return _is_short(found, answer), _asks(page), worked, answer >= 0, page.names_bank


def _stated(page: Page) -> int:
    """Where the answer's heading stands in a document that states one question below a heading that says so; -1 for none."""
    label = next((n for n, h in enumerate(page.heads) if h.role == "label" and words.answer_label(h.title)), -1)
    if label < 0:
        return -1
    names = [_unnoted(h.heading.text.strip()) for h in page.heads[:label]]
    asked = sum(words.says_question(name) for name in names)
    alone = page.heads[0].heading.level == 1 if label == 1 else not label and page.front_title  # a title, and the answer
    return page.heads[label].at if 0 < asked < 3 or alone else -1


def _unnoted(title: str) -> str:
    """A title without a note in brackets at its end."""
    return _NOTE.sub("", title) if title[-1:] in _NOTE_ENDS else title


def _is_short(found: Sequence[Candidate], answer: int) -> bool:
    """Whether a document holds few candidates; what comes after the answer to its one question does not count."""
    return len(found) < 3 or (answer >= 0 and sum(c.at < answer for c in found) < 3)


class _Groups:
    """The documents that belong together: those of a folder, of folders side by side, and the `README` files of these."""

    def __init__(self, names: filenames.Names, paths: Iterable[str]) -> None:
        self._names = names
        self._members: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            if names.is_answer(path):
                continue
            folder = path.rpartition("/")[0]
            above, name = folder.rpartition("/")[0], path.rpartition("/")[2].casefold()
            if not filenames.is_cover(name):
                self._members.setdefault((folder, ""), []).append(path)
            if folder:
                self._members.setdefault((above, name if filenames.is_cover(name) else "*"), []).append(path)

        large = {key: paths for key, paths in self._members.items() if len(paths) > 2}
        self._counted = {key for key, paths in large.items() if sum(map(filenames.has_number, paths)) >= 0.7 * len(paths)}
        self._counting = {path for key in self._counted for path in large[key]}
        self._kinds: dict[tuple[str, str], str] = {}

    def is_counted(self, path: str) -> bool:
        """Whether a document belongs to others most of which have numbers in their names."""
        return path in self._counting

    def judge(self, traits: Mapping[str, _Trait]) -> None:
        """Settle, by the traits of all documents, how those that belong together ask a question each."""
        named = any(names_bank for *_, names_bank in traits.values())
        for key, paths in self._members.items():
            if len(paths) > 2:
                in_bank = words.is_bank(paths[0].rpartition("/")[0]) or (named and all(map(filenames.is_number, paths)))
                kind = _regular(paths, [traits[path] for path in paths], key in self._counted, in_bank)
                self._kinds[key] = kind or ("asks" if self._coded(paths) else "")

    def _coded(self, paths: Sequence[str]) -> bool:
        """Whether documents mostly stand for folders with code, side by side in one whose name says that it holds questions."""
        folders = [path.rpartition("/")[0] for path in paths]
        holder = folders[0].rpartition("/")[0].rpartition("/")[2]
        if len(set(folders)) < len(paths) or not words.is_bank_folder(holder):
            return False
        return sum(folder in self._names.coded for folder in folders) >= 0.6 * len(folders)

    def regular(self, path: str) -> str:
        """How the documents around one ask a question each: `asks`, `titled`; `some` and `stated` where each must look the part."""
        folder = path.rpartition("/")[0]
        above, name = folder.rpartition("/")[0], path.rpartition("/")[2].casefold()
        if filenames.is_cover(name):
            return self._kinds.get((above, name), "") if folder else ""
        if not folder or len(self._members.get((folder, ""), ())) > 2:
            return self._kinds.get((folder, ""), "")
        around = self._kinds.get((above, "*"), "")
        return around if around in ("", "titled", "stated") else "some"


def _regular(paths: Sequence[str], traits: Sequence[_Trait], counted: bool, in_bank: bool) -> str:
    """How documents that belong together ask one question each: `asks` by titles, `stated`, `some` by numbered names, or not.

    `titled`: their names are numbered and their titles ask, and more questions may follow.
    """
    few, asking, worked, stated, _ = (sum(each) for each in zip(*traits, strict=True))
    if few < 0.7 * len(paths):
        return "titled" if counted and asking >= 0.6 * len(paths) else ""
    named = sum(bool(filenames.question_name(filenames.stem_of(path))) for path in paths) if counted else 0
    if asking >= 0.6 * len(paths) or named >= 0.6 * len(paths):
        return "asks"
    if stated >= 0.6 * len(paths):
        return "stated"
    return "some" if counted and (in_bank or worked >= 0.5 * len(paths)) else ""


def _asks(page: Page) -> bool:
    """Whether a document's title or name asks."""
    if front.asks(page.document):
        return True
    title = page.front_title
    if not title and not page.heads and page.paragraphs and _opens(page):
        return True
    weight = words.asks(numbered(title[0]).title) if title else page.heads[0].weight if page.heads else 0.0
    return weight >= 1 or _is_marked(page) or filenames.slug_asks(filenames.stem_of(page.document.path).casefold())


def _is_marked(page: Page) -> bool:
    """Whether a document's title has a question's mark, as `Q25 - ...`, and does not only name what the next heading asks."""
    marked = bool(page.heads) and page.heads[0].style == "mark" and page.heads[0].heading.level == 1
    return marked and all(head.weight < 1 for head in page.heads[1:2])


def _opens(page: Page) -> bool:
    """Whether a document without a heading starts with a question's mark, as `Question #3`, or is a few texts that ask."""
    if numbered(_first_line(page)).style == "mark":
        return True
    return len(page.top) <= _FEW and any(words.asks(block.text) for block in page.paragraphs)


def _first_line(page: Page) -> str:
    """The first line of a document's first paragraph."""
    return page.paragraphs[0].text.strip().partition("\n")[0][:_FIRST]


def _stated_to(page: Page) -> int:
    """Where the question ends that a document without a heading states: at the label of its answer, or after what asks last."""
    label = page.label(0, len(page.source))
    if label >= 0:
        return label
    if numbered(_first_line(page)).style == "mark":
        return len(page.source)
    return max(block.span.end for block in page.paragraphs if words.asks(block.text))


def _single(path: str, page: Page, found: Sequence[Candidate], paired: str, regular: str) -> bool:
    """Whether a document asks one question."""
    if path.rpartition("/")[2].casefold().startswith(_LISTS) or not (page.blocks or page.front_title):
        return False
    answer = _stated(page) if regular else -1
    looks = regular and (_is_alone_in_number(path, page, found) or _asks(page) or (regular == "stated" and answer >= 0))
    if regular == "asks" or looks or front.asks(page.document):
        return _is_short(found, answer)
    return bool(paired) and sum(c.kind in ("summary", "table", "heading", "bold") or c.weight >= 1 for c in found) < 3


def _is_alone_in_number(path: str, page: Page, found: Sequence[Candidate]) -> bool:
    """Whether a document's name has a number, which is that of a file of questions where headings ask or have an answer each."""
    headings = [c for c in found if c.kind == "heading"]
    labelled = sum(page.label(c.body, c.limit) >= 0 for c in headings)
    return filenames.has_number(path) and labelled < 2 and not any(c.weight >= 1 for c in headings)


def _titled(page: Page, found: Sequence[Candidate], paired: str) -> list[Candidate]:
    """A document's title as its question, and the headings below it that ask with a mark: those follow up."""
    whole = _candidate(page, paired)
    more = [c for c in found if c.kind == "heading" and c.at > whole.span.start and words.has_mark(c.text)]
    return [whole._replace(limit=more[0].at) if more else whole, *more]


class _Title(NamedTuple):
    """What names a document."""

    text: str
    span: Span
    body: int  # where what follows it starts
    number: str = ""
    anchor: str | None = None


def _title(page: Page) -> _Title:
    """A document's title: its first heading, else that of the front matter, else its name."""
    matter = page.front_title
    head = next((h for h in page.heads if h.role != "label"), None)
    if head and not (matter and (head.heading.level > 1 or head.role == "section")):
        heading = head.heading
        said = statement.below(page, heading.span.end, head) if words.says_question(head.title) else None
        if said:  # the title is only `Question`
            return _Title(" ".join(said.text.split()), said.content, said.span.end, head.number, heading.anchor)
        return _Title(head.title or heading.text, heading.content, heading.span.end, head.number, heading.anchor)
    if matter:
        return _Title(matter[0], matter[1], page.document.front_matter.end)
    if page.paragraphs and _opens(page):
        first = page.paragraphs[0]
        return _Title(_first_line(page), first.content, _stated_to(page))
    start = page.blocks[0].span.start if page.blocks else 0
    return _Title(filenames.stem_of(page.document.path).replace("-", " "), Span(start, start), 0)


def _candidate(page: Page, paired: str) -> Candidate:
    """A document as one question."""
    title = _title(page)
    taken = numbered(title.text)
    number = title.number or taken.number or filenames.number(page.document.path)
    status = "answered" if paired else ""
    return Candidate(
        "file",
        "file",
        title.span.start,
        title.span,
        title.body,
        len(page.source),
        taken.title or title.text,
        number,
        1.0,
        title.anchor,
        status,
    )
