#!/usr/bin/env python3
"""Take the pictures of docs/writing.md: elements of the sample site, as a browser shows them.

    python tools/picture_elements.py    write docs/pictures/*.png

It needs Playwright and the system's Chromium, as the tests do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs/pictures"
POST = "posts/three-keys/index.html"
ELEMENTS = ("review", "compare", "ranking", "button")
COLOURS = 64


def main() -> None:
    """Build the sample, and take each element at the width of a tablet."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = [sys.executable, PROJECT / "build.py", "--now", "2026-11-24T12:00"]
        subprocess.run([*built, "--output", f"{folder}/output"], check=True)  # noqa: S603 - our own build
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 720, "height": 900})
        page.goto((Path(folder) / "output" / POST).as_uri())
        for name in ELEMENTS:
            element, file = page.locator(f".{name}").first, FOLDER / f"{name}.png"
            element.scroll_into_view_if_needed()
            element.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
