"""Links made from what an author writes, and read back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawaraban.ads import MadeLink, Problem, Reading
from kawaraban.ads.making import make_link
from kawaraban.ads.problems import check_link
from kawaraban.ads.programmes import programmes_of
from kawaraban.core.diagnostics import Source
from kawaraban.core.settings import AffiliateSettings, AmazonProgramme
from tests.ads.own import NOBODY, OWN, RAKUTEN_ID
from tests.ads.test_reading import PLAIN, ROWS

ASIN_LINK = "https://www.amazon.co.jp/dp/B0ABCDEF12?tag=mine-22"
HGC = f"https://hb.afl.rakuten.co.jp/hgc/{RAKUTEN_ID}/"
VC = "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=1111111&pid=222222222&vc_url="
BOOK = "https://www.amazon.co.jp/dp/4798053473"
ITEM = "https://item.rakuten.co.jp/shop/a-1/"
ENCODED_ITEM = "https%3A%2F%2Fitem.rakuten.co.jp%2Fshop%2Fa-1%2F"
TO_ASIN = (
    "3000001&p_id=170&pc_id=185&pl_id=4062&url=https%3A%2F%2Fwww.amazon.co.jp%2Fdp%2FB0ABCDEF12"
)
CLICK = "https://af.moshimo.com/af/c/click?a_id="


def made(written: str) -> str:
    """Make a link that must be ours, and give its address."""
    link = make_link(written, OWN)
    assert isinstance(link, MadeLink), link
    assert link.reading.verdict == "ours"
    return link.address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("amazon:B0ABCDEF12", ASIN_LINK),
        ("amazon: b0abcdef12 ", ASIN_LINK),
        ("Amazon:https://www.amazon.co.jp/dp/B0ABCDEF12?tag=mine-22", ASIN_LINK),
        ("amazon://www.amazon.co.jp/dp/B0ABCDEF12", ASIN_LINK),
        ("https://www.amazon.co.jp/dp/B0ABCDEF12", ASIN_LINK),
        ("http://amazon.co.jp/gp/product/B0ABCDEF12/ref=ox_sc_act?smid=A1&psc=1&th=1", ASIN_LINK),
        ("https://www.amazon.co.jp/%E6%9C%AC/dp/B0ABCDEF12/ref=sr_1_1?dib=e&sr=8-1", ASIN_LINK),
        ("https://www.amazon.co.jp/dp/B0ABCDEF12&tag=mine-22", ASIN_LINK),
        ("https://www.amazon.co.jp/exec/obidos/redirect/tag=mine-22/b?node=1",
         "https://www.amazon.co.jp/exec/obidos/redirect/b?node=1&tag=mine-22"),
        ("https://www.amazon.co.jp/exec/obidos/ASIN/B0ABCDEF12/mine-22/", ASIN_LINK),
        ("https://www.amazon.co.jp/o/ASIN/B0ABCDEF12/mine-22", ASIN_LINK),
        ("https://www.amazon.co.jp/dp/B0ABCDEF12?TAG=MINE-22&linkCode=as2&camp=247", ASIN_LINK),
        ("https://m.amazon.co.jp/gp/aw/d/B0ABCDEF12", ASIN_LINK),
        ("https://www.amazon.co.jp/-/en/dp/B0ABCDEF12?language=en_US", ASIN_LINK),
        ("https://www.amazon.co.jp/dp/B0ABCDEF12#reviews", ASIN_LINK + "#reviews"),
        (BOOK + "?ascsubtag=a", BOOK + "?ascsubtag=a&tag=mine-22"),
        ("https://www.amazon.com/dp/B0ABCDEF12", "https://www.amazon.com/dp/B0ABCDEF12?tag=mine-22"),
        ("https://www.amazon.co.jp/s?k=%E9%8D%B5&i=electronics&ref=nb_sb_noss&crid=1&sprefix=x",
         "https://www.amazon.co.jp/s?k=%E9%8D%B5&i=electronics&tag=mine-22"),
        ("https://www.amazon.co.jp/gp/search?ie=UTF8&keywords=%E9%8D%B5&index=books&linkCode=ur2",
         "https://www.amazon.co.jp/gp/search?ie=UTF8&keywords=%E9%8D%B5&index=books&tag=mine-22"),
        ("https://www.amazon.co.jp/b?node=2127209051&keywords=x&pf_rd_p=1&tag=mine-22&Tag=mine-22",
         "https://www.amazon.co.jp/b?node=2127209051&tag=mine-22"),
        ("amazon:https://www.amazon.co.jp/events/wintersale/ref=gbps",
         "https://www.amazon.co.jp/events/wintersale?tag=mine-22"),
        ("amazon:https://www.amazon.co.jp", "https://www.amazon.co.jp/?tag=mine-22"),
        ("amazon:https://www.amazon.co.jp/kindle-dbs/hz/subscribe/ku",
         "https://www.amazon.co.jp/kindle-dbs/hz/subscribe/ku?tag=mine-22"),
        ("https://www.amazon.jp/dp/B0ABCDEF12", ASIN_LINK),
        ("https://www.amazon.co.jp/%E9%8D%B5/s?k=%E9%8D%B5",
         "https://www.amazon.co.jp/%E9%8D%B5/s?k=%E9%8D%B5&tag=mine-22"),
        ("https://www.amazon.co.jp/%E5%AE%B6%E9%9B%BB/b/?ie=UTF8&node=3210981",
         "https://www.amazon.co.jp/%E5%AE%B6%E9%9B%BB/b/?ie=UTF8&node=3210981&tag=mine-22"),
        ("https://www.amazon.co.jp/gp/bestsellers/books/ref=zg_bs_nav",
         "https://www.amazon.co.jp/gp/bestsellers/books?tag=mine-22"),
        ("https://www.amazon.co.jp/stores/author/B000000001/about",
         "https://www.amazon.co.jp/stores/author/B000000001/about?tag=mine-22"),
        ("https://www.amazon.co.jp/-/e/B000000001",
         "https://www.amazon.co.jp/-/e/B000000001?tag=mine-22"),
        ("https://www.amazon.co.jp/stores/Brand/page/0A1B2C3D",
         "https://www.amazon.co.jp/stores/Brand/page/0A1B2C3D?tag=mine-22"),
        ("https://www.amazon.co.jp/gp/goldbox", "https://www.amazon.co.jp/gp/goldbox?tag=mine-22"),
        ("https://www.amazon.co.jp/deals?ref_=nav_cs_gb",
         "https://www.amazon.co.jp/deals?tag=mine-22"),
        ("rakuten:" + ITEM + "?scid=af_pc_etc&sc2id=af_103_0_1",
         f"{HGC}?pc={ENCODED_ITEM}&m={ENCODED_ITEM}"),
        ("rakuten:" + ITEM, f"{HGC}?pc={ENCODED_ITEM}&m={ENCODED_ITEM}"),
        ("https://www.amazon.co.jp/exec/obidos/redirect-home/mine-22",
         "https://www.amazon.co.jp/exec/obidos/redirect-home?tag=mine-22"),
        ("rakuten:" + ITEM.removeprefix("https:"), f"{HGC}?pc={ENCODED_ITEM}&m={ENCODED_ITEM}"),
        ("rakuten:" + HGC + "?pc=" + ENCODED_ITEM, HGC + "?pc=" + ENCODED_ITEM),
        ("yahoo:https://store.shopping.yahoo.co.jp/s/a.html?x=1&y=%E9",
         VC + "https%3A%2F%2Fstore.shopping.yahoo.co.jp%2Fs%2Fa.html%3Fx%3D1%26y%3D%25E9"),
        ("yahoo:https://shopping.yahoo.co.jp/search?p=鍵",
         VC + "https%3A%2F%2Fshopping.yahoo.co.jp%2Fsearch%3Fp%3D%25E9%258D%25B5"),
        ("moshimo:amazon:https://www.amazon.co.jp/dp/B0ABCDEF12/ref=x?tag=mine-22",
         CLICK + TO_ASIN),
        ("moshimo:amazon:B0ABCDEF12",
         CLICK + TO_ASIN),
        ("moshimo:rakuten:" + ITEM,
         f"{CLICK}3000002&p_id=54&pc_id=54&pl_id=616&url={ENCODED_ITEM}"),
        ("moshimo:yahoo:https://shopping.yahoo.co.jp/",
         CLICK + "3000003&p_id=1225&pc_id=1925&pl_id=18502"
         "&url=https%3A%2F%2Fshopping.yahoo.co.jp%2F"),
    ],
)  # fmt: skip
def test_links_are_made(written: str, address: str) -> None:
    """Each form gives one link with the site's id, and making it twice changes nothing."""
    assert made(written) == address
    assert made(address) == address
    scheme = written.partition(":")[0].lower()
    if not scheme.startswith("http"):
        prefix = (
            written[: written.lower().index(":", 8) + 1] if scheme == "moshimo" else scheme + ":"
        )
        assert made(prefix + address) == address


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("amazon:B0ABC", "bad-asin"),
        ("amazon:", "bad-asin"),
        ("amazon:screwdriver", "bad-asin"),
        ("amazon:https://item.rakuten.co.jp/a/b/", "wrong-shop"),
        ("amazon:https://www.amazon.co.jp.example.com/dp/B0ABCDEF12", "wrong-shop"),
        ("amazon:https://www.amazon.co.jp/hz/wishlist/ls/1ABC", "wrong-shop"),
        ("amazon:https://www.amazon.co.jp/shop/someone", "wrong-shop"),
        ("amazon:https://aws.amazon.com/jp/", "wrong-shop"),
        ("amazon:https://amzn.to/3AbCdEf", "wrong-shop"),
        ("amazon:https://www.amazon.co.jp/dp/B0ABCDEF12?tag=theirs-22", "foreign-ad"),
        ("amazon:https://www.amazon.co.jp/exec/obidos/ASIN/B0ABCDEF12/theirs-22/", "foreign-ad"),
        ("rakuten:https://www.amazon.co.jp/dp/B0ABCDEF12", "wrong-shop"),
        ("rakuten:item.rakuten.co.jp/a/b/", "wrong-shop"),
        ("rakuten:https://a.r10.to/hAbCdE", "wrong-shop"),
        ("rakuten:https://hb.afl.rakuten.co.jp/hgc/f.f.f.f/?pc=x", "foreign-ad"),
        ("rakuten:https://hb.afl.rakuten.co.jp/hgc/share/search?pc=x", "wrong-shop"),
        ("yahoo:https://news.yahoo.co.jp/", "wrong-shop"),
        ("moshimo:https://www.amazon.co.jp/", "wrong-shop"),
        ("moshimo:amazn:B0ABCDEF12", "wrong-shop"),
        ("moshimo:amazon:https://item.rakuten.co.jp/a/b/", "wrong-shop"),
        ("moshimo:rakuten:https://shopping.yahoo.co.jp/", "wrong-shop"),
        ("moshimo:amazon:https://www.amazon.co.jp/dp/B0ABCDEF12?tag=theirs-22", "foreign-ad"),
        ("moshimo:amazon:" + CLICK + "9&p_id=170", "foreign-ad"),
    ],
)
def test_links_that_cannot_be_made_say_why(written: str, rule: str) -> None:
    """A wrong number, another shop and another site's id are distinguished."""
    (problem,) = check_link(make_link(written, OWN), Source("a.md"))
    assert problem.rule == rule
    assert all([*problem.what, *problem.remedy])


