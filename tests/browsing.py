"""What tests that drive a browser share."""

from __future__ import annotations

from playwright.sync_api import Page


def until(page: Page, condition: str) -> None:
    """Wait for a condition; a page's policy refuses Playwright's own way, which is `eval`."""
    look = f"const look = () => ({condition}) ? done() : setTimeout(look, 20); look();"
    page.evaluate(f"new Promise((done) => {{ {look} }})")
