"""Ad code as it is pasted, in every way that a browser reads an address and authors write one."""

from __future__ import annotations

import re

import pytest

from tests.ads.pasting import OTHERS, OURS, SITE, texts
from tests.desk import Desk, post

# With `{}` for the id in a link of A8.
WAYS = {
    "plain": '<a href="https://px.a8.net/svt/ejp?a8mat={}">店</a>',
    "one slash": '<a href="http:/px.a8.net/svt/ejp?a8mat={}">店</a>',
    "no slash": '<a href="http:px.a8.net/svt/ejp?a8mat={}">店</a>',
    "backslashes": '<a href="https:\\\\px.a8.net\\svt\\ejp?a8mat={}">店</a>',
    "mixed": '<a href="https:/\\px.a8.net/svt/ejp?a8mat={}">店</a>',
    "spaces": '<a href=" https://px.a8.net/svt/ejp?a8mat={} ">店</a>',
    "a line end": '<div><a href="https://px.a8\n.net/svt/ejp?a8mat={}">店</a></div>',
    "an area": '<map name=m><area href="https:&#47;&#47;px.a8.net/?a8mat={}" alt="店"></map>',
    "svg": '<svg><a xlink:href="https:&#x2F;/px.a8.net/?a8mat={}"><text>店</text></a></svg>',
    "open entities": '<div><a href="https://px&#46a8&#46net/svt/ejp?a8mat={}">店</a></div>',
    "no quotes": "<div><a href=https:&#47&#47px.a8.net/svt/ejp?a8mat={}>店</a></div>",
    "letters": '<a href="&#104;ttps://px.a8.net/svt/ejp?a8mat={}">店</a>',
    "a frame": '<iframe src="//px.a8.net/svt/ejp?a8mat={}"></iframe>',
    "a form": '<form action="https:/px.a8.net/svt/ejp?a8mat={}"></form>',
    "an object": '<object data="https:/px.a8.net/svt/ejp?a8mat={}"></object>',
    "a script": "<script>location='https:\\/\\/px.a8.net\\/svt\\/ejp?a8mat={}';</script>",
    "a hidden script": "<script><!--\nopen('https://px.a8.net/svt/ejp?a8mat={}');\n//--></script>",
    "two scripts": "<script><!-- <script></script><!-- open('//px.a8.net/?a8mat={}') --></script>",
    "behind a style": "<style>/* <!-- */</style><i data-x='//px.a8.net/?a8mat={}'></i>",
    "behind a value": '<div data-x="<!--"><a href="//px.a8.net/?a8mat={}">店</a></div>',
    "behind a comment": '<!-- a > b --><a href="//px.a8.net/?a8mat={}">店</a><!-- -->',
}
# Of other networks, and written as only some do.
OWN = {
    "a bracket at the end": '<a href="https://go.example.net/x?uid=yk-9&r=(a)">店</a>',
    "a comma at the end": '<a href="https://go.example.net/x?uid=yk-9&r=a,">店</a>',
    "a space": '<a href="https://go.example.net/x y?uid=yk-9">店</a>',
    "a quotation mark": "<a href='https://go.example.net/\"q\"?uid=yk-9'>店</a>",
    "rotating": '<script src="//rot8.a8.net/jsa/abc/def.js"></script>',
}
NONE = {
    "a comment": '<!-- <a href="https://px.a8.net/svt/ejp?a8mat={}">店</a> -->',
    "two comments": '<!-- a --><b>b</b><!-- <a href="//px.a8.net/?a8mat={}">店</a> --!>',
    "no more": '<!-- <a href="//px.a8.net/svt/ejp?a8mat={}">店</a>',
}


@pytest.fixture
def site(desk: Desk) -> Desk:
    """Return a site with ids of its own."""
    return desk.write({"site.toml": SITE})


