"""A small HTTP server for the author alone: pages from memory, on the loopback interface."""

from __future__ import annotations

import secrets
import socketserver
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import unquote

_HOST = "127.0.0.1"
_TOKEN_BYTES = 16
# Everything comes from files of the server itself; nothing inline, nothing from elsewhere.
OWN_FILES = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Resource(NamedTuple):
    """An answer: its media type and its bytes."""

    type: str
    body: bytes


# Returns the resource of a path under the token, or None. It is called in a thread per request.
Find = Callable[[str], Resource | None]


class Loopback(ThreadingHTTPServer):
    """Serves what `find` returns, at a free port, under an address that cannot be guessed.

    Use it as a context, and run it with `serve_forever`, which raises KeyboardInterrupt at
    Ctrl-C; the context closes the port. Raises OSError where no port is free.
    """

    # A port that is free needs no reuse; on Windows reuse would let another program share it.
    allow_reuse_address = False

    def __init__(self, find: Find, policy: str = OWN_FILES) -> None:
        """Take what to serve, and the Content-Security-Policy of every answer."""
        self.find, self.policy = find, policy
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        super().__init__((_HOST, 0), _Handler)

    @property
    def address(self) -> str:
        """Return the address of the empty path."""
        return f"http://{_HOST}:{self.server_port}/{self.token}/"

    @property
    def hosts(self) -> frozenset[str]:
        """Return the `Host` values that are answered.

        A page elsewhere whose name was made to point here ("DNS rebinding") sends its own.
        """
        return frozenset(f"{name}:{self.server_port}" for name in (_HOST, "localhost"))

    def server_bind(self) -> None:
        """Bind without looking up the host's name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, self.socket.getsockname()[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that closes the connection early."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as given to us


class _Handler(BaseHTTPRequestHandler):
    """Answers GET; every other method is 501 (RFC 9110, section 9.1)."""

    server: Loopback
    server_version, sys_version = "Kawaraban", ""

    def do_GET(self) -> None:
        """Answer with the headers and the bytes."""
        hosts = [host.lower() for host in self.headers.get_all("Host", [])]
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        resource = self._find()
        if resource is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", resource.type)
        self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()
        self.wfile.write(resource.body)

    def _find(self) -> Resource | None:
        token, slash, path = self.path.partition("?")[0].removeprefix("/").partition("/")
        is_known = secrets.compare_digest(token.encode(), self.server.token.encode())
        return self.server.find(unquote(path)) if is_known and slash else None

    def end_headers(self) -> None:
        """End the head of any answer, refusals too, with headers that guard it from other sites."""
        for name, value in self._guard_headers():
            self.send_header(name, value)
        super().end_headers()

    def _guard_headers(self) -> Iterator[tuple[str, str]]:
        yield "Cache-Control", "no-store"
        yield "Content-Security-Policy", self.server.policy
        yield "Cross-Origin-Resource-Policy", "same-origin"
        yield "Referrer-Policy", "no-referrer"
        yield "X-Content-Type-Options", "nosniff"

    def log_message(self, *_: object) -> None:
        """Write no log to the author's terminal."""
