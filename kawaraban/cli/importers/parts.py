"""WordPress's blocks and shortcodes, and parts of its themes and plugins, to HTML named `kw-…`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from kawaraban.cli.importers.links import Rewriter, host_of
from kawaraban.cli.importers.old_site import OldProduct, OldSite
from kawaraban.cli.importers.tables import first, part, pattern, tables

_DEEPEST = 3  # reused pieces in reused pieces
_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}


def to_html(body: str, rewriter: Rewriter) -> str:
    """Return a body of WordPress as the HTML that it made of it."""
    for _ in range(_DEEPEST):
        body = pattern("reused").sub(lambda m: rewriter.moves.site.blocks.get(m[1], ""), body)
    is_classic = "<!-- wp:" not in body
    body = pattern("kattene").sub(lambda m: _box(m, "sites", "url", "label"), body)
    body = pattern("moshimo").sub(lambda m: _box(m, "b_l", "u_url", "u_tx"), body)
    body = pattern("comment").sub(lambda m: _block(m, rewriter), body)
    pieces = pattern("fixed").split(body)  # text, what is fixed, its tag's name, text …
    del pieces[2::3]
    texts = "".join(pieces[0::2])

    def shortcode(found: re.Match[str]) -> str:
        return _shortcode(found, rewriter, encloses=f"[/{found[2]}]" in texts)

    pieces[0::2] = [pattern("shortcode").sub(shortcode, one) for one in pieces[0::2]]
    return _paragraphs(pieces) if is_classic else "".join(pieces)


def _object(text: str) -> dict[str, object]:
    """Return JSON as an object; an empty one where it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _block(found: re.Match[str], rewriter: Rewriter) -> str:
    """Return what stands for a block's comment; its own HTML stands between two of them."""
    closes, name, is_alone, given = found[1], found[2], found[4], _object(found[3] or "{}")
    data = given.get("linkData")
    given |= data if isinstance(data, dict) else {}
    values = {key: str(value) for key, value in given.items() if value}
    url, title = _url(values), values.get("title", "")
    if name == "loos/balloon":
        return "</kw-say>" if closes else _say(values)
    if name == "pochipp/linkbox" and is_alone:
        return _as_html(of_fields(title, values), values.get("pid", ""))
    if is_alone and url and re.search("link|card|embed", name):
        return f'<kw-card href="{escape(url)}">{escape(title)}</kw-card>'
    is_known = pattern("known-block").match(name)
    if is_alone or not (closes or is_known):
        rewriter.lose("dynamic" if is_known else "block", found[0] if is_alone else name)
    return ""


def _url(values: dict[str, str]) -> str:
    number = first(map(values.get, ("id", "postId")))
    return first(map(values.get, ("url", "href"))) or (f"/?p={number}" if number else "")


def _say(values: dict[str, str], rest: str = "") -> str:
    """Return the beginning of a balloon, whose attributes have many names."""
    kinds = (tables().keys[f"say-{one}"] for one in ("name", "image", "side"))
    name, image, side = (escape(first(map(values.get, names))) for names in kinds)
    side = "right" if re.search(r"\br(ight)?\b", f"{side} {rest}") else "left"
    return f'<kw-say data-name="{name}" data-image="{image}" data-side="{side}">'


def _shortcode(found: re.Match[str], rewriter: Rewriter, *, encloses: bool) -> str:
    """Return what stands for a shortcode; an unknown one stays as it is."""
    closes, name, rest = bool(found[1]), found[2], found[3]
    pairs = pattern("attribute").findall(rest.translate({ord(one): '"' for one in "“”″"}))
    given = {key: unescape(a or b or c) for key, a, b, c in pairs}
    kind = part("shortcodes", name)
    if own := _own_shortcode(name, given, rewriter.moves.site):
        return own
    if kind == "toc":
        return rewriter.lose("dynamic" if "ad" in name else "toc", found[0])
    if kind:
        return _part(kind, given, rest, ends=(closes, not encloses))
    if given or (encloses and not closes):
        rewriter.lose("shortcode", found[0])
    return found[0]


def _own_shortcode(name: str, given: dict[str, str], site: OldSite) -> str:
    """Return the pictures or the product that are known by their numbers; nothing for others."""
    if name == "gallery":
        urls = [site.media.get(one, "") for one in re.findall(r"\d+", given.get("ids", ""))]
        images = "".join(f'<img src="{escape(url)}">\n' for url in urls if url)
        return f"<figure>{images}</figure>"
    key = first(map(given.get, ("post_id", "id")))
    is_product = name in {"itemlink", "pochipp"} and key in site.products
    return _as_html(site.products[key], key) if is_product else ""


