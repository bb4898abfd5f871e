"""A real Apache on a free port of the loopback, with a configuration of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import once

MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mpm_event", "authz_core")
# What a shared host has.
USUAL = ("alias", "brotli", "deflate", "dir", "filter", "headers", "mime", "rewrite", "setenvif")


class Answer(NamedTuple):
    """What a server answers: the target of a redirect is its path alone."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def target(self) -> str:
        """Give the path that the answer leads to."""
        return "/" + self.headers["Location"].split("/", 3)[3]


class Server(NamedTuple):
    """A server that runs."""

    port: int
    log: Path

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a path, which is sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return Answer(answer.status, answer.headers, body)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def listens(port: int) -> bool:
    """Say whether somebody listens on a port."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _configuration(home: Path, port: int, modules: tuple[str, ...]) -> str:
    loaded = "".join(f"LoadModule {m}_module {MODULES}/mod_{m}.so\n" for m in (*NEEDED, *modules))
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    types = "TypesConfig /etc/mime.types\n" if "mime" in modules else ""
    return f"""\
ServerRoot {home}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {home}/pid
ErrorLog {home}/log
{loaded}{user}{types}
DocumentRoot {home}/www
<Directory {home}/www>
  AllowOverride FileInfo Indexes
  Require all granted
</Directory>
"""


@contextmanager
def apache(folder: Path, at: str = "", modules: tuple[str, ...] = USUAL) -> Iterator[Server]:
    """Serve a folder under a path; without Apache the test is skipped, but not in CI."""
    program = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Apache")
        pytest.skip("there is no Apache")
    # Root's own temporary folders cannot be read by the user that the server becomes.
    with tempfile.TemporaryDirectory() as name:
        home, port = Path(name), free_port()
        home.chmod(0o755)
        shutil.copytree(folder, home / "www" / at, dirs_exist_ok=True)
        (home / "conf").write_text(_configuration(home, port, modules), "utf-8")
        with subprocess.Popen([program, "-f", home / "conf", "-DFOREGROUND"]) as process:
            try:
                once(lambda: listens(port) or process.poll() is not None)
                assert process.poll() is None, (home / "log").read_text()
                yield Server(port, home / "log")
            finally:
                process.terminate()
