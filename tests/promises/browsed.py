"""Open built pages in Chromium, and note what their policies refuse."""

from __future__ import annotations

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, Request, Route


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Write no log."""


def served(folder: Path) -> ThreadingHTTPServer:
    """Serve a folder at a free port; its user shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


WATCH = """window.refused = [];
addEventListener("securitypolicyviolation",
    (e) => window.refused.push(`${e.effectiveDirective} ${e.blockedURI}`));"""
STUBS = {
    "script": ("text/javascript", "window.ran = (window.ran ?? 0) + 1;"),
    "stylesheet": ("text/css", "b {}"),
    "document": ("text/html", "<!doctype html><title>x</title>"),
    "image": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


def watched(chromium: Browser) -> tuple[Page, set[str]]:
    """Return a page that notes what its policy refuses, and the hosts that it has asked."""
    page, asked = chromium.new_context().new_page(), set[str]()
    page.add_init_script(WATCH)

    def answer(route: Route, request: Request) -> None:
        if "://127.0.0.1" in request.url or not request.url.startswith("http"):
            route.continue_()
            return
        asked.add(re.match(r"https?://([^/?#]+)", request.url)[1])
        kind, body = STUBS.get(request.resource_type, ("text/plain", ""))
        route.fulfill(content_type=kind, body=body)

    page.route("**/*", answer)
    return page, asked


def refused(page: Page, address: str) -> Any:
    """Open a page, see all of it, and give what its policy refused."""
    page.goto(address)
    page.evaluate("for (const e of document.querySelectorAll('[loading]')) e.loading = 'eager'")
    page.wait_for_load_state("load")
    return page.evaluate("window.refused")
