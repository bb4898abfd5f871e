"""A product: a card with a button for each shop.

```product
id: passkey-key     →  <div class="product"> … <a class="ad-link">Amazonで見る</a>
```

Source of the rule on prices: Amazon Associates Program Policies: a price that the site
writes by itself carries its date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kawaraban.ads.rules import is_loaded
from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean, error
from kawaraban.core.model import (
    PRODUCTS,
    AdLink,
    FileUse,
    Frozen,
    Grants,
    Price,
    Product,
    Slot,
    Stamp,
    Thumbnail,
)
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.csp.policy import grants_of_requests
from kawaraban.csp.sources import requests_of_address
from kawaraban.elements import Element
from kawaraban.read.registries import read_id
from kawaraban.site.freshness import Staleness, staleness
from kawaraban.site.pictures import LIST_WIDTH, thumbnail

if TYPE_CHECKING:
    from kawaraban.core.words import PageWords
    from kawaraban.site.context import CheckContext, PageContext

_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}


class ProductBox(Slot, frozen=True, kw_only=True):
    """A product by its id."""

    product: str


class Button(Frozen, frozen=True, kw_only=True):
    """A link to one shop, which `text` names."""

    href: str
    text: str
    is_ad: bool


class ProductView(Frozen, frozen=True, kw_only=True):
    """What the template is given.

    `label` is the site's word for advertising, empty where no link is an ad. `price` is
    in words; `price_date` is when it was seen, `price_age` how long ago.
    """

    name: str
    note: str
    label: str
    picture: Thumbnail | None
    price: str
    price_date: Stamp | None
    price_age: Staleness | None
    buttons: tuple[Button, ...]


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    name, source, found = read_id(block.text, block.source, block.indent, settings.zone)
    return Decoded(ProductBox(source=source, product=name) if name else None, found)


def view(slot: ProductBox, context: PageContext) -> ProductView | None:
    """Return the product of the registry."""
    product = context.site.product(slot.product)
    if product is None:
        return None
    words = context.words
    buttons = tuple(_buttons(product, context))
    return ProductView(
        name=product.name,
        note=product.note,
        label=context.ad_label if any(button.is_ad for button in buttons) else "",
        picture=_picture(product, context),
        price=_amount(product.price, words) if product.price else "",
        price_date=words.stamp(product.price.as_of) if product.price else None,
        price_age=staleness(product.price.as_of, context) if product.price else None,
        buttons=buttons,
    )


def _buttons(product: Product, context: PageContext) -> Iterator[Button]:
    """Yield a button for each shop; of a programme that has ended, for what follows it."""
    for shop in product.links:
        standing = context.site.programme(shop.link.keys)
        now = standing.link if standing and standing.has_ended else shop
        if now is not None:
            text = context.words.view_at.format(shop=now.shop)
            yield Button(href=now.link.url, text=text, is_ad=now.is_ad)


def _picture(product: Product, context: PageContext) -> Thumbnail | None:
    if is_loaded(product.image, "amazon"):  # as it is, of a size that only Amazon knows
        return Thumbnail(src=product.image, alt="", width=0, height=0)
    found = context.find(product.image_source, product.image) if product.image else None
    picture = context.site.picture(found or "")
    return thumbnail(picture, LIST_WIDTH, context) if picture else None


def _amount(price: Price, words: PageWords) -> str:
    """Return `5,480円`, `¥5,480`, `$19.90`; a currency without a sign keeps its code."""
    whole, point, part = price.amount.partition(".")
    amount = f"{int(whole):,}{point}{part}"
    if price.currency == "JPY" and words.language == "ja":
        return f"{amount}円"
    return f"{_SIGNS.get(price.currency, price.currency + ' ')}{amount}"


def check(slot: ProductBox, context: CheckContext) -> Iterator[Diagnostic]:
    """Report an id that products.yaml does not have.

    Bad:  id: pasky-key
    Good: id: passkey-key
    """
    yield from check_product(slot.product, slot.source, context)


def check_product(name: str, source: Source, context: CheckContext) -> Iterator[Diagnostic]:
    """Report a name that no product has."""
    known = tuple(context.whole.products)
    none = Words("content/products.yaml に書いてください", "write it in content/products.yaml")
    if context.whole.lacks(name, PRODUCTS, known):
        yield error(
            source,
            "unknown-product",
            Words(f"「{name}」という商品はありません", f"there is no product '{name}'"),
            did_you_mean(name, known) if known else none,
        )


def ads(slot: ProductBox, context: PageContext) -> Iterator[AdLink]:
    """Yield the product's ad links."""
    product = context.site.product(slot.product)
    yield from (shop.link for shop in product.links if shop.is_ad) if product else ()


def uses(slot: ProductBox, context: PageContext) -> Iterator[FileUse]:
    """Yield the product's picture."""
    product = context.site.product(slot.product)
    if product is not None and product.image:
        yield FileUse(path=product.image, source=product.image_source, width=LIST_WIDTH)


def grants(slot: ProductBox, context: PageContext) -> Grants:
    """Return what a picture of Amazon needs of a browser."""
    product = context.site.product(slot.product)
    image = product.image if product and is_loaded(product.image, "amazon") else ""
    return grants_of_requests(requests_of_address("img-src", image))


ELEMENT = Element(
    "product", ProductBox, view, check, read, ads, uses=uses, grants=grants, is_labelled=True
)
