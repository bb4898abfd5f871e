"""What tests that drive a browser share."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page


def until(page: Page, condition: str) -> None:
    """Wait for a condition; a page's policy refuses Playwright's own way, which is `eval`."""
    look = f"const look = () => ({condition}) ? done() : setTimeout(look, 20); look();"
    page.evaluate(f"new Promise((done) => {{ {look} }})")


def overflowing(page: Page, widths: Iterable[int]) -> list[int]:
    """Give the widths of a window that the page does not fit into."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
