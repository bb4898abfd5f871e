"""The whole command: an export becomes posts, pages and pictures of a site that builds."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from kawaraban.cli.import_posts import mend
from kawaraban.cli.importers.exports import read_wordpress
from kawaraban.cli.importers.old_site import Loss
from kawaraban.core.diagnostics import Source
from kawaraban.core.settings import FALLBACK_SETTINGS
from tests.cli.importers.exports import HEAD, Item, picture, wxr
from tests.desk import SETTINGS, Built, Desk

OWN = (
    ("_wp_old_slug", "before"),
    ("_thumbnail_id", "11"),
    ("the_page_meta_description", "紹介です。"),
)
FIRST = Item(
    1,
    "最初の記事 &amp; 題",
    '<!-- wp:paragraph --><p>本文。<a href="https://old.example/about/">これ</a>と'
    '<a href="https://www.amazon.co.jp/dp/B012345678?tag=mihon-22">本</a></p><!-- /wp:paragraph -->'
    '<figure><img src="https://old.example/wp-content/uploads/2024/01/a-300x200.png"/></figure>',
    name="first",
    categories=("手順", "道具"),
    tags=("甲",),
    meta=OWN,
    more="<wp:comment><wp:comment_content>よい</wp:comment_content></wp:comment>",
)
ABOUT = Item(
    2, "案内", "<p>読む人へ。</p>", "page", name="about", link="https://old.example/about/"
)
MENU = Item(
    30,
    "このブログ",
    kind="nav_menu_item",
    meta=(("_menu_item_type", "post_type"), ("_menu_item_object_id", "2")),
)


def move(desk: Desk, text: str, *arguments: str) -> Built:
    """Write an export beside a site, and import it."""
    if not (desk.folder / "site.toml").is_file():
        desk.write({"site.toml": SETTINGS})
    source = desk.folder.parent / "export.xml"
    source.write_bytes(text.encode("utf-8", "surrogateescape"))
    return desk.build("import", str(source), *arguments)


def uploads(folder: Path) -> str:
    """Make an unpacked `uploads/` with one picture."""
    (folder / "uploads/2024/01").mkdir(parents=True)
    Image.new("RGB", (600, 400), (20, 90, 200)).save(folder / "uploads/2024/01/a.png")
    return str(folder / "uploads")


def contents(desk: Desk) -> dict[str, bytes]:
    """Return what the author's own files hold."""
    places = (*desk.folder.glob("content/**/*"), *desk.folder.glob("*.*"))
    return {str(file): file.read_bytes() for file in places if file.is_file()}


def test_a_blog_is_in_its_new_home_by_one_command(desk: Desk, tmp_path: Path) -> None:
    """Title, dates, terms, picture and description are kept; the old addresses lead here."""
    export = wxr(FIRST, ABOUT, picture(11, "2024/01/a.png", 1, "画面"), MENU)
    desk.write({"site.toml": f'{SETTINGS}\n[affiliate.amazon]\ntag = "mihon-22"\n'})
    built = move(desk, export, "--media", uploads(tmp_path))
    assert built.status == 0, built.err
    post = (desk.folder / "content/posts/first.md").read_text("utf-8")
    for line in (
        "title: 最初の記事 & 題",
        "date: 2024-01-02 09:00",
        "updated: 2024-03-04",
        "category: 手順",
        "- 道具",
        "description: 紹介です。",
        "image: ../images/2024/01/a.png",
        "- /2024/01/first/",
        "- /2024/01/before/",
        "- /?p=1",
        "[これ](../pages/about.md)",
        "![画面](../images/2024/01/a.png)",
    ):
        assert line in post
    page = built.page("posts/first/")
    assert 'href="../../about/"' in page
    assert "tag=mihon-22" in page
    for old in ("2024/01/first/", "2024/01/before/"):
        assert "posts/first/" in built.page(old)
    assert built.page("about/")
    report = (desk.folder / "import-report.md").read_text("utf-8")
    assert "100.00" in report
    assert '[[nav]]\ntext = "このブログ"\nto = "pages/about.md"' in report
    assert "コメント（件数。import-comments.json にあります）: `1`" in report
    assert "よい" in (desk.folder / "import-comments.json").read_text("utf-8")
    assert not any("よい".encode() in data for data in built.everything().values())


