"""By what a link is found in the ledger."""

from __future__ import annotations

import pytest

from kawaraban.ads.ledger import programme_keys
from kawaraban.ads.reading import read_ad
from tests.ads.own import OWN

SAME = {
    "a8": (
        "https://px.a8.net/svt/ejp?a8mat=3MINE7+AB12CD+2HOM+656YP",
        "//px.a8.net/svt/ejp?a8mat=3MINE7%2BAB12CD%2B2HOM%2B656YP&a8ejpredirect=https%3A%2F%2Fexample.com",
        "https://www14.a8.net/0.gif?a8mat=3mine7+ab12cd+2hom+656yp",
    ),
    "moshimo": (
        "https://af.moshimo.com/af/c/click?a_id=3000001&p_id=900&pc_id=1&pl_id=2",
        "https://af.moshimo.com/af/c/click?pl_id=9&amp;p_id=900&amp;a_id=3000001&amp;url=x",
        "//i.moshimo.com/af/i/impression?a_id=3000001&p_id=900",
    ),
    "valuecommerce": (
        "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=1111111&pid=5&vc_url=x",
        "//ad.jp.ap.valuecommerce.com/servlet/gifbanner?sid=1111111&pid=5",
    ),
    "accesstrade": (
        "https://h.accesstrade.net/sp/cc?rk=0100mine00abcd",
        "https://h.accesstrade.net/sp/rr?rk=0100mine00abcd",
    ),
    "afb": (
        "https://t.afi-b.com/visit.php?guid=ON&a=X1&p=M12345a-B678901c",
        "https://t.afi-b.com/visit.php?a=X1&p=M12345a-B678901c",
    ),
    "felmat": (
        "https://t.felmat.net/fmcl?ak=Q2344X.1.C23456C.H1234567",
        "http://t.felmat.net/fmcl?ak=Q2344X.1.C23456C.H1234567",
    ),
    "custom": (
        "https://click.example-asp.jp/go?pid=mine-1&to=a",
        "https://click.example-asp.jp/go?to=a&pid=mine-1",
    ),
}
OTHER = {
    "a8": "https://px.a8.net/svt/ejp?a8mat=3MINE7+AB12CD+3ABC+656YP",
    "moshimo": "https://af.moshimo.com/af/c/click?a_id=3000001&p_id=901&pc_id=1&pl_id=2",
    "valuecommerce": "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=1111111&pid=6",
    "custom": "https://click.example-asp.jp/go?pid=mine-1&to=b",
}


def _key(url: str) -> str:
    return programme_keys(url, read_ad(url, OWN)).split("\t")[0]


@pytest.mark.parametrize("network", SAME)
def test_links_of_one_programme_have_one_key(network: str) -> None:
    """A link, its pixel and other spellings of both are of one programme."""
    keys = {_key(url) for url in SAME[network]}
    assert len(keys) == 1
    assert "" not in keys


@pytest.mark.parametrize("network", OTHER)
def test_another_programme_has_another_key(network: str) -> None:
    """What differs in the programme's own id is another programme's."""
    assert _key(OTHER[network]) != _key(SAME[network][0])


def test_networks_of_one_programme_have_no_key() -> None:
    """A tag of Amazon names no programme among others, and an ordinary link is none."""
    assert _key("https://www.amazon.co.jp/dp/B000000000?tag=mine-22") == ""
    assert _key("https://example.com/?a8mat=1") == ""