@pytest.mark.parametrize(
    ("written", "table"),
    [
        ("amazon:B0ABCDEF12", "[affiliate.amazon]"),
        ("rakuten:https://item.rakuten.co.jp/a/b/", "[affiliate.rakuten]"),
        ("yahoo:https://shopping.yahoo.co.jp/", "[affiliate.valuecommerce]"),
        ("moshimo:rakuten:https://item.rakuten.co.jp/a/b/", "[affiliate.moshimo]"),
    ],
)
def test_a_missing_programme_is_named(written: str, table: str) -> None:
    """A link of a programme that the site lacks names the table to write."""
    (problem,) = check_link(make_link(written, NOBODY), Source("a.md"))
    assert problem.rule == "no-programme"
    assert table in problem.what.ja
    assert table in problem.remedy.en


@pytest.mark.parametrize(("verdict", "network", "address"), ROWS)
def test_other_addresses_stay_byte_for_byte(verdict: str, network: str, address: str) -> None:
    """A plain link of another network, or no ad, is published as it was written."""
    link = make_link(address, OWN)
    if (
        isinstance(link, MadeLink)
        and not address.startswith("amazon:")
        and (network != "amazon" or verdict != "ours")
    ):
        tagged = link.reading.verdict == "ours" and verdict == "none"
        assert link.address == address or (tagged and "amazon.co.jp" in address)
        assert tagged or link.reading.verdict == verdict