def test_a_blog_below_a_path_keeps_its_addresses_and_pictures(desk: Desk, tmp_path: Path) -> None:
    """They answer whether the new site is below that path too, or at the top."""
    export = wxr(FIRST, picture(11, "2024/01/a.png", 1, "画面"))
    export = export.replace("https://old.example", "https://old.example/blog")
    desk.write({"site.toml": f'{SETTINGS}\n[affiliate.amazon]\ntag = "mihon-22"\n'})
    built = move(desk, export, "--media", uploads(tmp_path))
    assert built.status == 0, built.err
    text = (desk.folder / "content/posts/first.md").read_text("utf-8")
    assert "images/2024/01/a.png" in text
    for old in ("blog/2024/01/first/", "2024/01/first/"):
        assert "http-equiv" in built.page(old)


def test_a_formula_and_stars_are_no_lost_words(desk: Desk) -> None:
    """A report names what is lost, and nothing that only looks otherwise now."""
    block = '<div class="wp-block-katex-display-block"><pre>c = \\pm\\sqrt{a^2}</pre></div>'
    tree = "<math><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></math>"
    body = f"<p>変数は $latex x_1$ の {tree}。</p>{block}[review_stars 4.5/5]"
    built = move(desk, wxr(Item(1, body=body, name="one")))
    assert built.status == 0
    report = json.loads((desk.folder / "import-report.json").read_bytes())
    assert not report["totals"]["lost"]["words"]


def test_a_product_of_a_plugin_has_its_shops_alone(desk: Desk) -> None:
    """Rinker keeps products as items of their own, whose own addresses are no shops."""
    fields = (("yyi_rinker_amazon_url", "https://www.amazon.co.jp/dp/B012345678"),)
    product = Item(21, "見本の品", kind="yyi_rinker", meta=fields)
    move(desk, wxr(Item(1, body='[itemlink post_id="21"]', name="one"), product))
    text = (desk.folder / "content/products.yaml").read_text("utf-8")
    assert text.count("url:") == 1
    assert "shop: Amazon" in text


def test_ids_are_offered_and_never_taken_in_silence(desk: Desk) -> None:
    """The settings stay; the ids stand in a file of their own, of which each build warns."""
    script = '<script>var vc_pid = "887654321";</script>'
    link = '<p><a href="https://www.amazon.co.jp/dp/B012345678?tag=mihon-22">本</a>もあります。</p>'
    built = move(desk, wxr(FIRST, Item(9, body=link + script, name="script")))
    assert (desk.folder / "site.toml").read_text("utf-8") == SETTINGS
    assert built.status == 0
    assert "tag=mihon-22" in built.page("posts/first/")
    ids = (desk.folder / "content/imported-ads.yaml").read_text("utf-8")
    assert ids == "amazon mihon-22: 2\nvaluecommerce 887654321: 1\n"
    assert "[imported-ads]" in (again := desk.build().out)
    assert "foreign-ad" not in again
    report = (desk.folder / "import-report.md").read_text("utf-8")
    assert '[affiliate.amazon]  # mihon-22: 2\ntag = "mihon-22"' in report