def test_another_id_is_an_error_however_it_is_written(site: Desk) -> None:
    """An id that is not the site's is an error on its own line, in every spelling."""
    posts = texts(WAYS, OTHERS)
    built = site.write(posts).build()
    assert built.status == 1
    reported = {line.partition(":")[0] for line in built.out.splitlines() if "[foreign-ad]" in line}
    assert sorted(posts.keys() - reported) == []


def test_the_sites_own_code_is_published_and_disclosed(site: Desk) -> None:
    """The site's own code is published byte for byte, below the notice that there are ads."""
    bodies = WAYS | OWN
    built = site.write(texts(bodies, OURS)).build()
    assert built.status == 0, built.out
    for number, body in enumerate(bodies.values()):
        page = built.page(f"posts/p{number}/")
        assert 'class="disclosure"' in page.partition("post-body")[0], body
        assert body.replace("{}", OURS) in page


def test_no_disclosure_with_code_is_an_error(site: Desk) -> None:
    """Ad code in a post with `disclosure: none` is an error."""
    posts = texts(WAYS, OURS)
    none = {
        path: text.replace("title:", "disclosure: none\ntitle:") for path, text in posts.items()
    }
    built = site.write(none).build()
    reported = {line.partition(":")[0] for line in built.out.splitlines() if "error" in line}
    assert sorted(none.keys() - reported) == []


def test_commented_code_is_no_ad(site: Desk) -> None:
    """Ad code in a comment counts as none, for a browser shows none."""
    built = site.write(texts(NONE, OTHERS)).build()
    assert built.status == 0, built.out
    assert 'class="disclosure"' not in built.page("posts/p0/")


@pytest.mark.parametrize(
    "body",
    [
        f"[店](http:/px.a8.net/svt/ejp?a8mat={OURS})",
        f"[店](http:px.a8.net/svt/ejp?a8mat={OURS})",
        "[店](https:///example.net/)",
        "[店][a]\n\n[a]: HTTPS:/example.net/",
        "<http:example.net>",
        "![店](https:/example.net/a.png)",
        "> 引用\n>\n> 出典: [店](http:\\\\example.net/)",
    ],
)
def test_a_wrong_number_of_slashes_is_reported(site: Desk, body: str) -> None:
    """An address with a slash too few or too many is reported: browsers differ in reading it."""
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert built.status == 1
    assert "[bad-url]" in built.out


CODES = (
    """<script>\nvar t = '<p>PR</p><img src="a.png">';\n</script>""",
    """<script type="application/json">{"html":"<b>PR</b><a href='q.md'>x</a>"}</script>""",
    """<script>\ndocument.write('<b>PR</b><img src="' + u + '" alt="">');\n</script>""",
    """<textarea><img src="a.png"></textarea>""",
    """<style>p::after{content:"</b><img src=a.png>"}</style>""",
    """<script>var s = "</i><b style='background:url(q.png)'><a href='amazon:B0'>";</script>""",
    f"""<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">https://example.net/ 5*3*2 &nbsp;</a>""",
    f"""文 <a href="https://px.a8.net/svt/ejp?a8mat={OURS}">www.example.com ~~x~~</a> 末""",
    """<ins class="adsbygoogle"\n     style="display:block"\n     data-x="a\n     b"></ins>""",
)


@pytest.mark.parametrize("code", CODES)
def test_code_is_published_byte_for_byte(site: Desk, code: str) -> None:
    """Strings, text and attributes of ad code are published byte for byte."""
    built = site.write({"content/posts/p.md": post(code)}).build()
    assert (built.status, built.out) == (0, ""), built.out
    assert code in built.page("posts/p/")


def test_markdown_in_an_ad_is_read(site: Desk) -> None:
    """Markdown is read in an ad where an author has put it there."""
    ad = f'<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">'
    body = f"{ad}**店**</a> と {ad}![印](seal.png)</a>"
    page = site.picture("content/posts/seal.png").write({"content/posts/p.md": post(body)}).build()
    assert f"{ad}<strong>店</strong></a>" in page.page("posts/p/")
    assert 'src="../../images/seal-' in page.page("posts/p/")


