#!/usr/bin/env python3
"""Draw the pictures of docs/writing.md: elements of the sample site, as Chromium shows them.

    python tools/draw_elements.py

Needs Playwright's package, a Chromium on the path, and Noto Sans CJK.
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
FOLDER = PROJECT / "docs/elements"
MARGIN, COLOURS = 16, 32
# Each picture: the page, and the elements from the first to the last of a selector.
SHOWN = {
    "callouts": ("posts/spare-keys/", ".callout-pros, .callout-cons"),
    "questions": ("posts/spare-keys/", "details.callout"),
    "balloons": ("posts/spare-keys/", ".balloon"),
    "code": ("posts/写さないスクリーンショット/", ".listing"),
}
_AROUND = """all => {
  const boxes = all.map(one => one.getBoundingClientRect());
  const left = Math.min(...boxes.map(box => box.left));
  const right = Math.max(...boxes.map(box => box.right));
  const [top, bottom] = [boxes[0].top, boxes.at(-1).bottom];
  return [left, top + scrollY, right - left, bottom - top];
}"""


def draw(output: Path) -> None:
    """Take the pictures of a built site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 720, "height": 900})
        for name, (address, selector) in SHOWN.items():
            page.goto((output / address / "index.html").as_uri())
            page.locator(selector).first.scroll_into_view_if_needed()
            page.wait_for_timeout(500)  # its pictures are loaded then
            left, top, width, height = page.eval_on_selector_all(selector, _AROUND)
            clip = {"x": left - MARGIN, "y": top - MARGIN}
            clip |= {"width": width + 2 * MARGIN, "height": height + 2 * MARGIN}
            shot = page.screenshot(clip=clip, full_page=True)
            picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS)
            picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(PROJECT / "build.py"), "--now", "2026-11-24T12:00"]
        subprocess.run([*command, "--output", f"{folder}/output"], check=True)  # noqa: S603 - ours
        draw(Path(folder) / "output")
