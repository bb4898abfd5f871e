# ruff: noqa: INP001 - a script that an author runs, not part of a package
"""Take the pictures of docs/pictures/: elements of the sample site, as Chromium shows them.

    python tools/show_elements.py

It builds the sample site into a folder of its own, and needs the libraries of
requirements-dev.txt, Chromium and the font Noto Sans CJK.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
# The name of each picture, the address of a page, and what of it is shown.
SHOWN = {
    "gallery": ("posts/写さないスクリーンショット/", ".gallery"),
    "embed": ("posts/写さないスクリーンショット/", ".embed"),
}
WIDTH, MARGIN = 720, 16


def main() -> None:
    """Build the site, and write a picture of each element."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        output = Path(folder) / "output"
        command = [sys.executable, PROJECT / "build.py", "--no-cache", "--output", output]
        subprocess.run([*command, "--now", "2026-11-24T12:00"], check=True)  # noqa: S603 - our own
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        for name, (address, selector) in SHOWN.items():
            page.goto((output / address / "index.html").as_uri())
            element = page.locator(selector).first
            element.scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
            box = element.bounding_box() or {}
            top, height = box["y"] - MARGIN, box["height"] + 2 * MARGIN
            clip = {"x": 0, "y": max(0, top), "width": WIDTH, "height": height}
            shot = Image.open(io.BytesIO(page.screenshot(clip=clip)))
            shot.save(PROJECT / f"docs/pictures/{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
