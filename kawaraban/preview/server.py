"""A small HTTP server for the author alone: pages from memory, on the loopback interface."""

import errno
import secrets
import socketserver
import sys
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

_HOST = "127.0.0.1"
_TOKEN_BYTES = 16
_MOST_PORTS = 100
_LAST_PORT = (1 << 16) - 1
# Everything comes from files of the server itself; nothing inline, nothing from elsewhere.
OWN_FILES = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Request(NamedTuple):
    """What is asked for: a decoded path without its first slash, and the fields of the query."""

    path: str
    query: Mapping[str, str] = {}


class Resource(NamedTuple):
    """An answer: its media type, its bytes (or parts that are sent as they come), its headers."""

    type: str
    body: bytes | Iterator[bytes]
    status: HTTPStatus = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()


# Returns what is asked for, or None. It is called in a thread per request.
Find = Callable[[Request], Resource | None]


class Loopback(socketserver.ThreadingTCPServer):
    """Serves what `find` returns at a port of this computer, to pages of its own address alone.

    A page that another site has opened may reach the port; its `Host` or `Origin` gives it away,
    also where its name was made to lead here (DNS rebinding).
    Use it as a context, and run it with `serve_forever`, which raises KeyboardInterrupt at
    Ctrl-C; the context closes the port. Raises OSError where no port is free.
    """

    daemon_threads = True
    # Else the port of a server that has just ended stays taken for a minute.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, find: Find, policy: str = OWN_FILES, port: int = 0) -> None:
        """Take what to serve, the Content-Security-Policy of every answer, the port to try first.

        Without a port it is any, and every path has a `prefix` that cannot be guessed.
        """
        self.find, self.policy = find, policy
        self.prefix = "" if port else f"{secrets.token_urlsafe(_TOKEN_BYTES)}/"
        last = min(port + _MOST_PORTS, _LAST_PORT) if port else 0
        for candidate in range(port, last + 1):
            try:
                super().__init__((_HOST, candidate), _Handler)
                break
            except OSError as taken:
                if candidate == last or taken.errno not in {errno.EADDRINUSE, errno.EACCES}:
                    raise

    @property
    def address(self) -> str:
        """Return the address of the empty path."""
        return f"http://{_HOST}:{self.server_address[1]}/{self.prefix}"

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
        if not self._is_own():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif (resource := self._find()) is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._send(resource)

    def _find(self) -> Resource | None:
        path, _, query = self.path.removeprefix("/").partition("?")
        prefix = self.server.prefix
        if not secrets.compare_digest(path[: len(prefix)].encode(), prefix.encode()):
            return None
        fields = {name: values[-1] for name, values in parse_qs(query).items()}
        return self.server.find(Request(unquote(path[len(prefix) :]), fields))

    def _is_own(self) -> bool:
        """Return whether the request is the author's own, and from no other site's page."""
        port = self.server.server_address[1]
        own = tuple(f"{name}:{port}" for name in (_HOST, "localhost"))
        origin = self.headers.get("Origin")
        is_of_own_page = origin is None or origin in {f"http://{host}" for host in own}
        return self.headers.get("Host") in own and is_of_own_page

    def _send(self, resource: Resource) -> None:
        body = resource.body
        self.send_response(resource.status)
        self.send_header("Content-Type", resource.type)
        for name, value in resource.headers:
            self.send_header(name, value)
        if isinstance(body, bytes):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for part in (body,) if isinstance(body, bytes) else body:
            self.wfile.write(part)

    def end_headers(self) -> None:
        """End the head of any answer, refusals too, with headers that guard it from other sites."""
        self.send_header("Cache-Control", "no-store")
        if self.server.policy:
            self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log to the author's terminal."""
