"""`404.html`: its links start at the domain's root, since it answers at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE, Head, html_bytes

NOT_FOUND = "404.html"
_TEMPLATE = "not_found.html"


def outputs(edition: Edition) -> Iterator[Output]:
    """Give the page for addresses that there is nothing at."""
    yield Output(NOT_FOUND, SETTINGS_FILE, partial(_bytes, edition), _TEMPLATE)


def _bytes(edition: Edition) -> bytes:
    head = Head(heading=edition.words.not_found, noindex=True)
    return html_bytes(edition, NOT_FOUND, _TEMPLATE, head, edition.place(NOT_FOUND))
