"""URLs as text: one spelling for all that ask for the same page, and nothing in it but what a request may hold."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, unquote, urljoin, urlsplit

LONGEST = 8000  # characters of a URL that are still asked for
_SAFE = "!$%&'()*+,/:;=?@[]~"
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*+[a-z0-9_-]{1,63}\.?\Z")
_STRAY = re.compile(r"[\t\r\n]")
_PORTS = {"http": 80, "https": 443}


class Malformed(ValueError):
    """No URL that anybody can open."""


class Elsewhere(ValueError):
    """A URL of another scheme than http and https: the argument is the scheme."""


def normal(text: str) -> str:
    """The URL as it is asked for: host in ASCII, no default port, no user name, no fragment. Raises Malformed, Elsewhere."""
    if len(text) > LONGEST:
        raise Malformed("the address is too long")
    head, mark, query = _STRAY.sub("", text.strip(" \0")).partition("#")[0].partition("?")
    try:
        parts = urlsplit(head.replace("\\", "/"))
        scheme, host, port = parts.scheme.lower() or "https", parts.hostname, parts.port
    except ValueError:
        raise Malformed("the address is malformed") from None
    if scheme not in _PORTS:
        raise Elsewhere(scheme)
    if not host:
        raise Malformed("the address has no host")
    place = _host(host) + ("" if port in (None, _PORTS[scheme]) else f":{port}")
    path = _encoded(parts.path) or "/"
    if "/." in path and not path.startswith("//"):
        path = urljoin("/", path)  # without `.` and `..`
    return f"{scheme}://{place}{path if path.startswith('/') else '/' + path}{mark}{_encoded(query)}"


def fragment(text: str) -> str:
    """What stands behind `#`, without a text directive."""
    return text.partition("#")[2].partition(":~:")[0]


def join(base: str, location: str) -> tuple[str, str]:
    """Where a `Location` leads from a URL: the URL in its normal form, and its fragment. Raises Malformed, Elsewhere."""
    given = _text(location).strip()
    if not given:
        raise Malformed("the redirect names no target")
    try:
        whole = urljoin(base, _STRAY.sub("", given))
    except ValueError:
        raise Malformed("the redirect's target is malformed") from None
    return normal(whole), _encoded(fragment(whole))


def host(url: str) -> str:
    """The host of a URL in its normal form, IPv6 without brackets."""
    place = url.split("/", 3)[2]
    name = place[1 : place.index("]")] if place.startswith("[") else place.partition(":")[0]
    return name.rstrip(".")


def origin(url: str) -> str:
    """Scheme, host and port of a URL in its normal form."""
    return "/".join(url.split("/", 3)[:3])


def path(url: str) -> str:
    """The path of a URL in its normal form, without query."""
    return "/" + url.partition("?")[0].split("/", 3)[3]


def _host(name: str) -> str:
    """A host's name in ASCII and lower case, an IPv6 address in brackets."""
    name = unquote(name).lower()
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name.partition('%')[0])}]"
        except ValueError:
            raise Malformed("the address has no valid host") from None
    if not name.isascii():
        name = _idna(name)
    if len(name) > 254 or not _HOST.match(name):
        raise Malformed("the address has no valid host")
    return name


def _idna(name: str) -> str:
    import idna

    if len(name) > 254:
        raise Malformed("the address has no valid host")
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        raise Malformed("the address has no valid host") from None


def _encoded(text: str) -> str:
    """Text with one way to write each character: what must be quoted is, what need not be is not."""
    return quote(_PERCENT.sub(_quoted, text), safe=_SAFE, errors="replace")


def _quoted(match: re.Match[str]) -> str:
    if not match[1]:
        return "%25"
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else f"%{match[1].upper()}"


def _text(header: str) -> str:
    """A header's bytes, which came as Latin-1, read as UTF-8 where they are that."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header
