"""Settings of Hugo and Jekyll hide texts and make addresses as these tools do."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kawaraban.cli.importers.folders import read
from kawaraban.cli.importers.old_site import Loss, OldSite
from tests.desk import SETTINGS, Desk

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


def front(text: str) -> str:
    """Return a text with front matter."""
    return f"---\ntitle: 題\ndate: 2024-01-02\n{text}---\n文\n"


HUGO = "[permalinks]\npost = '{}'\n"
LANGUAGES = (
    "defaultContentLanguage: ja\n"
    "languages: {ja: {contentDir: content/ja/}, en: {contentDir: content/en/}}\n"
)
HEXO = "url: https://old.example/b\nroot: /b/\npermalink: {}\n"
TOKYO = HEXO.format(":day/:title/") + "timezone: Asia/Tokyo\n"
TREE = "category: [[x, y]]\n"
DOCUSAURUS = "url: 'https://old.example',\nbaseUrl: '/b/',\nblog: {routeBasePath: '/'},\n"
ANY, JEKYLL, TOML, YML, DOCU = (
    "markdown", "jekyll", "hugo.toml", "_config.yml", "docusaurus.config.ts"
)  # fmt: skip
ADDRESSES = [
    ("hugo", "hugo.yaml", LANGUAGES, "content/ja/post/a.md", "", "/post/a/"),
    ("hugo", TOML, HUGO.format("/:yearday/:weekday/:slug/"), "content/post/a.md", "", "/2/2/題/"),
    ("hugo", TOML, "", "content/post/a.md", "aliases: [old]\n", "/post/old"),
    ("hugo", TOML, "", "content/post/a.md", "aliases: [/x/old/]\n", "/x/old/"),
    (JEKYLL, YML, HEXO.format(":title/"), "source/_posts/x/2024-1-2-a.md", "", "/b/x/2024-1-2-a/"),
    (JEKYLL, YML, HEXO.format(":category/:title/"), "source/_posts/a.md", TREE, "/b/x/y/a/"),
    (JEKYLL, YML, HEXO.format("p/:abbrlink/"), "source/_posts/a.md", "abbrlink: 1a\n", "/b/p/1a/"),
    (JEKYLL, YML, HEXO.format(":title/"), "source/memo.md", "", "/b/memo.html"),
    (JEKYLL, YML, TOKYO, "source/_posts/a.md", "", "/b/01/a/"),
    (ANY, "gatsby-config.js", "", "content/blog/a/index.md", "", "/a/"),
    (ANY, "gatsby-config.js", "", "content/blog/a.md", "slug: /x\n", "/x"),
    (ANY, DOCU, "", "blog/2024-01-02-a.md", "", "/blog/2024/01/02/a/"),
    (ANY, DOCU, "", "blog/2024-01-02-a/index.mdx", "slug: x\n", "/blog/x/"),
    (ANY, DOCU, DOCUSAURUS, "blog/2024/01-02-a.md", "", "/b/2024/01/02/a/"),
    (ANY, "docusaurus.config.js", "", "docs/1-x/02-a.md", "", "/docs/x/a/"),
    (ANY, "docs/.vitepress/config.mts", "base: '/b/',\n", "docs/x/a.md", "", "/b/x/a.html"),
    (ANY, ".vuepress/config.js", "", "x/a.md", "", "/x/a"),
    (ANY, "mkdocs.yml", "docs_dir: text\n", "text/blog/posts/a.md", "", "/blog/2024/01/02/題/"),
    (ANY, "eleventy.config.js", "dir: { input: 'src' }", "src/x/2024-01-02-a.md", "", "/x/a/"),
    (ANY, "nuxt.config.ts", "", "content/1.x/2.a.md", "", "/x/a/"),
    (ANY, "src/pages/[...slug].astro", "", "src/content/blog/a.md", "", "/a/"),
    (ANY, "src/pages/p/[slug]/index.astro", "", "src/content/blog/a.md", "", "/p/a/"),
    (ANY, "app/(x)/p/[slug]/page.tsx", "", "posts/a.md", "", "/p/a/"),
    ("qiita", "qiita.config.json", "{}", "public/a.md", "id: 0a\n", "/items/0a"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "file", "settings", "path", "keys", "address"), ADDRESSES)
def test_addresses_are_those_that_a_tool_makes(  # noqa: PLR0913, PLR0917 - one row of the table
    tmp_path: Path, tool: str, file: str, settings: str, path: str, keys: str, address: str
) -> None:
    """Its settings, the names of folders and files, front matter and routes have a part in them."""
    mark = {"scaffolds/post.md": ""} if "source/" in path else {}
    mark |= {"next.config.js": ""} if file.startswith(("src/pages", "app/")) else {}
    desk = Desk(tmp_path).write({**mark, file: settings, path: front(keys)})
    [post] = [one for one in read(desk.folder, tool, ZONE).posts if one.title == "題"]
    assert address in post.addresses


def test_what_is_beside_the_posts_of_a_known_tool_is_told_of(tmp_path: Path) -> None:
    """Notes on the work are no posts; where no tool is known, any text may be one."""
    desk = Desk(tmp_path).write({"AGENTS.md": "# 題\n文\n", "docs/memo.md": "# 題\n文\n"})
    desk.write({"src/content/blog/a.md": TEXT})
    assert shown(read(desk.folder, "markdown", ZONE)) == {"/blog/a/", "/docs/memo/"}
    site = read(desk.write({"astro.config.mjs": ""}).folder, "markdown", ZONE)
    assert shown(site) == {"/blog/a/"}
    assert site.losses == (Loss("left", "docs/memo.md"),)


@pytest.mark.parametrize(
    ("file", "tool"),
    [
        ("scaffolds/post.md", "jekyll"),
        ("docs/.vitepress/config.ts", "markdown"),
        ("public/a.md", "qiita"),
        ("a.md", "markdown"),
    ],
)
def test_a_folder_is_known_by_what_only_a_tool_has(
    desk: Desk, tmp_path: Path, file: str, tool: str
) -> None:
    """A tool that shares the rules of another is read as that."""
    root = Desk(tmp_path / "old").write({file: TEXT, "docs/b.md": TEXT, "public/c.md": TEXT})
    root.write({"_posts/2024-01-02-d.md": TEXT} if tool == "jekyll" else {})
    (root.folder / "public/c.md").unlink()
    built = desk.write({"site.toml": SETTINGS}).build("import", str(root.folder))
    assert f"は {tool} の" in built.err


def test_links_with_the_host_that_a_script_names_lead_to_files(desk: Desk, tmp_path: Path) -> None:
    """Settings of Astro and others are programs, of which the address of the site is read."""
    script = "export default defineConfig({\n  site: 'https://old.example',\n});\n"
    root = Desk(tmp_path / "old").write({"astro.config.mjs": script})
    root.write({"src/content/blog/a.md": TEXT, "src/content/blog/b.md": TEXT})
    link = "[題](https://old.example/blog/a/)\n"
    root.write({"src/content/blog/b.md": TEXT + link})
    desk.write({"site.toml": SETTINGS}).build("import", str(root.folder))
    assert "[題](a.md)" in (desk.folder / "content/posts/b.md").read_text("utf-8")


def test_a_heading_that_is_the_title_is_not_there_twice(tmp_path: Path) -> None:
    """Tools show a text whose first heading repeats its title; another heading stays."""
    body = "\n# 題\n\n文\n"
    desk = Desk(tmp_path).write({"a.md": TEXT.replace("\n文\n", body)})
    desk.write({"b.md": TEXT.replace("\n文\n", body.replace("# 題", "# 別の題"))})
    assert [one.body.strip() for one in read(desk.folder, "markdown", ZONE).posts] == [
        "文",
        "# 別の題\n\n文",
    ]


def test_a_line_that_is_mended_in_two_rounds_is_told_of_once(desk: Desk, tmp_path: Path) -> None:
    """So a second import, which sees only the last round, writes the same report."""
    root = Desk(tmp_path / "old").write({"articles/a.md": TEXT + "\n@[slideshare](x1y2)\n"})
    desk.write({"site.toml": SETTINGS}).build("import", str(root.folder))
    report = (desk.folder / "import-report.md").read_text("utf-8")
    assert report.count("slideshare") == 1
    desk.build("import", str(root.folder))
    assert (desk.folder / "import-report.md").read_text("utf-8") == report
