"""Deals and products as written."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Price
from kawaraban.read.offers import (
    WrittenDeal,
    WrittenLink,
    WrittenProduct,
    read_deals,
    read_products,
)

TOKYO = ZoneInfo("Asia/Tokyo")
DEAL = "fall:\n  shop: Amazon\n  text: 秋の市\n  url: amazon:B0EXAMPLE1\n"
PRODUCT = "key:\n  name: 鍵\n"


def deal(lines: str) -> WrittenDeal:
    """Read one deal with these further fields, without a mistake."""
    deals, found = read_deals("d.yaml", (DEAL + lines).encode(), TOKYO)
    assert found == ()
    return deals["fall"]


def wrong_deal(text: str) -> list[tuple[str, int, int]]:
    """Return the mistakes of a registry of deals, all of which stop a build."""
    _, found = read_deals("d.yaml", text.encode(), TOKYO)
    assert {d.severity for d in found} == {"error"}
    return [(d.rule, d.source.line, d.source.column) for d in found]


def wrong_product(lines: str) -> list[tuple[str, int, int]]:
    """Return the mistakes of a product with these further fields; that it has no link is none."""
    _, found = read_products("p.yaml", (PRODUCT + lines).encode(), TOKYO)
    errors = (d for d in found if d.severity == "error")
    return [(d.rule, d.source.line, d.source.column) for d in errors]


def test_a_deal_is_typed() -> None:
    """Every field of the writing format is read, with the position of its link."""
    whole = deal("  starts: 2025-08-22\n  ends: 2025-08-28\n  show: [top, sidebar]\n")
    assert whole == WrittenDeal(
        shop="Amazon",
        text="秋の市",
        url=WrittenLink(url="amazon:B0EXAMPLE1", source=Source("d.yaml", 4, 8)),
        starts=datetime(2025, 8, 22, tzinfo=TOKYO),
        ends=datetime(2025, 8, 28, 23, 59, 59, 999_000, tzinfo=TOKYO),
        show=("top", "sidebar"),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-08-28 20:00", datetime(2025, 8, 28, 20, tzinfo=TOKYO)),
        ("2025-08-28T11:00Z", datetime(2025, 8, 28, 20, tzinfo=TOKYO)),
        ("2025年8月28日", datetime(2025, 8, 28, 23, 59, 59, 999_000, tzinfo=TOKYO)),
        ("open", None),
    ],
)
def test_ends(written: str, meant: datetime | None) -> None:
    """A day ends with its last millisecond in the site's zone; `open` has no end."""
    assert deal(f"  ends: {written}\n").ends == meant


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", ("missing-key", 2, 3)),
        ("  ends:\n", ("missing-key", 5, 3)),
        ("  ends: 2025-02-30\n", ("bad-date", 5, 9)),
        ("  ends: 未定\n", ("bad-date", 5, 9)),
        ("  starts: soon\n  ends: open\n", ("bad-date", 5, 11)),
        ("  starts: 2025-08-28\n  ends: 2025-08-27\n", ("ends-before-start", 6, 9)),
        ("  ends: open\n  show: [tpo]\n", ("bad-value", 6, 10)),
        ("  ends: open\n  url2: a\n", ("unknown-key", 6, 3)),
    ],
)
def test_mistakes_of_deals(lines: str, expected: tuple[str, int, int]) -> None:
    """A deal without an end, or with one that cannot be, is an error at its position."""
    assert wrong_deal(DEAL + lines) == [expected]


def test_no_end_is_said_on_purpose() -> None:
    """The remedy for a deal without an end names both ways."""
    _, found = read_deals("d.yaml", DEAL.encode(), TOKYO)
    assert "ends: open" in found[0].remedy.ja
    assert "ends: open" in found[0].remedy.en


