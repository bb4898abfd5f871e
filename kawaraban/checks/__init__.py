"""Rules over the whole site: one module each, one generator each, and the registry.

A rule's docstring shows what is wrong and what is right, as `Bad:` and `Good:`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.discovery import modules
from kawaraban.core.model import Article, Body, FrontMatter, Frozen, Site
from kawaraban.core.nearest import is_absent
from kawaraban.core.settings import Settings
from kawaraban.markdown.texts import Texts
from kawaraban.site import gather
from kawaraban.site.context import CheckContext, check_context, site_view
from kawaraban.site.view import SiteView

_KEYS = FrontMatter.__struct_fields__


class CheckSubject(Frozen, frozen=True, kw_only=True, dict=True, gc=True):
    """What the rules look at: the site, and every article that can still appear.

    `articles` holds drafts and future posts too, so that their mistakes are found while they are
    written, and those whose front matter has mistakes, with what is right of it: the `misread`.
    `scheduled` are those that will appear on their day. `loose` are the bodies that belong to no
    article: notices and bios. `slugs` are those of every post, also of one whose end has passed:
    the clock makes nothing a mistake. `body_of` gives the whole text of an article by its path.
    """

    site: Site
    settings: Settings
    articles: tuple[Article, ...]
    misread: Mapping[str, Article] = {}
    scheduled: Mapping[str, Article] = {}
    loose: tuple[Body, ...] = ()
    slugs: tuple[str, ...] = ()
    body_of: Callable[[str], Body]

    @cached_property
    def view(self) -> SiteView:
        """Return the view of the site that the checks share."""
        return site_view(self.site, self.settings)

    def context(self, article: Article | None = None) -> CheckContext:
        """Make a context to check an article's slots in."""
        context = check_context(self.site, self.settings, article, self.view)
        return replace(context, misread=self.misread, scheduled=self.scheduled)

    def knows(self, key: str, article: Article) -> bool:
        """Return whether what a key says is known: it may be one of the mistakes of a post."""
        written, unread = article.front_matter.positions, article.front_matter.unread
        if article.path not in self.misread:
            return True
        is_absent_or_right = key in written or is_absent(key, written, _KEYS)
        return bool(written) and key not in unread and is_absent_or_right


def make_subject(
    site: Site, settings: Settings, articles: tuple[Article, ...], texts: Texts
) -> CheckSubject:
    """Return what to check of a site: each article whose end has not passed, all other texts."""
    misread = gather.make_misread_articles(texts.documents, settings)
    all_of_them = (*articles, *misread)
    return CheckSubject(
        site=site,
        settings=settings,
        articles=gather.still_to_come(all_of_them, site.now),
        misread={article.path: article for article in gather.still_to_come(misread, site.now)},
        scheduled={article.path: article for article in gather.scheduled_articles(articles, site)},
        loose=gather.bodies_outside_articles(all_of_them, texts.bodies),
        slugs=tuple(article.slug for article in all_of_them if article.kind == "post"),
        body_of=texts.body_of,
    )


def run_checks(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Yield everything that is wrong with a site at its moment."""
    for module in modules(__name__, __path__):
        if hasattr(module, "check"):
            yield from module.check(subject)
