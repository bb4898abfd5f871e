"""Names that lead somewhere though no file has them, and files and dates that are slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Built, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts, the first with tags, a category and an old address."""
    first = post("言葉。", title="題1", tags="[旅, C/D]", category="手続き", aliases="[/old/一/]")
    return three_posts(tmp_path).write({"content/posts/p1.md": first})


def _told(built: Built) -> list[str]:
    return re.findall(r"^(?:content/)?(\S+: \w+: .*)$", built.out, re.MULTILINE)


def _hrefs(built: Built, page: str = "posts/p2/") -> str:
    return " ".join(re.findall(r'href="([^"]*)"', built.page(page)))


def _body(built: Built) -> str:
    return built.page("posts/p2/").partition("post-body")[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("written", "href"),
    {
        "/tags/旅/": "../../tags/旅/",
        "/tags/%E6%97%85": "../../tags/旅/",
        "/categories/手続き/": "../../categories/手続き/",
        "/old/一/": "../p1/",
        "/old/一": "../p1/",
        "/archive/": "../../archive/",
    }.items(),
)
def test_a_link_to_a_page_without_a_file(desk: Desk, written: str, href: str) -> None:
    """Lists and old addresses can be linked to; an old one leads straight to the article."""
    built = desk.write({"content/posts/p2.md": post(f"[文字]({written})", title="題2")}).build()
    assert (built.status, _told(built)) == (0, [])
    assert f'href="{href}"' in _body(built)


@pytest.mark.parametrize("written", ["/tags/無い/", "/categories/旅/", "/old/二/"])
def test_a_link_to_a_list_that_is_not_there(desk: Desk, written: str) -> None:
    """An address that no page has is an error, as before."""
    built = desk.write({"content/posts/p2.md": post(f"[文字]({written})", title="題2")}).build()
    assert built.status == 1
    assert "[missing-file]" in built.out


def test_a_tag_that_goes_takes_the_link_with_it(desk: Desk) -> None:
    """The page that links to a tag is looked at again when the tag is gone."""
    desk.write({"content/posts/p2.md": post("[文字](/tags/旅/) [旧](/old/一/)", title="題2")})
    assert desk.build().status == 0
    coming = post("言葉。", title="題1", tags="[旅]", aliases="[/old/一/]", expires="2026-05-30")
    built = desk.write({"content/posts/p1.md": coming}).build()  # the date makes no mistake
    assert (built.status, _body(built).count('href="../../archive/"')) == (0, 2)
    assert desk.write({"content/posts/p1.md": post("言葉。", title="題1")}).build().status == 1


def test_the_navigation_leads_anywhere(desk: Desk) -> None:
    """An entry may be another site, a category, a tag, or a list."""
    places = ("https://example.net/x", "category:手続き", "tag:旅", "/archive/", "posts/p3.md")
    entries = "".join(f'[[nav]]\ntext = "{to[:4]}"\nto = "{to}"\n' for to in places)
    built = desk.write({"site.toml": SETTINGS + entries}).build()
    assert (built.status, _told(built)) == (0, [])
    hrefs = _hrefs(built)
    for href in ("https://example.net/x", "categories/手続き/", "tags/旅/", "../p3/"):
        assert href in hrefs
    built = desk.write({"site.toml": f'{SETTINGS}[[nav]]\ntext = "甲"\nto = "tag:無い"\n'}).build()
    assert "site.toml:10:6: error: " in built.out
    assert "tag:旅" in built.out


