"""A running preview, asked as a browser does, and its pages without what it adds."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.desk import PROJECT

PATIENCE = 20.0  # seconds


class Served:
    """A running preview."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = ""
        while "http://" not in self.said:
            line = process.stderr.readline()
            assert line, self.said
            self.said += line
        self.address = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said)[0]
        self.port = int(self.address.rpartition(":")[2].strip("/"))

    def ask(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Give the status and the text of an answer; a header replaces the usual one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data

    def await_text(self, path: str, text: str) -> None:
        """Wait until a page holds a text."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.ask(path)[1]:
            assert time.monotonic() < end, f"{path} never held {text}"
            time.sleep(0.02)


@contextmanager
def serve(folder: Path, *arguments: str) -> Iterator[Served]:
    """Run the preview until the block ends."""
    command = [sys.executable, PROJECT / "build.py", "serve", "--site", folder, *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


_ADDED = (
    re.compile(r"<link [^>]*preview\.css.*?</script>\n", re.DOTALL),
    re.compile(r'\n<section class="preview-errors".*?</section>(?=\n)', re.DOTALL),
    re.compile(r'\n<aside class="preview-bar".*?</aside>(?=\n)', re.DOTALL),
)


def without_bar(html: str) -> str:
    """Return a page of the preview as a build would publish it."""
    for added in _ADDED:
        html = added.sub("", html, count=1)
    return html
