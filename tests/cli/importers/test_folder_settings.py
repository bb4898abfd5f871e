"""Settings of Hugo and Jekyll hide texts and make addresses as these tools do."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kawaraban.cli.importers.folders import read
from kawaraban.cli.importers.old_site import Loss, OldSite
from tests.desk import Desk

ZONE = ZoneInfo("Asia/Tokyo")
TEXT = "---\ntitle: 題\ndate: 2024-01-02\n---\n文\n"


def old_site(folder: Path, tool: str, *texts: str, **settings: str) -> OldSite:
    """Return a site of settings, and of texts at paths."""
    desk = Desk(folder).write({name.replace("__", "."): one for name, one in settings.items()})
    return read(desk.write(dict.fromkeys(texts, TEXT)).folder, tool, ZONE)


def shown(site: OldSite) -> set[str]:
    """Return the addresses of what was public."""
    return {one.address for one in site.posts if not one.hidden}


def test_languages_and_files_that_hugo_leaves_out_are_hidden(tmp_path: Path) -> None:
    """A language may be disabled in two ways; a pattern that is of Go alone hides too."""
    settings = (
        "defaultContentLanguage = 'ja'\ndisableLanguages = ['fr']\n"
        "ignoreFiles = ['\\.memo\\.md$', 'notes/']\n"
        "[languages.ja]\n[languages.en]\ndisabled = true\n[languages.fr]\n[languages.de]\n"
    )
    texts = ("a.md", "a.en.md", "a.fr.md", "a.de.md", "b.memo.md", "notes/n.md")
    paths = [f"content/post/{one}" for one in texts]
    site = old_site(tmp_path, "hugo", *paths, hugo__toml=settings)
    assert shown(site) == {"/post/a/", "/de/post/a/"}
    assert len(site.posts) == len(texts)
    of_go = old_site(tmp_path, "hugo", hugo__toml="ignoreFiles = ['\\pL']\n")
    assert not shown(of_go)


def test_languages_of_hugo_may_have_folders_of_other_names(tmp_path: Path) -> None:
    """As many themes begin: `content/english` of the language `en`."""
    settings = (
        "[languages.en]\ncontentDir = 'content/english'\n"
        "[languages.fr]\ncontentDir = 'content/french'\n"
    )
    texts = ("content/english/blog/a.md", "content/french/blog/a.md")
    site = old_site(tmp_path, "hugo", *texts, hugo__toml=settings)
    assert shown(site) == {"/blog/a/", "/fr/blog/a/"}


def test_a_section_of_hugo_that_lists_nothing_is_a_page(tmp_path: Path) -> None:
    """`about/_index.md` is the usual place; that of a section with posts is told of."""
    texts = ("content/about/_index.md", "content/post/_index.md", "content/post/a.md")
    site = old_site(tmp_path, "hugo", *texts, hugo__toml="")
    assert {(one.address, one.kind) for one in site.posts} == {
        ("/about/", "page"),
        ("/post/a/", "post"),
    }
    assert site.losses == (Loss("left", "content/post/_index.md"),)


def test_texts_of_jekyll_are_those_of_its_source(tmp_path: Path) -> None:
    """What is outside was never published; the folder is no part of an address."""
    texts = ("src/_posts/2024-01-02-a.md", "src/annai.md", "memo.md")
    texts = (*texts, "src/b.adoc")
    site = old_site(tmp_path, "jekyll", *texts, _config__yml="source: src\nbaseurl: /blog\n")
    assert shown(site) == {"/blog/2024/01/02/a.html", "/blog/annai.html"}
    assert site.losses == (Loss("left", "b.adoc"),)


@pytest.mark.parametrize(
    ("form", "name", "address"),
    [
        ("/:title/", "Hello World", "/Hello-World/"),
        ("/:title/", "My_Post.Two", "/My_Post.Two/"),
        ("/:title/", "C#入門(1)", "/C-入門(1)/"),
        ("/:slug/", "My_Post.Two", "/my-post-two/"),
        ("date", "Foo Bar!", "/2024/01/02/Foo-Bar!.html"),
    ],
)
def test_jekyll_writes_names_of_files_in_its_way(
    tmp_path: Path, form: str, name: str, address: str
) -> None:
    """Compared with Jekyll 4.3.4 itself."""
    path = f"_posts/2024-01-02-{name}.md"
    assert shown(old_site(tmp_path, "jekyll", path, _config__yml=f"permalink: {form}\n")) == {
        address
    }


def test_collections_of_jekyll_have_addresses_and_titles(tmp_path: Path) -> None:
    """A text without a title has the name of its file, as Jekyll gives it."""
    settings = (
        "collections:\n  notes: {output: true, permalink: '/n/:name/'}\n  tips: {output: true}\n"
    )
    desk = Desk(tmp_path).write({"_tips/sub/b-c.md": "---\n---\n文\n", "_config.yml": settings})
    site = read(desk.write({"_notes/a.md": TEXT}).folder, "jekyll", ZONE)
    titles = {one.address: (one.title, one.kind) for one in site.posts}
    assert titles == {"/n/a/": ("題", "page"), "/tips/sub/b-c.html": ("B C", "page")}


def test_the_day_of_an_address_is_that_of_the_tool(tmp_path: Path) -> None:
    """A server in UTC made another day of it; both addresses lead to the post."""
    text = "---\ntitle: 題\ndate: 2024-01-02 05:00:00 +0900\n---\n文\n"
    desk = Desk(tmp_path).write({"_posts/2024-01-02-a.md": text, "_config.yml": ""})
    [post] = read(desk.folder, "jekyll", ZONE).posts
    assert post.addresses == ("/2024/01/02/a.html", "/2024/01/01/a.html")
    assert post.date == datetime(2024, 1, 2, 5)  # noqa: DTZ001 - of the site's zone
    desk.write({"_config.yml": "timezone: Asia/Tokyo\n"})
    [post] = read(desk.folder, "jekyll", ZONE).posts
    assert post.addresses == ("/2024/01/02/a.html",)


def test_an_address_of_unknown_parts_is_told_of(tmp_path: Path) -> None:
    """Nothing is made up, and nothing is lost in silence."""
    settings = "[permalinks]\npost = '/:sections[last]/:slug/'\nnews = '/:year/:monthname/:slug/'\n"
    texts = ("content/post/a.md", "content/news/b.md")
    site = old_site(tmp_path, "hugo", *texts, hugo__toml=settings)
    found = {one.address: one.losses for one in site.posts}
    assert found == {"": (Loss("alias", "content/post/a.md"),), "/2024/january/題/": ()}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("src/data/blog/a.md", "/posts/a/"),
        ("src/data/post/a.md", "/a/"),
        ("data/blog/b/a.mdx", "/blog/b/a/"),
        ("_posts/a.md", "/posts/a/"),
        ("src/content/docs/guide/a.md", "/guide/a/"),
        ("src/content/blog/a.md", "/blog/a/"),
    ],
)
def test_addresses_of_other_tools_are_those_of_their_folders(
    tmp_path: Path, path: str, address: str
) -> None:
    """As the starting points of Astro and Next have them."""
    assert shown(old_site(tmp_path, "markdown", path)) == {address}
