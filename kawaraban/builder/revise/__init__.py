"""A site revised: where only words of a few texts have changed, only their pages are made.

A text may have another title, description and wording, as long as all else that the site is
built from is as it was: dates, tags and other keys, headings, pictures, and what it draws
from the registries. Then no list has another order, and no check of another text another
answer; made anew are its own page and those that name it.

Whatever does not fit is refused (`UnfitError`), and the whole site is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from jinja2 import Environment
from msgspec.structs import replace

from kawaraban.builder.afterwards import Done, known, new_nonce, remember
from kawaraban.builder.last import (
    Last,
    Papers,
    UnfitError,
    keep,
    keep_shown,
    recalled_shown,
    site_of,
    with_cards,
)
from kawaraban.builder.press import Pressed, pressed
from kawaraban.builder.report import Report, report_of, stops, tell
from kawaraban.builder.revise.affected import affected
from kawaraban.builder.revise.edits import Edit, Text, edit_since
from kawaraban.checks import Proof, checked, made_ready
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import Article, Site, headline_of
from kawaraban.incremental.ahead import Ahead
from kawaraban.incremental.before import Before
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.stored import code_key, paper_key
from kawaraban.publish import Stage, publish_some
from kawaraban.render.assets import Assets
from kawaraban.render.edition import Edition
from kawaraban.render.pages import Output
from kawaraban.render.templates import environment, load
from kawaraban.site.gather import still_to_come

_NOWHERE = Source("")
_OF_TEXTS = ("base.html", "macros.html", "article.html")


def revised(before: Before, product: str) -> bool:
    """Revise the last build's site, and say so; False where that is not enough."""
    cache = Cache(Path(before.site, ".cache"))
    try:
        templates = environment(Path(before.site), Path(product), cache)
        edit = edit_since(before, cache, partial(_made_ready, templates))
        report = _revised(edit, templates)
    except (UnfitError, OSError):
        return False
    finally:
        cache.close()
    tell(report, edit.last.format)
    return True


def _shown(edit: Edit) -> dict[str, Sequence[str]]:
    """Give which articles each page names, as far as the edit asks for it."""
    if any(text.is_renamed or text.is_rewired for text in edit.texts.values()):
        return recalled_shown(edit.last.shown_nonce, edit.cache)
    return {}


def _made_ready(templates: Environment) -> None:
    """Do what needs no text."""
    made_ready()
    load(templates, _OF_TEXTS)


def _revised(edit: Edit, templates: Environment) -> Report:
    """Make what the edit concerns, and publish it."""
    new, texts = _updated(edit.last, edit.texts), edit.texts
    fresh = {path: text.packed for path, text in texts.items()}
    papers = Papers(new, edit.cache, fresh)
    site = site_of(new, papers)
    new = replace(new, found=_told(new, site, texts))
    if stops(new.found, strict=new.strict):
        raise UnfitError
    site, cards = _with_cards(site, edit)
    edition = Edition(
        site=site,
        settings=new.settings,
        templates=templates,
        assets=Assets(names=new.assets, files={}, root={}),
        files={},
        pictures={},
        cards=cards,
        closed=papers,
        theme=new.theme,
    )
    drawn = (Output(path, _NOWHERE, draw, lasting=True) for path, draw in cards.items())
    shown = _shown(edit)
    outputs = (*affected(edition, texts, shown), *drawn)
    output = Path(edit.before.output)
    stage = Stage(output, known(edit.before, output, looked=False), takes_few=True)
    if cards:  # which are still being drawn
        edit.before.looked()
    made = pressed(outputs, edition, stage, 1)
    if made.found or edit.before.disturbed:
        stage.discard()
        raise UnfitError
    nonce = new_nonce()
    new = replace(new, site=site, nonce=nonce)
    if shown and any(tuple(shown.get(path, ())) != now for path, now in made.shown.items()):
        new = replace(new, shown_nonce=nonce)
        keep_shown({**shown, **made.shown}, nonce, edit.cache)
    return _published(edit, new, made, stage)


def _published(edit: Edit, new: Last, made: Pressed, stage: Stage) -> Report:
    """Publish what was made, and remember it."""
    last, was = edit.last, edit.before.manifest
    gone = set(last.site.title_cards.values()) - set(new.site.title_cards.values())
    digests = was.digests | made.digests
    for path in gone:
        del digests[path]
    change = publish_some(digests, made.digests, gone, stage, edit.folder / ".cache")
    for path, text in edit.texts.items():
        edit.cache.drop(paper_key(last.family, path, last.papers[path]))
        key = paper_key(last.family, path, text.digest)
        edit.cache.put(key, msgspec.msgpack.encode(text.packed))
    edit.cache.put(code_key(last.family), edit.code)
    keep(new, edit.cache)
    done = Done(
        site=edit.folder,
        output=Path(edit.before.output),
        asked=was.asked,
        nonce=new.nonce,
        span=(was.since, was.until),
        read=edit.read,
        digests=digests,
        change=change,
        made=None if change.route == "tree" else was.made.settled(edit.before.seen),
    )
    return report_of(new.site, new.settings, new.found, digests, partial(remember, done))


def _updated(last: Last, texts: Mapping[str, Text]) -> Last:
    """Give the last site with its edited texts."""
    headlines = list(last.headlines)
    places = {path: place for place, path in enumerate(last.posts)}
    for path in texts.keys() & places.keys():
        headlines[places[path]] = headline_of(texts[path].now)
    digests = {path: text.digest for path, text in texts.items()}
    return replace(last, papers=last.papers | digests, headlines=tuple(headlines))


def _told(last: Last, site: Site, texts: Mapping[str, Text]) -> tuple[Diagnostic, ...]:
    """Give the diagnostics of the last build, those of the edited texts found anew."""
    articles = still_to_come(tuple(text.now for text in texts.values()), site.now)
    proof = Proof(
        site=site,
        settings=last.settings,
        articles=articles,
        scheduled=_NotRead(),
        slugs=last.slugs,
    )
    fresh = [*(one for text in texts.values() for one in text.found), *checked(proof)]
    return (
        *(one for one in last.found if one.source.path not in texts),
        *(one for one in fresh if one.source.path in texts),
    )


class _NotRead(Mapping[str, Article]):
    """Stands for articles that are not in memory: who asks for one has the whole site built."""

    def __getitem__(self, path: str) -> Article:
        raise UnfitError

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _with_cards(site: Site, edit: Edit) -> tuple[Site, dict[str, Callable[[], bytes]]]:
    """Give the site with the cards of texts that have another title, and what draws them."""
    retitled = {
        path: text.now.front_matter
        for path, text in edit.texts.items()
        if path in site.title_cards and text.was.title != text.now.title
    }
    if not retitled:
        return site, {}
    from kawaraban.images.cards.title_cards import card_of, drawings  # noqa: PLC0415 - not always needed

    settings = edit.last.settings
    cards = {path: card_of(now, settings) for path, now in retitled.items()}
    made, _ = drawings(cards, settings, edit.folder, edit.cache.remember)
    paths = {path: made[path].path for path in retitled}
    drawn: dict[str, Callable[[], bytes]] = {
        path: partial(_drawn, path, draw, edit.before.ahead) for path, draw in made.values()
    }
    return with_cards(site, site.title_cards | paths), drawn


def _drawn(path: str, draw: Callable[[], bytes], ahead: Ahead) -> bytes:
    return ahead.cards().get(path) or draw()