UNNAMED = '<link rel="stylesheet" href="//a_b.example/"><object data="//a_b.example/"></object>'


def test_each_load_from_such_a_host_is_reported(site: Desk) -> None:
    """Each element that loads from such a host is reported once."""
    assert site.write({"content/posts/p.md": post(UNNAMED)}).build().out.count("unnamed-host") == 2


@pytest.mark.parametrize("host", ["my_host.example.com", "[::1]", "a..example.com"])
def test_a_host_that_no_policy_can_name_is_reported(site: Desk, host: str) -> None:
    """The browser would refuse what is loaded from there, without a word to the author."""
    body = f'<img src="https://{host}/a.png" alt="印"> [文](https://{host}/)'
    built = site.write({"content/posts/p.md": post(body)}).build()
    assert built.out.count("[unnamed-host]") == 1, built.out


_AD = f'<a href="https://px.a8.net/svt/ejp?a8mat={OURS}">店</a>'
BESIDE = [
    "文 <!-- FROM --><script>var a;</script> <!-- TO --> 後",
    f"|a|b|\n|-|-|\n|<!-- FROM -->{_AD}<!-- TO -->|x|",
    "- <!-- FROM -->\n  <script>var a;</script>\n  <!-- TO -->",
    f"<!-- FROM -->\n{_AD}\n<!-- TO -->",
    f"- <!-- FROM -->\n  {_AD}\n  <!-- TO -->",
]


@pytest.mark.parametrize("code", BESIDE)
def test_a_networks_own_comments_stay(site: Desk, code: str) -> None:
    """A network's comments are published beside its code, wherever that is pasted."""
    built = site.write({"content/posts/p.md": post(code)}).build()
    page = built.page("posts/p/")
    assert (built.status, "<!-- FROM -->" in page, "<!-- TO -->" in page) == (0, True, True)


def test_comments_apart_from_code_go(site: Desk) -> None:
    """Comments are left out where words or a blank line part them from ad code."""
    notes = f"<!-- CAN -->\n<b>文</b>\n\n<!-- CAN -->\n\n{_AD}、<!-- CAN -->文<!-- CAN --><b>文</b>"
    built = site.write({"content/posts/p.md": post(f"{notes}\n\n- 文\n  <!-- CAN -->")}).build()
    assert (built.status, "CAN" in built.page("posts/p/")) == (0, False)


def test_a_link_that_says_sponsored_is_an_ad(site: Desk) -> None:
    """What an author calls sponsored is disclosed, whatever it leads to."""
    code = '<a class="x" rel="nofollow sponsored" href="https://example.org/?a=1&amp;b=2">店</a>'
    built = site.write({"content/posts/a.md": post(f"文と{code}。")}).build()
    assert built.out == ""
    page = built.page("posts/a/")
    assert 'class="disclosure"' in page
    assert code in page
    assert "pasted\thttps://example.org/?a=1&b=2" in site.build("ads").out
    built = site.write({"content/posts/a.md": post(code, disclosure="none")}).build()
    assert "[undisclosed-ad]" in built.out


@pytest.mark.parametrize("said", ['rel="nofollow noreferrer"', "referrerpolicy='no-referrer'"])
def test_an_ad_without_a_referrer_is_told(site: Desk, said: str) -> None:
    """Networks count clicks by where they come from."""
    ad = f'文\n<a href="https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+CCCC+DDDDD" {said}>店</a>'
    plain = f'<a href="https://example.org/" {said}>店</a>'
    built = site.write({"content/posts/a.md": post(f"{ad}\n\n{plain}")}).build()
    assert re.findall(r"(\d+:\d+: warning).*\[(.*)\]", built.out) == [
        ("7:1: warning", "ad-without-referrer")
    ]
