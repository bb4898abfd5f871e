"""Check the files that `site.toml` names, and its addresses."""

import re
from collections.abc import Iterator

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.checks import CheckSubject
from kawaraban.core.addresses import WEB
from kawaraban.core.diagnostics import Diagnostic, Source, did_you_mean
from kawaraban.core.messages import phrase, report, report_unknown
from kawaraban.core.nearest import nearest
from kawaraban.core.settings import Settings
from kawaraban.images.photo.kinds import is_picture
from kawaraban.site.links import ARTICLES


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report what is not there: navigation entries, policy pages, pictures; ads and tags amiss.

    Bad:  to = "pages/abuot.md"
    Good: to = "pages/about.md"
    """
    programmes = programmes_of(subject.settings.affiliate)
    urls = [(f"authors.{n}.url", one.url) for n, one in enumerate(subject.settings.authors)]
    urls += [(f"nav.{n}.to", one.to) for n, one in enumerate(subject.settings.nav)]
    for name, url in urls:
        if read_ad(url, programmes).verdict != "none":
            yield report(subject.settings.position(name), "ad-in-facts", url=url)
    amazon = subject.settings.affiliate.amazon
    if amazon and not re.search(r"-2\d\Z", amazon.tag):  # -20 to -23 by country
        place = subject.settings.position("affiliate.amazon.tag")
        yield report(place, "amazon-tag", tag=amazon.tag)
    yield from _missing_articles(subject)
    for name, path in _named_pictures(subject.settings):
        if path and path not in subject.site.files:
            pictures = tuple(filter(is_picture, sorted(subject.site.files)))
            yield _missing(subject.settings.position(name), path, pictures)
    yield from _missing_snippets(subject)


def _missing_articles(subject: CheckSubject) -> Iterator[Diagnostic]:
    texts = [path for path in sorted(subject.site.files) if path.endswith(".md")]
    articles = tuple(path.removeprefix("content/") for path in texts if path.startswith(ARTICLES))
    for name, path in _named_articles(subject.settings):
        is_elsewhere = WEB.match(path) or subject.view.address_of_path(path) is not None
        if path not in articles and not is_elsewhere:
            yield _missing(subject.settings.position(name), path, (*articles, *_lists(subject)))
        elif f"content/{path}" in subject.site.unpublished:
            yield report(subject.settings.position(name), "unpublished-target", path=path)


def _missing_snippets(subject: CheckSubject) -> Iterator[Diagnostic]:
    settings = subject.settings
    known = tuple(one.name for one in settings.snippets)
    for part in ("home", "side"):
        for number, block in enumerate(getattr(settings, part).blocks):
            kind, _, name = block.partition(":")
            if kind == "snippet" and name not in known:
                place = settings.position(f"{part}.blocks.{number}")
                yield report_unknown("snippet", name, place, known)


def _lists(subject: CheckSubject) -> Iterator[str]:
    yield from (f"tag:{name}" for name in subject.site.tags)
    yield from (f"category:{name}" for name in subject.site.categories)


def _named_articles(settings: Settings) -> Iterator[tuple[str, str]]:
    for number, entry in enumerate(settings.nav):
        if entry.to:
            yield f"nav.{number}.to", entry.to
    if settings.disclosure.policy:
        yield "disclosure.policy", settings.disclosure.policy
    for name, blocks in (("home", settings.home), ("side", settings.side)):
        yield from ((f"{name}.picked.{n}", path) for n, path in enumerate(blocks.picked))


def _named_pictures(settings: Settings) -> Iterator[tuple[str, str]]:
    for number, author in enumerate(settings.authors):
        yield f"authors.{number}.image", author.image
    yield "sharing.image", settings.sharing.image
    yield "theme.logo", settings.theme.logo


def _missing(source: Source, path: str, known: tuple[str, ...]) -> Diagnostic:
    is_new = path.endswith(".md") and not nearest(path, known)
    remedy = phrase("create-page", path=path) if is_new else did_you_mean(path, known)
    return report(source, "missing-file-of-settings", path=path, remedy=remedy)
