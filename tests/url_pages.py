"""What the URL tests' server answers: a method for every first part of a path."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

PAGE = b"<!doctype html><html><head><title>A page</title></head><body><h1>A page</h1><p>Some text to read.</p></body></html>"
FRAGMENTS = (
    """<!doctype html><title>Fragments</title><!-- <p id="commented"> --><h2 id="install">Install</h2>
<a name=old-name></a><p id="Ünïcode">x</p><p id='a b'>y</p><h2 id="user-content-readme">R</h2>
<script>const html = '<p id="js-only"></p>'; if (1<2 && "<!--") {}</script><p id="after">z</p>"""
    + "<p>long text</p>" * 60
)
EMPTY_FRAME = '<!doctype html><title>App</title><div id="root"></div><script src="/app.js"></script>'
BOMB = gzip.compress(bytes(64 << 20), 9)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_log: Any  # the Server

    def log_message(self, format: str, *args: Any) -> None:
        """The log is ours."""

    def _serve(self) -> None:
        server, host = self.server_log, str(self.server.server_address[0])
        with server.lock:
            server.flying[host] += 1
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.note(self.command, host, self.path, headers)
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with server.lock:
                server.flying[host] -= 1

    do_GET = do_HEAD = _serve

    def answer(self) -> None:
        path = urlsplit(self.path).path
        own = self.server_log.pages.get(path)
        if own:
            return own(self)
        _, first, *rest = path.split("/")
        action = getattr(self, "page_" + first.replace("-", "_").lower(), None)
        return action(*rest) if action else self.say(404)

    def count(self) -> int:
        """How often this path was asked for."""
        return sum(each.path == self.path for each in self.server_log.log)

    def say(self, status: int, body: bytes = PAGE, type: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def to(self, status: int, place: str, **headers: str) -> None:
        self.say(status, b"", Location=place, **headers)

    def raw(self, content: bytes) -> None:
        self.close_connection = True
        self.wfile.write(content)
        self.wfile.flush()

    def linger(self, seconds: float) -> None:
        self.server_log.stop.wait(seconds)

    def pour(self, head: bytes, piece: bytes, pause: float, most: int) -> None:
        """A body that goes on and on."""
        self.raw(head)
        sent = 0
        while sent < most and not self.server_log.stop.wait(pause):
            self.wfile.write(piece)
            sent += len(piece)
            self.server_log.sent[self.path] = sent

    def page_(self) -> None:
        self.say(200)

    page_ok = page_login = page_

    def page_status(self, code: str) -> None:
        self.say(int(code), b"" if code == "204" else PAGE)

    def page_get404(self) -> None:
        self.say(200 if self.command == "HEAD" else 404)

    def page_bot403(self) -> None:
        like = self.headers.get("User-Agent", "").startswith("Mozilla/5.0") and "text/html" in self.headers.get("Accept", "")
        self.say(200 if like else 403)

    def page_challenge(self) -> None:
        self.say(403, b"<title>Just a moment...</title>", cf_mitigated="challenge")

    def page_linkedin(self) -> None:
        self.say(999)

    def page_login401(self) -> None:
        self.say(401, WWW_Authenticate='Basic realm="x"')

    def page_429once(self) -> None:
        self.say(200) if self.count() > 1 else self.say(429, Retry_After="2")

    def page_429date(self) -> None:
        self.say(200) if self.count() > 1 else self.say(429, Retry_After=formatdate(time.time() + 2, usegmt=True))

    def page_429noheader(self) -> None:
        self.say(200) if self.count() > 1 else self.say(429)

    def page_429always(self) -> None:
        self.say(429, Retry_After="1")

    def page_429long(self) -> None:
        self.say(429, Retry_After="86400")

    def page_500once(self) -> None:
        self.say(200) if self.count() > 1 else self.say(500)

    def page_503once(self) -> None:
        self.say(200) if self.count() > 1 else self.say(503, Retry_After="1")

    def page_resetonce(self) -> None:
        self.say(200) if self.count() > 1 else self.page_reset()

    def page_slow(self) -> None:
        self.linger(3)
        self.say(200)

    def page_hang(self) -> None:
        self.close_connection = True
        self.linger(60)

    def page_hangbody(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
        self.linger(60)

    def page_trickle(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x", 0.1, 1000)

    def page_slowhead(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\n", b"X-More: y\r\n", 0.3, 10_000)

    def page_chain(self, left: str) -> None:
        self.to(302, f"/chain/{int(left) - 1}" if left != "1" else "/ok")

    def page_r302(self) -> None:
        self.to(302, "/ok")

    def page_r301(self) -> None:
        self.to(301, "/ok?moved")

    def page_r308(self) -> None:
        self.to(308, "../ok?moved")

    def page_r301_frag(self) -> None:
        self.to(301, "/frag")

    def page_cookiewall(self) -> None:
        self.say(200) if "seen=1" in self.headers.get("Cookie", "") else self.to(302, "/cookiewall", Set_Cookie="seen=1; Path=/")

    def page_loop(self) -> None:
        self.to(302, "/loop?2" if self.path == "/loop" else "/loop")

    def page_r301_404(self) -> None:
        self.to(301, "/nothing-here")

    def page_r_badloc(self) -> None:
        self.to(302, "http://")

    def page_r_noloc(self) -> None:
        self.say(302, b"")

    def page_r302_home(self, *rest: str) -> None:
        self.to(302, "/")

    def page_r302_login(self) -> None:
        self.to(302, "/login?next=/r302-login")

    def _head(self, status: int) -> None:
        self.say(status if self.command == "HEAD" else 200)

    def page_head405(self) -> None:
        self._head(405)

    def page_head404(self) -> None:
        self._head(404)

    def page_head403(self) -> None:
        self._head(403)

    def page_head501(self) -> None:
        self._head(501)

    def page_headhang(self) -> None:
        self.page_hang() if self.command == "HEAD" else self.say(200)

    def page_accept(self) -> None:
        self.say(200 if "text/html" in self.headers.get("Accept", "") else 404)

    def page_bigheader(self) -> None:
        self.say(200, X_Big="x" * 20_000)

    def page_manyheaders(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\n" + b"X-More: y\r\n" * 2000 + b"\r\n")

    def page_shortbody(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + PAGE)

    def page_huge(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2147483648\r\n\r\n", bytes(16384), 0, 1 << 31)

    def page_gzipbomb(self) -> None:
        self.say(200, BOMB, Content_Encoding="gzip")

    def page_badgzip(self) -> None:
        self.say(200, b"\x1f\x8b no gzip at all" * 5, Content_Encoding="gzip")

    def page_frag(self) -> None:
        self.say(200, FRAGMENTS.encode())

    def page_app(self) -> None:
        self.say(200, EMPTY_FRAME.encode())

    def page_latin1(self) -> None:
        self.say(200, f'<p id="ok">é</p><p id="é">x</p>{"<p>text</p>" * 200}'.encode("latin-1"), "text/html; charset=iso-8859-1")

    def page_pdf(self) -> None:
        self.say(200, b"%PDF-1.7", "application/pdf")

    def page_soft404(self) -> None:
        self.say(200, b"<title>Page not found - Example Docs</title><h1>Sorry</h1><p>We could not find that page.</p>")

    def page_parked(self) -> None:
        self.say(200, b"<title>example.net</title><p>This domain is for sale! Buy this domain today.</p>")

    def page_reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def page_close(self) -> None:
        self.close_connection = True

    def page_garbage(self) -> None:
        self.raw(b"SSH-2.0-OpenSSH_9.6\r\n\x00\x01\x02")

    def page_halfhead(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Ty")

    def page_http10(self) -> None:
        self.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)

    def page_chunked(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        self.linger(60)

    def page_hints(self) -> None:
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
        self.say(200)

    def page_etag(self) -> None:
        known = self.headers.get("If-None-Match") == '"v1"'
        self.say(304 if known else 200, b"" if known else PAGE, ETag='"v1"')

    def page_file(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/zip")
        self.send_header("Content-Length", str(3 << 20))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(bytes(3 << 20))
