"""What is published at a moment, going forward and back; slugs and addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kawaraban.site.gather import is_public, scheduled_articles, slug_of, still_to_come
from tests.desk import Built, Desk, post
from tests.site.sites import NOW, make_post, make_site

CANARY = "カナリア語"


def _holds(built: Built, text: str) -> list[str]:
    """Return the published files that hold a text in their bytes or their name."""
    return [
        path for path, data in built.everything().items() if text.encode() in data or text in path
    ]


@pytest.mark.parametrize(
    "keys",
    [
        {"draft": "true"},
        {"date": "2026-06-02"},
        {"date": "2026-06-01T12:00:01"},
        {"expires": "2026-05-31"},
        {"expires": "2026-06-01T11:59"},
    ],
    ids=["draft", "tomorrow", "in a second", "ended yesterday", "ended a minute ago"],
)
def test_what_is_not_published_is_nowhere(desk: Desk, keys: dict[str, str]) -> None:
    """A draft, a future post and an expired one leave no byte anywhere."""
    hidden = post(
        f"{CANARY}の本文。![{CANARY}]({CANARY}.png)",
        title=f"{CANARY}の題",
        tags=f"[{CANARY}, 共通]",
        category=CANARY,
        slug=CANARY,
        aliases=f"[/{CANARY}/]",
        **keys,
    )
    desk.write({"content/posts/hidden.md": hidden, "content/posts/a.md": post("あ", tags="共通")})
    built = desk.picture(f"content/posts/{CANARY}.png").build()
    assert built.status == 0, built.out
    assert _holds(built, CANARY) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"date": "2026-06-01T12:00:00"},
        {"date": "2026-06-01"},
        {"expires": "2026-06-01"},
        {"expires": "2026-06-01T12:00"},
        {"date": "2026-06-01T04:00:00+01:00"},
    ],
)
def test_the_edges_of_publication(desk: Desk, keys: dict[str, str]) -> None:
    """A post is there from its moment on, and until the end of its last day."""
    built = desk.write({"content/posts/a.md": post(CANARY, **keys)}).build()
    assert "posts/a/index.html" in _holds(built, CANARY)


def test_time_goes_forward_and_back(desk: Desk) -> None:
    """The same moment gives the same site, whatever was built before."""
    desk.write(
        {
            "content/posts/a.md": post("あ", date="2026-01-01", expires="2026-03-31"),
            "content/posts/b.md": post("い", date="2026-03-01"),
        }
    )
    moments = ("2026-02-01", "2026-03-15", "2026-04-01")
    there = {m: desk.build(now=m).everything() for m in moments}
    assert ["posts/a/index.html" in there[m] for m in moments] == [True, True, False]
    assert ["posts/b/index.html" in there[m] for m in moments] == [False, True, True]
    assert {m: desk.build(now=m).everything() for m in reversed(moments)} == there


def test_drafts_on_request(desk: Desk) -> None:
    """`--drafts` shows drafts and future posts, and marks the draft."""
    desk.write({"content/posts/a.md": post("あ", draft="true")})
    assert "下書き" in desk.build("--drafts").page("posts/a/")


CONTACTS = """\
desk:
  name: 見本の窓口
  as_of: 2026-01
  source: {title: 案内, url: 'https://example.com/help'}
  phones: [{label: 代表, number: 03-1234-5678}]
"""


def test_a_fact_grows_old(desk: Desk) -> None:
    """A contact is called old from the month on, at build time and on the page."""
    block = "```contact\nid: desk\n```"
    desk.write({"content/contacts.yaml": CONTACTS, "content/posts/a.md": post(block)})
    fresh = desk.build(now="2026-07-31T23:59")
    fresh_page = fresh.page("posts/a/")
    assert "[stale-contact]" not in fresh.out
    assert "2026-08-01 00:00" in fresh.err, "the summary names the moment"
    old = desk.build(now="2026-08-01T00:00")
    assert "[stale-contact]" in old.out
    assert old.page("posts/a/") != fresh_page
    assert "2026-09-01 00:00" in old.err, "the age on the page counts on"


def test_the_named_moment_is_when_it_changes(desk: Desk) -> None:
    """At the moment that the summary names the site is another one, just before it is not."""
    desk.write({"content/posts/a.md": post("あ", expires="2026-06-10")})
    first = desk.build()
    assert "2026-06-11 00:00+09:00" in first.err
    before = first.everything()
    assert desk.build(now="2026-06-10T23:59:59").everything() == before
    assert desk.build(now="2026-06-11T00:00").everything() != before


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("content/posts/2026-05-01-key.md", "key"),
        ("content/posts/key.md", "key"),
        ("content/posts/2026/key.md", "key"),
        ("content/posts/2026-05-01-key/index.md", "key"),
        ("content/posts/2026-05-01-.md", "2026-05-01-"),
        ("content/posts/か\u3099.md", "が"),
    ],
)
def test_slugs(path: str, slug: str) -> None:
    """A file's own name or its folder's, without a leading date, in Unicode NFC."""
    assert slug_of(path) == slug


@pytest.mark.parametrize(
    ("hours", "ends", "draft", "public"),
    [
        (-1, None, False, (True, True)),
        (0, None, False, (True, True)),
        (1, None, False, (False, True)),
        (-1, None, True, (False, True)),
        (-2, 0, False, (True, True)),
        (-2, -1, False, (False, False)),
        (-2, -1, True, (False, False)),
    ],
)
def test_what_is_public(
    hours: int, ends: int | None, public: tuple[bool, bool], *, draft: bool
) -> None:
    """Drafts and future posts are on request; a post whose end has passed never is."""
    one = make_post(
        "a",
        date=NOW + timedelta(hours=hours),
        expires=None if ends is None else NOW + timedelta(hours=ends),
        draft=draft,
    )
    found = tuple(is_public(one.front_matter, NOW, drafts=drafts) for drafts in (False, True))
    assert found == public


def test_what_is_still_to_come() -> None:
    """Articles without those whose end has passed; scheduled are those of a later day."""
    hour = timedelta(hours=1)
    there, later = make_post("there"), make_post("later", date=NOW + hour)
    draft = make_post("draft", date=NOW + hour, draft=True)
    ended = make_post("ended", expires=NOW - hour)
    articles = (there, later, draft, ended)
    assert still_to_come(articles, NOW) == (there, later, draft)
    assert tuple(scheduled_articles(articles, make_site([there]))) == (later,)
