"""Folders of Markdown and Hatena's export become sites that build, with their addresses."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from kawaraban.cli.importers.folders import read
from kawaraban.cli.importers.old_site import Loss
from tests.desk import PROJECT, SETTINGS, Built, Desk

MT = """\
AUTHOR: mihon
TITLE: 一つ目
BASENAME: 2024/01/02/090000
STATUS: Publish
DATE: 01/02/2024 09:00:00
CATEGORY: 手順
-----
BODY:
<p>文と<a class="keyword" href="https://d.hatena.ne.jp/keyword/x">言葉</a>。</p>
<p>[https://example.com/a:embed:cite]</p>
-----
EXCERPT:
短い要約
-----
COMMENT:
AUTHOR: 人
よい
-----
--------
TITLE: 秘密
STATUS: Draft
DATE: 01/02/2024 09:00:00
-----
BODY:
秘密の文
-----
--------
"""
EXTRA = """\
{% extends "product/article.html" %}
{% block main %}
<p>{% for key, value in post.extra.items() %}{{ key[2:] }}: {{ value }}, {% endfor %}</p>
{% endblock %}
"""
FOLDERS: dict[str, dict[str, str]] = {
    "hugo": {
        "hugo.toml": "baseURL = 'https://old.example/'\n[permalinks]\nblog = '/:year/:slug/'\n",
        "content/blog/one/index.md": (
            "+++\ntitle = '一つ目'\ndate = 2024-01-02T09:00:00+09:00\ntags = ['甲']\n"
            "cover = {image = 'a.png'}\nseries = ['続き']\nfoo = 1\n+++\n"
            '![図](a.png)と[二つ目]({{< ref "two" >}})と[三](https://old.example/2024/二つ目/)\n'
        ),
        "content/blog/two.md": '{"title": "二つ目", "date": "2024-02-03", "draft": false\n}\n文\n',
        "content/about.md": "---\ntitle: 案内\ndate: 2024-01-02\n---\n案内の文\n",
        "static/ads.txt": "example.com, 1, DIRECT\n",
    },
    "jekyll": {
        "_config.yml": "url: https://old.example\npermalink: /:year/:month/:title/\n",
        "_posts/2024-01-02-one.md": (
            "---\nlayout: post\ntitle: 一つ目\n---\n![図](/assets/a.png)と"
            "[二つ目]({% post_url 2024-02-03-two %})\n"
        ),
        "_posts/2024-02-03-two.md": "---\ntitle: 二つ目\n---\n# 大見出し\n\n文\n",
        "about.md": "---\ntitle: 案内\npermalink: /about/\n---\n案内の文\n",
    },
    "zenn": {
        "articles/one.md": (
            "---\ntitle: 一つ目\nemoji: 🐈\ntype: tech\ntopics: [甲]\npublished: true\n"
            "published_at: 2024-01-02 09:00\n---\n:::message\n文\n:::\n![図](/images/a.png)と"
            "[二つ目](https://zenn.dev/me/articles/two)\n"
        ),
        "articles/two.md": "---\ntitle: 二つ目\npublished_at: 2024-02-03\n---\n文\n",
        "articles/three.md": "---\ntitle: 秘密\npublished: false\n---\n秘密の文\n",
    },
    "markdown": {
        "blog/one.mdx": (
            "---\ntitle: 一つ目\npubDate: 2024-01-02\nheroImage: ./a.png\nfoo: [1, {a: 2}]\n---\n"
            "![図](./a.png)と[二つ目](./two.md)と![無い](none.png)\n"
        ),
        "blog/two.md": "---\ntitle: 二つ目\ndate: 2024-02-03\n---\n文 ![](a.png\n\n<div><p>\n",
    },
}  # fmt: skip
PICTURES = {
    "hugo": "content/blog/one/a.png", "jekyll": "assets/a.png", "zenn": "images/a.png",
    "markdown": "blog/a.png",
}  # fmt: skip
OLD = {
    "hugo": "2024/一つ目/", "jekyll": "2024/01/one/",
    "zenn": "articles/one/", "markdown": "blog/one/",
}  # fmt: skip


def move(desk: Desk, source: Path) -> Built:
    """Import into an empty site."""
    return desk.write({"site.toml": SETTINGS}).build("import", str(source))


@pytest.mark.parametrize("tool", FOLDERS)
def test_a_folder_is_known_and_its_posts_link_to_files(
    desk: Desk, tmp_path: Path, tool: str
) -> None:
    """The tool is guessed, links and pictures lead to files, the old address answers."""
    root = tmp_path / "old"
    Desk(root).write(FOLDERS[tool]).picture(PICTURES[tool])
    built = move(desk, root)
    assert built.status == 0, built.err
    assert f"{tool} のものと見て" in built.err
    assert " error: " not in built.err
    post = (desk.folder / "content/posts/one.md").read_text("utf-8")
    assert "[二つ目](two.md)" in post
    assert "../images/" in post
    assert "date: 2024-01-02" in post
    assert "posts/one/" in built.page(OLD[tool])
    assert not any("秘密".encode() in data for data in built.everything().values())


def test_what_a_tool_keeps_beside_its_settings_is_no_post(desk: Desk, tmp_path: Path) -> None:
    """A section of the same name is one: none is left out in silence."""
    text = "---\ntitle: 題\ndate: 2024-01-02\n---\n文\n"
    root = Desk(tmp_path / "old").write({"hugo.toml": ""})
    root.write({f"content/{name}/{name}.md": text for name in ("resources", "vendor", "blog")})
    root.write({f"{name}/{name}-x.md": text for name in ("themes", "resources", "layouts")})
    move(desk, root.folder)
    names = {file.stem for file in (desk.folder / "content/posts").glob("*.md")}
    assert names == {"resources", "vendor", "blog"}
    assert "-x.md" not in (desk.folder / "import-report.md").read_text("utf-8")


@pytest.mark.parametrize("key", ["path: /entry/9", "path: entry/9/", "slug: /entry/9"])
def test_an_address_in_front_matter_answers(desk: Desk, tmp_path: Path, key: str) -> None:
    """Tools have several keys for it; a link to it leads to the file."""
    front = "---\ntitle: 題\ndate: 2024-01-02\n"
    root = Desk(tmp_path / "old").write({"blog/a.md": f"{front}{key}\n---\n文\n"})
    root.write({"blog/b.md": f"{front}---\n[題](/entry/9)と[題](/entry/9/#x)\n"})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    assert "http-equiv" in built.page("entry/9/")
    assert (desk.folder / "content/posts/b.md").read_text("utf-8").count(".md") == 2


def test_an_address_of_jekyll_is_made_of_parts(desk: Desk, tmp_path: Path) -> None:
    """`permalink` in a post has the placeholders of the settings; places in posts are kept."""
    root = Desk(tmp_path / "old").write({"_config.yml": ""})
    front = "---\ntitle: 題\nimage: {path: /b.png}\npermalink: /:year/:title/x/\n---\n"
    root.write({"_posts/2024-02-03-two.md": f"{front}## 使い方\n"}).picture("b.png")
    link = "[次]({% post_url 2024-02-03-two %}#使い方)"
    root.write({"_posts/2024-01-02-one.md": f"---\ntitle: 一\n---\n{link}\n"})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    assert "http-equiv" in built.page("2024/two/x/")
    assert "image: ../images/" in (desk.folder / "content/posts/two.md").read_text("utf-8")
    assert "](two.md#使い方)" in (desk.folder / "content/posts/one.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("title", "name", "address"),
    [  # as Hugo 0.168 makes them
        ("C++入門、Go言語 100%！", "a", "/p/c-入門go言語-100/"),
        ("A/B テスト: 前編", "a", "/p/a-b-テスト-前編/"),
        ("a -- b – c", "a", "/p/a--b-c/"),
        ("…【Node.js】・C# ", "a", "/p/node.jsc/"),
        ("題", "Sub Dir/File_A", "/docs/sub-dir/file_a/"),
        ("題", "2024-01-02-x", "/docs/2024-01-02-x/"),
    ],
)  # fmt: skip
def test_addresses_of_hugo_are_its_own(tmp_path: Path, title: str, name: str, address: str) -> None:
    """Those of a form with `:slug` have the title; both are in small letters, without signs."""
    section = address.split("/")[1].replace("p", "post")
    front = f"---\ntitle: '{title}'\ndate: 2024-01-02\n---\n文\n"
    root = Desk(tmp_path).write({f"content/{section}/{name}.md": front})
    root.write({"hugo.toml": "[permalinks]\npost = '/p/:slug/'\n"})
    assert [post.address for post in read(root.folder, "hugo", UTC).posts] == [address]


def test_a_page_of_hugo_takes_the_place_of_a_sample(desk: Desk, tmp_path: Path) -> None:
    """A page with a date is one; what `init` wrote gives way, what others look for comes along."""
    root = Desk(tmp_path / "old").write(FOLDERS["hugo"])
    sample = PROJECT / "kawaraban/cli/new_site/ja/content/pages/about.md"
    desk.write({"content/pages/about.md": sample.read_text("utf-8")})
    built = move(desk, root.folder)
    assert "案内の文" in built.page("about/")
    assert built.everything()["ads.txt"] == b"example.com, 1, DIRECT\n"
    desk.write({"content/pages/about.md": "---\ntitle: 私\n---\n私の文\n"})
    assert "私の文" in desk.build("import", str(root.folder)).page("about/")


@pytest.mark.parametrize(
    "key",
    [
        "isPublished: false", "public: false", "state: draft", "unlisted: true", "draft: true",
        "password: abc", "permalink: false", "Draft: true", "PUBLISHDATE: 2099-01-02",
        "unpublishdate: 2024-02-01", "published: 2099-01-02", "pubDatetime: 2099-01-02",
        "isPublish: false", "isUnlisted: true", "is_draft: true", "wip: true", "visible: false",
    ],
)  # fmt: skip
def test_what_was_not_public_is_not(desk: Desk, tmp_path: Path, key: str) -> None:
    """Tools have many keys that keep a post back."""
    front = "---\ntitle: 題\ndate: 2024-01-02\n"
    root = Desk(tmp_path / "old").write({"hugo.toml": ""})
    root.write({"content/a.md": f"{front}{key}\n---\n秘密の文\n"})
    root.write({"content/b.mdx": f"{front}---\n文\n", "content/c.md": f"{front}---\n[b](b.mdx)\n"})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    assert not any("秘密".encode() in data for data in built.everything().values())
    assert "[b](b.md)" in (desk.folder / "content/posts/c.md").read_text("utf-8")


def test_settings_of_jekyll_reach_its_texts(desk: Desk, tmp_path: Path) -> None:
    """Defaults give addresses and hide; collections and pages answer; a post names its folder."""
    front = "---\ntitle: 題\nmedia_subpath: /assets/img/p1\nimage: {path: a.png}\n---\n"
    texts = {
        "_config.yml": (
            "collections: {tabs: {output: true}, notes: {output: true}, kept: {}}\ndefaults:\n"
            "- {scope: {type: posts}, values: {permalink: '/posts/:title/x/'}}\n"
            "- {scope: {path: '', type: tabs}, values: {permalink: '/:title/'}}\n"
            "- {scope: {path: 'own/*'}, values: {published: false}}\nexclude: [work/*.md]\n"
        ),
        "_posts/2024-01-02-one.md": f"{front}![図](a.png)\n",
        "_tabs/annai.md": "---\ntitle: 案内\n---\n案内\n",
        "_notes/n1.md": "---\ntitle: 覚え\n---\n覚え\n",
        "renraku.md": "---\ntitle: 連絡\n---\n連絡\n",
        "手順/_posts/2024-01-03-two.md": "---\ntitle: 題\n---\n文\n",
        "own/memo.md": "---\ntitle: 題\n---\n秘密\n",
        "work/memo.md": "---\ntitle: 題\n---\n秘密\n",
        "_kept/memo.md": "---\ntitle: 題\n---\n秘密\n",
        "目次/index.md": "---\ntitle: 目次\n---\n目次\n",
    }
    root = Desk(tmp_path / "old").write(texts).picture("assets/img/p1/a.png")
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    text = (desk.folder / "content/posts/one.md").read_text("utf-8")
    assert text.count("../images/p1/a.png") == 2
    assert "http-equiv" in built.page("posts/one/x/")
    assert "案内" in built.page("annai/")
    assert "目次" in built.page("目次/")
    assert "category: 手順" in (desk.folder / "content/posts/two.md").read_text("utf-8")
    for old in ("notes/n1.html", "renraku.html"):
        assert b"http-equiv" in built.everything()[old]
    assert not any("秘密".encode() in data for data in built.everything().values())


def test_settings_of_hugo_reach_its_texts(desk: Desk, tmp_path: Path) -> None:
    """They may be in several files; texts have languages; sections hand values down."""
    front = "---\ntitle: 題\ndate: 2024-01-02\n---\n"
    texts = {
        "config/_default/hugo.toml": (
            "DefaultContentLanguage = 'ja'\n[[cascade]]\nbuild = {render = 'never'}\n"
            "target = {path = '/post/kept**', kind = 'page'}\n"
        ),
        "config/_default/languages.toml": "[ja]\nweight = 1\n[en]\nweight = 2\n",
        "config/_default/permalinks.toml": "post = '/p/:slug/'\n",
        "content/post/one/index.ja.md": f"{front}日本の文\n",
        "content/post/one/index.en.md": f"{front}words\n",
        "content/page/annai.md": '---\ntitle: 案内\n---\n[題]({{< ref "one" >}})\n',
        "content/own/_index.md": "---\ntitle: 題\ncascade: {build: {list: never}}\n---\n",
        "content/own/a.md": f"{front}秘密\n",
        "content/post/one/part.md": f"{front}秘密\n",
        "content/post/kept.md": f"{front}秘密\n",
    }
    built = move(desk, Desk(tmp_path / "old").write(texts).folder)
    assert built.status == 0, built.err
    assert "posts/one/" in built.page("p/題/")
    assert "posts/one-en/" in built.page("en/p/題/")
    assert "日本の文" in built.page("posts/one/")
    assert "http-equiv" in built.page("page/annai/")
    assert "posts/one.md)" in (desk.folder / "content/pages/annai.md").read_text("utf-8")
    assert not any("秘密".encode() in data for data in built.everything().values())


def test_pictures_by_a_name_are_found(desk: Desk, tmp_path: Path) -> None:
    """Astro's texts import them, or begin their address at the source; an own page is one."""
    imports = "import { Image } from 'astro:assets';\nimport pic from '../../assets/b.png';\n\n"
    body = '<Image src={pic} alt="一" />\n\n<img src={pic.src} alt="二">\n\n![三](@/assets/b.png)\n'
    front = "---\ntitle: 題\npubDate: 2024-01-02\nheroImage: ~/assets/b.png\npublished: true\n---\n"
    texts = {"src/content/blog/x.mdx": f"{front}{imports}{body}"}
    texts["src/content/blog/me.md"] = "---\ntitle: 私\ndate: 2024-01-02\npath: /about\n---\n私\n"
    root = Desk(tmp_path / "old").write(texts).picture("src/assets/b.png")
    sample = PROJECT / "kawaraban/cli/new_site/ja/content/pages/about.md"
    desk.write({"content/pages/about.md": sample.read_text("utf-8")})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    text = (desk.folder / "content/posts/x.md").read_text("utf-8")
    assert text.count("../images/b.png") == 4
    assert "<p>私</p>" in built.page("about/")


def test_unknown_keys_reach_templates(desk: Desk, tmp_path: Path) -> None:
    """A key that means nothing here becomes one of the author's own, whatever it holds."""
    root = Desk(tmp_path / "old")
    for name, front in {
        "a": "---\ntitle: 題\ndate: 2024-01-02\nfeatured: false\n読了: 5 分\nx_mood: 良い\n---\n",
        "b": "+++\ntitle = '題'\ndate = 2024-01-02\nat = 07:30:00\nbox = {on = 2024-02-03}\n+++\n",
        "c": '{"title": "題", "date": "2024-01-02",\n"list": [1, null], "x_import": "y"\n}\n',
        "d": '{"title": "題", "date": "2024-01-02", "box": {"one": 1}, "mood": "良い"}\n',
    }.items():
        root.write({f"{name}.md": f"{front}文\n"})
    desk.write({"templates/article.html": EXTRA})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    assert "<p>featured: false, 読了: 5 分, mood: 良い, import: markdown:a, </p>" in built.page(
        "posts/a/"
    )
    assert "<p>at: 07:30:00, box: {&#39;on&#39;: &#39;2024-02-03&#39;}, " in built.page("posts/b/")
    assert "<p>list: [&#39;1&#39;, &#39;null&#39;], import: markdown:c, </p>" in built.page(
        "posts/c/"
    )
    assert ", mood: 良い, import: markdown:d, </p>" in built.page("posts/d/")


def test_characters_that_no_text_has_are_left_out(desk: Desk, tmp_path: Path) -> None:
    """They come with text that was pasted; letters of two halves stay."""
    front = "---\ntitle: 題\ufeff名\ndate: 2024-01-02\ntags: [\ufeff甲]\nnote: 乙\ufeff😀\n---\n"
    root = Desk(tmp_path / "old").write({"a.md": f"{front}本\ufeff文\ufdd0です\n"})
    built = move(desk, root.folder)
    assert built.status == 0, built.err
    assert "<p>本文です</p>" in built.page("posts/a/")
    text = (desk.folder / "content/posts/a.md").read_text("utf-8")
    assert text.startswith("---\ntitle: 題名\ndate: 2024-01-02\ntags:\n- 甲\n")
    assert "\nx_note: 乙😀\n" in text


def test_hatena_keeps_its_addresses(desk: Desk, tmp_path: Path) -> None:
    """An export in the form of Movable Type: entries, drafts, embeds, keywords, comments."""
    source = tmp_path / "export.txt"
    source.write_text(MT, "utf-8")
    built = move(desk, source)
    assert built.status == 0, built.err
    page = built.page("entry/2024/01/02/090000/")
    assert "posts/2024-01-02-090000/" in page or "posts/" in page
    text = next((desk.folder / "content/posts").glob("*090000*.md")).read_text("utf-8")
    assert "文と言葉。" in text
    assert "\ndescription: 短い要約\n" in text
    assert "\nhttps://example.com/a\n" in text
    assert not any("秘密".encode() in data for data in built.everything().values())
    assert "コメント" in (desk.folder / "import-report.md").read_text("utf-8")


def test_pictures_of_a_folder_are_copied_once(desk: Desk, tmp_path: Path) -> None:
    """A link that leads out of the folder is not followed."""
    root = tmp_path / "old"
    Desk(root).write(FOLDERS["markdown"]).picture("blog/a.png")
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.png")
    (root / "blog/b.png").symlink_to(tmp_path / "secret.png")
    (root / "blog/three.md").write_text(
        "---\ntitle: 三\ndate: 2024-01-01\n---\n![x](b.png)\n", "utf-8"
    )
    move(desk, root)
    names = {file.name for file in (desk.folder / "content/images").rglob("*.png")}
    assert names == {"a.png"}


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_text_without_a_date_has_that_of_its_first_commit(tmp_path: Path) -> None:
    """Git knows when a file came; a file that is no post is told of."""
    front = "---\ntitle: 一つ目\n---\n文\n"
    Desk(tmp_path).write({"articles/one.md": front, "books/1.md": front})
    at = {"GIT_AUTHOR_DATE": "2023-05-06T07:08:09Z", "GIT_COMMITTER_DATE": "2023-05-06T07:08:09Z"}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run(("git", *who, *command), cwd=tmp_path, env=os.environ | at, check=True)
    old = read(tmp_path, "zenn", UTC)
    assert old.posts[0].date == datetime(2023, 5, 6, 7, 8, 9)  # noqa: DTZ001 - of the site's zone
    assert old.losses == (Loss("left", "books/1.md"),)


def test_addresses_among_words_lead_to_headings_of_own_posts(desk: Desk, tmp_path: Path) -> None:
    """What another writes at the same place stays; a heading that is nowhere is told of."""
    root, there = tmp_path / "old", "https://qiita.com/me/items/two"
    front = "---\ntitle: {}\nid: {}\nupdated_at: '2024-01-02T00:00:00+09:00'\n---\n"
    text = f"次は{there}#終わりに。[丙]({there}#なし)、https://qiita.com/you/items/3 も。\n"
    Desk(root).write(
        {
            "qiita.config.json": "{}",
            "public/one.md": front.format("一つ目", "one") + text,
            "public/two.md": front.format("二つ目", "two") + "文\n\n# 終わりに\n\n文\n",
        }
    )
    built = move(desk, root)
    written = (desk.folder / "content/posts/one.md").read_text("utf-8")
    ours = f"次は[{there}#終わりに](two.md#終わりに)。[丙](two.md)、https://qiita.com/you/"
    assert (built.status, ours in written) == (0, True), written
    assert 'href="../two/#終わりに"' in built.page("posts/one/")
    assert f"{there}#なし" in (desk.folder / "import-report.md").read_text("utf-8")
