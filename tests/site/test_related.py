"""Related posts: what to read after a post, and which posts stand beside it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from kawaraban.site.related import related_posts
from tests.desk import Desk, post
from tests.site.sites import make_post, make_site, view_of


def test_neighbours_and_related(desk: Desk) -> None:
    """A post leads to the one before, the one after, and those that share its tags."""
    texts = {
        f"content/posts/p{i}.md": post("あ", title=f"記事{i}", date=f"2026-04-0{i}", tags=tags)
        for i, tags in enumerate(["鍵", "鍵", "別", "鍵"], 1)
    }
    soup = BeautifulSoup(desk.write(texts).build().page("posts/p2/"), "html.parser")
    assert soup.find("a", rel="prev")["href"] == "../p1/"
    assert soup.find("a", rel="next")["href"] == "../p3/"
    related = [a["href"] for a in soup.select(".related a") if a.find_parent(["h2", "h3", "h4"])]
    assert related == ["../p4/", "../p1/"]


def test_related_by_name(desk: Desk) -> None:
    """`related` names posts by slug, in that order; an unknown one is an error."""
    texts = {f"content/posts/{n}.md": post("あ") for n in "bc"}
    desk.write({"content/posts/a.md": post("あ", related="[c, b]"), **texts})
    soup = BeautifulSoup(desk.build().page("posts/a/"), "html.parser")
    assert [h.a["href"] for h in soup.select(".related h3")] == ["../c/", "../b/"]
    desk.write({"content/posts/a.md": post("あ", related="[d]")})
    assert "[unknown-post]" in desk.build().out


def _related(name: str, *posts: object) -> list[str]:
    """Return the names of the posts to read after one of some posts."""
    site = make_site(posts)  # type: ignore[arg-type]
    paths = related_posts(site.articles[f"content/posts/{name}.md"], view_of(site))
    return [path.removeprefix("content/posts/").removesuffix(".md") for path in paths]


def test_tags_count_twice_as_much_as_the_category() -> None:
    """Two points a tag, one the category; of as many points the newer post comes first."""
    own = make_post("own", 9, tags=("鍵", "窓"), category="手続き")
    others = (
        make_post("both", 1, tags=("鍵", "窓")),
        make_post("tag", 2, tags=("鍵",)),
        make_post("category", 3, category="手続き"),
        make_post("newer", 4, tags=("窓",)),
        make_post("none", 5, tags=("別",), category="別"),
    )
    assert _related("own", own, *others) == ["both", "newer", "tag", "category"]


def test_at_most_four_are_related() -> None:
    """The newest of a tag, and never the post itself."""
    posts = [make_post(f"p{n}", n, tags=("鍵",)) for n in range(1, 9)]
    assert _related("p8", *posts) == ["p7", "p6", "p5", "p4"]


@pytest.mark.parametrize(
    ("named", "related"), [(("c", "see"), ["c", "d"]), (("nowhere",), []), ((), [])]
)
def test_named_posts_stand_in_place_of_others(named: tuple[str, ...], related: list[str]) -> None:
    """By slug and in their order, less those that are not published; none, if none is named."""
    own = make_post("own", 9, tags=("鍵",), related=named)
    others = (make_post("b", 1, tags=("鍵",)), make_post("c", 2), make_post("d", 3, slug="see"))
    assert _related("own", own, *others) == related
