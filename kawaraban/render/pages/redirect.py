"""A page at each old address (`aliases`) that leads to the article."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from kawaraban.core.addresses import absolute
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article
from kawaraban.render.pages import Output
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

_TEMPLATE = "redirect.html"


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Give a redirect page for every alias of every published article."""
    for article in snapshot.site.articles.values():
        for address, origin in old_addresses(article):
            yield _redirect(address, origin, article.path, snapshot.renderer)


def old_addresses(article: Article) -> Iterator[tuple[str, Source]]:
    """Give the addresses that lead to an article, and where they are written."""
    front_matter = article.front_matter
    for alias in dict.fromkeys(front_matter.aliases):
        if (address := alias_address(alias)) != article.address:
            yield address, front_matter.place("aliases", alias)


def alias_address(alias: str) -> str:
    """Give the address of an old path, which may be percent-encoded, as browsers copy it.

    It is a folder, unless it names an HTML file.
    """
    path = unicodedata.normalize("NFC", unquote(alias)).lstrip("/")
    if not path or path.endswith("/"):
        return path
    return path if path.endswith((".html", ".htm")) else f"{path}/"


def _redirect(address: str, origin: Source, path: str, renderer: Renderer) -> Output:
    def make() -> bytes:
        article = renderer.view.published_article(path)
        text = renderer.render(
            _TEMPLATE,
            target=renderer.context(address).href(article.address),
            canonical=absolute(renderer.settings.base_url, article.address),
            title=article.title,
            language=renderer.settings.language,
            words=renderer.words,
            security_policy=renderer.policy(_TEMPLATE, ()),
        )
        return text.encode()

    return Output(address, origin, make)
