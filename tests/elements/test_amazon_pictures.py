"""Amazon's pictures: shown from Amazon's address, as they are, and never to be saved."""

from __future__ import annotations

import pytest

from tests.ads.shop import OURS
from tests.desk import Desk, post

HOSTS = ("m.media-amazon.com", "images-fe.ssl-images-amazon.com", "ecx.images-amazon.com")
PRODUCT = (
    "k: {name: 鍵, image: 'https://m.media-amazon.com/images/I/41.jpg', links: [amazon:B000000000]}"
)


@pytest.mark.parametrize("host", HOSTS)
def test_a_picture_of_amazon_is_shown_from_there(desk: Desk, host: str) -> None:
    """It is neither copied nor resized, the policy allows it, and nothing advises to save it."""
    body = f"![鍵](https://{host}/images/I/41.jpg){{width=200}}\n\n[![鍵](//{host}/2.jpg)](amazon:B000000000)"
    built = desk.write({"site.toml": OURS, "content/posts/a.md": post(body)}).build("--strict")
    assert (built.status, built.out) == (0, "")
    page = built.page("posts/a/")
    assert f'<img src="https://{host}/images/I/41.jpg" alt="鍵" decoding="async">' in page
    assert f"//{host}" in page.partition("img-src")[2].partition(";")[0]


def test_a_product_may_have_one(desk: Desk) -> None:
    """A product shows it too, in its place, without a size that nobody knows."""
    texts = {"content/products.yaml": PRODUCT, "content/posts/a.md": post("```product\nid: k\n```")}
    built = desk.write({"site.toml": OURS, **texts}).build("--strict")
    assert (built.status, built.out) == (0, "")
    page = built.page("posts/a/")
    assert '<img src="https://m.media-amazon.com/images/I/41.jpg" alt="" loading="lazy"' in page
    assert "https://m.media-amazon.com" in page.partition("img-src")[2].partition(";")[0]


def test_it_is_no_picture_of_a_post(desk: Desk) -> None:
    """Where a file is needed, the remedy is a picture of one's own, not to save Amazon's."""
    text = post("文", image="https://m.media-amazon.com/images/I/41.jpg")
    built = desk.write({"content/posts/a.md": text}).build()
    assert "自分で用意した画像を書いてください [missing-file]" in built.out


def test_other_foreign_pictures_keep_the_advice(desk: Desk) -> None:
    """Another site's picture had better stand beside the post."""
    built = desk.write({"content/posts/a.md": post("![鍵](https://img.example/41.jpg)")}).build()
    assert "[foreign-picture]" in built.out