@pytest.mark.parametrize("address", PLAIN)
def test_ordinary_links_stay_as_they_are(address: str) -> None:
    """Nothing is added to a link to a page that is no ad, though the site has every programme."""
    assert make_link(address, OWN) == MadeLink(address=address, reading=Reading())


def test_a_plain_amazon_link_stays_without_a_programme() -> None:
    """A site without Amazon's programme links to Amazon as to any page."""
    link = make_link("https://www.amazon.co.jp/dp/B0ABCDEF12/ref=x", NOBODY)
    assert isinstance(link, MadeLink)
    assert link.address == "https://www.amazon.co.jp/dp/B0ABCDEF12/ref=x"
    assert link.reading.verdict == "none"


@pytest.mark.parametrize(
    ("tag", "host"),
    [("a-22", "www.amazon.co.jp"), ("a-20", "www.amazon.com"), ("a-21", "www.amazon.co.uk")],
)
def test_a_number_leads_to_the_shop_of_the_tag(tag: str, host: str) -> None:
    """A tag is of one country's shop, so a product's number means that shop's page."""
    own = programmes_of(AffiliateSettings(amazon=AmazonProgramme(tag=tag)))
    link = make_link("amazon:B0ABCDEF12", own)
    assert isinstance(link, MadeLink)
    assert link.address == f"https://{host}/dp/B0ABCDEF12?tag={tag}"