def test_the_offered_ids_can_be_copied_whole(desk: Desk) -> None:
    """Each network has one table, whatever number of ids and programmes it has."""
    urls = (
        "https://px.a8.net/svt/ejp?a8mat=3A+B+C+D",
        "https://px.a8.net/svt/ejp?a8mat=3E+F+G+H",
        "https://af.moshimo.com/af/c/click?a_id=111&amp;p_id=54",
        "https://af.moshimo.com/af/c/click?a_id=111&amp;p_id=170",
        "https://www.amazon.co.jp/dp/B012345678?tag=mihon-22",
        "https://www.amazon.co.jp/dp/B012345678?tag=other-22",
    )
    body = "".join(f'<p><a href="{url}">品</a>です。</p>' for url in urls)
    move(desk, wxr(Item(9, body=body, name="ads")))
    report = (desk.folder / "import-report.md").read_text("utf-8")
    offered = report.partition("```toml\n")[2].partition("```")[0]
    (desk.folder / "content/imported-ads.yaml").unlink()
    desk.write({"site.toml": f"{SETTINGS}\n{offered}"})
    built = desk.build()
    assert built.status == 0, built.err


def test_what_posts_share_is_shown_if_it_was_public(desk: Desk) -> None:
    """A pattern has the words that a post puts into it; a draft of one was shown to nobody."""
    begin = '<!-- wp:paragraph {"metadata":{"name":"言葉"}} -->'
    shared = Item(7, body=f"{begin}\n<p>初めの文</p>\n<!-- /wp:paragraph -->", kind="wp_block")
    hidden = Item(8, body="<p>内緒の文</p>", kind="wp_block", status="draft")
    words = "この\\u003cb\\u003e記事\\u003c/b\\u003eの文"
    own = f'<!-- wp:block {{"ref":7,"content":{{"言葉":{{"content":"{words}"}}}}}} /-->'
    post = Item(1, body=f'{own}\n<!-- wp:block {{"ref":8}} /-->', name="one")
    other = Item(2, body='<!-- wp:block {"ref":7} /-->', name="two")
    built = move(desk, wxr(post, other, shared, hidden))
    assert "<p>この<strong>記事</strong>の文</p>" in built.page("posts/one/")
    assert "初めの文" not in built.page("posts/one/")
    assert "初めの文" in built.page("posts/two/")
    assert not any("内緒".encode() in data for data in built.everything().values())


def test_a_second_import_changes_nothing(desk: Desk) -> None:
    """Run twice, even after a kill that left half of the posts, the files are the same."""
    export = wxr(
        FIRST, ABOUT, *(Item(n, f"記事{n}", "<p>文</p>", name="same") for n in range(40, 46))
    )
    move(desk, export)
    first = contents(desk)
    move(desk, export)
    assert contents(desk) == first
    for name in ("first", "same-2", "same-6"):
        (desk.folder / f"content/posts/{name}.md").unlink()
    move(desk, export)
    assert contents(desk) == first


def test_what_is_there_stays(desk: Desk) -> None:
    """A post of the author with the same name is not touched; the other one gets another name."""
    mine = "---\ntitle: 自分の\ndate: 2025-01-01\n---\n\n文\n"
    desk.write({"content/posts/first.md": mine, "content/products.yaml": "# 覚え\n"})
    move(desk, wxr(FIRST))
    assert (desk.folder / "content/posts/first.md").read_text("utf-8") == mine
    assert "最初の記事" in (desk.folder / "content/posts/first-2.md").read_text("utf-8")


@pytest.mark.parametrize("status", ["draft", "pending", "future", "private", "password"])
def test_what_was_not_public_is_a_draft(desk: Desk, status: str) -> None:
    """Nothing that readers could not see before is in the output now, and the report says so."""
    secret = Item(
        7, "秘密の題", "<p>秘密の文</p>", name="secret",
        status="publish" if status == "password" else status,
        password="pw" if status == "password" else "",
    )  # fmt: skip
    built = move(desk, wxr(ABOUT, secret))
    assert built.status == 0
    assert not any("秘密".encode() in data for data in built.everything().values())
    assert "draft: true" in (desk.folder / "content/posts/secret.md").read_text("utf-8")
    assert f"`{status}`" in (desk.folder / "import-report.md").read_text("utf-8")


