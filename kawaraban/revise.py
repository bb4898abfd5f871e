"""A site revised: where only words of a few texts have changed, only their pages are made.

A text may have another title, description and wording, as long as all else that the site is
built from is as it was: dates, tags and other keys, headings, pictures, and what it draws
from the registries. Then no list has another order, and no check of another text another
answer; made anew are its own page and those that name it.

Whatever does not fit gives None, and the whole site is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from kawaraban.addresses import file_of
from kawaraban.afterwards import Done, known, read_again, remember
from kawaraban.assets import Assets
from kawaraban.before import Before
from kawaraban.cache import Cache
from kawaraban.checks import Proof, checked
from kawaraban.diagnostics import Diagnostic, Source
from kawaraban.gather import arranged_one, still_to_come
from kawaraban.last import (
    Last,
    Papers,
    UnfitError,
    keep,
    keep_shown,
    recalled,
    recalled_shown,
    site_of,
    with_cards,
)
from kawaraban.model import Article, Kept, Parts, PostAddress, Site, Slot, headline_of
from kawaraban.pages import Output, archive, article, feed, listing, redirect
from kawaraban.pages.frame import FEED
from kawaraban.parse.papers import Packed, Paper, packed, paper_of
from kawaraban.parse.site import paper_key
from kawaraban.press import Pressed, pressed
from kawaraban.publish import Stage, Twin, publish_some
from kawaraban.read.files import MAX_TEXT_BYTES
from kawaraban.read.source import Manuscript
from kawaraban.render import Edition
from kawaraban.report import Report, report_of, stops, tell
from kawaraban.settings import Settings
from kawaraban.stamps import Stamps, tree
from kawaraban.templates import environment

_MOST_TEXTS = 40
_NOWHERE = Source("")


class _Text(NamedTuple):
    """A text as it was, and as it is: its article, what is wrong with it, and its bytes."""

    was: Article
    now: Article
    found: tuple[Diagnostic, ...]
    digest: str
    packed: Packed

    @property
    def is_renamed(self) -> bool:
        """Say whether it has another face on pages that name it."""
        return _face(self.was) != _face(self.now)

    @property
    def is_rewired(self) -> bool:
        """Say whether its page names other articles."""
        return _links(self.was) != _links(self.now)


class _Edit(NamedTuple):
    """What was edited since the last build, and what that one has left."""

    before: Before
    folder: Path
    cache: Cache
    last: Last
    read: list[tuple[str, Stamps]]
    texts: dict[str, _Text]


def revised(before: Before, product: str) -> bool:
    """Revise the last build's site, and say so; False where that is not enough."""
    cache = Cache(Path(before.site, ".cache"))
    try:
        edit = _edit(before, cache)
        report = _revised(edit, Path(product))
    except (UnfitError, OSError):
        return False
    finally:
        cache.close()
    tell(report, edit.last.format)
    return True


def _edit(before: Before, cache: Cache) -> _Edit:
    """Find out what was edited; `UnfitError` where it is more than words."""
    last, folder = recalled(cache), Path(before.site)
    if last is None:
        raise UnfitError
    read = read_again(before)
    texts = {path: _text(path, last, folder, cache) for path in _edited_texts(before, last)}
    if not all(map(_is_alike, texts.values())):
        raise UnfitError
    return _Edit(before, folder, cache, last, read, texts)


def _shown(edit: _Edit) -> dict[str, Sequence[str]]:
    """Give which articles each page names, as far as the edit asks for it."""
    if any(text.is_renamed or text.is_rewired for text in edit.texts.values()):
        return recalled_shown(edit.cache)
    return {}


