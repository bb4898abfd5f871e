"""Checks of the disclosure: pages that keep silent, sponsors, and unclear notices."""

from __future__ import annotations

import pytest

from tests.ads.shop import AD, OURS
from tests.desk import SETTINGS, Desk, post


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return a site with programmes."""
    return desk.write({"site.toml": OURS})


def test_none_with_an_ad_is_an_error(shop: Desk) -> None:
    """A page cannot be set to hide its ads."""
    built = shop.write({"content/posts/a.md": post(AD, disclosure="none")}).build()
    assert "content/posts/a.md:4:13: error" in built.out
    assert "[undisclosed-ad]" in built.out
    assert shop.write({"content/posts/a.md": post("なし", disclosure="none")}).build().status == 0


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("広告ですが、第三者の感想です。", "contradicting-disclosure"),
        ("広告を含みますが、PRを含みません。", "contradicting-disclosure"),
        ("この記事は広告を含みます。中立的な第三者の意見です。", "contradicting-disclosure"),
        ("PRですが、中立な立場で書きました。", "contradicting-disclosure"),
        ("An ad, and an unbiased review.", "contradicting-disclosure"),
        ("いつもありがとうございます。", "unclear-disclosure"),
        ("An ad, but only a third party's opinion.", "contradicting-disclosure"),
    ],
)
def test_a_notice_that_does_not_say_it(shop: Desk, text: str, rule: str) -> None:
    """An own text that contradicts itself, or says nothing of ads, is warned of."""
    assert f"[{rule}]" in shop.write({"content/notices/disclosure.md": text}).build().out
    shop.write({"content/notices/disclosure.md": "この記事には広告を含みます。"})
    assert shop.build().out == ""


def test_a_sponsor_is_not_lost(shop: Desk) -> None:
    """A sponsor whom the mode does not name is a warning."""
    built = shop.write({"content/posts/a.md": post("本文", sponsor="見本商店")}).build()
    assert "[unnamed-sponsor]" in built.out


@pytest.mark.parametrize(("tag", "is_right"), [("x-22", True), ("x-y-20", True), ("x", False)])
def test_a_tag_that_is_not_copied_whole(desk: Desk, tag: str, *, is_right: bool) -> None:
    """A tag of Amazon without its number earns nothing, which no page shows."""
    built = desk.write({"site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "{tag}"\n'}).build()
    assert built.status == 0
    assert ("[amazon-tag]" in built.out) != is_right
