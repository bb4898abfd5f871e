"""Snippets in their places: counted as ads, granted, and never in a feed."""

from __future__ import annotations

import re

import pytest

from tests.ads.shop import A8, OURS
from tests.desk import SETTINGS, Built, Desk, post
from tests.promises.policies import OWN, policy_of

BODY = "導入です。\n\n## 一\n\n文一。\n\n## 二\n\n文二。"
CODE = f'<p>札です</p>{A8}<img src="https://i.example.net/x" alt="">'


def _build(desk: Desk, *places: str, body: str = BODY, settings: str = OURS) -> Built:
    quoted = ", ".join(f'"{place}"' for place in places)
    snippet = f"[[snippets]]\nname = \"s\"\nhtml = '''\n{CODE}'''\nplaces = [{quoted}]\n"
    texts = {
        "site.toml": settings + snippet,
        "content/posts/a.md": post(body),
        "content/pages/p.md": f"---\ntitle: 題\n---\n\n{BODY}\n",
    }
    return desk.write(texts).build()


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("top", r'class="post-body"[^>]*>', "<p>導入です。"),
        ("before-h2:1", "</nav>", '<h2 id="一"'),
        ("before-h2:2", "<p>文一。</p>", '<h2 id="二"'),
        ("after-body", "<p>文二。</p>", "</div>"),
        ("footer", '<section class="author">.*</section>', "</div>\n</article>"),
        ("sidebar", '<aside class="side".*<div class="deals">', "</div>"),
    ],
)
def test_a_place_has_the_snippet(desk: Desk, place: str, before: str, after: str) -> None:
    """Each post has it there, byte for byte, below the disclosure; pages and the feed have not."""
    built = _build(desk, place)
    assert (built.status, built.out) == (0, "")
    page = built.page("posts/a/")
    box = re.escape(f'<div class="snippet">\n{CODE}\n</div>')
    assert re.search(f"{before}\\s*{box}\\s*{after}", page, re.DOTALL)
    assert page.index('class="disclosure"') < page.index(CODE)
    assert "札です" not in built.page("p/") + built.page("feed.xml") + built.page("feed.json")
    assert "disclosure" not in built.page("feed.xml")
    assert "https://i.example.net" in policy_of(page)["img-src"]
    assert policy_of(built.page("p/")) == OWN


def test_a_place_that_a_post_lacks_is_passed_over(desk: Desk) -> None:
    """There is no ninth heading."""
    assert "札です" not in _build(desk, "before-h2:9").page("posts/a/")


def test_a_block_shows_it_in_the_feed_too(desk: Desk) -> None:
    """What a text asks for belongs to the text; its disclosure comes first."""
    feed = _build(desk, body="```snippet\nname: s\n```").page("feed.json")
    assert feed.index("disclosure") < feed.index("札です")


def test_its_ads_are_checked_as_pasted_ones(desk: Desk) -> None:
    """Somebody else's id is an error, with its line in site.toml."""
    built = _build(desk, "top", settings=SETTINGS)
    assert built.status == 1
    assert re.search(
        r"^site\.toml:\d+:\d+: error: .*\[(?:no-programme|foreign-ad)\]", built.out, re.MULTILINE
    )


@pytest.mark.parametrize("place", ["topp", "before-h2", "before-h2:0", "before-h3:1"])
def test_an_unknown_place_is_an_error(desk: Desk, place: str) -> None:
    """It names those that there are."""
    built = _build(desk, place)
    assert built.status == 1
    assert "[unknown-place]" in built.out
    assert "before-h2:" in built.out


def test_two_of_one_name_are_an_error(desk: Desk) -> None:
    """Which of them is meant nobody knows."""
    one = '[[snippets]]\nname = "s"\nhtml = "<p>"\n'
    assert "[duplicate-id]" in _build(desk, settings=OURS + one).out
