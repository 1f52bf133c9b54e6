"""Links that lead out of the bank, and what the network said about them: what URL rules and their probe share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from proctor.model import Context, Document, Edit, Link
from proctor.pattern import lazy

# Of a malformed URL too, whose password holds a slash: behind a host's colon stands a port or a secret.
_USERINFO = lazy(r"//[^/?#\\\s]*@|//[^/?#@\s:\[]++:(?!\d*+(?:[/?#]|\Z))[^\s@]*+@")
_DOI = lazy(r"10\.\d{4,9}/[^\s?#\"<>]{2,200}")
_PLAIN_END = lazy(r"[A-Za-z0-9/]\Z")


class Answer(NamedTuple):
    """What became of a URL.

    ok       a page stands there          broken   nobody will find a page there
    moved    it answers, at `target` for good
    suspect  something answers, but hardly the page that was meant
    unknown  could not be told: a wall against robots, a busy or silent server
    """

    verdict: str
    reason: str = ""  # for people: why, in a few words
    target: str = ""  # where a moved page lives now
    fragment: str = ""  # of a URL with a fragment: found, missing, or empty where nobody can tell or asked


def links(document: Document, bank: Any) -> Iterator[Link]:
    """The links of a document that lead to a web page out of the bank; of those that share a definition, the first."""
    seen = set()
    for link in document.links:
        if not link.url[:6].lower().startswith(("http:", "https:", "//")) or link.destination in seen:
            continue
        if bank.resolve(document, link).kind == "outside":
            seen.add(link.destination)
            yield link


def answered(document: Document, context: Context, verdict: str) -> Iterator[tuple[Link, Answer]]:
    """The links of a document whose answer is this verdict."""
    answers = context.facts.answers.get("online", {})
    for link in links(document, context.bank):
        answer = answers.get(link.url)
        if answer is not None and answer.verdict == verdict:
            yield link, answer


def shown(url: str) -> str:
    """A URL without user name and password."""
    return _USERINFO.sub("//", url, count=1)


def elsewhere(url: str) -> str:
    """Where else a dead page may be found, as advice: its DOI or a web archive. Nothing is asked."""
    bare = shown(url)
    doi = _DOI.search(bare)
    if doi and "://doi.org/" not in bare and "://dx.doi.org/" not in bare:
        return f"its DOI may still lead there: https://doi.org/{doi[0]}"
    return f"an archive may have it: https://web.archive.org/web/{bare.partition('#')[0]}"


def replacement(link: Link, target: str) -> Edit | None:
    """The edit that points a link at another URL, the fragment kept; None where it cannot be written there safely."""
    url = target.replace("(", "%28").replace(")", "%29").replace("'", "%27")
    if link.target.count("#") != link.url.count("#"):
        return None  # an escape or entity stands for one
    fragment = link.target.partition("#")[2]
    if fragment and "#" not in url:
        url += "#" + fragment
    if link.kind == "html":
        url = url.replace("&", "&amp;") if not fragment else url.partition("#")[0].replace("&", "&amp;") + "#" + fragment
    if link.kind == "bare" and not _PLAIN_END.search(url):
        return None  # the sign at the end would be read as the sentence's
    return Edit(link.destination, url)
