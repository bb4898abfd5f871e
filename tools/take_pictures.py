# ruff: noqa: INP001, S603 - a script, which runs the project's own command
"""Take the pictures of docs/start.md and docs/start.en.md from a site that is made as they say.

    python tools/take_pictures.py

It needs Chromium and the font Noto Sans CJK. The pictures go into docs/pictures/.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))  # as a script it is outside of the package that it is part of

from tools.documents import blocks_of, put_into  # noqa: E402

NOW = "2025-06-02T12:00"
POST = "posts/hide-names/"
SIZE, WHOLE = {"width": 960, "height": 620}, {"width": 1200, "height": 1500}
SCALE, QUALITY = 1.5, 62
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


def run(folder: Path, *arguments: str) -> None:
    """Run a command of `build.py` in a folder."""
    command = [sys.executable, PROJECT / "build.py", *arguments, "--now", NOW]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@contextmanager
def running(site: Path, *arguments: str) -> Iterator[str]:
    """Run a command of `build.py` that serves pages, and give its address."""
    command = [sys.executable, "-u", PROJECT / "build.py", *arguments, "--now", NOW]
    with subprocess.Popen(
        command, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        try:
            yield next(found[0] for line in process.stdout if (found := _ADDRESS.search(line)))
        finally:
            process.kill()


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve a finished site as any host does, and give its address."""
    handler = partial(Silent, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def save(page: Page, language: str, name: str) -> None:
    """Save what a page shows."""
    file = PROJECT / "docs/pictures" / language / f"{name}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot()), formats=["PNG"]) as picture:
        picture.convert("RGB").save(file, quality=QUALITY, method=6)


def take_all(page: Page, site: Path, language: str) -> None:
    """Go through the document's steps, and take a picture where it shows one."""
    document = "docs/start.md" if language == "ja" else "docs/start.en.md"
    files = [block for block in blocks_of(document) if block.path]
    sample = PROJECT / "kawaraban/cli/new_site/both/content/posts/first-post/screen.png"
    run(site.parent, "init", site.name, "--language", language)
    put_into(site, files.pop(0))
    picture = site / "content" / POST / sample.name
    shutil.copy(sample, picture)
    with running(site, "serve", "--port", "8500") as address:
        page.goto(f"{address}{POST}")
        save(page, language, "preview")
    with running(site, "redact", str(picture)) as address:
        page.goto(address)
        box = page.locator("#picture").bounding_box()
        scale = box["width"] / 1280
        page.mouse.move(box["x"] + 360 * scale, box["y"] + 380 * scale)
        page.mouse.down()
        page.mouse.move(box["x"] + 920 * scale, box["y"] + 451 * scale, steps=5)
        page.mouse.up()
        save(page, language, "redact")
    put_into(site, files.pop(0))
    with running(site, "serve", "--port", "8500") as address:
        put_into(site, files.pop(0))
        page.goto(f"{address}{POST}")
        page.wait_for_selector(".preview-errors")
        page.wait_for_timeout(500)  # the page may be loaded anew, which breaks a picture
        save(page, language, "mistakes")
    put_into(site, files.pop(0))
    run(site, "build")
    with hosting(site / "output") as address:
        page.set_viewport_size(WHOLE)
        page.goto(f"{address}{POST}")
        save(page, language, "page")


def main() -> None:
    """Take the pictures of both languages."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in ("ja", "en"):
            page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE)
            take_all(page, Path(folder) / f"site-{language}", language)
        browser.close()


if __name__ == "__main__":
    main()
