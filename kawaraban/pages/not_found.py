"""`404.html`: its links start at the domain's root, since it answers at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.pages import Output
from kawaraban.pages.frame import SETTINGS_FILE, Head, html_page, page_of
from kawaraban.render import Edition

NOT_FOUND = "404.html"


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the page for addresses that there is nothing at."""
    page = page_of(edition, NOT_FOUND, Head(heading=edition.words.not_found, noindex=True))
    yield html_page(edition, NOT_FOUND, "not_found.html", page, SETTINGS_FILE)
