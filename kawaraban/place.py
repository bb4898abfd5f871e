"""Where a slot stands: the site at a moment, and the page it is on."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from markupsafe import Markup

from kawaraban.diagnostics import Source
from kawaraban.model import Article, Parts, Site
from kawaraban.settings import Settings
from kawaraban.words import PageWords


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What an element may know of the page it is shown on.

    `article` is None in a notice that stands by itself. `href` gives the link
    from this page to an address of the site or a published file, percent-encoded
    but not yet HTML-escaped. `find` resolves a path as written in a file.
    `fill` gives the HTML of parts. In the `feed`, links are absolute and nothing
    that needs the page around it is shown.
    """

    site: Site
    settings: Settings
    words: PageWords
    article: Article | None
    href: Callable[[str], str]
    find: Callable[[Source, str], str | None]
    fill: Callable[[Parts], Markup]
    feed: bool = False
