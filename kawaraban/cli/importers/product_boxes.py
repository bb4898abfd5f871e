"""Products of shops, as the boxes of plugins show them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote, urlsplit

from bs4 import Tag

from kawaraban.cli.importers.old_site import OldProduct

_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}
_EASY_LINK = re.compile(
    r"<script[^>]*>(?:(?!</script>).)*?msmaflink\((\{.*?\})\);?\s*</script>"
    r"(?:\s*<div id=\"msmaflink[^>]*>.*?</div>)?",
    re.DOTALL,
)


def product_of(box: Tag) -> OldProduct | None:
    """Return the product of a box as a reader saw it; None where it has no link."""
    title, image = box.find("kw-title"), box.find("img")
    links: dict[str, str] = {}
    for link in box.find_all("a", href=re.compile("^(https?:)?//")):
        words, url = " ".join(link.get_text().split()), str(link["href"])
        url = f"https:{url}" if url.startswith("//") else url
        in_title = title is not None and link in title.descendants
        if words and not in_title:
            links[url] = words
        elif not in_title or url not in links:
            links.setdefault(url, "")
    shown = tuple((words or shop_of(url), url) for url, words in links.items() if words)
    rest = tuple((shop_of(url), url) for url, words in links.items() if not words) if not shown else ()
    name = " ".join((title or box).get_text(" ").split())[:120]
    if image is not None and not title:
        name = str(image.get("alt") or "") or name
    src = str(image.get("data-src") or image.get("src") or "") if image is not None else ""
    return OldProduct(name=name or "商品", image=src, links=shown or rest) if links else None


def shop_of(url: str) -> str:
    """Return the name of the shop at an address."""
    try:
        host = urlsplit(url).netloc
    except ValueError:
        return url[:40]
    return next((name for key, name in _SHOPS.items() if key in url), host)


def with_easy_links(html: str) -> str:
    """Return HTML with the products that the scripts of Moshimo's "easy links" would show."""
    return _EASY_LINK.sub(_easy_link, html) if "msmaflink" in html else html


def _easy_link(found: re.Match[str]) -> str:
    data = _object(found[1])
    pictures = data.get("p")
    first = str(pictures[0]) if isinstance(pictures, list) and pictures else ""
    image = f"{data.get('d') or ''}{data.get('c_p') or ''}{first}" if first else ""
    links = tuple(_moshimo_links(data))
    return as_html(OldProduct(name=str(data.get("n") or "商品"), image=image, links=links)) if links else found[0]


def as_html(product: OldProduct, key: str = "") -> str:
    """Return a product as the HTML of a box, from which `product_of` reads it again."""
    links = "".join(f'<a href="{escape(url)}">{escape(name)}</a> ' for name, url in product.links)
    return (
        f'<kw-product data-key="{escape(key)}"><kw-title>{escape(product.name)}</kw-title>'
        f'<img src="{escape(product.image)}">{links}</kw-product>'
    )


def _moshimo_links(data: dict[str, object]) -> Iterator[tuple[str, str]]:
    buttons = data.get("b_l")
    for one in buttons if isinstance(buttons, list) else ():
        if isinstance(one, dict) and one.get("u_url"):
            names = ("a_id", "p_id", "pc_id", "pl_id")
            ids = "&".join(f"{name}={one[name]}" for name in names if one.get(name))
            url = str(one["u_url"])
            made = f"https://af.moshimo.com/af/c/click?{ids}&url={quote(url, safe='')}" if ids else url
            yield str(one.get("u_tx") or shop_of(url)), made


def kattene(text: str) -> OldProduct | None:
    """Return the product of a `[kattene]` shortcode, whose text is JSON."""
    data = _object(text)
    sites = data.get("sites")
    links = tuple(
        (str(one.get("label") or shop_of(str(one["url"]))), str(one["url"]))
        for one in (sites if isinstance(sites, list) else ())
        if isinstance(one, dict) and one.get("url")
    )
    if not links:
        return None
    return OldProduct(
        name=str(data.get("title") or "商品"),
        image=str(data.get("image") or ""),
        note=str(data.get("description") or ""),
        links=links,
    )


def of_fields(name: str, fields: dict[str, str]) -> OldProduct:
    """Return the product that Rinker or Pochipp keeps in fields of its own (`…_amazon_url`)."""
    links = {}
    for key, value in fields.items():
        if value.startswith(("http://", "https://")) and not re.search("image|img", key):
            label = fields.get(key.replace("_url_", "_url_label_")) if "free" in key else ""
            links.setdefault(value, label or next((n for k, n in _SHOPS.items() if k in key), shop_of(value)))
    asin = next((v for k, v in fields.items() if k.endswith("asin") and re.fullmatch(r"[A-Z0-9]{10}", v)), "")
    if asin and not any("amazon" in url or "amzn" in url for url in links):
        links[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    image = next((v for k, v in fields.items() if re.search("image_?url", k) and v.startswith("http")), "")
    return OldProduct(name=name or "商品", image=image, links=tuple((n, u) for u, n in links.items()))


def _object(text: str) -> dict[str, object]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
