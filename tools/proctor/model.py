"""The values that flow through proctor. Imports nothing of ours.

Every `Span` is a half-open range of byte offsets into the file as it lies on disk, byte-order mark and all; lines and
columns exist only in findings. All values are immutable.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Span(NamedTuple):
    """Bytes `start` up to, not including, `end`."""

    start: int
    end: int


class Heading(NamedTuple):
    """A heading as GitHub renders it: `#`, underlined, or an HTML `<h1>` to `<h6>`."""

    level: int
    text: str  # of the rendered page: no markup, no image
    anchor: str  # GitHub's, numbered when it repeats
    span: Span
    content: Span  # what stands between the marks
    style: Literal["atx", "setext", "html"]


class Block(NamedTuple):
    """A block of the document's tree, in document order; `parent` is an index into `Document.blocks`, -1 at the top.

    Kinds: heading paragraph code html table row cell list item quote rule footnote. The loose text of a tight list
    item is a paragraph too.
    """

    kind: str
    span: Span
    content: Span  # from the first to the last inline piece; the span itself where there is none
    parent: int
    text: str  # as rendered, of heading, paragraph and cell


TEXTS = frozenset(("paragraph", "heading", "cell"))  # the kinds of blocks that have a text
LEAVES = TEXTS | {"code", "html"}  # and all that hold no other block


class Link(NamedTuple):
    """A link or a picture, wherever it came from."""

    kind: Literal["inline", "reference", "autolink", "bare", "html"]
    image: bool
    target: str  # the destination as written in the source
    url: str  # the destination with escapes and entities resolved
    text: str  # as rendered; a picture's alternative text
    span: Span  # the whole construct
    destination: Span  # of `target`; a reference's lies in its definition
    label: str  # of a reference; else empty
    tag: str = ""  # of an HTML link: a, img, source, video


class Definition(NamedTuple):
    """A link reference definition: `[label]: target "title"`."""

    label: str
    target: str
    span: Span
    duplicate: bool  # an earlier definition of this label wins


class Undefined(NamedTuple):
    """`[text][label]` or `[label][]` with no definition: rendered as written."""

    label: str
    span: Span
    image: bool


class Attribute(NamedTuple):
    """An HTML attribute; `value` has its entities decoded, `span` is the raw value's."""

    name: str
    value: str
    span: Span


class Tag(NamedTuple):
    """An HTML tag that the page really gets: none from code or comments."""

    name: str  # lower case
    closing: bool
    void: bool  # written `<x/>`
    attributes: tuple[Attribute, ...]
    span: Span
    block: int  # index into Document.blocks of the block that holds it, -1 for none

    def get(self, name: str) -> Attribute | None:
        """The attribute of that (lower-case) name, the first one as browsers have it."""
        return next((a for a in self.attributes if a.name == name), None)


class Comment(NamedTuple):
    """An HTML comment; `text` is what stands between the marks."""

    text: str
    span: Span


class Details(NamedTuple):
    """A `<details>` element. One that nothing closes ends where the next one starts."""

    span: Span
    summary: Span  # what stands in its `<summary>`; empty where there is none
    body: Span  # what it hides
    text: str  # of the summary, as rendered, on one line
    outer: int  # index into `Document.details` of the element around it, -1 for none


class Snippet(NamedTuple):
    """A code block. `code` has the indentation of its container taken off; its line n is the source's `first_line + n`."""

    language: str  # first word of the info string, lower case; empty for none
    info: str
    code: str
    span: Span
    fenced: bool
    closed: bool  # a fence that nothing closes runs to the end of its container


class Formula(NamedTuple):
    """A formula in dollars; `problem` says what keeps GitHub from rendering it, else empty."""

    span: Span
    tex: str
    display: bool
    problem: str


class Document(NamedTuple):
    """One Markdown file, parsed once."""

    path: str  # relative to the root, forward slashes
    source: bytes
    front_matter: Span  # empty where there is none
    headings: tuple[Heading, ...]
    anchors: frozenset[str]  # of headings, `id` and `name`; headings' are lower case
    links: tuple[Link, ...]
    definitions: tuple[Definition, ...]
    undefined: tuple[Undefined, ...]
    snippets: tuple[Snippet, ...]
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]  # where each block starts
    kinds: Mapping[str, Sequence[int]]  # the indices of the blocks of each kind that there is, in order
    children: Mapping[int, Sequence[int]]  # of the blocks right inside of a block that holds any; -1 stands for the page
    prose: tuple[Span, ...]  # text that a reader reads, without marks, entities and code
    strong: tuple[Span, ...]
    emphasis: tuple[Span, ...]
    code_spans: tuple[Span, ...]
    tags: tuple[Tag, ...]
    comments: tuple[Comment, ...]
    details: tuple[Details, ...]
    formulas: tuple[Formula, ...]
    bad_bytes: tuple[int, ...]  # offsets that are not UTF-8, or NUL

    def slice(self, span: Span) -> str:
        """The source of a span as text."""
        return self.source[span.start : span.end].decode("utf-8", "replace")


class Edit(NamedTuple):
    """Replace the bytes of `span` by `text`."""

    span: Span
    text: str


class Problem(NamedTuple):
    """What a rule says: no path, no name."""

    span: Span
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()
    target: str | None = None  # the reference or word as written in the source, where there is one
    unsafe: bool = False  # the edits may change the meaning: applied only with --unsafe-fixes
    keys: tuple[str, ...] = ()  # the texts of all that it sums up, for the baseline; else `target` or the span's text
    severity: Severity | None = None  # where it differs from the rule's


