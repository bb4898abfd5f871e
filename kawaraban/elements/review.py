"""A review of one product: stars, pros and cons, a verdict, and a button for each shop.

```review
product: passkey-key    →  <div class="review"> … 5点満点で4.5 … <a class="ad-link">
rating: 4.5                what the block says goes before what products.yaml says
```

Source of the rule: Google Search Central, "Product snippet": a page that is about one
product alone may give search engines a rating of it.
"""

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.core.addresses import absolute
from kawaraban.core.json_ld import own_review
from kawaraban.core.model import Frozen, Product
from kawaraban.elements.product import Products, ProductView, product_element, products_of, show
from kawaraban.read.blocks import Named
from kawaraban.site.context import PageContext
from kawaraban.site.pictures import small_form

_WIDTH = 440  # of the picture, twice what the theme shows


class Review(Products, frozen=True, kw_only=True):
    """A review of one product; what is empty stands in products.yaml."""

    products: tuple[Named, ...] = msgspec.field(name="product")
    rating: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    verdict: str = ""


class ReviewView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `json_ld` is safe inside `<script>`, or empty."""

    shown: ProductView
    json_ld: Markup


def view(slot: Review, context: PageContext) -> ReviewView | None:
    """Return the product with what the block says of it."""
    said = {key: getattr(slot, key) for key in ("rating", "pros", "cons", "verdict")}
    said = {key: value for key, value in said.items() if value}
    for found in products_of(slot, context):
        product = replace(found, **said)
        shown, json_ld = show(product, context, _WIDTH), _json_ld(product, slot, context)
        return ReviewView(shown=shown, json_ld=json_ld)
    return None


def _json_ld(product: Product, slot: Review, context: PageContext) -> Markup:
    """Return what search engines are told, where the article reviews this product alone."""
    article = context.article if not context.feed else None
    if not article or [one for one in article.body.slots if isinstance(one, Review)] != [slot]:
        return Markup()
    form = small_form(context.picture(product.image_source, product.image), _WIDTH)
    image = absolute(context.settings.base_url, form.path) if form else ""
    return own_review(product, image, context.settings, article.front_matter)


ELEMENT = product_element("review", Review, view, width=_WIDTH)