def _part(kind: str, given: dict[str, str], rest: str, ends: tuple[bool, bool]) -> str:
    """Return the tag that begins a part, or ends it; both where nothing is between them."""
    tag = kind if kind in tables().keys["elements"] else f"kw-{'box' if kind.isupper() else kind}"
    title = escape(first(map(given.get, ("title", "label", "text"))))
    title = f"<kw-title>{title}</kw-title>" if title and tag in tables().keys["box"] else title
    step = f"STEP {escape(given['step_no'])} " if "step_no" in given else ""
    head = f'<{tag} href="{escape(_url(given))}" data-kind="{kind}">{step}{title}'
    head = _say(given, rest) if kind == "say" else head
    return ("" if ends[0] else head) + (f"</{tag}>" if any(ends) else "")


def _paragraphs(pieces: list[str]) -> str:
    """Return classic text with the paragraphs and breaks that WordPress adds (`wpautop`)."""
    fixed = pieces[1::2]
    blocks = [re.match("(?i)<(?!code|!)", one) for one in fixed]
    pieces[1::2] = [
        f"\n\n\x05{n}\x05\n\n" if one else f"\x05{n}\x05" for n, one in enumerate(blocks)
    ]
    html = pattern("before").sub(r"\n\n\1", "".join(pieces))
    made = []
    html = pattern("after").sub(r"\1\n\n", html)
    for chunk in filter(None, map(str.strip, re.split(r"\n\s*\n", html))):
        is_block = pattern("before").match(chunk) or re.match(r"</|\x05\d+\x05\Z", chunk)
        lines = re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", chunk)
        made.append(chunk if is_block else f"<p>{lines}</p>")
    return re.sub("\x05(\\d+)\x05", lambda m: fixed[int(m[1])], "\n".join(made))


def name_parts(soup: BeautifulSoup) -> None:
    """Give the elements of themes the names of what they become; pictures get their captions."""
    own = {"details": "kw-fold", "summary": "kw-title"}
    for el in soup.find_all(name=True):
        found = first(part("classes", str(name)) for name in el.get_attribute_list("class"))
        el.name = own.get(el.name, el.name)
        if found:
            tag = "kw-box" if found.isupper() else f"kw-{found}"
            el.name = found if found in tables().keys["elements"] else tag
            el["data-kind"] = found
    for el in soup.find_all("figcaption"):
        images = el.parent.find_all("img") if el.parent else []
        if len(images) == 1 and not el.find(name=True):
            images[0]["data-caption"] = el.get_text(" ", strip=True)
            el.decompose()


def source_of(el: Tag) -> str:
    """Return the address of a picture or a frame, which a lazy one has elsewhere."""
    found = (str(el.get(name) or "") for name in tables().keys["sources"])
    return first(one for one in found if not one.startswith("data:"))


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
    links = tuple((words or _shop(url) or host_of(url), url) for url, words in shops.items())
    return OldProduct(name=name or "商品", image=image, links=links)


def _shop(text: str) -> str:
    return first(name for key, name in _SHOPS.items() if key in text)


def _as_html(product: OldProduct, key: str = "") -> str:
    links = " ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in product.links)
    head = f'<kw-product data-key="{escape(key)}"><kw-title>{escape(product.name)}</kw-title>'
    return f'{head}<img src="{escape(product.image)}">{links}</kw-product>'


def _box(found: re.Match[str], buttons: str, url: str, label: str) -> str:
    """Return the box of a product that stands there as JSON, of Kattene or Moshimo."""
    data = _object(found[1])
    pictures, shops = data.get("p"), data.get(buttons)
    image = f"{data.get('d')}{pictures[0]}" if isinstance(pictures, list) and pictures else ""
    shops = [one for one in shops if isinstance(one, dict)] if isinstance(shops, list) else []
    links = {_moshimo(one, str(one.get(url))): str(one.get(label) or "") for one in shops}
    product = _product(
        str(data.get("title") or data.get("n") or ""), str(data.get("image") or image), links
    )
    return _as_html(product) if links else found[0]


def _moshimo(button: Mapping[str, object], url: str) -> str:
    """Return the address to which a button leads; Moshimo's has its ids apart."""
    ids = [f"{key}={button[key]}" for key in ("a_id", "p_id", "pc_id", "pl_id") if button.get(key)]
    to = quote(url, safe="")
    return f"https://af.moshimo.com/af/c/click?{'&'.join(ids)}&url={to}" if ids else url


def of_fields(name: str, fields: Mapping[str, str]) -> OldProduct:
    """Return the product that Rinker or Pochipp keeps in fields of its own (`…_amazon_url`)."""
    urls = {key: value for key, value in fields.items() if re.match("https?://", value)}
    links = {url: _shop(key) for key, url in urls.items() if not re.search("image|img", key)}
    asins = (value for key, value in fields.items() if key.endswith("asin"))
    asin = first(one for one in asins if re.fullmatch("[A-Z0-9]{10}", one))
    if asin and "Amazon" not in links.values():
        links[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    return _product(name, first(url for key, url in urls.items() if "image_url" in key), links)
