"""A small web on the loopback: one server that is every host, and counts what it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import httpx
import pytest

Reply = tuple[int, dict[str, str]]
FINE: Reply = (200, {})


def moved(to: str, status: int = 301) -> Reply:
    """Give the reply that sends a client on."""
    return status, {"Location": to}


class Asked(NamedTuple):
    """A request, when it began and ended, and its user agent."""

    method: str
    url: str
    began: float
    ended: float
    agent: str


class Web:
    """What each address replies, by its host and path; several replies are given in turn."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.delay = 0.0

    def says(self, replies: Mapping[str, Reply | list[Reply]]) -> Web:
        """Set what addresses reply: `a.test/b`, or `HEAD a.test/b`."""
        for name, reply in replies.items():
            self.replies[name] = reply if isinstance(reply, list) else [reply]
        return self

    @property
    def urls(self) -> list[str]:
        """Give what was asked for, in order, each once."""
        return list(dict.fromkeys(asked.url for asked in self.asked))

    def methods(self, url: str) -> list[str]:
        """Give the methods with which an address was asked for."""
        return [asked.method for asked in self.asked if asked.url == url]

    def reply(self, method: str, url: str) -> Reply:
        """Give the next reply of an address."""
        replies = self.replies.get(f"{method} {url}") or self.replies.get(url) or [FINE]
        return replies.pop(0) if len(replies) > 1 else replies[0]


@contextmanager
def web() -> Iterator[Web]:
    """Serve a web on a free port of the loopback, as every host and as a proxy."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            """Write down a request, and reply to it."""
            began = time.monotonic()
            path = self.path.removeprefix("http://")
            url = path if path != self.path else f"{self.headers['Host']}{self.path}"
            time.sleep(served.delay)
            status, headers = served.reply(self.command, url)
            agent = self.headers.get("User-Agent", "")
            served.asked.append(Asked(self.command, url, began, time.monotonic(), agent))
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_HEAD = do_CONNECT = answer  # noqa: N815 - the names that the library asks for

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Web(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def internet() -> Iterator[Web]:
    """Give a web of its own to a test."""
    with web() as served:
        yield served


class ToLoopback(httpx.AsyncHTTPTransport):
    """Leads every request, whatever its host, to one port of the loopback."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the port; its Host stays as it is."""
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return await super().handle_async_request(
            httpx.Request(
                request.method, url, headers=request.headers, extensions=request.extensions
            )
        )