def _revised(edit: _Edit, product: Path) -> Report:
    """Make what the edit concerns, and publish it."""
    new, texts = _updated(edit.last, edit.texts), edit.texts
    fresh = {path: text.packed for path, text in texts.items()}
    papers = Papers(new, edit.cache, fresh)
    site = site_of(new, papers)
    new = replace(new, found=_told(new, site, texts))
    if stops(new.found, strict=new.strict):
        raise UnfitError
    site, cards = _with_cards(site, new.settings, edit)
    edition = Edition(
        site=site,
        settings=new.settings,
        templates=environment(edit.folder, product, edit.cache),
        assets=Assets(names=new.assets, files={}, root={}),
        files={},
        pictures=cards,
        closed=papers,
    )
    drawn = (Output(path, _NOWHERE, card) for path, card in cards.items())
    shown = _shown(edit)
    outputs = (*_affected(site, edition, texts, shown), *drawn)
    output = Path(edit.before.output)
    stage = Stage(output, known(edit.before, output))
    made = pressed(outputs, edition, stage, 1)
    if made.found:
        stage.discard()
        raise UnfitError
    if shown:
        keep_shown({**shown, **made.shown}, edit.cache)
    return _published(edit, replace(new, site=site), made, stage)


def _published(edit: _Edit, new: Last, made: Pressed, stage: Stage) -> Report:
    """Publish what was made, and remember it."""
    last, was = edit.last, edit.before.manifest
    gone = set(last.site.title_cards.values()) - set(new.site.title_cards.values())
    digests = {p: d for p, d in (was.digests | made.digests).items() if p not in gone}
    change = publish_some(digests, made.digests, gone, stage, Twin(edit.folder / ".cache"))
    for path, text in edit.texts.items():
        edit.cache.drop(paper_key(last.family, path, last.papers[path]))
        key = paper_key(last.family, path, text.digest)
        edit.cache.put(key, msgspec.msgpack.encode(text.packed))
    keep(new, edit.cache)
    # One file is renamed over the old one; more than that touch every folder.
    alone = len(change.written) <= 1 and not change.removed
    done = Done(
        site=edit.folder,
        output=stage.output,
        asked=was.asked,
        span=(was.since, was.until),
        read=edit.read,
        digests=digests,
        foreign=change.foreign,
        made=was.made if alone else None,
        touched=tuple(part for p in change.written for part in (p, p.rpartition("/")[0])),
    )
    return report_of(new.site, new.settings, new.found, digests, partial(remember, done))


def _edited_texts(before: Before, last: Last) -> list[str]:
    """Give the posts and pages that were edited; `UnfitError` where more has changed."""
    texts = [path for path in before.edited if path in last.papers]
    folders = [path for path in before.edited if path not in last.papers]
    # An editor that writes beside and renames leaves its trace in the folder too.
    if len(texts) > _MOST_TEXTS or not all(_holds_the_same(one, before) for one in folders):
        raise UnfitError
    return texts


def _holds_the_same(folder: str, before: Before) -> bool:
    known = next(stamps.paths for root, stamps in before.manifest.read if root == "site")
    inside = [path for path in known if path == folder or path.startswith(f"{folder}/")]
    is_of_texts = folder.startswith(("content/posts", "content/pages"))
    is_folder = Path(before.site, folder).is_dir()
    return (
        is_of_texts and is_folder and inside == list(tree(f"{before.site}/", folder, hidden=False))
    )


def _text(path: str, last: Last, site_folder: Path, cache: Cache) -> _Text:
    """Read and parse an edited text, and recall what it was."""
    old = paper_of(Papers(last, cache, {}).packed(path).light)
    data = (site_folder / path).read_bytes()
    if len(data) > MAX_TEXT_BYTES:
        raise UnfitError(path)
    manuscript = Manuscript(path=path, kind=old.kind, data=data)
    fresh = packed(manuscript, last.settings)
    new = paper_of(fresh.light)
    return _Text(
        was=_article(old, last),
        now=_article(new, last),
        found=(*new.found, *new.body.diagnostics),
        digest=sha256(data).hexdigest(),
        packed=fresh,
    )


def _article(paper: Paper, last: Last) -> Article:
    if paper.front_matter is None:
        raise UnfitError(paper.path)
    return arranged_one(paper, paper.front_matter, last.settings)


def _is_alike(text: _Text) -> bool:
    """Say whether a text is still what the rest of the site takes it for."""
    return not stops(text.found, strict=False) and _frame(text.was) == _frame(text.now)


def _frame(article: Article) -> object:
    """Give all of an article that more depends on than pages which name it."""
    front_matter, body = article.front_matter, article.body
    keys = replace(front_matter, title="", description="", positions={})
    named = sorted(front_matter.positions.keys() - {"title", "description"})
    slots = [_outline(slot) for slot in body.slots if not isinstance(slot, PostAddress)]
    return keys, named, article.slug, article.address, body.fragments, slots


