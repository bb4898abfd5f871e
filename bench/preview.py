# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Time from a save to the page that a preview serves: ours beside `hugo server`, in turn.

    python bench/preview.py                  1,000 posts, 15 edits of a text and of a template
    python bench/preview.py --posts 10000

Both serve the same texts at once; the page is asked for until it holds what was saved. Hugo
serves from memory, as it does by itself. Aims for a text: 0.7 of Hugo's time, beyond that 0.5.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sites import Edit, Site, hugo, ours

_PORTS = {"ours": 8790, "Hugo": 8791}
_REST = 0.6  # seconds between two edits, as nobody saves more often
_LOOK = 0.002
_PATIENCE = 60.0
_EDITS: tuple[Edit, ...] = ("post", "template")


class Server(NamedTuple):
    """A running preview: its site, and where it answers."""

    site: Site
    port: int

    def get(self, path: str) -> bytes:
        """Return the bytes of a page; none where nobody answers yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        except OSError:
            return b""
        finally:
            connection.close()

    def await_text(self, path: str, text: str) -> None:
        """Ask for a page until it holds a text."""
        end = time.monotonic() + _PATIENCE
        while text.encode() not in self.get(path):
            if time.monotonic() > end:
                sys.exit(f"{self.site.maker.name}: {path} never held {text}")
            time.sleep(_LOOK)


@contextmanager
def serve(site: Site) -> Iterator[Server]:
    """Run the preview of a site until the block ends."""
    name = site.maker.name
    port = _PORTS[name]
    program = [sys.executable, site.maker.command[1]] if name == "ours" else site.maker.command
    process = subprocess.Popen(  # noqa: S603 - the generators that are measured
        [*program, "serve" if name == "ours" else "server", "--port", str(port)],
        cwd=site.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Server(site, port)
    finally:
        process.kill()
        process.wait()


def seconds(server: Server, edit: Edit, page: str) -> float:
    """Return the time from a save to the page that holds it."""
    started = time.perf_counter()
    server.site.edit(edit)
    server.await_text(page, server.site.marks[edit])
    return time.perf_counter() - started


def main() -> None:
    """Print the median, the least and the most of each, and the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--hugo", default=shutil.which("hugo") or "hugo")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        makers = (ours(), hugo(given.hugo))
        sites = [Site(m, Path(folder).resolve() / m.name, given.posts) for m in makers]
        servers = [stack.enter_context(serve(site)) for site in sites]
        page = f"/{sites[0].edited_page.removesuffix('index.html')}"
        for server in servers:
            server.await_text(page, "</html>")
        for edit in _EDITS:
            taken: dict[str, list[float]] = {"ours": [], "Hugo": []}
            for _ in range(given.edits):
                for server in servers:
                    time.sleep(_REST)
                    taken[server.site.maker.name].append(seconds(server, edit, page))
            for name, times in taken.items():
                figures = (statistics.median(times), min(times), max(times))
                middle, least, most = (f"{1000 * figure:.0f}" for figure in figures)
                sys.stdout.write(f"{edit:9} {name:5} {middle} ms ({least} to {most})\n")
            ratio = statistics.median(taken["ours"]) / statistics.median(taken["Hugo"])
            sys.stdout.write(f"{edit:9} ratio {ratio:.2f}\n")


if __name__ == "__main__":
    main()
