"""A comparison: products as columns, what is known of them as rows.

```compare
products: [passkey-key, passkey-nfc]    →  <div class="compare"> … <table>
facts: [価格, 端子]                         without them: all facts of the products
as: cards                                  a card for each product, instead of a table
```
"""

from collections.abc import Container, Iterator
from typing import Literal

import msgspec

from kawaraban.core.diagnostics import Diagnostic, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen
from kawaraban.elements import product
from kawaraban.elements.product import Products, ProductView, product_element, show_all
from kawaraban.read.blocks import Named
from kawaraban.read.offers import PRICES
from kawaraban.site.context import CheckContext, PageContext

Form = Literal["table", "cards"]


class Comparison(Products, frozen=True, kw_only=True):
    """Products side by side. Without `facts` all of theirs are compared."""

    facts: tuple[Named, ...] = ()
    form: Form = msgspec.field(default="table", name="as")


class ComparisonView(Frozen, frozen=True, kw_only=True):
    """What the template is given: `rows` are names of facts, one of `prices` is the price."""

    form: Form
    products: tuple[ProductView, ...]
    rows: tuple[str, ...]
    prices: Container[str]


def view(slot: Comparison, context: PageContext) -> ComparisonView | None:
    """Return the products and the names of what is compared."""
    products = show_all(slot, context)
    rows = tuple(fact.name for fact in slot.facts) or _known(slot, context)
    shown = ComparisonView(form=slot.form, products=products, rows=rows, prices=PRICES)
    return shown if products else None


def _known(slot: Comparison, context: PageContext) -> tuple[str, ...]:
    """Return the names of all facts in order, the price first where a product has one."""
    products = product.products_of(slot, context)
    price = [context.words.products["price"]] if any(one.price for one in products) else []
    return tuple(dict.fromkeys([*price, *(name for one in products for name in one.facts)]))


def check(slot: Comparison, context: CheckContext) -> Iterator[Diagnostic]:
    """Report a product that products.yaml does not have, and a fact that no product has.

    Bad:  facts: [価格, たんし]     (the products have a 端子)
    Good: facts: [価格, 端子]
    """
    yield from product.check(slot, context)
    registry = context.whole.products.keys() - context.whole.misread
    if not registry.issuperset(one.name for one in slot.products):
        return
    known = _known(slot, context)
    has_price = context.words.products["price"] in known
    for fact in slot.facts:
        if fact.name not in known and not (has_price and fact.name.casefold() in PRICES):
            near = did_you_mean(fact.name, known)
            yield report(fact.source, "unknown-fact", name=fact.name, near=near)


ELEMENT = product_element("compare", Comparison, view, check)
