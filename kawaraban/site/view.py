"""The site as a page may see it: every question is recorded as an input of the page being made.

Nothing else of a site reaches the elements' views and the templates. So what a page was made
from is known from what it asked for, and no code lists by hand which pages an edit concerns.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from kawaraban.core import model
from kawaraban.core.addresses import meanings
from kawaraban.core.dates import full_months, months_after, start_of_day
from kawaraban.core.diagnostics import Source
from kawaraban.core.settings import Settings
from kawaraban.incremental.page_keys import DIGEST_BYTES, digest_of_value
from kawaraban.site.recorder import Recorder, recorded
from kawaraban.site.taxonomy import address_of_path, spelling_of

T = TypeVar("T")
_NOTHING = bytes(DIGEST_BYTES)
# Only so many posts of a tag are compared, so that the work does not grow with the square of
# the site.
_NEAREST = 40


def _entry_of(
    kind: str, table: Callable[[model.Site], Mapping[str, T]]
) -> Callable[["SiteView", str], T | None]:
    """Return the question of a kind: what the site's table holds under a name."""

    def entry(view: "SiteView", name: str) -> T | None:
        return table(view._site).get(name)  # noqa: SLF001 - a method of the view

    entry.__name__ = kind
    return recorded(entry)


class SiteView(Recorder):
    """Answers questions about one site at its moment.

    `more` answers kinds of questions that this room knows nothing of (a template, an asset).
    """

    def __init__(
        self,
        site: model.Site,
        settings: Settings,
        body_of: Callable[[str], model.Body],
        more: Mapping[str, Callable[[str], object]] | None = None,
    ) -> None:
        """Take the site; `body_of` gives the whole body of a published article by its path."""
        super().__init__()
        self._site, self._settings, self._body_of = site, settings, body_of
        self._more = more or {}

    def digest_of(self, key: str) -> bytes:
        """Return the digest of the answer to a question, `KIND NAME`."""
        kind, _, name = key.partition(" ")
        if kind == "article":  # the text need not be loaded: its file's digest stands for it
            article = self._site.articles.get(name)
            return article.digest if article else _NOTHING
        answer = self.answers[key] if key in self.answers else self.ask(kind, name)
        if isinstance(answer, model.PictureFile):  # where it is used first does not matter
            answer = replace(answer, source=Source(""))
        return digest_of_value(answer)

    def ask(self, kind: str, name: str) -> object:
        """Answer a question of any kind."""
        if kind not in self._more:
            return getattr(self, kind)(name)
        key = f"{kind} {name}"
        self.inputs.add(key)
        if key not in self.answers:
            self.answers[key] = self._more[kind](name)
        return self.answers[key]

    def article(self, path: str) -> model.Article | None:
        """Return a published article with its whole text, which is not held in memory."""
        self.inputs.add(f"article {path}")
        light = self._site.articles.get(path)
        return light and replace(light, body=self._body_of(path))

    def published_article(self, path: str) -> model.Article:
        """Return an article that is known to be published, with its whole text."""
        article = self.article(path)
        if article is None:
            raise LookupError(path)
        return article

    headline = _entry_of("headline", lambda site: site.headlines)
    contact = _entry_of("contact", lambda site: site.contacts)
    product = _entry_of("product", lambda site: site.products)
    deal = _entry_of("deal", lambda site: site.deals)  # while it runs
    notice = _entry_of("notice", lambda site: site.notices)
    bio = _entry_of("bio", lambda site: site.bios)  # by the author's id
    snippet = _entry_of("snippet", lambda site: site.snippets)
    link_card = _entry_of("link_card", lambda site: site.cards)  # by its address
    speaker = _entry_of("speaker", lambda site: site.speakers)
    picture = _entry_of("picture", lambda site: site.pictures)  # by its path
    download = _entry_of("download", lambda site: site.downloads)  # by the file's path
    title_card = _entry_of("title_card", lambda site: site.title_cards)  # the site's is under ""

    @recorded
    def address(self, path: str) -> str | None:
        """Return the address of a published article."""
        article = self._site.articles.get(path)
        return article.address if article else None

    @recorded
    def post_with_slug(self, slug: str) -> str | None:
        """Return the path of the post with a slug."""
        post = self._site.by_slug.get(slug)
        return post.path if post else None

    @recorded
    def neighbours(self, path: str) -> model.Neighbours:
        """Return the paths of the newer and the older post beside a post."""
        return self._site.neighbours(path)

    @recorded
    def address_of_path(self, path: str) -> str | None:
        """Return the address of a page without a file of its own, as `address_of_path` says."""
        return address_of_path(path, self._site)

    @recorded
    def newest_posts(self, count: str) -> tuple[str, ...]:
        """Return the paths of so many newest posts."""
        return tuple(post.path for post in self._site.posts[: int(count)])

    @recorded
    def list_page(self, name: str) -> model.ListPage:
        """Return a page of a list, named `NUMBER/home`, `NUMBER/tags/NAME`, …."""
        number, _, name = name.partition("/")
        posts, size = self._site.list_of(name), self._settings.posts.per_page
        start = (int(number) - 1) * size
        paths = tuple(post.path for post in posts[start : start + size])
        return model.ListPage(paths, max(1, -(-len(posts) // size)))

    @recorded
    def nearest_of_term(self, name: str) -> tuple[str, ...]:
        """Return the newest posts of a tag or category (`tags/NAME`), as sort keys."""
        kind, _, term = name.partition("/")
        terms = self._site.terms(kind)
        posts = terms.get(spelling_of(term, terms), ())
        return tuple(post.sort_key for post in posts[:_NEAREST])

    @recorded
    def spelling(self, name: str) -> str:
        """Return the site's spelling of a tag or category (`tags/NAME`)."""
        kind, _, term = name.partition("/")
        return spelling_of(term, self._site.terms(kind))

    @recorded
    def term_counts(self, kind: str) -> tuple[tuple[str, int], ...]:
        """Return all tags or categories with the number of their posts."""
        return tuple((name, len(posts)) for name, posts in self._site.terms(kind).items())

    @recorded
    def year_counts(self, _name: str = "") -> tuple[tuple[int, int], ...]:
        """Return the years of posts, the newest first, with the number of their posts."""
        dates = (post.front_matter.date for post in self._site.posts)
        return tuple(Counter(date.year for date in dates if date).items())

    @recorded
    def headlines(self, _name: str = "") -> tuple[model.Headline, ...]:
        """Return all posts as the archive names them."""
        return tuple(self._site.headlines[post.path] for post in self._site.posts)

    @recorded
    def list_changes(self, _name: str = "") -> tuple[tuple[str, datetime | None], ...]:
        """Return every list by name, with the last change of one of its posts."""
        site = self._site
        terms = [f"tags/{name}" for name in site.tags]
        names = ["home", *terms, *(f"categories/{name}" for name in site.categories)]
        return tuple((name, model.last_change(site.list_of(name))) for name in names)

    @recorded
    def indexed_articles(self, _name: str = "") -> tuple[tuple[str, datetime | None], ...]:
        """Return the address and last change of every article's page for search engines."""
        articles = (*self._site.posts, *self._site.pages)
        indexed = (a for a in articles if a.address and not a.front_matter.noindex)
        return tuple((article.address, article.modified) for article in indexed)

    @recorded
    def searchable(self, _name: str = "") -> tuple[str, ...]:
        """Return the paths of the articles that the site's own search finds.

        Posts from the oldest on, so that a new one changes no other's number, then pages.
        """
        articles = (*reversed(self._site.posts), *self._site.pages)
        return tuple(a.path for a in articles if not a.front_matter.noindex)

    @recorded
    def aliases(self, _name: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the address of every article that has old ones, with them."""
        articles = self._site.articles.values()
        found = ((a.address, a.front_matter.aliases) for a in articles if a.front_matter.aliases)
        return tuple(sorted(found))

    @recorded
    def year(self, _name: str = "") -> int:
        """Return the year of the newest change, which stands in the footer."""
        return (self._site.updated or self._site.now).year

    @recorded
    def has_ended(self, deal: str) -> bool:
        """Return whether a deal is over."""
        return deal in self._site.past_deals

    @recorded
    def running_deals(self, _name: str = "") -> tuple[model.Deal, ...]:
        """Return all deals that run."""
        return tuple(self._site.deals.values())

    @recorded
    def programme(self, keys: str) -> model.Standing | None:
        """Return how the programme of an ad link stands, by the link's keys."""
        standing = self._site.ledger.standing(keys, self._site.now)
        if standing and standing.ends:
            self.upcoming[f"programme {keys}"] = standing.ends + timedelta(milliseconds=1)
        return standing

    @recorded
    def loads(self, _name: str = "") -> tuple[tuple[str, bool], ...]:
        """Return the hosts that articles load from, and whether only on a reader's request."""
        return self._site.loads

    @recorded
    def file(self, name: str) -> str | None:
        """Return the file of the site that a path means in a folder (`FOLDER<tab>WRITTEN`)."""
        folder, _, written = name.partition("\t")
        return next((p for p in meanings(folder, written) if p in self._site.files), None)

    @recorded
    def _has_passed(self, moment: str) -> bool:
        at = datetime.fromisoformat(moment)
        if at > self._site.now:
            self.upcoming[f"_has_passed {moment}"] = at
            return False
        return True

    def has_passed(self, moment: datetime) -> bool:
        """Return whether a moment has come."""
        return self._has_passed(moment.isoformat())

    @recorded
    def _months_since(self, day: str) -> int:
        year, month, *rest = map(int, day.split("-"))
        in_month = rest[0] if rest else None
        today = self._site.now.astimezone(self._settings.zone).date()
        months = full_months(year, month, in_month, today)
        next_day = months_after(year, month, in_month, months + 1)
        self.upcoming[f"_months_since {day}"] = start_of_day(next_day, self._settings.zone)
        return months

    def months_since(self, checked: model.Checked) -> int:
        """Return how many full months have gone since a day, or since the end of a month."""
        day = getattr(checked, "day", None)
        return self._months_since("-".join(str(n) for n in (checked.year, checked.month, day) if n))
