"""The documents of a bank together with its paths: resolves where a link leads, by GitHub's rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from proctor.entities import decoded
from proctor.model import Document, Link, Tree
from proctor.parse import parse
from proctor.pattern import lazy

MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")  # what GitHub renders as Markdown
_README = lazy(r"readme(?:\.(?:md|markdown|mdown|mkdn|mkd))?\Z", re.I)
_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]+:")  # one letter is a drive of somebody's disk
_OWN = lazy(
    r"https?://(?:(?:www\.)?github\.com/([^/?#]+)/([^/?#]+?)(?:\.git)?(?=[/?#]|\Z)/?"
    r"|raw\.githubusercontent\.com/([^/?#]+)/([^/?#]+)/)([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z",
    re.I | re.S,
)
_ORIGIN = lazy(r"github\.com[:/]([^/\s]+/[^/\s]+?)(?:\.git)?/?\Z", re.I)
_LINE = lazy(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?\Z")
_LONGEST = 4096  # no system has longer paths
# First path segments of a repository's pages that are not files of its tree.
_PAGES = frozenset(
    "actions activity archive branches commit commits community compare contributors deployments discussions find fork"
    " forks graphs issues labels milestone milestones network new packages projects pull pulls pulse releases search"
    " security settings stargazers subscription suites tags tree blob raw edit blame wiki watchers workflows".split()
)
_FILE_PAGES = ("blob", "tree", "raw", "edit", "blame")

T = TypeVar("T")


class Repository(NamedTuple):
    """The bank's own names on GitHub, in lower case, and the branches that show its tree."""

    names: frozenset[str]
    branches: frozenset[str]


NO_REPOSITORY = Repository(frozenset(), frozenset(("HEAD", "main", "master")))


class Target(NamedTuple):
    """Where a link leads.

    here      this document            there    another file of the bank, at `path`
    folder    a folder of the bank     missing  nothing at `path`
    case      nothing at the path as written, but at `path`, which differs in case
    beyond    out of the bank          outside  a page that this bank says nothing about
    """

    kind: Literal["here", "there", "folder", "missing", "case", "beyond", "outside"]
    path: str = ""
    fragment: str = ""  # decoded, without `#`
    own: bool = False  # written as a full URL of a file or folder of this repository


class Outline(NamedTuple):
    """What other documents need to know of one: where links may lead, and which fragments its own links have."""

    anchors: frozenset[str]
    fragments: tuple[str, ...]  # in lower case


def outline(document: Document) -> Outline:
    """The outline of a document."""
    urls = [link.url for link in document.links if "#" in link.url]
    return Outline(document.anchors, tuple(decoded(url.partition("#")[2]).lower() for url in urls))


