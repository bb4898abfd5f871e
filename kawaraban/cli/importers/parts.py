"""Parts of themes and plugins of WordPress: named by what they become, products as values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from kawaraban.cli.importers.old_site import OldProduct, host_of
from kawaraban.cli.importers.tables import first, part, pattern, tables

_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}


def name_parts(soup: BeautifulSoup) -> None:
    """Give the elements of themes the names of what they become; pictures get their captions."""
    own = {"details": "kw-fold", "summary": "kw-title"}
    for el in soup.find_all(name=True):
        found = first(part("classes", str(name)) for name in el.get_attribute_list("class"))
        el.name = own.get(el.name, el.name)
        if found.isupper():
            el.name, el["data-kind"] = "kw-box", found
        elif found:
            el.name = found if found in tables().keys["elements"] else f"kw-{found}"
    for el in soup.find_all("figcaption"):
        images = el.parent.find_all("img") if el.parent else []
        if len(images) == 1 and not el.find(name=True):
            images[0]["data-caption"] = el.get_text(" ", strip=True)
            el.decompose()


def source_of(el: Tag) -> str:
    """Return the address of a picture or a frame, which a lazy one has elsewhere."""
    found = (str(el.get(name) or "") for name in tables().keys["sources"])
    return first(one for one in found if not one.startswith("data:"))


def as_object(text: str) -> dict[str, object]:
    """Return JSON as an object; an empty one where it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def product_of(box: Tag) -> OldProduct | None:
    """Return the product of a box as a reader saw it; None where it has no link."""
    title, image, links = box.find("kw-title"), box.find("img"), dict[str, str]()
    for link in box.find_all("a", href=re.compile("^(https?:)?//")):
        url = re.sub("^//", "https://", str(link["href"]))
        words = "" if link.find_parent("kw-title") else link.get_text(" ", strip=True)
        links[url] = words or links.get(url, "")
    shops = {url: words for url, words in links.items() if words} or links
    name = (title or box).get_text(" ", strip=True)[:120]
    return _product(name, source_of(image) if image else "", shops) if shops else None


def _product(name: str, image: str, shops: Mapping[str, str]) -> OldProduct:
    """Return a product; a shop without a name is known by its address."""
    links = tuple((words or _shop(url, host_of(url)), url) for url, words in shops.items())
    return OldProduct(name=name or "商品", image=image, links=links)


def _shop(text: str, other: str = "") -> str:
    return next((name for key, name in _SHOPS.items() if key in text), other)


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
    links = {_moshimo(one, str(one.get(url))): str(one.get(label) or "") for one in shops}
    name = str(data.get("title") or data.get("n") or "")
    return as_html(_product(name, str(data.get("image") or image), links)) if links else found[0]


def _moshimo(button: Mapping[str, object], url: str) -> str:
    """Return the address to which a button leads; Moshimo's has its ids apart."""
    ids = [f"{key}={button[key]}" for key in ("a_id", "p_id", "pc_id", "pl_id") if button.get(key)]
    to = quote(url, safe="")
    return f"https://af.moshimo.com/af/c/click?{'&'.join(ids)}&url={to}" if ids else url


def of_fields(name: str, fields: Mapping[str, str]) -> OldProduct:
    """Return the product that Rinker or Pochipp keeps in fields of its own (`…_amazon_url`)."""
    urls = {key: value for key, value in fields.items() if re.match("https?://", value)}
    image = first(url for key, url in urls.items() if "image_url" in key)
    links = {url: _shop(key) for key, url in urls.items() if not re.search("image|img", key)}
    asins = (value for key, value in fields.items() if key.endswith("asin"))
    asin = first(one for one in asins if re.fullmatch("[A-Z0-9]{10}", one))
    if asin and "Amazon" not in links.values():
        links[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    return _product(name, image, links)