class Place(NamedTuple):
    """1-based line and column, the column in code points."""

    line: int
    column: int


class Finding(NamedTuple):
    """What a reader gets."""

    path: str
    start: Place
    end: Place
    rule: str
    group: str
    severity: Severity
    problem: Problem
    question: str | None  # id of the question it lies in
    text: str  # what the baseline knows it by: the question's, the target, or the span's own
    fingerprint: str
    changed: bool | None = None  # whether the change since the base made it; None where nothing was compared


class Ignore(NamedTuple):
    """A suppression comment: which rules, over which bytes, until when, and why."""

    names: tuple[str, ...]
    covers: Span
    until: str  # YYYY-MM-DD, or empty
    reason: str
    span: Span


class Question(NamedTuple):
    """An item that a bank puts to its reader, with the span of the answer it owns."""

    id: str
    path: str
    text: str
    number: str | None
    kind: str  # heading bold summary list table para file
    status: str  # answered link-only placeholder empty
    style: str
    anchor: str | None
    span: Span  # of the question's own text
    region: Span  # from the question to the next question or section


Options = Mapping[str, Any]
Entry = Literal["file", "folder", "symlink", "submodule"]


class Tree(Protocol):
    """Where paths and bytes come from. Paths are relative to the root, with forward slashes."""

    root: str

    def paths(self) -> Sequence[str]:
        """Every file (and symlink) of the tree, sorted."""

    def kind(self, path: str) -> Entry | None:
        """What stands at exactly this path; None for nothing. The root is the folder ''."""

    def read(self, path: str) -> bytes:
        """A file's bytes. Raises OSError where there are none to be had."""

    def size(self, path: str) -> int:
        """A file's size in bytes. Raises OSError."""

    def documents(self) -> Sequence[str]:
        """The Markdown files to check: those of the tree, and new ones that are not yet part of it."""

    def absence(self, path: str) -> Literal["untracked", "ignored", ""]:
        """Why a path that lies on the disk is no part of the tree; empty where it does not lie there either."""

    def unlisted(self) -> Mapping[str, str]:
        """The folders whose content could not be listed, each with the reason."""


class Context(NamedTuple):
    """What a rule may look at besides the document."""

    bank: Any  # proctor.bank.Bank
    options: Options  # this rule's own
    questions: Mapping[str, Sequence[Question]]
    facts: "Facts"
    collected: Mapping[str, Any] = {}  # by path: what the rule's own `collect` took from each document of the bank


class Facts(NamedTuple):
    """What the probes learnt, and what only the engine knows. Empty where nobody asked."""

    today: str = ""  # YYYY-MM-DD
    ignores: Mapping[str, Sequence[Ignore]] = {}
    unused: Mapping[str, Sequence[tuple[Ignore, str]]] = {}  # suppressions, and the rule's name that nothing needed
    answers: Mapping[str, Mapping[Any, Any]] = {}  # by need: what its probe learnt, in the probe's own keys
    gate: Any = None  # proctor.gate.Gate: settings and baseline now and at the base; None where nothing is compared


class Ask(NamedTuple):
    """What a probe is asked: the documents that are reported on, under which settings, with what is known already."""

    paths: Sequence[str]
    config: Any  # proctor.config.Config
    questions: Mapping[str, Sequence[Question]]
    cache: Any  # proctor.cache.Cache
    rules: frozenset[str] = frozenset()  # that will read the answers
    given: Options = {}  # what the command line grants: never from the bank
    earlier: Any = None  # a dict that lasts over the passes of one run, for the probe's own use
    shard: Any = None  # proctor.shards.Shard: its `mine(...)` tells which ids this run answers for; None for all
    home: Any = None  # the tree of the files that settings name; None for the bank's own
    changes: Any = None  # proctor.changes.Changes since the base; None where nothing is compared
    before: Any = None  # proctor.bank.Bank at the base, where it was read


class Rule(NamedTuple):
    """A rule's file, loaded. `check` takes one document, `check_bank` the bank; one of the two is None.

    A large bank's documents are spread over processes, so `check_bank` sees of each document only what `collect` took
    from it: plain tuples, strings and numbers.
    """

    name: str
    group: str
    severity: Severity
    default: bool
    needs: str  # a key of `Facts.answers`: online, run, spelling, formatting; empty for none
    options: Options  # name -> default value
    check: Any
    check_bank: Any
    collect: Any = None


class Report(NamedTuple):
    """The whole result of a run; every output format is a function of it."""

    findings: Sequence[Finding]
    sources: Mapping[str, bytes]  # of every path that a finding names
    documents: int
    suppressed: int
    known: int  # findings that the baseline knows
    not_run: Sequence[str]  # selected rules whose need is not switched on
    incomplete: Sequence[str]  # checks that were asked for and could not run, with the reason
    notes: Sequence[str]  # what the reader should know about the run itself
    fixed: int = 0  # findings repaired in this run, which are not among `findings`
    interrupted: bool = False  # the user broke it off: this is what was known by then
    unchanged: int = 0  # findings left out because the change since the base did not make them
    base: str = ""  # the commit compared with
    snippets: Mapping[str, Any] = {}  # with --run: their counts by status and language, and the sandbox's levels


class Style(NamedTuple):
    """How a surface wants its text."""

    color: bool = False
    fail_level: Severity = "error"
    statistics: bool = False
    full: bool | None = None  # with source lines; None: when there are few findings
    page: Callable[[str], str] = str  # the documentation of a rule, in Markdown, for formats that carry it
