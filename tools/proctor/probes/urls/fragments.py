"""The targets of fragments in a page of HTML, as far as the page itself has them. Time is linear in the page."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote

# Every alternative takes all that it looked at, so nothing is read twice. What is open at the end runs to the end.
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b(?P<rawtag>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)"
    r"(?P<content>.*?)(?:</(?P=raw)\b|\Z)"
    r"|<(?P<name>[a-z][^\s/>]*+)(?P<tag>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)"
    r"|<[!/?][^>]*+(?:>|\Z)",
    re.I | re.S,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_CHARSET = re.compile(r"""charset\s*+=\s*+["']?([\w.:-]{2,40})""", re.I)
_SHELL = 400  # characters of text below which a page with scripts is taken for an empty frame that scripts fill
# Pages of these hosts get their anchors in the browser.
_BUILT = ("github.com", "gist.github.com", "gitlab.com", "bitbucket.org", "docs.google.com", "groups.google.com", "zulipchat.com")


def judge(wanted: Collection[str], body: bytes, content_type: str, host: str) -> Mapping[str, str]:
    """Each fragment of a page: `found`, `missing`, or empty where the page alone cannot tell."""
    if not wanted:
        return {}
    if "html" not in content_type.lower():
        return dict.fromkeys(wanted, "")
    page = _decoded(body, content_type)
    anchors, scripts, text = _read(page)
    built = (scripts and text < _SHELL) or any(host == h or host.endswith("." + h) for h in _BUILT)
    return {each: _one(each, anchors, scripts, bool(built)) for each in wanted}


def _one(fragment: str, anchors: frozenset[str], scripts: str, built: bool) -> str:
    names = {fragment, unquote(fragment)}
    if names & anchors or {f"user-content-{name}" for name in names} & anchors or fragment.lower() in ("", "top"):
        return "found"
    spoken = fragment[:1] in "!/:" or "=" in fragment  # words to a program, no name of a place
    return "" if built or spoken or any(name in scripts for name in names) else "missing"


def _read(page: str) -> tuple[frozenset[str], str, int]:
    """The anchors, the text of the scripts, and how many characters of text stand outside of tags."""
    anchors: set[str] = set()
    scripts: list[str] = []
    text, at = 0, 0
    for match in _TOKEN.finditer(page):
        text += len(page[at : match.start()].strip())
        at = match.end()
        anchors.update(_names((match["name"] or match["raw"] or "").lower(), match["tag"] or match["rawtag"] or ""))
        if (match["raw"] or "").lower() == "script":
            scripts.append(match["content"] or " ")
    return frozenset(anchors), "\n".join(scripts), text + len(page[at:].strip())


def _names(tag: str, attributes: str) -> Iterator[str]:
    for match in _ATTRIBUTE.finditer(attributes):
        name = match[1].lower()
        if name == "id" or (name == "name" and tag == "a"):
            yield html.unescape(match[2] or match[3] or match[4] or "")


def _decoded(body: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type) or _CHARSET.search(body[:1024].decode("latin-1"))
    try:
        return body.decode(named[1] if named else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
