"""A small server for the author alone: pages from memory, on this computer's loopback."""

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
    """What an address gives: its media type and its bytes."""

    type: str
    body: bytes


# Gives what a path under the token has, None where there is nothing. A mapping's `get` is one.
# It is called for each request, in a thread of its own.
Find = Callable[[str], Resource | None]


class Loopback(ThreadingHTTPServer):
    """Serves what `find` gives, at a free port, under an address that cannot be guessed.

    Use it as a context, and run it with `serve_forever`. Ctrl-C comes out of that as
    KeyboardInterrupt, and the context closes the port. Raises OSError where no port is free.
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
        """Give the address of the path that is empty."""
        return f"http://{_HOST}:{self.server_port}/{self.token}/"

    @property
    def hosts(self) -> frozenset[str]:
        """Give the names by which this server may be asked.

        A page elsewhere whose name was made to point here ("DNS rebinding") asks by
        its own name.
        """
        return frozenset(f"{name}:{self.server_port}" for name in (_HOST, "localhost"))

    def server_bind(self) -> None:
        """Bind without asking a name server for our name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, self.socket.getsockname()[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hangs up before the answer's end."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as given to us


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; every other method is 501 (RFC 9110, section 9.1)."""

    server: Loopback
    server_version, sys_version = "Kawaraban", ""

    def do_GET(self) -> None:
        """Answer with the headers and the bytes."""
        resource = self._begun()
        if resource is not None:
            self.wfile.write(resource.body)

    def do_HEAD(self) -> None:
        """Answer with the headers of GET."""
        self._begun()

    def _begun(self) -> Resource | None:
        """Send the head of the answer; give what follows, None after a refusal."""
        asked = [host.lower() for host in self.headers.get_all("Host", [])]
        if len(asked) != 1 or asked[0] not in self.server.hosts:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        resource = self._found()
        if resource is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", resource.type)
        self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()
        return resource

    def _found(self) -> Resource | None:
        token, slash, path = self.path.partition("?")[0].removeprefix("/").partition("/")
        known = secrets.compare_digest(token.encode(), self.server.token.encode())
        return self.server.find(unquote(path)) if known and slash else None

    def end_headers(self) -> None:
        """End the head of any answer, refusals too, with what keeps it to this page."""
        for name, value in self._guards():
            self.send_header(name, value)
        super().end_headers()

    def _guards(self) -> Iterator[tuple[str, str]]:
        yield "Cache-Control", "no-store"
        yield "Content-Security-Policy", self.server.policy
        yield "Cross-Origin-Resource-Policy", "same-origin"
        yield "Referrer-Policy", "no-referrer"
        yield "X-Content-Type-Options", "nosniff"

    def log_message(self, *_: object) -> None:
        """Say nothing: the author's terminal is for the author."""
