"""What a build knows at each of its stages: the site as read, gathered, planned, reported."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kawaraban.builder.inputs import Inputs
from kawaraban.builder.report import Report, Unpublished
from kawaraban.builder.theme import Theme
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import Site
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.texts import Texts
from kawaraban.read.source import SiteSource
from kawaraban.render.pages import Output
from kawaraban.render.renderer import Renderer
from kawaraban.render.search_index import SearchIndex
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.offers import Offers
from kawaraban.site.view import SiteView

Found = tuple[Diagnostic, ...]


class Content(Struct, frozen=True):
    """The site's folder as it was read; the recipe stands for the program and the settings."""

    inputs: Inputs
    recipe: str
    source: SiteSource
    texts: Texts
    misread: Found


class Gathered(Struct, frozen=True):
    """The site at its moment, and what its checks looked at."""

    site: Site
    subject: CheckSubject
    offers: Offers


class Plan(Struct, frozen=True):
    """The outputs of a build, and what they are made from."""

    snapshot: Snapshot
    outputs: tuple[Output, ...]
    subject: CheckSubject
    content: Content
    theme: Theme

    @property
    def holds_until(self) -> datetime | None:
        """Return the moment up to which the date changes neither a page nor a warning."""
        upcoming = self.snapshot.renderer.view.upcoming | self.subject.view.upcoming
        moments = (self.snapshot.site.steady_until, *upcoming.values())
        return min(filter(None, moments), default=None)


def renderer_of(site: Site, content: Content, theme: Theme, cache: Cache, jobs: int) -> Renderer:
    """Return what renders the pages of a site with a theme."""
    settings, questions = content.source.settings, dict(theme.questions)
    view = SiteView(site, settings, content.texts.body_of, questions)
    renderer = Renderer(view=view, settings=settings, templates=theme.templates)
    if settings.search.enabled:  # the view's table grows: the index is made by this renderer
        questions["search"] = lambda _: SearchIndex(renderer, cache, content.recipe, jobs)
    return renderer


def report_of(plan: Plan, paths: Iterable[str], found: Found, dates: Iterable[datetime]) -> Report:
    """Return the report of a build: the paths of its files, and the dates that change its pages."""
    site = plan.snapshot.site
    return Report(
        settings=plan.snapshot.settings,
        diagnostics=found,
        published=True,
        pages=sum(path.endswith(".html") for path in paths),
        pictures=len(site.pictures),
        next_change=min((*site.changes, *dates), default=None),
        unpublished=_unpublished(plan.subject),
    )


def _unpublished(subject: CheckSubject) -> Unpublished:
    """Count what is not in the output; the subject has all of it but what has ended."""
    absent, coming = subject.site.unpublished, subject.scheduled.values()
    drafts = sum(a.front_matter.draft and a.path in absent for a in subject.articles)
    return Unpublished(
        coming=len(coming),
        next_date=min(filter(None, (a.front_matter.date for a in coming)), default=None),
        drafts=drafts,
        expired=len(absent) - drafts - len(coming),
    )
