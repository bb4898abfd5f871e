"""Products that plugins keep in boxes, in fields or in a script, to the box that is read here."""

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import unquote, urlencode

from bs4 import Tag

from kawaraban.cli.importers.links import host_of, original, path_of
from kawaraban.cli.importers.tables import first, pattern, tables

_SMALL = 400  # px; a width below is the author's
_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}


def source_of(el: Tag) -> str:
    """Return the address of a picture or a frame, which a lazy one has elsewhere."""
    found = (str(el.get(name) or "") for name in tables().keys["sources"])
    return first(one for one in found if not one.startswith("data:"))


def width_of(el: Tag, src: str) -> str:
    """Return the width that an author gave a picture, of which no smaller copy is shown."""
    given, style = str(el.get("width") or ""), str(el.get("style") or "")
    is_own = given.isdigit() and int(given) < _SMALL and original(src) == src
    return first((*re.findall(r"\bwidth:\s*(\d+)px", style), given if is_own else ""))


def product_of(box: Tag) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return the name, the picture, the (shop, address) pairs and the other words of a box."""
    aside = [one.extract().get_text(" ") for one in box.find_all("kw-drop")]
    title, image = box.find("kw-title"), box.find("img")
    name = (title or box).get_text(" ", strip=True)[:120]
    texts = [str(s) for s in box.find_all(string=True) if not s.find_parent(["a", "kw-title"])]
    note = " ".join(" ".join(texts + aside).split())
    return name, source_of(image) if image else "", _shops_of(box), note


def _shops_of(box: Tag) -> list[tuple[str, str]]:
    """Return the (shop, address) pairs of a box; a title's link counts if it leads elsewhere."""
    links = dict[str, str]()
    for link in box.find_all("a", href=re.compile("^(https?:)?//")):
        url = re.sub("^//", "https://", str(link["href"]))
        is_title = link.find_parent("kw-title")
        links[url] = links.get(url, "") if is_title else link.get_text(" ", strip=True)
    named = {_place(url) for url, words in links.items() if words}
    shops = {url: w for url, w in links.items() if w or _place(url) not in named}
    return [(words or _shop(url), url) for url, words in shops.items()]


def _place(url: str) -> tuple[str, str]:
    """Return the host of an address, and the path to which it or a network behind it leads."""
    through = pattern("through").search(url)
    return host_of(url), path_of(unquote(through[1]) if through else url)


def _shop(url: str, key: str = "") -> str:
    """Return the name of the shop to which an address leads, which a plugin keeps under a key."""
    signs = ((sign, text) for text in (key, url) for sign in _SHOPS)
    return first(_SHOPS[sign] for sign, text in signs if sign in text) or host_of(url)


def of_fields(name: str, fields: Mapping[str, str]) -> str:
    """Return the box of a product that a plugin keeps in fields (`…_amazon_url`), or nothing."""
    urls = {key: value for key, value in fields.items() if re.match("https?://", value)}
    is_button = pattern("button").search
    shops = {url: _label(key, url, fields) for key, url in urls.items() if is_button(key)}
    asin = first(map(fields.get, ("asin", "yyi_rinker_asin")))
    if asin and "Amazon" not in shops.values():
        shops[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    image = first(url for key, url in urls.items() if "image_url" in key)
    said = " ".join(filter(None, map(fields.get, tables().keys["said"])))
    codes = filter(re.compile("<a ").match, fields.values())  # pasted as a button of one's own
    return _box(name, image, shops, said, "".join(codes))


def _label(key: str, url: str, fields: Mapping[str, str]) -> str:
    """Return the words that an author gave the button of an address, or the shop's name."""
    names = (f"{key.replace('free_url', 'free_url_label')}_column", f"{key[:-4]}_text")
    return first(map(fields.get, names)) or _shop(url, key)


def of_moshimo(code: str) -> str:
    """Return the box of a product that Moshimo's script draws ("easy link")."""
    given = re.search(r"msmaflink\((\{.*\})\)", code)
    link, shops = values_of(given[1]) if given else {}, dict[str, str]()
    for one in map(values_of, re.findall(r'\{[^{}]*"u_url"[^{}]*\}', code)):
        ids = {name: one[name] for name in ("a_id", "p_id", "pc_id", "pl_id") if name in one}
        query = urlencode(ids | {"url": one["u_url"]})
        url = f"https://af.moshimo.com/af/c/click?{query}" if ids else one["u_url"]
        shops[url] = one.get("u_tx", "")
    pictures = re.findall("'([^']+)'", link.get("p", ""))
    image = "".join((link.get("d", ""), link.get("c_p", ""), *pictures[:1]))
    return _box(link.get("n", ""), image, shops, link.get("b", ""))


def _box(name: str, image: str, shops: Mapping[str, str], note: str, links: str = "") -> str:
    links += " ".join(f'<a href="{escape(url)}">{escape(word)}</a>' for url, word in shops.items())
    title = f'<kw-title>{escape(name)}</kw-title><img src="{escape(image)}">{escape(note)}'
    return f"<kw-product>{title}{links}</kw-product>" if links else ""


def values_of(text: str) -> dict[str, str]:
    """Return the values of a JSON object, and of the one in it about a link."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    link = data.get("linkData")
    data |= link if isinstance(link, dict) else {}
    return {key: str(value) for key, value in data.items() if value}
