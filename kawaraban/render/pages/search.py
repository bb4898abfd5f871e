"""The search page; the names of all articles, the shards of the index, the text of each article."""

from collections.abc import Iterator
from functools import partial
from typing import cast

from msgspec import json

from kawaraban.core.addresses import SEARCH
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE, Head, html_bytes
from kawaraban.render.renderer import Renderer
from kawaraban.render.search_index import GROUPS, merge, shard_count
from kawaraban.render.snapshot import Snapshot


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the search page and its index, where the site has one."""
    if not snapshot.settings.search.enabled:
        return
    renderer = snapshot.renderer
    yield Output(SEARCH, SETTINGS_FILE, partial(_page, renderer), "search.html")
    yield Output(f"{SEARCH}posts.json", SETTINGS_FILE, partial(_posts, renderer))
    paths = renderer.view.searchable()
    shards = shard_count(len(paths))
    for number in range(shards):
        place, group = divmod(number, GROUPS)
        shard = partial(_shard, str(group), str(place), renderer)
        yield Output(f"{SEARCH}shard/{number}.json", SETTINGS_FILE, shard)
    for number in range(len(paths)):
        text = partial(_text, str(number), renderer)
        yield Output(f"{SEARCH}text/{number}.txt", SETTINGS_FILE, text)


def _page(renderer: Renderer) -> bytes:
    grants = (("form-action", "'self'"),)
    head = Head(heading=renderer.words.search, noindex=True, grants=grants)
    return html_bytes(renderer, SEARCH, "search.html", head, renderer.context(SEARCH))


def _posts(renderer: Renderer) -> bytes:
    context, paths = renderer.context(SEARCH), renderer.view.searchable()
    posts: list[tuple[str, str, str]] = []
    for one in filter(None, map(renderer.view.headline, paths)):
        title = context.titled(one.title, is_sponsored=one.is_sponsored)
        date = renderer.words.stamp(one.published).datetime if one.published else ""
        posts.append((context.href(one.address), title, date))
    return json.encode({"shards": shard_count(len(paths)), "posts": posts})


def _shard(group: str, place: str, renderer: Renderer) -> bytes:
    lines = cast("tuple[str, ...]", renderer.view.ask("search_group", group))
    return json.encode(merge(lines, place))


def _text(number: str, renderer: Renderer) -> bytes:
    return f"{renderer.view.ask('search_text', number)}\n".encode()
