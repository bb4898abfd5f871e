"""The view of a site: every question is an input, whose digest changes with the answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from inspect import isfunction
from typing import NamedTuple

import pytest

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import (
    AdLink,
    Article,
    Body,
    CardEntry,
    ContactCard,
    Deal,
    Ledger,
    Month,
    Notice,
    PictureFile,
    Product,
    Programme,
    Reference,
    ShopLink,
    Site,
    Speaker,
)
from kawaraban.site.view import SiteView
from tests.site.sites import NOW, SETTINGS, make_post, make_site, view_of

HERE = Source("content/x.md")
DEAL = Deal(
    id="d", shop="店", text="安売り", link=AdLink(source=HERE, url="u", network="n"), is_ad=True
)
CONTACT = ContactCard(name="窓口", as_of=date(2026, 5, 1), reference=Reference(title="t", url="u"))
PRODUCT = Product(id="p", source=HERE, name="鍵", image_source=HERE)
PICTURE = PictureFile(path="content/a.png", width=1, height=1, digest="0")
SHOP = ShopLink(shop="店", link=DEAL.link, is_ad=True)
ENDING = Programme(id="p", source=HERE, link=SHOP, ends=NOW + timedelta(days=1))
LEDGER = Ledger(programmes={"p": ENDING}, keys={"a 1": "p"})
NOTICE = Notice(name="n", path="content/notices/n.md", body=Body(description="一"))
POSTS = (
    make_post("a", 3, tags=("鍵", "SEO"), category="手続き"),
    make_post("b", 2, tags=("鍵",)),
    make_post("c", 1, slug="see"),
)
BEFORE = make_site(
    POSTS,
    updated=NOW,
    contacts={"c": CONTACT},
    speakers={"s": Speaker()},
    products={"p": PRODUCT},
    deals={"d": DEAL},
    ledger=LEDGER,
    notices={"n": NOTICE},
    bios={"e": Body(description="一")},
    cards={"u": CardEntry(title="題")},
    pictures={"content/a.png": PICTURE},
    downloads={"content/a.pdf": "files/a.pdf"},
    title_cards={"": "images/card.png"},
)


class Question(NamedTuple):
    """A question that a page asks, and a site that has another answer to it."""

    name: str
    after: Site


def _site(*posts: Article, **more: object) -> Site:
    return make_site(posts or POSTS, **more)


def _other(**keys: object) -> Site:
    """Return the site with other keys of its post a."""
    given: dict[str, object] = {"tags": ("鍵", "SEO"), "category": "手続き"}
    return make_site((make_post("a", 3, **given | keys), *POSTS[1:]))


A = "content/posts/a.md"
QUESTIONS: dict[str, Question] = {
    "_has_passed": Question("2026-06-02T00:00:00+00:00", _site(now=NOW + timedelta(days=1))),
    "_months_since": Question("2026-1", _site(now=NOW + timedelta(days=31))),
    "address": Question(A, _other(slug="x")),
    "aliases": Question("", _other(aliases=("/old/",))),
    "bio": Question("e", _site(bios={"e": Body(description="二")})),
    "address_of_path": Question("/old/", _other(aliases=("/old/",))),
    "contact": Question("c", _site(contacts={})),
    "deal": Question("d", _site(deals={})),
    "download": Question("content/a.pdf", _site(downloads={})),
    "file": Question("content/posts\ta.md", _site(files=frozenset())),
    "has_ended": Question("d", _site(past_deals=frozenset("d"))),
    "headline": Question(A, _other(title="別の題")),
    "headlines": Question("", _other(title="別の題")),
    "indexed_articles": Question("", _other(noindex=True)),
    "link_card": Question("u", _site(cards={"u": CardEntry(title="別の題")})),
    "list_changes": Question("", _other(updated=datetime(2026, 5, 9, tzinfo=UTC))),
    "list_page": Question("1/tags/鍵", _other(tags=())),
    "nearest_of_term": Question("tags/鍵", _other(date=datetime(2026, 4, 1, tzinfo=UTC))),
    "neighbours": Question(A, _site(*POSTS, make_post("d", 4))),
    "newest_posts": Question("2", _site(*POSTS[1:])),
    "notice": Question("n", _site(notices={})),
    "picture": Question("content/a.png", _site(pictures={})),
    "post_with_slug": Question("see", _site(*POSTS[:2])),
    "product": Question("p", _site(products={})),
    "programme": Question("a 1", _site(now=NOW + timedelta(days=9), ledger=LEDGER)),
    "running_deals": Question("", _site(deals={})),
    "loads": Question("", _site(loads=(("h.example", True),))),
    "snippet": Question("s", _site(snippets={"s": Body(description="一")})),
    "searchable": Question("", _other(noindex=True)),
    "speaker": Question("s", _site(speakers={})),
    "spelling": Question("tags/seo", _other(tags=("Seo",))),
    "term_counts": Question("tags", _other(tags=())),
    "title_card": Question("", _site(title_cards={})),
    "year_counts": Question("", _other(date=datetime(2025, 4, 1, tzinfo=UTC))),
    "year": Question("", _site(updated=NOW + timedelta(days=365))),
}
# Two questions whose argument is a value; each asks a recorded one of the same name.
BY_VALUE = {"has_passed": NOW, "months_since": Month(2026, 1)}
METHODS = {name: method for name, method in vars(SiteView).items() if isfunction(method)}


def test_every_public_method_is_a_question() -> None:
    """A method that answers without a record would hide an input of a page.

    `article` and `published` record by themselves; see the test of articles.
    """
    recorded = {name for name, method in METHODS.items() if hasattr(method, "__wrapped__")}
    assert recorded == set(QUESTIONS)
    others = {name for name in METHODS if not name.startswith("_")} - recorded
    assert others == {"article", "published_article", "ask", "digest_of", *BY_VALUE}
    assert [name for name in vars(SiteView) if isinstance(vars(SiteView)[name], property)] == []


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_is_recorded(kind: str) -> None:
    """Asked once or twice, it is an input of the page that asks."""
    view, name = view_of(BEFORE), QUESTIONS[kind].name
    for _ in range(2):
        view.inputs.clear()
        getattr(view, kind)(name)
        assert view.inputs == {f"{kind} {name}"}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_digest_changes_with_the_answer(kind: str) -> None:
    """Another answer is another digest; a site that is made anew with the same has the same."""
    question = QUESTIONS[kind]
    key = f"{kind} {question.name}"
    old, new = view_of(BEFORE), view_of(question.after)
    assert old.ask(kind, question.name) != new.ask(kind, question.name)
    assert old.digest_of(key) != new.digest_of(key)
    assert old.digest_of(key) == view_of(BEFORE).digest_of(key)


@pytest.mark.parametrize("name", BY_VALUE)
def test_questions_by_value_are_recorded(name: str) -> None:
    """The value is written into the name of the input, which can be asked for by that name."""
    view = view_of(BEFORE)
    answer = getattr(view, name)(BY_VALUE[name])
    (key,) = view.inputs
    kind, _, written = key.partition(" ")
    assert kind == f"_{name}"
    assert view_of(BEFORE).ask(kind, written) == answer


def test_an_article_is_recorded_by_its_file() -> None:
    """Its digest is that of its bytes; an article that is not there is recorded too."""
    view = view_of(BEFORE)
    assert view.article(A) == POSTS[0]
    assert view.published_article(A) == POSTS[0]
    assert view.article("content/posts/none.md") is None
    assert view.inputs == {f"article {A}", "article content/posts/none.md"}
    digests = [
        view_of(site).digest_of(f"article {A}") for site in (BEFORE, _other(draft=True), _site())
    ]
    assert digests[0] == digests[2] != digests[1]
    assert view.digest_of("article content/posts/none.md") not in digests
    with pytest.raises(LookupError):
        view.published_article("content/posts/none.md")


def test_questions_of_other_rooms_are_recorded() -> None:
    """What a theme answers is an input like any other, asked for once a build."""
    asked = []
    view = SiteView(BEFORE, SETTINGS, lambda _: Body(), {"asset": lambda n: asked.append(n) or n})
    for _ in range(2):
        view.inputs.clear()
        assert view.ask("asset", "style.css") == "style.css"
        assert view.inputs == {"asset style.css"}
    assert asked == ["style.css"]


def test_where_a_picture_is_used_first_does_not_matter() -> None:
    """A picture's digest leaves out the position of one of its uses."""
    sites = [
        _site(pictures={"content/a.png": picture})
        for picture in (PICTURE, PictureFile(path="content/a.png", width=2, height=1, digest="0"))
    ]
    moved = PictureFile(path="content/a.png", width=1, height=1, digest="0", source=HERE)
    digests = [view_of(site).digest_of("picture content/a.png") for site in sites]
    assert (
        view_of(_site(pictures={"content/a.png": moved})).digest_of("picture content/a.png")
        == digests[0]
    )
    assert digests[0] != digests[1]


