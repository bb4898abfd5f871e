"""The search page, and the index that its script looks words up in.

`search/posts.json` names all articles, `search/shard/N.json` says which of them hold which pieces
of text, `search/text/N.txt` is the text of one, for its excerpt.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from msgspec import json

from kawaraban.core.addresses import SEARCH
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE, Head, html_bytes
from kawaraban.render.renderer import Renderer
from kawaraban.render.search_index import merge, shard_count
from kawaraban.render.snapshot import Snapshot

_TEMPLATE = "search.html"
_GRANTS = (("form-action", "'self'"),)


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the search page and its index, where the site has one."""
    if not snapshot.settings.search.enabled:
        return
    renderer = snapshot.renderer
    yield Output(SEARCH, SETTINGS_FILE, partial(_page, renderer), _TEMPLATE)
    yield Output(f"{SEARCH}posts.json", SETTINGS_FILE, partial(_posts, renderer))
    paths = renderer.view.searchable()
    for number in range(shard_count(len(paths))):
        shard = partial(_shard, str(number), renderer)
        yield Output(f"{SEARCH}shard/{number}.json", SETTINGS_FILE, shard)
    for number in range(len(paths)):
        text = partial(_text, str(number), renderer)
        yield Output(f"{SEARCH}text/{number}.txt", SETTINGS_FILE, text)


def _page(renderer: Renderer) -> bytes:
    head = Head(heading=renderer.words.search, noindex=True, grants=_GRANTS)
    return html_bytes(renderer, SEARCH, _TEMPLATE, head, renderer.context(SEARCH))


def _posts(renderer: Renderer) -> bytes:
    context, paths = renderer.context(SEARCH), renderer.view.searchable()
    posts: list[tuple[str, str, str]] = []
    for headline in filter(None, map(renderer.view.headline, paths)):
        title = context.titled(headline.title, is_sponsored=headline.is_sponsored)
        date = headline.published.date().isoformat() if headline.published else ""
        posts.append((context.href(headline.address), title, date))
    return json.encode({"shards": shard_count(len(paths)), "posts": posts})


def _shard(number: str, renderer: Renderer) -> bytes:
    return json.encode(merge(cast("tuple[str, ...]", renderer.view.ask("search_shard", number))))


def _text(number: str, renderer: Renderer) -> bytes:
    return f"{renderer.view.ask('search_text', number)}\n".encode()
