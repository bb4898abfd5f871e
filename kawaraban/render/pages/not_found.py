"""`404.html`: its links start at the domain's root, since it answers at any depth."""

from collections.abc import Iterator
from functools import partial

from kawaraban.core.addresses import NOT_FOUND
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE, Head, html_bytes
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

_TEMPLATE = "not_found.html"


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the page for addresses that there is nothing at."""
    yield Output(NOT_FOUND, SETTINGS_FILE, partial(_bytes, snapshot.renderer), _TEMPLATE)


def _bytes(renderer: Renderer) -> bytes:
    head = Head(heading=renderer.words.not_found, noindex=True)
    return html_bytes(renderer, NOT_FOUND, _TEMPLATE, head, renderer.context(NOT_FOUND))
