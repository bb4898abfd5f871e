"""The products of the registry, whether or not a post shows them."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.checks import Proof
from kawaraban.diagnostics import Diagnostic, Words, warning
from kawaraban.model import Product
from kawaraban.targets import missing_file


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Find products that no shop sells, and pictures that are not there.

    Bad:  passkey-key: {name: セキュリティキー}
    Good: passkey-key: {name: セキュリティキー, links: [amazon:B0XXXXXXXX]}
    """
    place = proof.place()
    for product in proof.site.products.values():
        if not product.links:
            yield _without_links(product)
        if product.image and place.find(product.image_source, product.image) is None:
            yield missing_file(product.image_source, product.image, place)


def _without_links(product: Product) -> Diagnostic:
    return warning(
        product.source,
        "product-without-links",
        Words(
            f"商品「{product.id}」に使えるリンクがありません",
            f"the product '{product.id}' has no link to a shop",
        ),
        Words("「links」に店のリンクを書いてください", "write a shop's link under 'links'"),
    )
