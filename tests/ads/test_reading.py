"""Whose id a link carries: a table of links, and laws that hold for any text."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.core.networks import network_title, networks
from kawaraban.core.settings import AffiliateSettings, AmazonProgramme, CustomNetwork
from tests.ads.own import NOBODY, OWN
from tests.desk import PROJECT

_TABLE = Path(__file__).with_name("links.txt").read_text("utf-8")


def _key(written: str) -> str:
    return "" if written == "-" else written.replace("_", " ", written.startswith("custom:"))


def _rows() -> Iterator[tuple[str, str, str]]:
    for line in _TABLE.splitlines():
        if not line.startswith("# "):
            verdict, network, address = line.split(" ", 2)
            yield verdict.replace("plain", "none"), _key(network), address


ROWS = tuple(_rows())
ONE_TAG = programmes_of(AffiliateSettings(amazon=AmazonProgramme(tag="mine-22")))
PLAIN = [line.split(" ", 2)[2] for line in _TABLE.splitlines() if line.startswith("plain ")]
ADS = [row for row in ROWS if row[0] != "none"]


@pytest.mark.parametrize(("verdict", "network", "address"), ROWS)
def test_links_are_distinguished(verdict: str, network: str, address: str) -> None:
    """Every link of the table has the verdict and the network that the table says."""
    reading = read_ad(address, OWN)
    assert (reading.verdict, reading.network) == (verdict, network)


def test_the_table_is_whole() -> None:
    """The table has each network with a link of ours and one of another site, or as hidden."""
    for network in networks().values():
        verdicts = {verdict for verdict, key, _ in ROWS if key == network.key}
        can_be_read = network.ids or network.key == "amazon"
        assert verdicts >= ({"ours", "others"} if can_be_read else {"hidden"}), network.key
    assert len({address for *_, address in ROWS}) == len(ROWS)
    assert (len(ADS) >= 200, len(PLAIN) >= 150) == (True, True)


def test_every_network_is_documented() -> None:
    """docs/ads.md names the table in site.toml of every network."""
    text = (PROJECT / "docs" / "ads.md").read_text("utf-8")
    assert [key for key in networks() if f"`{key}`" not in text] == []


@pytest.mark.parametrize(("verdict", "network", "address"), ADS)
def test_a_site_without_programmes_owns_nothing(verdict: str, network: str, address: str) -> None:
    """A programme that is not in site.toml is not the site's."""
    if not network.startswith("custom:"):
        expected = {"hidden"} if verdict == "hidden" and "a_id=3" not in address else {"others"}
        assert read_ad(address, NOBODY).verdict in expected


@pytest.mark.parametrize(("verdict", "network", "address"), ROWS)
def test_the_form_of_an_address_changes_nothing(verdict: str, network: str, address: str) -> None:
    """A link reads the same escaped for HTML, between spaces, or inside a redirect."""
    forms = [html.escape(address), address.replace("&", "&#038;"), f" \t{address}\n"]
    if address.startswith("https:"):
        forms += ["http:" + address[6:], address[6:], "HTTPS:" + address[6:]]
        forms += ["https://example.com/go?to=" + quote(address, "")]
    for form in forms:
        reading = read_ad(form, OWN)
        assert (reading.verdict, reading.network) == (verdict, network), form


@pytest.mark.parametrize(
    ("address", "owner", "programme"),
    [
        ("https://www.amazon.co.jp/dp/B0ABCDEF12?tag=theirs-22", "theirs-22", ""),
        ("https://af.moshimo.com/af/c/click?a_id=9&p_id=170", "9", "170"),
        ("https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=7&pid=8", "7", "8"),
        ("https://px.a8.net/svt/ejp?a8mat=A%2BB%2BC%2BD", "A+B+C+D", "C"),
        ("https://t.afi-b.com/visit.php?a=x&p=y", "x", "x"),
        ("https://click.linksynergy.com/fs-bin/click?id=x&offerid=5.1", "x", "5.1"),
        ("https://hb.afl.rakuten.co.jp/hgc/a.b.c.d._RTLink1/", "a.b.c.d", ""),
    ],
)
def test_the_owner_and_the_programme_are_named(address: str, owner: str, programme: str) -> None:
    """A reading names the id as the link has it, and what distinguishes the programme."""
    reading = read_ad(address, OWN)
    assert (reading.owner, reading.programme) == (owner, programme)


