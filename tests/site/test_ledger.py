"""The ledger on the built site: what its links are before and after their end, and its mistakes."""

from __future__ import annotations

import re

import pytest

from tests.ads.ledger import (
    A8,
    AFTER,
    BANNER,
    BEFORE,
    EASY,
    HEIR,
    LAST,
    MAT,
    MOSHIMO,
    NEXT,
    PIXEL,
    PROGRAMMES,
    SITE,
    VC,
)  # fmt: skip
from tests.desk import Built, Desk, post


@pytest.fixture
def ledger(desk: Desk) -> Desk:
    """Return a site with a ledger."""
    return desk.write({"site.toml": SITE, "content/programmes.yaml": PROGRAMMES})


def _body(ledger: Desk, text: str, now: str) -> str:
    """Build one post, and give the text of its page."""
    built = ledger.write({"content/posts/a.md": post(text)}).build(now=now)
    assert built.status == 0, built.out
    body = re.search(
        r'<div class="post-body">\n(.*?)\n?</div>\n', built.page("posts/a/"), re.DOTALL
    )
    assert body is not None
    return body[1].strip()


@pytest.mark.parametrize("written", ["programme:kagu", A8, f"//px.a8.net/svt/ejp?a8mat={MAT}"])
def test_a_link_leads_to_the_successor(ledger: Desk, written: str) -> None:
    """By its name or by its id, from the day after the end a link is the successor's."""
    for now in (BEFORE, LAST):
        text = _body(ledger, f"[家具]({written})。", now)
        assert 'data-ends="2026-08-31T23:59:59.999+09:00"' in text
        assert re.search(rf'href="(https:)?//px[^"]*{re.escape(MAT)}"', text)
        assert re.search(rf'<template><a [^>]*href="[^"]*{re.escape(HEIR)}"[^>]*>家具</a>', text)
    text = _body(ledger, f"[家具]({written})。", AFTER)
    assert f'href="{NEXT}"' in text
    assert ">家具</a>。" in text
    assert (MAT in text, "data-ends" in text) == (False, False)


@pytest.mark.parametrize("written", ["programme:yasumi", MOSHIMO])
def test_a_link_becomes_text(ledger: Desk, written: str) -> None:
    """Without a successor the link's text stays, with its markup."""
    assert _body(ledger, f"[**旅**]({written})。", AFTER) == "<p><strong>旅</strong>。</p>"
    assert "<template><strong>旅</strong></template>" in _body(
        ledger, f"[**旅**]({written})。", LAST
    )


def test_a_link_becomes_an_ordinary_one(ledger: Desk) -> None:
    """An address may follow; what is said of the first link by its author stays."""
    text = _body(ledger, f'[本]({VC} "題"){{#a .b}}', AFTER)
    assert 'href="https://example.com/books"' in text
    assert ('title="題"' in text, 'id="a"' in text) == (True, True)


CODE = f'前<a href="{A8}" rel="nofollow">見本<b>の店</b></a>{PIXEL}後'


def test_code_is_untouched_until_its_end(ledger: Desk) -> None:
    """Pasted code is published byte for byte while its programme runs."""
    text = _body(ledger, f"{CODE}\n\n{BANNER}\n{PIXEL}", LAST)
    for piece in (f'<a href="{A8}" rel="nofollow">見本<b>の店</b></a>', PIXEL, BANNER):
        assert piece in text


def test_code_after_its_end(ledger: Desk) -> None:
    """A text link is the successor's with its own text, a banner with its name; pixels go."""
    text = _body(ledger, f"{CODE}\n\n{BANNER}\n{PIXEL}", AFTER)
    assert re.findall(r"<a [^>]*>(.*?)</a>", text) == ["見本<b>の店</b>", "あたらしい家具"]
    assert ("a8.net/0.gif" in text, "bgt" in text, MAT in text) == (False, False, False)


def test_an_empty_paragraph_of_the_author_stays(ledger: Desk) -> None:
    """Only one in which nothing is left of an ended programme goes."""
    own = '<p class="x">前</p>\n<p></p>\n<script>document.title = "<p></p>";</script>'
    text = _body(ledger, f"{own}\n\n[休み](programme:yasumi)\n\n{PIXEL}", AFTER)
    assert text.count("<p></p>") == 2


