"""A ranking: products in order, each with its number, picture, stars, verdict and buttons.

```ranking
products: [passkey-key, passkey-nfc]    →  <div class="ranking"><ol><li> …
```
"""

from kawaraban.core.model import Frozen
from kawaraban.elements.product import Products, ProductView, product_element, show_all
from kawaraban.site.context import PageContext


class Ranking(Products, frozen=True, kw_only=True):
    """Products of which the first is first."""


class RankingView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    products: tuple[ProductView, ...]


def view(slot: Ranking, context: PageContext) -> RankingView | None:
    """Return the products in the order of the block."""
    products = show_all(slot, context)
    return RankingView(products=products) if products else None


ELEMENT = product_element("ranking", Ranking, view)