class Bank:
    """Documents by path, over a tree. Answers are remembered: many links lead to the same place.

    `elsewhere` outlines the bank's documents that another process holds.
    """

    def __init__(self, documents: Mapping[str, Document], tree: Tree, repository: Repository = NO_REPOSITORY) -> None:
        self.documents = documents
        self.tree = tree
        self.repository = repository
        self.elsewhere: Mapping[str, Outline] = {}
        self._targets: dict[tuple[str, str], Target] = {}
        self._read: dict[str, Document | None] = {}
        self._made: dict[tuple[Callable[[Document, Bank], Any], str], tuple[Document, Any]] = {}
        self._folded: dict[str, list[str]] | None = None
        self._readmes: dict[str, str] | None = None

    def once(self, make: Callable[[Document, Bank], T], document: Document) -> T:
        """What a function makes of a document of this bank, remembered as long as the bank lives."""
        key = make, document.path
        found = self._made.get(key)
        if found is None or found[0] is not document:
            found = self._made[key] = document, make(document, self)
        value: T = found[1]
        return value

    def resolve(self, document: Document, link: Link) -> Target:
        """Where a link of a document leads."""
        key = document.path, link.url
        target = self._targets.get(key)
        if target is None:
            target = self._targets[key] = self._resolve(document.path, link.url)
        return target

    @property
    def paths(self) -> Sequence[str]:
        """The documents of the whole bank, sorted."""
        return sorted((*self.documents, *self.elsewhere)) if self.elsewhere else list(self.documents)

    def holds(self, path: str) -> bool:
        """Whether it is this process that speaks of a path; of one that is no document, the one with the first document."""
        return path in self.documents or (path not in self.elsewhere and self.paths[:1] == [*self.documents][:1])

    @cached_property
    def fragments(self) -> frozenset[str]:
        """Every fragment that a link of the bank has, in lower case."""
        outlines = (*map(outline, self.documents.values()), *self.elsewhere.values())
        return frozenset(fragment for each in outlines for fragment in each.fragments)

    def page(self, path: str) -> str:
        """The file that a path shows: a folder's README, or what stands there itself; empty for a folder without one."""
        return self._readme(path) if self.tree.kind(path) == "folder" else path

    def document_at(self, path: str) -> Document | None:
        """The rendered document that a path shows: a Markdown file, or a folder's README. None for any other."""
        path = self.page(path)
        if path in self.documents:
            return self.documents[path]
        if path not in self._read:
            self._read[path] = self._parse(path)
        return self._read[path]

    def has_anchor(self, path: str, fragment: str) -> bool | None:
        """Whether a file or folder has an anchor as GitHub looks it up; None where that cannot be known."""
        if _LINE.match(fragment) and not path.lower().endswith(MARKDOWN_ENDINGS):
            return True
        if self.tree.kind(path) == "folder":
            readme = self._readme(path)
            if not readme:
                return False
            return fragment.lower() == "readme" or self.has_anchor(readme, fragment)
        page = self.elsewhere.get(path) or self.document_at(path)
        return None if page is None else has_anchor(page, fragment)

    def other_cases(self, path: str) -> Sequence[str]:
        """Paths of the tree that differ from `path` in case or Unicode form only."""
        if self._folded is None:
            self._folded = {}
            for known in self.tree.paths():
                while known:
                    same = self._folded.setdefault(_fold(known), [])
                    if known in same:
                        break
                    same.append(known)
                    known = known.rpartition("/")[0]
        return self._folded.get(_fold(path), ())

    def _parse(self, path: str) -> Document | None:
        if self.tree.kind(path) != "file" or not path.lower().endswith(MARKDOWN_ENDINGS):
            return None
        try:
            return parse(path, self.tree.read(path))
        except OSError:
            return None

    def _readme(self, folder: str) -> str:
        """The file that a folder's page shows; empty for none."""
        if self._readmes is None:
            self._readmes = {}
            for path in sorted(self.tree.paths(), key=lambda p: (not p.lower().endswith(".md"), p)):
                parent, _, name = path.rpartition("/")
                if _README.match(name):
                    self._readmes.setdefault(parent, path)
        return self._readmes.get(folder, "")

    def _resolve(self, path: str, url: str) -> Target:
        if _SCHEME.match(url) or url.startswith("//"):
            return self._absolute(path, url)
        head, _, fragment = url.partition("#")
        place, _, query = head.partition("?")
        fragment = "" if "plain=1" in query and _LINE.match(fragment) else decoded(fragment)
        if not place:
            return Target("here", path, fragment)
        folder = "" if place.startswith("/") else path.rpartition("/")[0]
        return self._place(folder, decoded(place), fragment, path)

    def _absolute(self, path: str, url: str) -> Target:
        match = _OWN.match(url)
        outside = Target("outside")
        if not match or f"{match[1] or match[3]}/{match[2] or match[4]}".lower() not in self.repository.names:
            return outside
        rest, query, fragment = decoded(match[5]), match[6] or "", match[7] or ""
        own = True
        if match[1] is not None:
            page, _, rest = rest.strip("/").partition("/") if rest.strip("/") else ("", "", "HEAD")
            own = page in ("blob", "tree", "raw")
            if page and page not in _FILE_PAGES:
                return outside
        elif rest.startswith("refs/heads/"):
            rest = rest.removeprefix("refs/heads/")
        branch, _, place = rest.partition("/")
        if branch not in self.repository.branches:
            return outside
        fragment = "" if "plain=1" in query and _LINE.match(fragment) else decoded(fragment)
        return self._place("", place, fragment, path)._replace(own=own)

    def _place(self, folder: str, place: str, fragment: str, here: str) -> Target:
        """Walk from a folder of the tree. A path that climbs over the root walks GitHub's own URLs from there."""
        parts = folder.split("/") if folder else []
        for part in place.split("/"):
            if part == "..":
                if not parts:
                    return self._beyond(folder, place, fragment, here)
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        return self._at("/".join(parts), fragment, place.endswith("/"), here)

    def _beyond(self, folder: str, place: str, fragment: str, here: str) -> Target:
        """A relative link out of the tree is still a URL of GitHub: `/owner/name/blob/branch/` lies above the root."""
        parts = ["owner", "name", "blob", "HEAD", *(folder.split("/") if folder else ())]
        least = len(parts)
        for part in place.split("/"):
            if part == "..":
                parts = parts[:-1]
                least = min(least, len(parts))
            elif part not in ("", "."):
                parts.append(part)
        rest = parts[least:]
        beyond = Target("beyond", place, fragment)
        if least == 3 and rest and rest[0] in self.repository.branches:
            return self._place("", "/".join(rest[1:]), fragment, here)
        if least == 2 and rest and rest[0] in _PAGES - set(_FILE_PAGES):
            return Target("outside")
        if least == 2 and len(rest) > 1 and rest[0] in _FILE_PAGES:
            return self._place("", "/".join(rest[2:]), fragment, here) if rest[1] in self.repository.branches else Target("outside")
        if least < 2 and len(rest) >= 2 - least:
            page = rest[2 - least : 3 - least]
            return Target("outside") if not page or page[0] in _PAGES else beyond
        return beyond

    def _at(self, path: str, fragment: str, as_folder: bool, here: str) -> Target:
        if len(path) > _LONGEST:
            return Target("missing", path, fragment)
        kind = self.tree.kind(path)
        if path == here:
            return Target("here", path, fragment) if not as_folder else Target("missing", path, fragment)
        if kind == "folder" or kind == "submodule":
            return Target("folder", path, fragment)
        if kind is not None and not as_folder:
            return Target("there", path, fragment)
        if any(self.tree.kind(parent) == "submodule" for parent in _parents(path)):
            return Target("outside")
        same = [p for p in self.other_cases(path) if p != path]
        return Target("case", min(same), fragment) if same else Target("missing", path, fragment)


def has_anchor(document: Document | Outline, fragment: str) -> bool:
    """Whether GitHub finds a (decoded) fragment on a document's page: exactly, else in lower case; `top` always."""
    name = fragment.removeprefix("user-content-")
    return not name or name in document.anchors or name.lower() in document.anchors or fragment.lower() == "top"


def repository(settings: Mapping[str, str], name: str, former: Sequence[str] = ()) -> Repository:
    """The bank's names: `owner/name` as given, else that of git's `origin`; and those it had before."""
    origin = _ORIGIN.search(settings.get("remote.origin.url", ""))
    own = name or (origin[1] if origin else "")
    branches = {settings["default-branch"]} if "default-branch" in settings else set()
    return Repository(frozenset(n.lower() for n in (own, *former) if n), NO_REPOSITORY.branches | branches)


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
