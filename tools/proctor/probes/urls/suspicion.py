"""Signs that a server which says yes has no such page: its words, or the place that it sends everybody to."""

from __future__ import annotations

import html
import re

from proctor.probes.urls import address

_TITLE = re.compile(r"<(title|h1)\b[^>]{0,1000}+>(.{0,600}?)</\1", re.I | re.S)
_TAG = re.compile(r"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^>]*+(?:>|\Z)", re.I | re.S)
_BREAK = re.compile(r"\s[-|–—·:»«•]\s|[|–—·»«•\n]|: ")
_THING = r"(?:page|url|address|file|document|article|post|content|resource|site|path|link)"
_GONE = (
    r"(?:(?:could|can|was|is|were|does|did|has|do)(?: not|n[o']?t|n’t)|cannot|not|no longer|isn['’]t|doesn['’]t|wasn['’]t)"
    r" (?:be )?(?:found|exists?|available|here|located|been found)"
)
_PHRASE = re.compile(
    r"(?:(?:oops|sorry|whoops|uh[ -]oh|hmm|error|http|oh no|status)\b[\s!,.:…-]*){0,3}(?:"
    r"404(?:[\s!,.:-]*(?:error|not found|page not found|file not found))?"
    rf"|(?:404[\s!,.:-]*)?(?:(?:the|this|that|your) )?(?:requested )?{_THING}(?: (?:that )?you.{{1,60}}?)? {_GONE}.{{0,40}}"
    rf"|(?:404[\s!,.:-]*)?(?:(?:we|i) )?(?:can(?:['’]t|not)|could(?: not|n['’]t)) find (?:that|this|the|your) {_THING}.{{0,60}}"
    rf"|(?:404[\s!,.:-]*)?no such {_THING}"
    r"|not found|nothing (?:was )?found(?: here)?|nothing here"
    r"|(?:404[\s!,.:-]*)?(?:seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|página no encontrada"
    r"|página não encontrada|pagina non trovata|страница не найдена"
    r"|页面不存在|找不到页面|頁面不存在|ページが見つかりません|찾을 수 없는 페이지)"
    r")[\s!.…:(]*(?:404|error|\))*[\s!.…]*\Z",
    re.I,
)
_ABOUT_IT = re.compile(r"(?<![a-z0-9])404(?![a-z0-9])|not[-_ ]?found", re.I)  # in a URL: its page may well speak of that
_PARKED = re.compile(
    r"domain(?: name)? (?:\S{1,80} )?(?:is|may be|could be) (?:\w+ )?(?:for sale|parked)|buy this domain|this domain is available"
    r"|domain (?:name )?(?:has|is) expired|parked (?:free|domain|page)|sedoparking|parkingcrew|hugedomains\.com|bodis\.com"
    r"|inquire about this domain|interested in this domain|domain parking",
    re.I,
)
_MUCH = 2500  # characters of text above which a page is no sign put up by a dealer in domains
_LANGUAGE = r"(?:ar|bg|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|nb|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|th|tr|uk|vi|zh)"
_FRONT = re.compile(rf"/(?:{_LANGUAGE}(?:[-_][a-z]{{2,4}})?/?)?(?:(?:index|default|home)(?:\.\w{{2,5}})?)?/?\Z", re.I)
_LOGIN = re.compile(
    r"/(?:log[-_]?in|sign[-_]?in|log[-_]?on|session/new|wp-login\.php)(?:[/.]|\Z)"
    r"|\A/(?:auth|sso|oauth2?|saml2?|authori[sz]e)(?:/|\Z)|/authori[sz]e\Z",
    re.I,
)
_LOGIN_HOST = re.compile(r"(?:login|signin|auth|sso|idp|accounts?)\.", re.I)


def words(body: bytes, url: str) -> str:
    """What a page says about itself: `soft-404`, `parked`, or nothing. `body` is its beginning."""
    page = body.decode("utf-8", "replace")
    text = html.unescape(" ".join(_TAG.sub(" ", page).split()))
    if len(text) < _MUCH and _PARKED.search(page):
        return "parked"
    if _ABOUT_IT.search(url):
        return ""
    heads = [html.unescape(" ".join(_TAG.sub(" ", m[2]).split())) for m in _TITLE.finditer(page)][:4]
    pieces = [piece.strip() for head in heads for piece in (head, *_BREAK.split(head))]
    if len(text) < 200:
        pieces.append(text)
    return "soft-404" if any(_PHRASE.match(piece) for piece in pieces if 3 <= len(piece) <= 200) else ""


def landing(start: str, end: str) -> str:
    """Where redirects took the reader: `front` page, `login`, or nothing to remark."""
    if _is_login(end) and not _is_login(start):
        return "login"
    if _FRONT.match(address.path(end)) and "?" not in end and not _FRONT.match(address.path(start)):
        deep = address.path(start).strip("/").count("/") > 0 or "?" in start
        if deep or _site(start) == _site(end):  # a short path that leads to another site is a short link
            return "front"
    return ""


def _is_login(url: str) -> bool:
    return bool(_LOGIN.search(address.path(url)) or _LOGIN_HOST.match(address.host(url)))


def _site(url: str) -> str:
    """A host, or of a name its last two parts."""
    host = address.host(url)
    return ".".join(host.split(".")[-2:]) if host[-1:].isalpha() else host