def test_what_forms_sent_is_not_published(desk: Desk) -> None:
    """Kinds without pages are not taken, which is told; a draft of a kind with pages is."""
    sent = Item(
        8, "秘密の差出人", "秘密の文 mail@example.com", kind="feedback",
        link="https://old.example/?post_type=feedback&p=8",
    )  # fmt: skip
    book = sent._replace(number=9, title="本", kind="book", status="draft", name="book")
    built = move(desk, wxr(ABOUT, sent, book, sent._replace(number=10, kind="mwf_12")))
    assert built.status == 0
    files = (*built.everything().values(), *(desk.folder / "content").rglob("*.md"))
    texts = [one if isinstance(one, bytes) else one.read_bytes() for one in files]
    assert [text for text in texts if "秘密".encode() in text] == [
        (desk.folder / "content/pages/book.md").read_bytes()
    ]
    assert "`feedback`" in (desk.folder / "import-report.md").read_text("utf-8")


def test_the_report_names_every_loss(desk: Desk) -> None:
    """What has no form here stands in the report with its text and its line in the new file."""
    body = (
        '<!-- wp:paragraph --><p>文 [slider id="3"] です</p><!-- /wp:paragraph -->'
        '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:acme/price {"a":1} --><p>値</p>'
        '<!-- /wp:acme/price --><form><input name="q"></form><p><a href="javascript:x()">悪</a></p>'
        '<p><img src="https://old.example/wp-content/uploads/none.png"></p>'
    )
    move(desk, wxr(Item(5, body=body, name="losses")))
    data = json.loads((desk.folder / "import-report.json").read_text("utf-8"))
    kinds = {loss[0] for _, loss in data["posts"][0]["losses"]}
    assert {"shortcode", "dynamic", "block", "html", "link", "picture", "alt"} <= kinds
    line = next(line for line, loss in data["posts"][0]["losses"] if loss[0] == "shortcode")
    post = (desk.folder / "content/posts/losses.md").read_text("utf-8").split("\n")
    assert "slider" in post[line - 1]


def test_an_export_that_was_put_together_is_read_whole(tmp_path: Path) -> None:
    """Numbers stand twice, a plugin's prefix is not declared, pictures have pages of their own."""
    page = picture(11, "2024/01/a.png", 1)._replace(link="https://old.example/one/a/")
    items = (Item(1, "甲", "[gallery]<!--nextpage-->二"), Item(1, "乙", kind="works"), page)
    file = tmp_path / "export.xml"
    file.write_text(wxr(*items).replace("<item>", "<acme:x/><item>", 1), "utf-8")
    old = read_wordpress(file)
    assert [post.title for post in old.posts] == ["甲", "乙"]
    assert old.posts[0].aliases == ("/2024/01/post-1/2/", "/one/a/", "/?p=1")
    assert old.galleries == {"wordpress:1": "11 "}


def _write_divided(folder: Path) -> None:
    """Write an export in two files, as WordPress.com does: packed, and in a folder."""
    (folder / "old").mkdir()
    with ZipFile(folder / "old.zip", "w") as packed:
        for number, one in enumerate((FIRST, ABOUT)):
            (folder / f"old/blog.00{number}.xml").write_text(wxr(one), "utf-8")
            packed.writestr(f"blog/blog.00{number}.xml", wxr(one))
        packed.writestr("blog/sitemap.xml", "<urlset/>")
    (folder / "old/feed.xml").write_text("<feed/>", "utf-8")


@pytest.mark.parametrize("source", ["old.zip", "old"])
def test_an_export_in_several_files_is_read_whole(desk: Desk, tmp_path: Path, source: str) -> None:
    """It may be packed or lie in a folder; other files beside it are none of it."""
    _write_divided(tmp_path)
    built = desk.write({"site.toml": SETTINGS}).build("import", str(tmp_path / source))
    assert built.status == 0, built.err
    assert "wordpress" in built.err
    assert "本文" in built.page("posts/first/")
    assert "読む人へ" in built.page("about/")


