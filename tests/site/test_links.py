"""Links to articles and headings: where they lead, and what is said where they lead nowhere."""

from __future__ import annotations

import pytest

from kawaraban.core.diagnostics import Source
from kawaraban.site.context import check_context
from kawaraban.site.links import check_target, link_to, target
from tests.desk import Desk, post
from tests.site.sites import SETTINGS, make_post, make_site, view_of

HERE = Source("content/posts/a.md", 6, 1)
SITE = make_site([make_post("a"), make_post("b", slug="see")])
MORE = {
    "content/posts/f/index.md",
    "content/pages/about.md",
    "content/c.pdf",
    "content/notices/n.md",
}


@pytest.mark.parametrize(
    ("path", "fragment", "link"),
    [
        ("b.md", "", "posts/see/"),
        ("b.md", "head", "posts/see/#head"),
        ("../posts/b.md", "", "posts/see/"),
        ("posts/b.md", "", "posts/see/"),
        ("/posts/b.md", "", "posts/see/"),
        ("nowhere.md", "", None),
        ("../../../b.md", "", None),
    ],
)
def test_where_a_link_leads(path: str, fragment: str, link: str | None) -> None:
    """From the folder of its file, else from `content/`, else among the posts."""
    context = check_context(SITE, SETTINGS, view=view_of(SITE))
    assert link_to(HERE, path, fragment, context) == link
    found = target(HERE, path, context)
    assert (found.path if found else None) == ("content/posts/b.md" if link else None)


def test_a_link_records_what_it_asked_for() -> None:
    """A page with a link depends on the file that it means and on that one's address."""
    view = view_of(SITE)
    link_to(HERE, "b.md", "", check_context(SITE, SETTINGS, view=view))
    assert view.inputs == {"file content/posts\tb.md", "address content/posts/b.md"}


@pytest.mark.parametrize(
    ("path", "fragment", "rule"),
    [
        ("b.md", "", None),
        ("b.md", "top", None),
        ("b.md", "head", "missing-heading"),
        ("draft.md", "", "unpublished-target"),
        ("nowhere.md", "", "missing-file"),
        ("../notices/n.md", "", "source-file"),
    ],
)
def test_what_is_said_of_a_link(path: str, fragment: str, rule: str | None) -> None:
    """Each way to lead nowhere has its own rule, at the position of the link."""
    files = SITE.files | MORE | {"content/posts/draft.md"}
    site = make_site(SITE.posts, files=files, unpublished=frozenset(["content/posts/draft.md"]))
    found = list(check_target(HERE, path, fragment, check_context(site, SETTINGS)))
    assert [(d.rule, d.source) for d in found] == ([(rule, HERE)] if rule else [])


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("bb.md", "b.md"),
        ("abuot.md", "pages/about.md"),
        ("xyzzy.md", "put it under content/"),
        ("amazon：B000000000", "amazon:B000000000"),
    ],
)
def test_the_nearest_file_is_proposed(path: str, meant: str) -> None:
    """As it is written from there; files that are never published are not."""
    site = make_site(SITE.posts, files=SITE.files | MORE)
    (found,) = check_target(HERE, path, "", check_context(site, SETTINGS))
    assert meant in found.line("en")


def test_a_link_to_an_unpublished_post_is_text(desk: Desk) -> None:
    """A link to a post that is not there yet stays as text, with a warning."""
    desk.write(
        {
            "content/posts/a.md": post("[続き](later.md#見出し)を待つ。"),
            "content/posts/later.md": post("## 見出し", date="2027-01-01"),
        }
    )
    built = desk.build()
    assert "[unpublished-target]" in built.out
    assert "<a>続き</a>を待つ。" in built.page("posts/a/")
    assert 'href="../later/#' in desk.build(now="2027-01-02").page("posts/a/")


@pytest.mark.parametrize(
    ("date", "told"),
    [("2026-06-30", True), ("2026-07-01", False), ("2026-08-01", False), ("2026-09-02", True)],
)
def test_a_link_between_posts_to_come(desk: Desk, date: str, *, told: bool) -> None:
    """A post that is there by the day of the one that links to it is right; no other is."""
    files = {
        "content/posts/a.md": post("[前編](first.md#見出し)。", date=date),
        "content/posts/first.md": post("## 見出し", date="2026-07-01", expires="2026-09-01"),
    }
    built = desk.write(files).build()
    assert (built.status, "[unpublished-target]" in built.out) == (0, told)
    page = desk.build(now=f"{date}T00:00").page("posts/a/")
    assert ('href="../first/#' in page) != told


def test_a_draft_is_never_there(desk: Desk) -> None:
    """A draft has no day on which it appears, whatever date it has."""
    files = {
        "content/posts/a.md": post("[前編](first.md)。", date="2026-08-01"),
        "content/posts/first.md": post("文。", date="2026-07-01", draft="true"),
    }
    assert "[unpublished-target]" in desk.write(files).build().out
