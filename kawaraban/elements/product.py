"""A product: a card with a button for each shop.

```product
id: passkey-key     →  <div class="product"> … <a class="ad-link">Amazonで見る</a>
```

Source of the rule on prices: Amazon Associates Program Policies: a price that the site
writes by itself carries its date.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from kawaraban.ads.rules import is_loaded
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report, report_unknown
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
from kawaraban.core.words import PageWords
from kawaraban.csp.policy import grants_of_requests
from kawaraban.csp.sources import requests_of_address
from kawaraban.elements import Element
from kawaraban.read.blocks import Named, names, one_name, read_block
from kawaraban.read.offers import RULES
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.freshness import Staleness, staleness
from kawaraban.site.pictures import LIST_WIDTH, thumbnail

_RULES = replace(
    RULES,
    special={
        **RULES.special,
        "id": one_name("id"),
        "product": one_name("product"),
        "products": names("products"),
        "facts": names("facts"),
    },
)
_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}


class Products(Slot, frozen=True, kw_only=True):
    """The products that a block names by their ids, in order."""

    products: tuple[Named, ...]


class ProductBox(Products, frozen=True, kw_only=True):
    """The box of one product."""

    products: tuple[Named, ...] = msgspec.field(name="id")


class Button(Frozen, frozen=True, kw_only=True):
    """A link to one shop, which `text` names; `network` is the ad network that leads there."""

    href: str
    text: str
    is_ad: bool
    network: str = ""


class ProductView(Frozen, frozen=True, kw_only=True):
    """What the template is given.

    `label` is the site's word for advertising, empty where no link is an ad. `price` is
    in words; `price_date` is when it was seen, `price_age` how long ago. `stars` is how wide the
    stars of the rating are drawn (`90%`), empty in a feed, which has no style to draw them with.
    """

    product: Product
    label: str
    stars: str
    picture: Thumbnail | None
    price: str
    price_date: Stamp | None
    price_age: Staleness | None
    buttons: tuple[Button, ...]


def read(kind: type[Products], block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block that names products."""
    base = kind(source=block.source, products=())
    slot, found = read_block(base, block, settings.zone, _RULES)
    if slot.products:
        return Decoded(slot, found)
    return Decoded(None, found or (report(block.source, "missing-value", name="products"),))


def products_of(slot: Products, context: PageContext) -> tuple[Product, ...]:
    """Return those products of a block that the registry has."""
    return tuple(filter(None, (context.product(one.name) for one in slot.products)))


def view(slot: ProductBox, context: PageContext) -> ProductView | None:
    """Return the product of the registry."""
    return next(iter(show_all(slot, context)), None)


def show_all(slot: Products, context: PageContext) -> tuple[ProductView, ...]:
    """Return the products of a block as templates show them."""
    return tuple(show(product, context, LIST_WIDTH) for product in products_of(slot, context))


def show(product: Product, context: PageContext, width: int) -> ProductView:
    """Return a product as templates show it, with its picture `width` pixels wide."""
    words = context.words
    has_stars = product.rating and not context.feed
    buttons = tuple(_buttons(product, context))
    return ProductView(
        product=product,
        label=context.ad_label if any(button.is_ad for button in buttons) else "",
        stars=f"{float(product.rating) * 20:g}%" if has_stars else "",
        picture=_thumbnail(product, context, width),
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
            network = now.link.network if now.is_ad else ""
            yield Button(href=now.link.url, text=text, is_ad=now.is_ad, network=network)


def _thumbnail(product: Product, context: PageContext, width: int) -> Thumbnail | None:
    if is_loaded(product.image, "amazon"):  # as it is, of a size that only Amazon knows
        return Thumbnail(src=product.image, alt="", width=0, height=0)
    return thumbnail(context.picture(product.image_source, product.image), width, context)


def _amount(price: Price, words: PageWords) -> str:
    """Return `5,480円`, `¥5,480`, `$19.90`; a currency without a sign keeps its code."""
    whole, point, part = price.amount.partition(".")
    amount = f"{int(whole):,}{point}{part}"
    if price.currency == "JPY" and words.language == "ja":
        return f"{amount}円"
    return f"{_SIGNS.get(price.currency, price.currency + ' ')}{amount}"


def check(slot: Products, context: CheckContext) -> Iterator[Diagnostic]:
    """Report each id that products.yaml does not have.

    Bad:  id: pasky-key
    Good: id: passkey-key
    """
    for one in slot.products:
        yield from check_product(one.name, one.source, context)


def check_product(name: str, source: Source, context: CheckContext) -> Iterator[Diagnostic]:
    """Report a name that no product has."""
    known = tuple(context.whole.products)
    if context.whole.lacks(name, PRODUCTS, known):
        yield report_unknown("product", name, source, known)


def ads(slot: Products, context: PageContext) -> Iterator[AdLink]:
    """Yield the products' ad links."""
    for product in products_of(slot, context):
        yield from (shop.link for shop in product.links if shop.is_ad)


def uses(slot: Products, context: PageContext, width: int = LIST_WIDTH) -> Iterator[FileUse]:
    """Yield the products' pictures."""
    for product in products_of(slot, context):
        if product.image:
            yield FileUse(path=product.image, source=product.image_source, width=width)


def grants(slot: Products, context: PageContext) -> Grants:
    """Return what pictures of Amazon need of a browser."""
    images = (p.image for p in products_of(slot, context) if is_loaded(p.image, "amazon"))
    wanted = (request for image in images for request in requests_of_address("img-src", image))
    return grants_of_requests(wanted)


def product_element(
    name: str,
    slot: type[Products],
    view: Callable[[Any, PageContext], Frozen | None],
    check: Callable[[Any, CheckContext], Iterable[Diagnostic]] = check,
    width: int = LIST_WIDTH,
) -> Element:
    """Return the element of a block that names products, with pictures `width` pixels wide."""
    return Element(
        name,
        slot,
        view,
        check,
        partial(read, slot),
        ads,
        uses=partial(uses, width=width),
        grants=grants,
        styles=("product",),
        is_labelled=True,
    )


ELEMENT = product_element("product", ProductBox, view)
