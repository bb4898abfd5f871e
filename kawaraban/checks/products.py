"""Check the products of the registry, whether or not a post shows them."""

from collections.abc import Iterator

from kawaraban.ads.rules import is_loaded
from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.site.freshness import check_age
from kawaraban.site.links import missing_file


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report pictures of products that are missing, and prices that are old.

    Bad:  passkey-key: {name: セキュリティキー, image: keyy.png}
    Good: passkey-key: {name: セキュリティキー, image: images/key.png}
    """
    context = subject.context()
    for product in subject.site.products.values():
        is_file = product.image and not is_loaded(product.image, "amazon")
        if is_file and context.find(product.image_source, product.image) is None:
            yield missing_file(product.image_source, product.image, context, in_data=True)
        if product.price is not None:
            name = Words(f"{product.name}の値段", f"the price of {product.name}")
            on = product.price.as_of
            yield from check_age(on, "stale-price", product.source, context, name=name, key="as_of")
