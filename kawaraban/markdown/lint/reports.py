"""Diagnostics of links, images, footnotes and blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.core.diagnostics import Source
from kawaraban.markdown.addresses import scheme

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context

_MISSPELT = re.compile(r"(?i)https?:(?!//[^/\\])")


def unsafe(context: Context, address: str, source: Source) -> None:
    """Report an address with a scheme that may run code, or that nothing is known of."""
    context.add(source, "unsafe-link", name=scheme(address))


def misspelt(context: Context, address: str, source: Source) -> None:
    """Report `http:/host` and `http:host`, which are no web addresses everywhere."""
    if _MISSPELT.match(address):
        context.add(source, "no-web-address", address=address)
