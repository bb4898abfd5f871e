"""A page at each old address (`aliases`) that leads to the article."""

from collections.abc import Iterator
from functools import partial

from kawaraban.core.addresses import absolute, alias_address
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Article
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import find_headline
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

_TEMPLATE = "redirect.html"


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield a redirect page for every alias of every published article."""
    for article in snapshot.site.articles.values():
        for address, origin in old_addresses(article):
            make = partial(_bytes, address, article.path, snapshot.renderer)
            yield Output(address, origin, make)


def old_addresses(article: Article) -> Iterator[tuple[str, Source]]:
    """Yield the addresses that lead to an article, and where they are written."""
    front_matter = article.front_matter
    for alias in dict.fromkeys(front_matter.aliases):
        if (address := alias_address(alias)) != article.address and address[:1] != "?":
            yield address, front_matter.place("aliases", alias)


def _bytes(address: str, path: str, renderer: Renderer) -> bytes:
    article = find_headline(path, renderer)
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
