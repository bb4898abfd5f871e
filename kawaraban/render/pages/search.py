"""The search page; the names of all articles, the shards of the index, the articles' texts."""

from collections.abc import Iterator
from functools import partial
from typing import cast

from msgspec import json

from kawaraban.core.addresses import SEARCH
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE, Head, html_bytes
from kawaraban.render.renderer import Renderer
from kawaraban.render.search_index import SearchIndex, part_count, shard_count
from kawaraban.render.snapshot import Snapshot


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the search page and its index, where the site has one."""
    if not snapshot.settings.search.enabled:
        return
    renderer, articles = snapshot.renderer, snapshot.site.articles
    yield Output(SEARCH, SETTINGS_FILE, partial(_page, renderer), "search.html")
    yield Output(f"{SEARCH}posts.json", SETTINGS_FILE, partial(_posts, renderer))
    paths = renderer.view.searchable()
    names = [f"shard/{number}" for number in range(shard_count(len(paths)))]
    for number, path in enumerate(paths):
        names += (f"text/{number}.{part}" for part in range(part_count(articles[path])))
    for name in names:
        make = partial(_file, name, renderer)
        yield Output(f"{SEARCH}{name}.txt", SETTINGS_FILE, make, made_from="index")


def _page(renderer: Renderer) -> bytes:
    grants = (("form-action", "'self'"),)
    head = Head(heading=renderer.words.search, noindex=True, grants=grants)
    shards = shard_count(len(renderer.view.searchable()))
    context = renderer.context(SEARCH)
    return html_bytes(renderer, SEARCH, "search.html", head, context, shards=shards)


def _posts(renderer: Renderer) -> bytes:
    context, posts = renderer.context(SEARCH), list[tuple[str, str, str]]()
    for one in filter(None, map(renderer.view.headline, renderer.view.searchable())):
        title = context.titled(one.title, is_sponsored=one.is_sponsored)
        date = renderer.words.stamp(one.published).datetime if one.published else ""
        posts.append((context.href(one.address), title, date))
    return json.encode(posts)


def _file(name: str, renderer: Renderer) -> bytes:
    return cast("SearchIndex", renderer.view.ask("search", "")).file(name)