def test_a_script_goes(ledger: Desk) -> None:
    """A widget of an ended programme goes as a whole, and its policy and disclosure with it."""
    built = ledger.write({"content/posts/a.md": post(EASY)}).build(now=LAST)
    assert EASY in built.page("posts/a/")
    page = ledger.build(now=AFTER).page("posts/a/")
    assert ("msmaflink" in page, 'class="disclosure"' in page) == (False, False)
    assert "script-src 'self';" in page


def test_every_other_place(ledger: Desk) -> None:
    """In products, deals and cards an ended link is the successor's, or is not there."""
    ledger.write(
        {
            "content/products.yaml": "tana: {name: 棚, links: ['programme:kagu', "
            f"'programme:yasumi']}}\nhon: {{name: 本, links: ['{A8}']}}\n",
            "content/deals.yaml": "aki: {shop: 店, text: 秋, url: 'programme:kagu', ends: open, "
            "show: [top]}\n",
        }
    )
    text = f"```product\nid: tana\n```\n\n[本](product:hon)\n\n{A8}\n\n{MOSHIMO}\n"
    ledger.write({"content/posts/a.md": post(text)})
    before = ledger.build(now=BEFORE).page("posts/a/")
    assert before.count("data-ends") == 6
    after = ledger.build(now=AFTER).page("posts/a/")
    assert (MAT in after, "moshimo" in after, "data-ends" in after) == (False, False, False)
    assert after.count(HEIR) == 4
    assert "あたらしい家具で見る" in after
    assert "やすみ旅行で見る" not in after


def test_the_feed(ledger: Desk) -> None:
    """A feed has the link of its moment, and nothing for a script."""
    ledger.write({"content/posts/a.md": post(f"[家具](programme:kagu)\n\n{CODE}")})
    feeds = [ledger.build(now=now).page("feed.xml") for now in (LAST, AFTER)]
    assert [(MAT in feed, HEIR in feed) for feed in feeds] == [(True, False), (False, True)]
    assert all("template" not in feed and "data-ends" not in feed for feed in feeds)


def test_the_disclosure_follows_what_is_there(ledger: Desk) -> None:
    """A page whose only ad has become text says nothing of ads; one whose next link is one does."""
    posts = {"a": "[旅](programme:yasumi)", "b": "[家具](programme:kagu)"}
    ledger.write({f"content/posts/{name}.md": post(text) for name, text in posts.items()})
    built = ledger.build(now=AFTER)
    says = ['class="disclosure"' in built.page(f"posts/{name}/") for name in posts]
    assert says == [False, True]


def test_nothing_is_left_of_what_has_ended(ledger: Desk) -> None:
    """Buttons and deals lose their label, a banner its paragraph, and the page its disclosure."""
    ended = PROGRAMMES.replace("あたらしい家具\n", "家具\n  ends: 2026-08-31\n")
    code = BANNER.replace(A8, NEXT) + PIXEL.replace(MAT, HEIR)
    button = "```button\nto: {}\ntext: 見る\n```\n\n"
    boxes = button.format("programme:yasumi") + button.format(MOSHIMO) + "```deal\nid: a\n```\n\n"
    ledger.write(
        {
            "content/deals.yaml": "a: {shop: 店, text: 夏, url: 'programme:yasumi', ends: open}\n",
            "content/programmes.yaml": ended,
            "content/posts/a.md": post(boxes + code),
            "content/posts/b.md": post(button.format("programme:kabu") + code),
        }
    )
    assert ledger.build(now=LAST).page("posts/a/").count("ad-label") == 3
    built = ledger.build(now=AFTER)
    page = built.page("posts/a/")
    assert ("ad-label" in page, 'class="disclosure"' in page) == (False, False)
    assert not re.search(r"<p>\s*</p>|<small>\s*</small>", page)
    other = built.page("posts/b/")
    assert (other.count("ad-label"), 'class="disclosure"' in other) == (1, True)


