"""Check what the front matter of the articles names: authors, pictures, related posts."""

from collections.abc import Iterator
from datetime import timedelta

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.model import Article
from kawaraban.read.front_matter_rules import bad_slug
from kawaraban.site.freshness import check_age
from kawaraban.site.links import missing_file


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report names that nothing has.

    Bad:  author: editer       (site.toml has the author `editor`)
    Good: author: editor
    """
    posts = (article for article in subject.articles if article.kind == "post")
    are_known = all(subject.knows("slug", article) for article in posts)
    for article in subject.articles:
        yield from _author(article, subject)
        day, about = article.front_matter.verified, {"name": article.title, "key": "verified"}
        if day is not None:
            source, context = article.front_matter.positions["verified"], subject.context(article)
            yield from check_age(day, "stale-post", source, context, **about)
        yield from _image(article, subject)
        yield from _date(article, subject)
        yield from _updated(article, subject)
        if are_known:
            yield from _related(article, subject.slugs)
        if subject.knows("category", article):
            yield from _category(article, subject)
        if subject.knows("slug", article):
            yield from _slug(article)


def _author(article: Article, subject: CheckSubject) -> Iterator[Diagnostic]:
    name = article.front_matter.author
    if name and subject.settings.author(name) is None:
        near = did_you_mean(name, tuple(author.id for author in subject.settings.authors))
        source = article.front_matter.positions["author"]
        yield report(source, "unknown-author", name=name, near=near)


def _date(article: Article, subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report a date so far ahead that its year, which nothing else names, is probably misspelt."""
    date, is_draft = article.front_matter.date, article.front_matter.draft
    if is_draft or not date or (later := date - timedelta(days=366)) <= subject.site.now:
        return
    is_named = str(date.year) in f"{article.slug} {article.title}"
    if not is_named and not subject.view.has_passed(later):
        day = f"{date:%Y-%m-%d}"
        yield report(article.front_matter.positions["date"], "far-future", day=day)


def _updated(article: Article, subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report an update that is days ahead, which a page that is there already would show."""
    date, updated = article.front_matter.date, article.front_matter.updated
    is_coming = article.front_matter.draft or (date is not None and date > subject.site.now)
    if updated and not is_coming and not subject.view.has_passed(updated - timedelta(days=1)):
        day = f"{updated:%Y-%m-%d}"
        yield report(article.front_matter.positions["updated"], "future-update", day=day)


def _image(article: Article, subject: CheckSubject) -> Iterator[Diagnostic]:
    path, positions = article.front_matter.image, article.front_matter.positions
    if path and subject.context(article).find(positions["image"], path) is None:
        yield missing_file(positions["image"], path, subject.context(article), in_data=True)


def _related(article: Article, slugs: tuple[str, ...]) -> Iterator[Diagnostic]:
    for slug in article.front_matter.related or ():
        if slug not in slugs:
            place = article.front_matter.place("related", slug)
            yield report(place, "unknown-post", slug=slug, near=did_you_mean(slug, slugs))


def _category(article: Article, subject: CheckSubject) -> Iterator[Diagnostic]:
    needs_category = article.kind == "post" and "{category}" in subject.settings.posts.permalink
    if needs_category and not article.front_matter.category:
        source = article.front_matter.positions.get("title", Source(article.path))
        yield report(source, "category-needed")
    if article.kind == "page":  # which stands in no list
        for key in article.front_matter.positions.keys() & {"tags", "category", "related"}:
            yield report(article.front_matter.positions[key], "key-of-posts", key=key)


def _slug(article: Article) -> Iterator[Diagnostic]:
    """Report a file name that becomes the address, but that `slug` could not be."""
    if why := None if article.front_matter.slug else bad_slug(article.slug):
        yield report(Source(article.path), "bad-file-name", why=why, slug=article.slug)
