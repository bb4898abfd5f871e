"""Every Markdown text of a site parsed, in as many processes as are worth starting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

from kawaraban.model import Body
from kawaraban.parse import parse
from kawaraban.read.source import SiteSource, bio_key
from kawaraban.settings import Settings

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 60


class _Text(NamedTuple):
    key: str
    path: str
    text: str
    line: int


def parse_site(source: SiteSource, jobs: int) -> dict[str, Body]:
    """Give the body of every document, notice and author's bio, by path (`bio_key` for a bio)."""
    texts = list(_texts(source))
    parse_one = partial(_parsed, settings=source.settings)
    if jobs == 1 or len(texts) < 2 * _WORTH_A_PROCESS:
        return dict(map(parse_one, texts))
    with ProcessPoolExecutor(min(jobs, len(texts) // _WORTH_A_PROCESS)) as pool:
        return dict(pool.map(parse_one, texts, chunksize=25))


def _texts(source: SiteSource) -> Iterator[_Text]:
    for document in source.documents:
        yield _Text(document.path, document.path, document.body, document.body_line)
    for path, text in source.texts.items():
        yield _Text(path, path, text, 1)
    for author in source.settings.authors:
        if author.bio:
            yield _Text(bio_key(author.id), "site.toml", author.bio, 1)


def _parsed(text: _Text, settings: Settings) -> tuple[str, Body]:
    return text.key, parse(text.text, text.path, text.line, settings)
