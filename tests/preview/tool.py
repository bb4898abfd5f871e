"""Open the redaction tool in a browser, and read what it gives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kawaraban.core.redactions import rectangles
from kawaraban.preview.redact import redact_page
from kawaraban.preview.server import Loopback, Resource
from tests.desk import PROJECT

browser = pytest.mark.browser
WIDE = (2400, 1200)
SECRETS = ((400, 200, 900, 300), (1500, 700, 2300, 1100))


@contextmanager
def serving(pages: dict[str, Resource]) -> Iterator[Loopback]:
    """Serve some resources until the block ends."""
    with Loopback(lambda request: pages.get(request.path)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server
        finally:
            server.shutdown()


@contextmanager
def open_tool(chromium: Browser, picture: Path, language: str = "ja", **options: object) -> Page:
    """Open the tool; a message on the browser's console fails the test."""
    options = {"viewport": {"width": 1280, "height": 800}, **options}
    with serving(redact_page(picture, language, PROJECT)) as server:
        page = chromium.new_context(**options).new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda failed: wrong.append(str(failed)))
        page.goto(server.address)
        yield page
        page.context.close()
        assert wrong == []


def drag(page: Page, *ends: tuple[float, float]) -> None:
    """Drag between two points of the picture's frame, in pixels of the screen."""
    box = page.locator("#picture").bounding_box()
    for number, (x, y) in enumerate(ends):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def written_attribute(page: Page) -> str:
    """Return the attribute that the page offers to paste."""
    return page.locator("#attribute").input_value()


def areas(page: Page) -> list[tuple[int, ...]]:
    """Read the attribute as the build does."""
    text = written_attribute(page)
    if not text:
        return []
    assert text.startswith('{redact="')
    assert text.endswith('"}')
    found = rectangles(text[9:-2])
    assert found, text
    return [tuple(area) for area in found]