def test_the_next_change_is_named(ledger: Desk) -> None:
    """The summary names the end of a programme that a post carries, until none does any more."""
    ledger.write({"content/posts/a.md": post("[家具](programme:kagu)")})
    assert "2026-09-01 00:00+09:00" in ledger.build(now=BEFORE).err
    ledger.write({"content/posts/a.md": post("言葉。")})
    assert "2026-09-01" not in ledger.build("schedule", now=BEFORE).out
    assert "2026-09-01" not in ledger.build(now=BEFORE).err


def test_a_warm_build_follows_the_ledger(ledger: Desk) -> None:
    """Only the pages that carry a programme are made anew when it ends."""
    texts = {f"content/posts/p{n}.md": post("言葉。") for n in range(3)}
    ledger.write(
        {**texts, "content/posts/a.md": post(CODE), "content/posts/b.md": post(f"[株]({NEXT})")}
    )
    ledger.build(now=BEFORE)
    times = _times(ledger.build(now=BEFORE))
    after = _times(ledger.build(now=AFTER))
    changed = {path for path, time in after.items() if times.get(path) != time}
    assert changed == {"posts/a/index.html", "feed.xml", "feed.json"}


def _times(built: Built) -> dict[str, int]:
    files = (p for p in built.output.rglob("*") if p.suffix in {".html", ".xml", ".json"})
    return {p.relative_to(built.output).as_posix(): p.stat().st_mtime_ns for p in files}


