"""A web server on this machine that behaves well and badly, and keeps a log of what it was asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, NamedTuple

from url_pages import Handler

HOSTS = 16  # 127.0.0.1 and those that follow


class Request(NamedTuple):
    """One line of the log."""

    at: float  # seconds, monotonic
    method: str
    host: str
    path: str
    headers: Mapping[str, str]  # lower-case names
    flying: int  # requests to this host at that moment, this one included


class Server:
    """Runs until it is closed. A path's state starts anew with every server."""

    def __init__(self, hosts: int = HOSTS) -> None:
        self.log: list[Request] = []
        self.sent: Counter[str] = Counter()  # body bytes by path, of long bodies
        self.flying: Counter[str] = Counter()
        self.pages: dict[str, Callable[[Any], None]] = {}
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self._servers: list[ThreadingHTTPServer] = []
        first = self._listen("127.0.0.1", 0)
        self.port = first.server_address[1]
        for number in range(2, hosts + 1):
            self._listen(f"127.0.0.{number}", self.port)

    def _listen(self, host: str, port: int, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
        handler = type("Handler", (Handler,), {"server_log": self})
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        server = type("Server", (_Quiet,), {"address_family": family})((host, port), handler)
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)  # else the kernel takes in megabytes by itself
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self._servers.append(server)
        return server

    def secure(self, certificate: Path, host: str = "127.0.0.1") -> int:
        """Serve the same pages over TLS; the port."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return int(self._listen(host, 0, context).server_address[1])

    def on(self, host: str) -> int:
        """Serve the same pages on another address; the port."""
        return int(self._listen(host, 0).server_address[1])

    def url(self, path: str, host: int = 1) -> str:
        return f"http://127.0.0.{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for a path, query and all."""
        return [each for each in self.log if each.path == path]

    def note(self, method: str, host: str, path: str, headers: Mapping[str, str]) -> None:
        """Write the log."""
        self.log.append(Request(time.monotonic(), method, host, path, headers, self.flying[host]))

    def close(self) -> None:
        self.stop.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def server_bind(self) -> None:
        """Without the look-up of the host's name, which may ask a name server."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What breaks off is meant to."""


@contextlib.contextmanager
def serving(hosts: int = HOSTS) -> Iterator[Server]:
    server = Server(hosts)
    try:
        yield server
    finally:
        server.close()
