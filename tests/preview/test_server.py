"""The server of the author's own pages: what it answers, and what it refuses."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kawaraban.preview.server import Loopback, Resource
from tests.preview.tool import serving


def _ask(
    server: Loopback, path: str, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask as any program can."""
    connection = http.client.HTTPConnection(f"127.0.0.1:{server.server_address[1]}", timeout=10)
    connection.putrequest(method, path)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve a page and a file."""
    pages = {"": Resource("text/html", b"page"), "a b/c.css": Resource("text/css", b"style")}
    with serving(pages) as server:
        yield server


def test_what_is_served(server: Loopback) -> None:
    """A path under the token gives its bytes; a query is no part of it."""
    home = urlsplit(server.address).path
    answer, body = _ask(server, home)
    assert (answer.status, answer.headers["Content-Type"], body) == (200, "text/html", b"page")
    assert _ask(server, home + "a%20b/c.css?v=1")[1] == b"style"


def test_every_answer_is_guarded(server: Loopback) -> None:
    """Answers and refusals alike are not stored, not sniffed, not embedded and send no referrer."""
    home = urlsplit(server.address).path
    for path, method in ((home, "GET"), ("/", "GET"), (home, "POST")):
        headers = _ask(server, path, method)[0].headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


def test_a_guess_finds_nothing(server: Loopback) -> None:
    """Without the token, with a wrong one or part of one, there is nothing; nor beside a page."""
    token = server.prefix.removesuffix("/")
    assert len(token) >= 20
    for path in (
        "/", "/a%20b/c.css", "/%C3%A9/", f"/{token}", f"/{token[:-1]}/", f"/{token.swapcase()}/",
        f"/{token}/none", f"/{token}/../", f"/{token}/a%20b/",
    ):  # fmt: skip
        assert _ask(server, path)[0].status == 404, path


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
def test_nothing_can_be_sent(server: Loopback, method: str) -> None:
    """No method but GET is known."""
    assert _ask(server, urlsplit(server.address).path, method)[0].status == 501


def test_two_servers_have_two_prefixes() -> None:
    """Each run has an address of its own, on the loopback alone."""
    with Loopback({}.get) as one, Loopback({}.get) as other:
        assert one.prefix != other.prefix
        assert one.server_address[0] == other.server_address[0] == "127.0.0.1"


def test_the_terminal_stays_quiet(server: Loopback, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither requests nor browsers that hang up are written to the terminal."""
    _ask(server, "/")
    connection = http.client.HTTPConnection(f"127.0.0.1:{server.server_address[1]}", timeout=5)
    connection.connect()
    connection.close()
    _ask(server, "/")
    assert capfd.readouterr() == ("", "")
