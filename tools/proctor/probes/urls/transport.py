"""Sends one request and reads no more of the answer than is needed: the only user of requests.

Redirects, cookies, retries and proxies are the caller's or the environment's business: requests and urllib3 pool the
connections and speak HTTP, nothing else.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from proctor.errors import Incomplete, missing
from proctor.probes.urls import address, fragments, guard, suspicion
from proctor.probes.urls.guard import Allowed, Fault
from proctor.probes.urls.reply import KEPT, LONGEST_VALUE, Call, Reply

try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from requests.structures import CaseInsensitiveDict
    from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    from proctor.probes.urls import faults
except ImportError:
    raise Incomplete("URLs were not checked: requests is not installed", missing("links")) from None

PEEK = 16 << 10  # bytes of any page that are looked at
LIMIT = 1 << 20  # bytes of a page whose anchors are wanted
_PEEK_TIME = 1.0  # seconds
_LIMIT_TIME = 10.0
_HOSTS = 512  # with open connections at a time
_INTERIM = 20  # answers 1xx before the real one

_ANYWHERE = guard.allowed(["0.0.0.0/0", "::/0"])  # for the proxy that the environment names

_here = threading.local()


class Exchange:
    """A request on its way, which another thread may break off."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.headed = False  # the head of the answer is there
        self.broken_off = False
        self.landed = False  # its answer was taken, or is waited for no more

    def break_off(self) -> None:
        """Have the thread that waits for the answer give up."""
        self.broken_off = True
        if self.sock is not None:
            with suppress(OSError):  # it ended by itself
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Lines:
    """A stream that remembers whether its last line was there: http.client takes a head that breaks off for a whole one."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self.stream.readline(limit)
        return self.last

    def close(self) -> None:
        self.stream.close()


class _Answer(http.client.HTTPResponse):
    """The final answer: interim ones (1xx) are passed over, as RFC 9110 has it."""

    def begin(self) -> None:
        lines = _Lines(self.fp)
        self.fp = lines  # type: ignore[assignment]
        super().begin()  # which closes where it fails
        self.fp = lines.stream
        if not lines.last:
            raise ConnectionResetError("the head of the answer breaks off")

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 <= status < 200 or status == 101:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("too many interim answers")


class _Guarded:
    """What our connections add to urllib3's: the check of the address, and a handle to break off by."""

    allow = Allowed()

    def _new_conn(self: Any) -> socket.socket:
        sock = guard.connect(self._dns_host, self.port, float(self.timeout), self.allow)
        self.take(sock)
        return sock

    def take(self, sock: socket.socket | None) -> None:
        exchange = getattr(_here, "exchange", None)
        if exchange is not None:
            exchange.sock = sock

    def getresponse(self: Any) -> Any:
        self.take(self.sock)
        return super().getresponse()  # type: ignore[misc]


def _pools(allow: Allowed) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(_Guarded, HTTPConnection):
        response_class = _Answer

    class Secure(_Guarded, HTTPSConnection):
        response_class = _Answer

    Plain.allow = Secure.allow = allow

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    """requests' adapter over guarded connections, with one TLS context for all of them."""

    def __init__(self, allow: Allowed, per_host: int) -> None:
        self._allow = allow
        self._context = _context()
        super().__init__(pool_connections=_HOSTS, pool_maxsize=per_host)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **more)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allow)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **more)
        if not known and not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _pools(_ANYWHERE)
        return manager

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        place, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return place, {"ssl_context": self._context} if place["scheme"] == "https" else {}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """The context knows whom to trust."""


