"""A page at each old address (`aliases`) that leads to the article."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from kawaraban.core.addresses import absolute
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output

_TEMPLATE = "redirect.html"


def outputs(edition: Edition) -> Iterator[Output]:
    """Give a redirect page for every alias of every published article."""
    for article in edition.site.articles.values():
        yield from outputs_of(article, edition)


def outputs_of(article: Article, edition: Edition) -> Iterator[Output]:
    """Give the redirect pages of one article."""
    for address, origin in old_addresses(article):
        yield _redirect(address, origin, article, edition)


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


def _redirect(address: str, origin: Source, article: Article, edition: Edition) -> Output:
    def make() -> bytes:
        text = edition.render(
            _TEMPLATE,
            target=edition.place(address).href(article.address),
            canonical=absolute(edition.settings.base_url, article.address),
            title=article.title,
            language=edition.settings.language,
            words=edition.words,
            security_policy=edition.policy(_TEMPLATE, ()),
        )
        return text.encode()

    return Output(address, origin, make)