def test_a_product_is_typed() -> None:
    """Links stand alone or with their shop; the price has its day."""
    text = PRODUCT + (
        "  image: images/key.png\n  note: 小さい\n"
        "  price: {amount: 5480, currency: JPY, as_of: 2025-08-20}\n"
        "  links:\n    - amazon:B0EXAMPLE1\n    - {shop: 公式, url: 'https://example.com/'}\n"
    )
    products, found = read_products("p.yaml", text.encode(), TOKYO)
    assert found == ()
    assert products["key"] == WrittenProduct(
        source=Source("p.yaml", 1, 1),
        name="鍵",
        image="images/key.png",
        image_source=Source("p.yaml", 3, 10),
        note="小さい",
        price=Price(amount="5480", currency="JPY", as_of=date(2025, 8, 20)),
        links=(
            WrittenLink(url="amazon:B0EXAMPLE1", source=Source("p.yaml", 7, 7)),
            WrittenLink(url="https://example.com/", source=Source("p.yaml", 8, 23), shop="公式"),
        ),
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("  price: {amount: 5480, currency: JPY}\n", ("missing-key", 3, 10)),
        ("  price: {amount: -1, currency: JPY, as_of: 2025-08}\n", ("bad-number", 3, 19)),
        ("  price: {amount: '5,48', currency: JPY, as_of: 2025-08}\n", ("bad-number", 3, 19)),
        ("  price: {amount: 1, currency: 円, as_of: 2025-08}\n", ("bad-currency", 3, 32)),
        ("  price: 5480\n", ("bad-type", 3, 10)),
        ("  links: [{shop: 公式}]\n", ("missing-key", 3, 11)),
        ("  rating: 0.4\n", ("bad-number", 3, 11)),
        ("  rating: 5.1\n", ("bad-number", 3, 11)),
        ("  rating: ★4\n", ("bad-number", 3, 11)),
        ("  kind: film\n", ("bad-value", 3, 9)),
        ("  facts: 端子\n", ("bad-type", 3, 10)),
        ("  facts: {端子: [a]}\n", ("bad-type", 3, 15)),
        ("  facts: {端子: a, 値段: 5480円}\n", ("price-in-facts", 3, 18)),
        ("  links: [{url: 'https://example.com/'}]\n", ("missing-key", 3, 11)),
        ("  links: [{shop: 公式, url: {shop: b, url: c}}]\n", ("bad-type", 3, 27)),
    ],
)
def test_mistakes_of_products(lines: str, expected: tuple[str, int, int]) -> None:
    """A price without its day, and a shop without its link, are errors at their position."""
    assert wrong_product(lines) == [expected]


def test_what_the_site_thinks_of_a_product() -> None:
    """Ratings stay as written, a sentence with a comma is one point, facts are texts."""
    text = PRODUCT + (
        "  rating: 4.0\n  pros: 軽くて、丈夫\n  cons: [高い, 2026]\n  verdict: 買い\n"
        "  brand: 工房\n  kind: book\n  facts:\n    頁: 0120\n    図: no\n    帯:\n  links: https://a.example/\n"
    )
    products, found = read_products("p.yaml", text.encode(), TOKYO)
    assert found == ()
    key = products["key"]
    assert (key.rating, key.pros, key.cons) == ("4.0", ("軽くて、丈夫",), ("高い", "2026"))
    assert (key.verdict, key.brand, key.kind) == ("買い", "工房", "book")
    assert key.facts == {"頁": "0120", "図": "no"}


@pytest.mark.parametrize("rating", ["0.5", "3", "4.3", "5"])
def test_ratings(rating: str) -> None:
    """A rating is any number from 0.5 to 5."""
    assert wrong_product(f"  rating: {rating}\n") == []


def test_a_cut_fact_is_told() -> None:
    """A value that YAML takes for a comment is not lost in silence."""
    _, found = read_products("p.yaml", (PRODUCT + "  facts:\n    色: #fff\n").encode(), TOKYO)
    assert "value-cut" in {one.rule for one in found}