def _context() -> ssl.SSLContext:
    """Certificates are verified against the environment's own bundle, else that of requests."""
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # on by default in newer Pythons, and stricter than any browser
    own = next((place for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE") if (place := os.environ.get(name))), "")
    place = own if os.path.exists(own) else DEFAULT_CA_BUNDLE_PATH
    if os.path.isdir(place):
        context.load_verify_locations(capath=place)
    else:
        context.load_verify_locations(cafile=place)
    return context


class Transport:
    """Sends requests from many threads at once."""

    def __init__(self, allow: Allowed, per_host: int) -> None:
        self._allow = allow
        self._adapter = _Adapter(allow, per_host)
        self._proxies: dict[str, Mapping[str, str]] = {}

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def send(self, call: Call, exchange: Exchange) -> Reply:
        """Ask, and read what is needed. Whatever goes wrong is a reply with a fault."""
        _here.exchange = exchange
        try:
            reply = self._asked(call, exchange)
            return reply if exchange.headed else Reply(fault="timeout")
        except Exception as error:
            kind, detail = ("timeout", "") if exchange.broken_off else faults.of(error)
            return Reply(fault=kind, detail=detail)
        finally:
            _here.exchange = exchange.sock = None

    def _asked(self, call: Call, exchange: Exchange) -> Reply:
        proxies = self._proxies_for(call.url)
        if proxies:
            _check_name(call.url, self._allow)  # the connection goes to the proxy, which the environment trusts
        request = requests.PreparedRequest()
        request.method, request.url, request.body = call.method, call.url, None
        request.headers = CaseInsensitiveDict(call.headers)
        timeout = (call.connect, call.timeout)
        try:
            response = self._adapter.send(request, stream=True, timeout=timeout, proxies=dict(proxies))
        except Fault as fault:
            raise Fault("proxy") if proxies else fault from None
        exchange.headed = not exchange.broken_off  # else its end is where we cut it
        try:
            return _reply(call, response, exchange)
        finally:
            response.close()

    def _proxies_for(self, url: str) -> Mapping[str, str]:
        origin = address.origin(url)
        if origin not in self._proxies:
            self._proxies[origin] = get_environ_proxies(url)
        return self._proxies[origin]


def _check_name(url: str, allow: Allowed) -> None:
    """Refuse a host that is known here as private, though a proxy will look it up. Raises Fault."""
    try:
        guard.addresses(address.host(url), 0, allow)
    except Fault as fault:
        if fault.kind == "private":
            raise


def _reply(call: Call, response: requests.Response, exchange: Exchange) -> Reply:
    headers = {name: value[:LONGEST_VALUE] for name in KEPT if (value := response.headers.get(name))}
    cookies = tuple(line[:LONGEST_VALUE] for line in response.raw.headers.getlist("set-cookie")[:50])
    reply = Reply(response.status_code, headers=headers, cookies=cookies)
    if call.method == "HEAD":
        return reply
    kind = headers.get("content-type", "text/html").lower()
    page = 200 <= reply.status < 300 and ("html" in kind or "text/plain" in kind)
    wanted = call.fragments if page else frozenset[str]()
    length = headers.get("content-length", "")
    if not page and not (length.isascii() and length.isdecimal() and len(length) < 10 and int(length) <= PEEK):
        return reply
    most, seconds = (LIMIT, _LIMIT_TIME) if wanted else (PEEK, _PEEK_TIME)
    raw, whole = _body(response.raw, most, seconds, exchange)
    if not page:
        return reply  # it was read to keep the connection
    body = _plain(raw, response.headers.get("content-encoding", ""), most)
    found = fragments.judge(wanted, body, kind, address.host(call.url))
    if not whole or len(body) >= most:
        found = {each: state if state == "found" else "" for each, state in found.items()}
    return reply._replace(oddity=suspicion.words(body[:PEEK], call.url), fragments=found)


def _body(raw: urllib3.BaseHTTPResponse, most: int, seconds: float, exchange: Exchange) -> tuple[bytes, bool]:
    """The beginning of a body as it was sent, and whether that is all of it. A body that breaks off is a short one."""
    end = time.monotonic() + seconds
    pieces: list[bytes] = []
    size = 0
    try:
        while size < most:
            left = end - time.monotonic()
            if left <= 0 or exchange.sock is None:
                return b"".join(pieces), False
            exchange.sock.settimeout(left)
            piece = raw.read1(min(PEEK, most - size), decode_content=False)
            if not piece:
                return b"".join(pieces), True
            pieces.append(piece)
            size += len(piece)
    except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, ValueError):
        pass  # what came before is what there is
    return b"".join(pieces), False


def _plain(body: bytes, encoding: str, most: int) -> bytes:
    """A body unpacked up to `most` bytes, however much more is in it; what does not unpack is empty."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    modes = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(name, ())
    for mode in modes:
        try:
            return zlib.decompressobj(mode).decompress(body, most)
        except zlib.error:
            continue
    return b""
