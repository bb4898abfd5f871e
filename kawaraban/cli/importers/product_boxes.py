"""Products of shops, as plugins of WordPress keep and show them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from bs4 import Tag

from kawaraban.cli.importers.old_site import OldProduct, host_of
from kawaraban.cli.importers.tables import pattern

_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}


def as_object(text: str) -> dict[str, object]:
    """Return JSON as an object; an empty one where it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def product_of(box: Tag) -> OldProduct | None:
    """Return the product of a box as a reader saw it; None where it has no link."""
    title, image = box.find("kw-title"), box.find("img")
    links: dict[str, str] = {}
    for link in box.find_all("a", href=re.compile("^(https?:)?//")):
        url = str(link["href"])
        words = "" if title and link in title.descendants else link.get_text(" ", strip=True)
        links[url] = words or links.get(url, "")
    named = {u: words for u, words in links.items() if words} or {u: shop_of(u) for u in links}
    name = (title or box).get_text(" ", strip=True)[:120]
    src = str(image.get("data-src") or image.get("src") or "") if image else ""
    shops = tuple((shop, f"https:{url}" if url[:2] == "//" else url) for url, shop in named.items())
    return OldProduct(name=name or "商品", image=src, links=shops) if shops else None


def shop_of(url: str) -> str:
    """Return the name of the shop at an address."""
    return next((name for key, name in _SHOPS.items() if key in url), host_of(url))


def as_html(product: OldProduct, key: str = "") -> str:
    """Return a product as the HTML of a box, from which `product_of` reads it again."""
    links = " ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in product.links)
    head = f'<kw-product data-key="{escape(key)}"><kw-title>{escape(product.name)}</kw-title>'
    return f'{head}<img src="{escape(product.image)}">{links}</kw-product>'


def with_products(html: str) -> str:
    """Return HTML with the products that Kattene's and Moshimo's data would show."""
    html = pattern("kattene").sub(lambda found: _box(found, "sites", "url", "label"), html)
    return pattern("moshimo").sub(lambda found: _box(found, "b_l", "u_url", "u_tx"), html)


def _box(found: re.Match[str], buttons: str, url: str, label: str) -> str:
    """Return the box of a product that stands there as JSON."""
    data = as_object(found[1])
    pictures, shops = data.get("p"), data.get(buttons)
    image = f"{data.get('d')}{pictures[0]}" if isinstance(pictures, list) and pictures else ""
    shops = [one for one in shops if isinstance(one, dict)] if isinstance(shops, list) else []
    links = tuple(
        (str(one.get(label) or ""), _moshimo(one, str(one[url]))) for one in shops if one.get(url)
    )
    name = str(data.get("title") or data.get("n") or "商品")
    product = OldProduct(name=name, image=str(data.get("image") or image), links=links)
    return as_html(product) if links else found[0]


def _moshimo(button: Mapping[str, object], url: str) -> str:
    """Return the address to which a button leads; Moshimo's has its ids apart."""
    ids = [f"{key}={button[key]}" for key in ("a_id", "p_id", "pc_id", "pl_id") if button.get(key)]
    to = quote(url, safe="")
    return f"https://af.moshimo.com/af/c/click?{'&'.join(ids)}&url={to}" if ids else url


def of_fields(name: str, fields: Mapping[str, str]) -> OldProduct:
    """Return the product that Rinker or Pochipp keeps in fields of its own (`…_amazon_url`)."""
    links: dict[str, str] = {}
    for key, value in fields.items():
        if re.match("https?://", value) and not re.search("image|img", key):
            label = (
                fields.get(key.replace("_url_", "_url_label_"), "") if "label" not in key else ""
            )
            shop = next((name for one, name in _SHOPS.items() if one in key), shop_of(value))
            links.setdefault(value, label if "free" in key and label else shop)
    asin = next(
        (v for k, v in fields.items() if k.endswith("asin") and re.fullmatch("[A-Z0-9]{10}", v)), ""
    )
    if asin and "Amazon" not in links.values():
        links[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    image = next((v for k, v in fields.items() if "image_url" in k and v.startswith("http")), "")
    return OldProduct(
        name=name or "商品", image=image, links=tuple((n, u) for u, n in links.items())
    )