def _outline(slot: msgspec.Struct) -> object:
    """Give a slot without its place and without the texts inside it."""
    values = {name: getattr(slot, name) for name in slot.__struct_fields__ if name != "source"}
    return type(slot), [
        _outline(value) if isinstance(value, Slot) else value
        for value in values.values()
        if not isinstance(value, Parts)
    ]


def _updated(last: Last, texts: Mapping[str, _Text]) -> Last:
    """Give the last site with its edited texts."""
    headlines = list(last.headlines)
    places = {path: place for place, path in enumerate(last.posts)}
    for path in texts.keys() & places.keys():
        headlines[places[path]] = headline_of(texts[path].now)
    digests = {path: text.digest for path, text in texts.items()}
    return replace(last, papers=last.papers | digests, headlines=tuple(headlines))


def _told(last: Last, site: Site, texts: Mapping[str, _Text]) -> tuple[Diagnostic, ...]:
    """Give the diagnostics of the last build, those of the edited texts found anew."""
    articles = still_to_come(tuple(text.now for text in texts.values()), site.now)
    proof = Proof(site=site, settings=last.settings, articles=articles, slugs=last.slugs)
    fresh = [*(one for text in texts.values() for one in text.found), *checked(proof)]
    return (
        *(one for one in last.found if one.source.path not in texts),
        *(one for one in fresh if one.source.path in texts),
    )


def _affected(
    site: Site, edition: Edition, texts: Mapping[str, _Text], shown: Mapping[str, Sequence[str]]
) -> Iterator[Output]:
    """Give the pages that the edited texts stand on, and those that name one of them."""
    public = [text for path, text in texts.items() if path in site.articles]
    renamed = {text.now.path for text in public if text.is_renamed}
    paths = {path for path, names in shown.items() if renamed.intersection(names)}
    for text in public:
        yield article.output_of(text.now, edition)
        if text.now.path in renamed:
            yield from redirect.outputs_of(text.now, edition)
    own = {file_of(text.now.address) for text in public}
    for other in _articles_at(paths - own, site):
        yield article.output_of(other, edition)
    if renamed:
        yield from archive.outputs(edition)
        yield from (output for output in listing.outputs(edition) if output.path in paths)
    if any(post.path in texts for post in site.posts[: feed.ENTRIES]) or FEED in paths:
        yield from feed.outputs(edition)


def _face(one: Article) -> tuple[str, str]:
    """Give what other pages show of an article, as far as an edit may change it."""
    return one.title, one.description


def _links(one: Article) -> list[str]:
    """Give the articles that a text links to, as written."""
    return [slot.path for slot in one.body.slots if isinstance(slot, PostAddress)]


def _articles_at(files: set[str], site: Site) -> Iterator[Article]:
    """Give the articles whose pages are at some of the files."""
    for place, headline in enumerate(site.headlines):
        if file_of(headline.address) in files:
            yield site.posts[place]
    yield from (page for page in site.pages if file_of(page.address) in files)


def _with_cards(site: Site, settings: Settings, edit: _Edit) -> tuple[Site, dict[str, Kept]]:
    """Draw the title cards of texts that have another title; give the site with their paths."""
    retitled = {
        path: text
        for path, text in edit.texts.items()
        if path in site.title_cards and text.was.title != text.now.title
    }
    if not retitled:
        return site, {}
    from kawaraban.images.title_cards import card_jobs  # noqa: PLC0415 - not always needed
    from kawaraban.images.work import Workshop, published_path  # noqa: PLC0415 - likewise

    shop = Workshop(edit.cache, 1, settings.language)
    articles = {path: text.now for path, text in retitled.items()}
    jobs, _ = card_jobs(replace(site, articles=articles), settings, edit.folder)
    made, _ = shop.done(tuple(jobs[path] for path in retitled))
    drawn, contents = dict(site.title_cards), dict[str, Kept]()
    for path in retitled:
        (one,) = made[jobs[path].key]
        drawn[path] = published_path("card", one.digest, one)
        contents[drawn[path]] = shop.kept(jobs[path], one)
    return with_cards(site, drawn), contents
