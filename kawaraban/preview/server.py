"""A small HTTP server for the author alone: pages from memory, on the loopback interface."""

from __future__ import annotations

import secrets
import socketserver
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
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


class Loopback(socketserver.ThreadingTCPServer):
    """Serves what `find` returns, at a free port, under an address that cannot be guessed.

    Use it as a context, and run it with `serve_forever`, which raises KeyboardInterrupt at
    Ctrl-C; the context closes the port. Raises OSError where no port is free.
    """

    daemon_threads = True

    def __init__(self, find: Find, policy: str = OWN_FILES) -> None:
        """Take what to serve, and the Content-Security-Policy of every answer."""
        self.find, self.policy = find, policy
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        super().__init__((_HOST, 0), _Handler)

    @property
    def address(self) -> str:
        """Return the address of the empty path."""
        return f"http://{_HOST}:{self.server_address[1]}/{self.token}/"

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
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log to the author's terminal."""