def test_either_id_of_afb_and_the_site_of_felmat_are_enough() -> None:
    """Ids that stand in all of a publisher's links can be given once."""
    afb = read_ad("https://t.afi-b.com/visit.php?a=other&p=M12345a-B678901c", OWN)
    assert (afb.verdict, afb.owner) == ("ours", "M12345a-B678901c")


def test_an_author_can_claim_a_network_that_is_known_by_name_alone() -> None:
    """A network that the author declares overrides the product's table."""
    custom = CustomNetwork(name="J", host="click.j-a-net.jp", param="id", ids=("mine",))
    own = programmes_of(AffiliateSettings(custom=(custom,)))
    reading = read_ad("https://click.j-a-net.jp/1/2/?id=mine", own)
    assert (reading.verdict, reading.network) == ("ours", "custom:J")


_PIECES = st.sampled_from(
    ["https://", "//", "www.amazon.co.jp", "hb.afl.rakuten.co.jp/hgc/", "?", "&", "=", "%", "%25",
     "%2", "\\", "@", ":", "[", "]", "tag=", "a8mat=", "+", "px.a8.net", "&amp;", "&#x110000;", "#",
     "\ud800", "\x00", "\n", "。", "\u0301", "url=", "%68ttps%3A%2F%2F", "amzn.to/", "/dp/",
     "B0ABCDEF12"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
@example("https://[::1")
@example("https://www.amazon.co.jp:99999999/dp/x?tag=%ff")
@example("//" + "\u0301" * 2000)
def test_any_text_has_an_answer(text: str) -> None:
    """Reading is total: it never raises, and gives the same answer twice."""
    assert read_ad(text, OWN) == read_ad(text, OWN)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.jp/?" + "u=//px.a8.net/?a8mat=x&" * 4_000,
        "https://a.jp/?u=" + "https%3A%2F%2Fa.jp%2F%3Fu%3D" * 4_000,
        "https://a.jp/?u=" + "%25" * 33_000,
        "https://" + "a." * 50_000,
        "https://www.amazon.co.jp/" + "dp/B0ABCDEF12/" * 7_000,
        "https://www.amazon.co.jp/exec/obidos/" + "a-" * 50_000,
        "https://hb.afl.rakuten.co.jp/" + "a." * 50_000,
        "&" * 100_000,
        "https://a.jp/?" + "&amp;" * 20_000,
        "//" * 50_000,
    ],
    ids=range(10),
)
def test_huge_text_has_an_answer(text: str) -> None:
    """A text of a hundred thousand characters is read to its end."""
    assert read_ad(text, OWN).verdict in {"none", "ours", "others", "hidden"}


def test_titles() -> None:
    """Each network has a name in both languages; an author's own network has its own."""
    assert network_title("moshimo", "ja") == "もしもアフィリエイト"
    assert network_title("moshimo", "en") == "Moshimo Affiliate"
    assert network_title("custom:Example ASP", "ja") == "Example ASP"
    assert all(network.name for network in networks().values())


def test_amazon_is_known_by_its_own_links_alone() -> None:
    """A link to Amazon through another network is not one of Amazon's programme."""
    assert read_ad("https://amzn.to/1", OWN).network == "amazon"
    assert read_ad("https://www.amazon.co.jp/dp/B0ABCDEF12", OWN).verdict == "none"
    through = "https://af.moshimo.com/af/c/click?a_id=3000001&url=https%3A%2F%2Fwww.amazon.co.jp"
    assert read_ad(through, OWN).network != "amazon"
