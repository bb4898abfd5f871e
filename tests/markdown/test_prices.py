"""Prices in digits beside ad links."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kawaraban.core.settings import Settings
from kawaraban.markdown.parse import parse
from tests.ads.own import OWN

SITE = replace(Settings(title="題", base_url="https://example.com/"), affiliate=OWN.affiliate)
AD = "[鍵](amazon:B0ABCDEF12)"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"{AD}は5,480円でした。", [(1, 24)]),
        (f"前の行\n現在 ¥5480 の{AD}", [(2, 4)]),
        (f"|品|値段|\n|-|-|\n|{AD}|5480 円|\n|[本](https://example.com/)|100円|", [(3, 25)]),
        (f"- {AD} $54.80\n- 100円", [(1, 26)]),
        (f"{AD}は月額1.5万円", [(1, 26)]),
        (f"{AD}は5,480円。本は100円（2026年5月1日）", [(1, 24)]),
        ("5,480円の[鍵](https://example.com/)", []),
        (f"{AD}\n\n5,480円", []),
        (f"{AD}は5,480円（2026年5月1日時点）でした。", []),
        (f"{AD}は5月に5,480円でした。", []),
        (f"{AD} was $54.80 on May 3", []),
        ("[鍵](https://www.amazon.co.jp/s?k=500円)", []),
    ],
)
def test_a_price_beside_an_ad_has_a_date(text: str, at: list[tuple[int, int]]) -> None:
    """A price in the line of an ad link says when it was right, or is a hint."""
    found = [d for d in parse(text, "a.md", 1, SITE).diagnostics if d.rule == "undated-price"]
    assert [(one.source.line, one.source.column) for one in found] == at
    assert all(one.severity == "hint" for one in found)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"{AD}\n\n※この記事は広告ではありません。", [(3, 2)]),
        (f"この記事には広告を含みません。{AD}", [(1, 1)]),
        (f"This post is not sponsored. {AD}", [(1, 1)]),
        (f"この記事は広告を含みます。{AD}", []),
        (f"個人の感想です。広告ではない鍵もあります。{AD}", []),
        ("この記事は広告ではありません。", []),
    ],
)
def test_a_text_with_ads_does_not_deny_them(text: str, at: list[tuple[int, int]]) -> None:
    """What says that it is no ad, and has one, is told; a text without ads may say so."""
    found = parse(text, "a.md", 1, SITE).diagnostics
    told = [d.source for d in found if d.rule == "contradicting-disclosure"]
    assert [(one.line, one.column) for one in told] == at
