"""What went wrong with a request: the errors of sockets, TLS, HTTP and urllib3 as kinds of fault."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

import urllib3

from proctor.probes.urls.guard import Fault

# OpenSSL's codes. An issuer that is not found may be missing on this machine only.
_ISSUER = (2, 20, 21)
_SELF_SIGNED = (18, 19)
_EXPIRED, _NOT_YET, _WRONG_HOST, _WRONG_ADDRESS = 10, 9, 62, 64


def of(error: BaseException) -> tuple[str, str]:
    """The kind of fault behind an error, and its detail. The error's own text is never shown: it may hold secrets."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, Fault):
            return cause.kind, cause.detail
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
    for cause in causes:
        if isinstance(cause, urllib3.exceptions.ProxyError):
            return "proxy", ""
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, TimeoutError):
            return _tls(cause)
        if isinstance(cause, TimeoutError | urllib3.exceptions.TimeoutError):
            return "timeout", ""
        if isinstance(cause, http.client.RemoteDisconnected):
            return "closed", ""
        if isinstance(cause, ConnectionError):
            return "reset", ""
        if isinstance(cause, http.client.LineTooLong) or (type(cause) is http.client.HTTPException and "headers" in str(cause)):
            return "headers", ""
        if isinstance(cause, http.client.BadStatusLine):
            return ("reset" if str(cause).startswith("HTTP/") else "garbage"), ""
    return (
        ("reset", "") if any(isinstance(c, OSError | http.client.HTTPException) for c in causes) else ("send", type(error).__name__)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and those it wraps, the outermost first."""
    todo, seen = [error], set[int]()
    while todo and len(seen) < 30:
        each = todo.pop(0)
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            inside = [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
            todo += [one for one in inside if isinstance(one, BaseException)]


def _certificate(error: ssl.SSLCertVerificationError) -> tuple[str, str]:
    code = error.verify_code
    if code in _ISSUER:
        return "issuer", ""
    if code in _SELF_SIGNED:
        return "certificate", "it is signed by itself"
    if code in (_WRONG_HOST, _WRONG_ADDRESS):
        return "certificate", "it is another host's"
    return "certificate", {_EXPIRED: "it has expired", _NOT_YET: "it is not valid yet"}.get(code, "")


def _tls(error: ssl.SSLError) -> tuple[str, str]:
    if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
        return "no-tls", ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "reset", ""
    return "tls", ""
