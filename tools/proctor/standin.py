"""A web server on this machine that stands in for the network, with a page for each answer that URL rules tell apart."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HOST = "127.0.0.1"
# What an example says of a URL, and the path whose answer is just that.
_PATHS = {"broken": "/broken", "moved": "/moved", "suspect": "/deep/suspect", "unknown": "/unknown", "ok": "/page"}
_ANSWERS = {"/broken": (404, ""), "/moved": (301, "/page"), "/deep/suspect": (302, "/"), "/unknown": (401, "")}
_PAGE = b"<!doctype html><title>A page</title><h1 id=top>A page</h1><p id=text>Some text that stands on this page.</p>"


class StandIn:
    """The server, for as long as it is entered."""

    def __enter__(self) -> StandIn:
        self._server = ThreadingHTTPServer((HOST, 0), _Pages)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, verdict: str, fragment: str) -> str:
        """A URL that gets this verdict; its page has no fragment at all."""
        return f"http://{HOST}:{self._server.server_port}{_PATHS[verdict]}{'#' + fragment if fragment else ''}"


class _Pages(BaseHTTPRequestHandler):
    """Answers by path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, target = _ANSWERS.get(self.path.partition("?")[0], (200, ""))
        body = _PAGE if status == 200 else b""
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing: the reader asked for a verdict, not for a log."""