_NAMES = st.sampled_from(
    ["k", "node", "i", "rh", "bbn", "field-keywords", "tag", "ref", "qid", "TAG"]
)
_VALUES = st.sampled_from(["1", "%E9%8D%B5", "a+b", "mine-22", "", "x%26y", "n%3A1%2Cp_36%3A2-"])
_QUERY = st.lists(st.tuples(_NAMES, _VALUES), max_size=6)
_NEEDED = {"k", "node", "i", "rh", "bbn", "field-keywords"}


@settings(deadline=None)
@given(st.sampled_from(["/s", "/b/", "/gp/search/", "/events/x", "/gp/bestsellers/ref=x"]), _QUERY)
def test_no_needed_parameter_is_lost(path: str, query: list[tuple[str, str]]) -> None:
    """Normalising loses no parameter that says what is listed, in order, and one tag."""
    written = f"https://www.amazon.co.jp{path}?" + "&".join("=".join(pair) for pair in query)
    link = make_link(written, OWN)
    assert isinstance(link, MadeLink)
    if link.reading.verdict == "ours":
        needed = ["=".join(pair) for pair in query if pair[0] in _NEEDED]
        assert link.address.partition("?")[2].split("&") == [*needed, "tag=mine-22"]
        assert make_link(link.address, OWN) == link


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(_TEXT, _TEXT)
def test_a_destination_comes_back_whole(path: str, query: str) -> None:
    """A made link is ours and carries its destination once encoded, however odd that is."""
    for prefix, host, field in (
        ("rakuten:", "item.rakuten.co.jp", "pc"),
        ("yahoo:", "shopping.yahoo.co.jp", "vc_url"),
        ("moshimo:rakuten:", "item.rakuten.co.jp", "url"),
    ):
        link = make_link(f"{prefix}https://{host}/{path}?{query}", OWN)
        if isinstance(link, MadeLink):
            assert link.reading.verdict == "ours"
            inner = parse_qs(urlsplit(link.address).query)[field][0]
            assert inner.isascii()
            assert inner.startswith(f"https://{host}/")
            assert make_link(prefix + link.address, OWN) == link


@settings(deadline=None)
@given(st.text())
def test_any_text_makes_a_link_or_says_why(text: str) -> None:
    """Making never raises, whatever stands behind the name of the shop."""
    for prefix in (
        "",
        "amazon:",
        "rakuten:https://item.rakuten.co.jp/",
        "yahoo:",
        "moshimo:amazon:",
    ):
        assert isinstance(make_link(prefix + text, OWN), MadeLink | Problem)
