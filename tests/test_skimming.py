"""Pages told to be right without a parser are those that the parser finds nothing wrong with."""

from __future__ import annotations

import random
import re
from functools import lru_cache, partial
from typing import NamedTuple

import pytest

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.checks import finished_page
from kawaraban.checks.skimming import Read, is_right
from kawaraban.core.settings import AffiliateSettings, AmazonProgramme

_AD = "https://www.amazon.co.jp/dp/B000000000?tag=example-22&amp;th=1"
_LINK = f'<a class="ad-link" href="{_AD}" rel="sponsored noopener" target="_blank">'
_PAGE = f"""<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><title>題 | 紙面</title>
<link rel="canonical" href="https://example.com/posts/a/">
<script type="application/ld+json">{{"url":"https://example.com/"}}</script></head>
<body class="post"><a class="skip" href="#page-main">本文へ</a>
<main id="page-main"><article><header class="headline"><h1>題</h1>
<div class="disclosure" role="note">
<strong class="mark">広告</strong>
<div><p>この記事には広告が含まれています。</p></div>
</div></header>
<p>本文 <a href="https://example.org/a" rel="noopener">よそ</a> {_LINK}買う</a> 続き</p>
<table><tr><td>表</td></tr></table><p>{_LINK}もう一つ</a></p>
</article></main></body></html>"""
_PIECES = (
    "<", ">", '"', "'", "<!--", "-->", "<table>", "</div>", "</p>", "<p>", "<b>", "</a>", "<td>",
    "<script>", "</script>", "<textarea>", "<title>", "</title>", "<template>", "</template>",
    "<select>", "<svg>", "<style>", "<frameset>", "<noscript>", "<plaintext>", "</body>",
    'rel=""', 'class="disclosure"', " disclosure", "noreferrer ", "&quot;", "&#100;",
    '<div class="deal">', '<div CLASS="deal">', '<p class=product><b class="ad-label">x</b>',
    '<div class="disclosure"></div>', '<div class="disclosure">x</div>', _LINK,
    '<a href="https://www.amazon.co.jp/dp/B0?tag=other-22">', f"<A HREF='{_AD}'>",
    "<a href=//www.amazon.co.jp/dp/B0?tag=example-22>", "<a title='>' href='//amzn.to/x'>",
    '<a title="<" HREF="//amzn.to/x">', '<a href="https:&#47;&#x2f;amzn.to/x">',
)  # fmt: skip
_SPOTS = re.compile(r'disclosure|sponsored|rel="|href="|class="|</?(?:div|a|header|body|title|p)\b')


@pytest.fixture(scope="module")
def read() -> Read:
    """Give what reads an address, with a programme of our own."""
    programmes = programmes_of(AffiliateSettings(amazon=AmazonProgramme(tag="example-22")))
    return lru_cache(partial(read_ad, programmes=programmes))


def _damaged(page: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        spots = [match.start() for match in _SPOTS.finditer(page)]
        at = chance.choice(spots) if chance.random() < 0.7 else chance.randrange(len(page))
        at += chance.choice((0, 0, 0, 3, 7))
        if chance.random() < 0.4:
            page = page[:at] + page[at + chance.choice((1, 5, 10, 30, 80)) :]
        else:
            page = page[:at] + chance.choice(_PIECES) + page[at:]
    return page


def _wrong(page: str, read: Read) -> list[NamedTuple]:
    sheet = finished_page.Sheet("a.html", "article.html", page.encode(), frozenset())
    return list(finished_page._faults(sheet, read))  # noqa: SLF001 - the two ways are compared


def test_a_whole_page_is_right(read: Read) -> None:
    """The page that the product makes needs no parser."""
    assert is_right(_PAGE.encode(), read)
    assert _wrong(_PAGE, read) == []


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_goes_unseen(seed: int, read: Read) -> None:
    """However a template is damaged, what is told to be right has no fault."""
    chance, right, faulty = random.Random(seed), 0, 0  # noqa: S311 - no secret
    for _ in range(1000):
        page = _damaged(_PAGE, chance)
        wrong = _wrong(page, read)
        if is_right(page.encode(), read):
            right += 1
            assert wrong == [], page
        faulty += bool(wrong)
    assert right > 100
    assert faulty > 100