@pytest.mark.parametrize("kind", ["ftp://example.com/a", "sms:+810000", "slack://channel"])
def test_other_schemes(desk: Desk, kind: str) -> None:
    """Common ones are links, and the settings allow others."""
    allowed = f'{SETTINGS}[links]\nschemes = ["slack"]\n'
    built = desk.write(
        {"site.toml": allowed, "content/posts/p2.md": post(f"[文字]({kind})", title="題2")}
    ).build()
    assert (built.status, _told(built)) == (0, [])
    assert kind in _hrefs(built)
    built = desk.write({"site.toml": SETTINGS}).build()
    assert built.status == int(kind.startswith("slack"))


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("contacts.yml", "「content/contacts.yaml」ではありませんか"),
        ("deal.yaml", "「content/deals.yaml」ではありませんか"),
        ("posts/b.txt", "「.md」で終わる名前で"),
    ],
)
def test_a_file_that_nothing_reads(desk: Desk, path: str, hint: str) -> None:
    """A registry or text under another name is not passed over in silence."""
    built = desk.write({f"content/{path}": "文"}).build()
    (told,) = _told(built)
    assert told.startswith(f"{path}:1:1: warning: ")
    assert hint in told


def test_a_file_that_a_page_links_to_is_read(desk: Desk) -> None:
    """A text for download is no slip."""
    desk.write(
        {"content/posts/b.txt": "文", "content/posts/p2.md": post("[文](b.txt)", title="二")}
    )
    assert _told(desk.build()) == []


@pytest.mark.parametrize(
    ("keys", "rules"),
    [
        ({"date": "2052-05-01"}, ["far-future"]),
        ({"date": "2027-05-01"}, []),
        ({"date": "2052-05-01", "draft": "true"}, []),
        ({"date": "2052-05-01", "title": "2052年の私へ"}, []),
        ({"updated": "2052-05-01"}, ["future-update"]),
        ({"updated": "2052-05-01", "draft": "true"}, []),
        ({"date": "2027-05-01", "updated": "2027-05-02"}, []),
    ],
)
def test_a_day_far_ahead(desk: Desk, keys: dict[str, str], rules: list[str]) -> None:
    """A mistyped year keeps a post back or dates an update; one that the title names is meant."""
    built = desk.write({"content/posts/p2.md": post("文。", **{"title": "二"} | keys)}).build()
    assert re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE) == rules
    if rules:
        assert _told(desk.build(now="2052-06-01")) == []


def test_another_tools_key_is_reported_once(desk: Desk) -> None:
    """Three posts with two such keys are two warnings, with the importer as the remedy."""
    posts = {f"content/posts/p{n}.md": post("文。", emoji="a", layout="b") for n in (1, 2, 3)}
    told = _told(desk.write(posts).build())
    assert [line.partition(": ")[0] for line in told] == ["posts/p1.md:4:1", "posts/p1.md:5:1"]
    assert all("import" in line for line in told)


def test_an_author_by_name(desk: Desk) -> None:
    """An author's name is as good as the id."""
    built = desk.write({"content/posts/p2.md": post("文。", title="二", author="編集")}).build()
    assert (built.status, _told(built)) == (0, [])


def test_an_address_that_is_taken_is_reported_where_it_is_written(desk: Desk) -> None:
    """The post whose file has that name is innocent of another's slug."""
    files = {"content/posts/p9.md": post("文。", title="九", slug="p2", date="2026-05-20")}
    (told,) = _told(desk.write(files).build())
    assert told.startswith("posts/p9.md:4:7: error: ")
    assert "content/posts/p2.md" in told


@pytest.mark.parametrize(
    ("files", "near"),
    [
        ({"content/posts/p1.md": post("![図](a.png)")}, ""),
        ({"content/posts/p1.md": post("![図](kagy.png)")}, "kagi.png"),
        ({"site.toml": SETTINGS.replace("[[", '[disclosure]\npolicy = "pages/ad.md"\n[[', 1)}, ""),
        ({"content/posts/p1.md": post("文", categry="甲")}, "category"),
    ],
)
def test_hints_are_given_where_they_are_near(desk: Desk, files: dict[str, str], near: str) -> None:
    """A file that shares an ending alone is no hint; else the remedy says what to do."""
    built = desk.picture("content/images/kagi.png").write(files).build()
    (told,) = _told(built) or [built.out]
    assert ("ではありませんか" in told, near in told) == (near != "", True)
    assert "site.toml" not in told or "content/pages/ad.md を作って" in told