MISTAKES = {
    "no link": ("a: {name: 店}", "missing-key", 1),
    "no name": (f"a: {{link: '{A8}'}}", "missing-key", 1),
    "no date": (f"a:\n  name: 店\n  link: '{A8}'\n  ends: 2026-02-30", "bad-date", 4),
    "an unknown key": (f"a: {{name: 店, link: '{A8}', end: 2026-01-01}}", "unknown-key", 1),
    "nobody": (f"a:\n  name: 店\n  link: '{A8}'\n  then: kagu", "unknown-programme", 4),
    "itself": (f"a:\n  name: 店\n  link: '{A8}'\n  then: a", "programme-circle", 4),
    "a circle": (
        f"a: {{name: 店, link: '{A8}', then: b}}\nb: {{name: 市, link: '{MOSHIMO}', then: a}}",
        "programme-circle",
        2,
    ),
    "one id": (
        f"a: {{name: 店, link: '{A8}'}}\nb: {{name: 市, link: '{A8}'}}",
        "same-programme",
        2,
    ),
    "code without an ad": ("a: {name: 店, code: '<b>店</b>'}", "bad-programme", 1),
    "somebody's": (
        "a: {name: 店, link: 'https://px.a8.net/svt/ejp?a8mat=X+Y+Z+1'}",
        "foreign-ad",
        1,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_have_a_place(ledger: Desk, mistake: str) -> None:
    """Each mistake in the ledger is an error on its line, and the only one."""
    text, rule, line = MISTAKES[mistake]
    posts = {"content/posts/a.md": post("[店](programme:a)")}
    built = ledger.write({"content/programmes.yaml": text, **posts}).build(now=AFTER)
    assert built.status == 1
    (told,) = (line for line in built.out.splitlines() if ": error: " in line)
    assert told.startswith(f"content/programmes.yaml:{line}:")
    assert told.endswith(f"[{rule}]")


def test_a_name_that_no_programme_has(ledger: Desk) -> None:
    """A misspelt name is an error with the nearest one, wherever it is written."""
    ledger.write(
        {
            "content/posts/a.md": post("[店](programme:kgau)"),
            "content/products.yaml": "a: {name: 品, links: ['programme:kagu-c']}\n",
        }
    )
    out = ledger.build(now=AFTER).out
    assert out.count("[unknown-programme]") == 2
    assert "「kagu」ではありませんか" in out
    assert "content/posts/a.md:6:1: " in out


def test_without_a_file_there_is_no_ledger(ledger: Desk) -> None:
    """Pasted links are ads as ever, and nothing is asked of the author."""
    (ledger.folder / "content/programmes.yaml").unlink()
    text = _body(ledger, f"[家具]({A8})。", AFTER)
    assert MAT in text
    assert "data-ends" not in text


def test_two_texts_of_one_programme(ledger: Desk) -> None:
    """Another picture or text of the same programme is its own; between two it is nobody's."""
    other = A8.replace("DDDDD", "OTHER")
    assert HEIR in _body(ledger, f"[家具]({other})。", AFTER)
    more = f"kagu-c: {{name: 三つめ, link: '{other}'}}\n"
    ledger.write({"content/programmes.yaml": PROGRAMMES + more})
    assert "OTHER" in _body(ledger, f"[家具]({other})。", AFTER)
    assert HEIR in _body(ledger, f"[家具]({A8})。", AFTER)


@pytest.mark.parametrize(("now", "shown"), [(BEFORE, "みほん家具"), (AFTER, "あたらしい家具")])
def test_a_button_names_the_shop_that_it_leads_to(desk: Desk, now: str, shown: str) -> None:
    """Also the one that the page's script will show from the end of the programme on."""
    products = "isu: {name: 椅子, links: ['programme:kagu']}\n"
    text = post("```product\nid: isu\n```")
    desk.write({"site.toml": SITE, "content/programmes.yaml": PROGRAMMES})
    desk.write({"content/products.yaml": products, "content/posts/a.md": text})
    page = desk.build(now=now).page("posts/a/")
    links = dict(re.findall(r'<a class="ad-link" href="([^"]+)"[^>]*>([^<]+)</a>', page))
    assert shown in links[A8 if now == BEFORE else NEXT]
    assert "あたらしい家具" in links[NEXT]


def test_code_without_a_scheme_is_a_programme(desk: Desk) -> None:
    """As Moshimo gives it: its picture too begins with two slashes."""
    code = f'<a href="{MOSHIMO[6:]}"><img src="//image.moshimo.com/af-img/1/2.gif" alt=""></a>'
    ledger = f"yado:\n  name: 宿\n  ends: 2026-08-31\n  code: |\n    {code}\n"
    desk.write({"site.toml": SITE, "content/programmes.yaml": ledger})
    for now, is_there in ((BEFORE, True), (AFTER, False)):
        assert ("p_id=999" in _body(desk, f"前の文。\n\n{code}\n", now)) == is_there


def test_a_script_that_many_load_is_no_programme(desk: Desk) -> None:
    """Of two codes with one loader only that with the programme's id ends."""

    def code(mat: str) -> str:
        script = f'a8adscript("body").showAd({{"req":{{"mat":"{mat}","alt":"商品","id":"x"}}}})'
        return (
            '<span class="a8ad x"></span><script src="//statics.a8.net/ad/ad.js"></script>'
            f"<script>{script}</script>"
        )

    ledger = f"kagu:\n  name: 家具\n  ends: 2026-08-31\n  code: |\n    {code(MAT)}\n"
    desk.write({"site.toml": SITE, "content/programmes.yaml": ledger})
    other = code(HEIR)
    text = _body(desk, f"{code(MAT)}\n\n{other}\n\n[名](programme:kagu)\n", BEFORE)
    assert 'href="https://statics.a8.net' not in text
    text = _body(desk, f"{code(MAT)}\n\n{other}\n", AFTER)
    assert (MAT in text, HEIR in text) == (False, True)


def test_the_link_of_a_code_is_one_to_follow(desk: Desk) -> None:
    """ValueCommerce's banner loads a script first, which no reader wants to open."""
    host, ids = "jp.ap.valuecommerce.com/servlet", "sid=1234567&pid=777777777"
    code = (
        f'<script src="//ad.{host}/jsbanner?{ids}"></script><noscript>'
        f'<a href="//ck.{host}/referral?{ids}" rel="nofollow">'
        f'<img src="//ad.{host}/gifbanner?{ids}" border="0"></a></noscript>'
    )
    ledger = f"hon:\n  name: 本の店\n  code: |\n    {code}\n"
    desk.write({"site.toml": SITE, "content/programmes.yaml": ledger})
    href = f"https://ck.{host}/referral?{ids}".replace("&", "&amp;")
    assert f'href="{href}"' in _body(desk, "[本](programme:hon)", BEFORE)