@pytest.mark.parametrize(
    "before", ["\n\n", "<br />\n<b>Warning</b>: fopen(): failed in <b>/a.php</b><br />\n"]
)
def test_what_a_plugin_writes_before_an_export_is_passed_over(desk: Desk, before: str) -> None:
    """An empty line or a warning of PHP before the declaration is common."""
    built = move(desk, before + wxr(FIRST))
    assert built.status == 0, built.err
    assert "本文" in built.page("posts/first/")


def test_what_stops_the_build_becomes_text(desk: Desk) -> None:
    """A place that the build refuses is escaped, and its line is told."""
    path, old = "content/posts/a.md", "---\ntitle: x\n---\n\n[題](none.md) 文\n"
    desk.write({path: old})
    lines = mend(desk.folder, FALLBACK_SETTINGS, [Source(path, 5, 1)], path)
    new = (desk.folder / path).read_text("utf-8")
    assert new == old.replace("[題]", "\\[題]")
    assert lines == [Loss("error", "[題](none.md) 文")]


def test_an_address_in_plain_text_is_no_ad(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be mended becomes plain text; an address in it ends where a reader sees it."""
    monkeypatch.setattr("kawaraban.cli.import_posts._ROUNDS", 0)
    path, url = "content/posts/a.md", "https://px.a8.net/svt/ejp?a8mat=3A+B+C+D"
    post = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n{url}見本\n"
    desk.write({"site.toml": SETTINGS, path: post})
    mend(desk.folder, FALLBACK_SETTINGS, [], path)
    built = desk.build()
    assert built.status == 0, built.err
    assert "3A+B+C+D見本" in built.page("posts/a/")


OLD = "https://old.example"
NAMES = ("../../etc/passwd", "archive", "con", "%2e%2e", "a" * 900, "tags", "search", ".hidden", "")
BOMB = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>\n<rss'
HOSTILE = {
    "bomb": HEAD.replace("<rss", BOMB) + "&c;",
    "no XML": "これは書き出しではありません",
    "cut": wxr(FIRST)[:-200],
    "control": wxr(Item(1, body="<p>a\x0b\x00b</p>", name="control")),
    "CDATA": wxr(Item(1, body="<pre>]]&gt; ]]></pre>", name="cdata")),
    "not UTF-8": wxr(Item(1, body="<p>a\udcffb</p>", name="bytes")),
    "names": wxr(*(Item(n, name=one, link=f"{OLD}/{one}/") for n, one in enumerate(NAMES))),
    "pages": wxr(*(Item(n, kind="page", name=one) for n, one in enumerate(("archive", "page")))),
    "no date": wxr(Item(1, date="0000-00-00 00:00:00", modified="0000-00-00 00:00:00", name="old")),
    "huge": wxr(Item(1, body=f'<p data-x="{"x" * 200_000}">文</p>', name="huge")),
    "deep": wxr(Item(1, body="<div>" * 5000 + "文" + "</div>" * 5000, name="deep"), ABOUT),
    "open": wxr(Item(1, body="<script>var a;\n\n\nb <textarea><iframe><p>文", name="open")),
    "title": wxr(Item(1, title="<script>alert(1)</script>\n---\nx: 1", name="title")),
    "term": wxr(Item(1, tags=("PHP", "..", "a\nb"), name="x"), Item(2, tags=("php",), name="y")),
    "slips": wxr(Item(1, body="！[図](a.png) ![x](b.png) {{< x >}} [a](amazon:B0) ```", name="s")),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_exports_give_no_traceback(desk: Desk, name: str) -> None:
    """Whatever is in an export, the site builds, or a line says why not; no file is outside."""
    built = move(desk, HOSTILE[name])
    assert "Traceback" not in built.err + built.out
    assert built.status == int(name in {"bomb", "no XML", "cut", "deep"}), built.err
    if name not in {"bomb", "no XML"}:
        assert " error: " not in built.err, built.err
    outside = {file.name for file in desk.folder.parent.iterdir()}
    assert outside <= {desk.folder.name, "export.xml"}
