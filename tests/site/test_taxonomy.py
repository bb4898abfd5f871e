"""Tags and categories: one name, whatever letter case or width it is typed in."""

from __future__ import annotations

import pytest

from kawaraban.site.taxonomy import group_by_term, spelling_of
from tests.desk import Desk, post
from tests.site.sites import make_post


def test_tags_by_any_letter_case_are_one(desk: Desk) -> None:
    """`SEO`, `seo` and full-width `ＳＥＯ` are one tag, spelled as in the newest post."""
    texts = {
        "content/posts/a.md": post("あ", tags="seo", date="2026-01-01"),
        "content/posts/b.md": post("い", tags="SEO", date="2026-02-01"),
        "content/posts/c.md": post("う", tags="ＳＥＯ", date="2025-02-01"),
    }
    built = desk.write(texts).build()
    assert [p for p in built.everything() if p.startswith("tags/")] == ["tags/SEO/index.html"]
    assert 'href="../../tags/SEO/"' in built.page("posts/a/")


@pytest.mark.parametrize(
    ("term", "spelling"),
    [("SEO", "SEO"), ("seo", "SEO"), ("ＳＥＯ", "SEO"), ("Seo対策", "Seo対策"), ("", "")],
)
def test_the_spelling_of_a_term(term: str, spelling: str) -> None:
    """The site's own, where it has the term; else as it is typed."""
    assert spelling_of(term, {"SEO": (), "鍵": ()}) == spelling


def test_the_newest_post_spells_a_term() -> None:
    """Terms are sorted by name; a post that names one twice is in it once."""
    posts = (make_post("new", 3, tags=("Web", "web")), make_post("old", 2, tags=("WEB", "鍵")))
    groups = group_by_term(posts, lambda article: article.front_matter.tags)
    names = {name: [post.slug for post in members] for name, members in groups.items()}
    assert list(names) == ["web", "鍵"]
    assert names == {"web": ["new", "old"], "鍵": ["old"]}
