"""Edited texts parsed with the settings of the last build, and their title cards drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from kawaraban.core.model import KINDS, Frozen, Manuscript
from kawaraban.core.settings import Settings
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.fingerprints import contents
from kawaraban.markdown.manuscript import packed
from kawaraban.markdown.stored import (
    LAST_SITE,
    Packed,
    paper_key,
    paper_of,
    parts_or_slots,
    remembered_paper,
)
from kawaraban.read.files import MAX_TEXT_BYTES


class _Last(Frozen, frozen=True):
    """As much of the last build's site as is needed here; see `kawaraban.builder.last`."""

    settings: Settings
    family: str
    papers: dict[str, str]
    nonce: str


def done_again(site: str, paths: Iterable[str]) -> Iterator[Any]:
    """Give what `incremental.ahead` does: the texts with all that belongs to them, then the cards.

    Raises OSError, and `msgspec.DecodeError` where no site is remembered.
    """
    again = _Again(site)
    texts = dict(again.parsed(paths))
    plain = {p: (own, page.light, page.text) for p, (own, page) in texts.items()}
    yield again.last.nonce, plain, b""
    yield dict(again.drawn({path: page for path, (_, page) in texts.items()}))


class _Again:
    """The texts of a site whose last build is remembered."""

    def __init__(self, site: str) -> None:
        self._site, self._cache = Path(site), Cache(Path(site, ".cache"))
        value = self._cache.get(LAST_SITE) or b""
        self.last = msgspec.json.decode(value, type=_Last, dec_hook=parts_or_slots)

    def parsed(self, paths: Iterable[str]) -> Iterator[tuple[str, tuple[str, Packed]]]:
        """Give by path the digest and the paper of each text that can be read."""
        for path in paths:
            data = contents(f"{self._site}/{path}", MAX_TEXT_BYTES + 1)
            if len(data) <= MAX_TEXT_BYTES:
                kind = next(kind for folder, kind in KINDS.items() if path.startswith(folder))
                page = packed(Manuscript(path=path, kind=kind, data=data), self.last.settings)
                yield path, (sha256(data).hexdigest(), page)

    def drawn(self, papers: Mapping[str, Packed]) -> Iterator[tuple[str, bytes]]:
        """Give by path in the output the cards of those papers that have another title."""
        read = {path: paper_of(paper.light).front_matter for path, paper in papers.items()}
        retitled = {p: now for p, now in read.items() if now and now.title != self._title(p)}
        if retitled:
            from kawaraban.images.cards.title_cards import card_of, drawings  # noqa: PLC0415 - takes long

            cards = {path: card_of(now, self.last.settings) for path, now in retitled.items()}
            made, _ = drawings(cards, self.last.settings, self._site, self._cache.remember)
            yield from ((drawing.path, drawing.draw()) for drawing in made.values())

    def _title(self, path: str) -> str:
        """Give the title as it was."""
        key = paper_key(self.last.family, path, self.last.papers.get(path, ""))
        paper = remembered_paper(key, self._cache)
        was = paper_of(paper.light).front_matter if paper else None
        return was.title if was else ""
