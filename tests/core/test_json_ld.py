"""What search engines are told of a review."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest

from kawaraban.core.json_ld import author_of, own_review
from kawaraban.core.model import Author, FrontMatter, Price, Product
from kawaraban.core.settings import Settings

PRICE = Price(amount="980", currency="JPY", as_of=date(2026, 5, 1))
SETTINGS = Settings(
    title="紙", base_url="https://example.com/", authors=(Author(id="a", name="編集"),)
)
ARTICLE = FrontMatter(title="題", date=datetime(2026, 5, 1, tzinfo=UTC))
Kind = Literal["product", "book", "software", "movie", "game"]


def told(**fields: Any) -> dict[str, Any]:
    """Give the item of a product with these fields; empty where nothing is told."""
    product = Product(id="a", name="灯り", **fields)
    found = own_review(product, "https://example.com/a.webp", SETTINGS, ARTICLE)
    return json.loads(found) if found else {}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("product", "Product"),
        ("book", "Book"),
        ("software", "SoftwareApplication"),
        ("movie", "Movie"),
        ("game", "VideoGame"),
    ],
)
def test_kinds(kind: Kind, wanted: str) -> None:
    """Each kind is a type that search engines take ratings for."""
    item = told(kind=kind, rating="4.5", brand="工房", price=PRICE)
    assert item["@type"] == wanted
    assert ("brand" in item) == (kind == "product")
    assert ("offers" in item) == (kind == "software")


def test_a_review_is_our_own() -> None:
    """It has an author, a date and a rating out of 5, and there is never an aggregate."""
    item = told(rating="0.5", verdict="買い", pros=("軽い",), cons=("高い",))
    review = item["review"]
    assert review["author"] == {"@type": "Person", "name": "編集"}
    assert review["datePublished"] == "2026-05-01T00:00:00+00:00"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": 0.5,
        "bestRating": 5,
        "worstRating": 0.5,
    }
    assert review["positiveNotes"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "軽い"}
    ]
    assert review["negativeNotes"]["itemListElement"][0]["name"] == "高い"
    assert "aggregateRating" not in json.dumps(item)


def test_what_says_too_little() -> None:
    """One pro alone is not told; two notes are, also without a rating."""
    assert told(pros=("軽い",)) == {}
    assert told(verdict="買い") == {}
    assert "reviewRating" not in told(pros=("軽い", "白い"))["review"]
    assert "positiveNotes" not in told(rating="4", pros=("軽い",))["review"]


def test_authors() -> None:
    """An author is a person; without one it is the site."""
    assert author_of(SETTINGS, "a") == {"@type": "Person", "name": "編集"}
    nobody = Settings(title="紙", base_url="https://example.com/")
    assert author_of(nobody, "")["@type"] == "Organization"