@pytest.mark.parametrize(
    ("checked", "months", "upcoming"),
    [
        (Month(2026, 1), 4, date(2026, 7, 1)),
        (date(2026, 1, 15), 4, date(2026, 6, 16)),
        (Month(2026, 5), 0, date(2026, 7, 1)),
        (date(2026, 5, 31), 0, date(2026, 7, 1)),
    ],
)
def test_an_age_names_its_next_change(checked: Month | date, months: int, upcoming: date) -> None:
    """An age in months has a moment at which the next month is full, and changes there."""
    view = view_of(BEFORE)
    assert view.months_since(checked) == months
    (moment,) = view.upcoming.values()
    assert moment.date() == upcoming
    assert view.upcoming.keys() <= view.inputs  # else the moment would be forgotten
    assert view_of(_site(now=moment)).months_since(checked) == months + 1
    just_before = _site(now=moment - timedelta(seconds=1))
    assert view_of(just_before).months_since(checked) == months


def test_a_moment_to_come_is_upcoming() -> None:
    """A moment that has passed changes nothing any more."""
    view = view_of(BEFORE)
    later = NOW + timedelta(hours=1)
    assert [view.has_passed(moment) for moment in (NOW, later)] == [True, False]
    assert {*view.upcoming.values()} == {later}
    assert view.upcoming.keys() <= view.inputs


def test_a_digest_of_a_question_of_time_is_upcoming_too() -> None:
    """A page that is not made because nothing changed still changes at its moment."""
    view = view_of(BEFORE)
    view.digest_of("_months_since 2026-1")
    assert [moment.date() for moment in view.upcoming.values()] == [date(2026, 7, 1)]
