"""WordPress's blocks and shortcodes, and parts of its themes and plugins, to HTML named `kw-…`."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from html import escape, unescape
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup, Tag

from kawaraban.cli.importers.links import Rewriter, host_of
from kawaraban.cli.importers.tables import first, part, pattern, tables

_SHOPS = {"amazon": "Amazon", "rakuten": "楽天市場", "yahoo": "Yahoo!ショッピング"}


def to_html(body: str, rewriter: Rewriter) -> str:
    """Return a body of WordPress as the HTML that it made of it."""
    blocks = rewriter.moves.site.blocks
    body = pattern("reused").sub(lambda m: blocks.get(m[1] or m[2], ""), body)
    is_classic = "<!-- wp:" not in body
    body = pattern("code-shortcode").sub(_code, body)
    body = pattern("comment").sub(partial(_block, rewriter), body)
    pieces = pattern("fixed").split(body)  # text, what is fixed, its tag's name, text …
    del pieces[2::3]
    closed = frozenset(re.findall(r"\[/([\w-]+)\]", "".join(pieces[0::2])))
    shortcode = partial(_shortcode, rewriter, closed)
    pieces[0::2] = [pattern("shortcode").sub(shortcode, one) for one in pieces[0::2]]
    return _paragraphs(pieces) if is_classic else "".join(pieces)


def _code(found: re.Match[str]) -> str:
    """Return the code in a shortcode, which a plugin may have escaped."""
    name, rest, code = found.groups()
    language = re.search(r"\blang(?:uage)?=[\"']?([\w+#-]+)", rest)
    kind = language[1] if language else "" if re.search("code", name) else name
    return f'<pre class="language-{kind}">{escape(unescape(code))}</pre>'


def _block(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Return what stands for a block's comment; its own HTML stands between two of them."""
    closes, name, given, is_alone = found.groups()
    if closes:
        return "</kw-say>" if name == "loos/balloon" else ""
    made = _made(name + is_alone, _values(given or "{}"), rewriter.moves.site.products)
    is_known = pattern("known-block").match(name)
    if not made and (is_alone or not is_known):
        rewriter.lose("dynamic" if is_known else "block", found[0] if is_alone else name)
    return made


def _made(tag: str, values: dict[str, str], products: Mapping[str, str]) -> str:
    """Return the HTML of a block that has none of its own, or nothing."""
    title = values.get("title", "")
    if tag == "loos/balloon":
        return _say(values)
    if tag.startswith("pochipp/linkbox"):
        return of_fields(title, values) or products.get(values.get("pid", ""), "")
    url = _url(values) if re.search("(?:link|card|embed).*/$", tag) else ""
    return url and f'<kw-card href="{escape(url)}">{escape(title)}</kw-card>'


def _values(text: str) -> dict[str, str]:
    """Return the values of a JSON object, and of the one in it about a link."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    link = data.get("linkData")
    data |= link if isinstance(link, dict) else {}
    return {key: str(value) for key, value in data.items() if value}


def _url(values: dict[str, str]) -> str:
    number = first(map(values.get, ("id", "postId")))
    url = first(map(values.get, ("url", "href", "externalUrl")))
    return url or (f"/?p={number}" if number else "")


def _say(values: dict[str, str], rest: str = "") -> str:
    """Return the beginning of a balloon, whose attributes have many names."""
    kinds = (tables().keys[f"say-{one}"] for one in ("name", "image", "side"))
    name, image, side = (escape(first(map(values.get, names))) for names in kinds)
    side = "right" if re.search(r"\br(ight)?\b", f"{side} {rest}") else "left"
    return f'<kw-say data-name="{name}" data-image="{image}" data-side="{side}">'


def _shortcode(rewriter: Rewriter, closed: frozenset[str], found: re.Match[str]) -> str:
    """Return what stands for a shortcode; an unknown one stays as it is."""
    closes, name, rest = found.groups()
    pairs = pattern("attribute").findall(rest.translate({ord(one): '"' for one in "“”″"}))
    given = {key: unescape("".join(values)) for key, *values in pairs}
    own, kind = _SHORTCODES.get(name), part("shortcodes", name)
    if own and (made := own(given, rewriter)):
        return made
    if kind in {"toc", "dynamic"}:
        return rewriter.lose(kind, found[0])
    if kind:
        return _part(kind, given, rest, ends=(bool(closes), name not in closed))
    if given or (name in closed and not closes):
        rewriter.lose("shortcode", found[0])
    return found[0]


def _gallery(given: dict[str, str], rewriter: Rewriter) -> str:
    """Return the pictures that are named, else those that were uploaded to the post."""
    site = rewriter.moves.site
    ids = first(map(given.get, ("ids", "include"))) or site.galleries.get(rewriter.post.key, "")
    urls = (site.media.get(one) for one in re.findall(r"\d+", ids))
    images = "".join(f'<img src="{escape(url)}">\n' for url in urls if url)
    return images and f"<figure>{images}</figure>"


def _item(given: dict[str, str], rewriter: Rewriter) -> str:
    """Return a product of a plugin, or one that Cocoon asks a shop for by its number there."""
    key = first(map(given.get, ("post_id", "id")))
    number = key.replace(":", "/")
    rakuten = {"rakuten_url": f"https://item.rakuten.co.jp/{number}/"} if "/" in number else {}
    own = of_fields(first(map(given.get, ("title", "kw", "asin", "id"))), given | rakuten)
    return rewriter.moves.site.products.get(key) or own


_SHORTCODES = dict.fromkeys(("itemlink", "pochipp", "amazon", "rakuten"), _item)
_SHORTCODES |= {"gallery": _gallery}


def _part(kind: str, given: dict[str, str], rest: str, ends: tuple[bool, bool]) -> str:
    """Return the tag that begins a part, or ends it; both where nothing is between them."""
    said = filter(None, map(given.get, ("label", "text", "title")))
    tag, title = _tag(kind), escape(" ".join(said))
    if title and tag in tables().keys["box"]:
        title = f"<kw-title>{title}</kw-title>"
    elif title and tag == "li":
        title = f"<p><strong>{title}</strong></p>"
    step = f"STEP {escape(given['step_no'])} " if "step_no" in given else ""
    head = f'<{tag} href="{escape(_url(given))}" data-kind="{kind}">{step}{title}'
    head = _say(given, rest) if kind == "say" else head
    return ("" if ends[0] else head) + (f"</{tag}>" if any(ends) else "")


def _paragraphs(pieces: list[str]) -> str:
    """Return classic text with the paragraphs and breaks that WordPress adds (`wpautop`)."""
    fixed, made = pieces[1::2], list[str]()
    for n, one in enumerate(fixed):
        around = "\n\n" if re.match("(?i)<(?!code|!)", one) else ""
        pieces[2 * n + 1] = f"{around}\x05{n}\x05{around}"
    html = pattern("before").sub(r"\n\n\1", "".join(pieces))
    html = pattern("after").sub(r"\1\n\n", html)
    for chunk in filter(None, map(str.strip, re.split(r"\n\s*\n", html))):
        is_block = pattern("before").match(chunk) or re.match(r"</|\x05\d+\x05\Z", chunk)
        lines = re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", chunk)
        made.append(chunk if is_block else f"<p>{lines}</p>")
    return re.sub("\x05(\\d+)\x05", lambda m: fixed[int(m[1])], "\n".join(made))


def name_parts(soup: BeautifulSoup, anchors: set[str]) -> None:
    """Give the elements of themes the names of what they become, and places to those linked to."""
    places = frozenset(tables().keys["places"]) if anchors else frozenset()
    named = defaultdict[str, list[Tag]](list)
    for el in soup.find_all(name=True):
        names = (*el.get_attribute_list("class"), f"<{el.name}>")
        if found := first(part("classes", str(name)) for name in names):
            el.name, el["data-kind"] = _tag(found), found
        if el.name in places and (place := str(el.get("id") or el.get("name"))) in anchors:
            el.insert(0, soup.new_tag("kw-place", id=place))
        named[el.name].append(el)
    _take_parts(soup, named)


def _take_parts(soup: BeautifulSoup, named: Mapping[str, list[Tag]]) -> None:
    """Put captions, speakers, tabs and footnotes where they belong."""
    for el in named["figcaption"]:
        _take_caption(el)
    for el in named["kw-say"]:
        _name_speaker(el)
    for tab, panel in zip(named["kw-tab"], named["kw-panel"], strict=False):
        tab.name = "kw-title"
        panel.insert(0, tab.extract())
    for el in named["p"]:
        if "footnote" in el.get_attribute_list("class"):
            _take_footnote(el, soup)


def _take_caption(el: Tag) -> None:
    """Make words below a picture its caption, unless they or the picture lead elsewhere."""
    images = el.parent.find_all("img") if el.parent else []
    link = images[0].find_parent("a") if images else None
    is_linked = link and not pattern("picture").search(str(link.get("href")))
    if len(images) == 1 and not is_linked and not el.find(["a", "img", "kw-place"]):
        for line_end in el.find_all("br"):
            line_end.replace_with(" ")
        images[0]["data-caption"] = " ".join(el.get_text().split())
        el.decompose()


def _take_footnote(el: Tag, soup: BeautifulSoup) -> None:
    """Put a footnote of Hatena where it is named."""
    back, text = el.find("a", id=True), el.find("span", class_="footnote-text")
    mark = back and soup.find("a", href=f"#{back['id']}")
    if text and mark:
        text.name = "kw-note"
        mark.replace_with(text)
        el.decompose()


def _name_speaker(say: Tag) -> None:
    """Write the name and the icon that are in a balloon into its attributes."""
    icon, places = say.select_one("kw-icon img"), say.find_all(["kw-name", "kw-icon"])
    if icon:
        say["data-image"], say["data-name"] = source_of(icon), str(icon.get("alt") or "")
    if name := first(one.get_text(" ", strip=True) for one in places):
        say["data-name"] = name
    for el in places:
        el.extract()


def _tag(kind: str) -> str:
    if kind in tables().keys["elements"]:
        return kind
    return "kw-box" if kind.isupper() else f"kw-{kind}"


def source_of(el: Tag) -> str:
    """Return the address of a picture or a frame, which a lazy one has elsewhere."""
    found = (str(el.get(name) or "") for name in tables().keys["sources"])
    return first(one for one in found if not one.startswith("data:"))


def product_of(box: Tag) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return the name, the picture, the (shop, address) pairs and the other words of a box."""
    aside = [one.extract().get_text(" ") for one in box.find_all("kw-drop")]
    title, image = box.find("kw-title"), box.find("img")
    name = (title or box).get_text(" ", strip=True)[:120]
    strings = box.find_all(string=True)
    texts = [str(one) for one in strings if not one.find_parent(["a", "kw-title"])]
    note = " ".join(" ".join(texts + aside).split())
    return name, source_of(image) if image else "", _shops_of(box), note


def _shops_of(box: Tag) -> list[tuple[str, str]]:
    """Return the (shop, address) pairs of a box; a title's link counts if it leads elsewhere."""
    links = dict[str, str]()
    for link in box.find_all("a", href=re.compile("^(https?:)?//")):
        url = re.sub("^//", "https://", str(link["href"]))
        is_title = link.find_parent("kw-title")
        links[url] = links.get(url, "") if is_title else link.get_text(" ", strip=True)
    named = {urlsplit(url).path for url, words in links.items() if words}
    shops = {url: w for url, w in links.items() if w or urlsplit(url).path not in named}
    return [(words or _shop(url), url) for url, words in shops.items()]


def _shop(url: str, key: str = "") -> str:
    """Return the name of the shop to which an address leads, which a plugin keeps under a key."""
    signs = ((sign, text) for text in (key, url) for sign in _SHOPS)
    return first(_SHOPS[sign] for sign, text in signs if sign in text) or host_of(url)


def of_fields(name: str, fields: Mapping[str, str]) -> str:
    """Return the box of a product that a plugin keeps in fields (`…_amazon_url`), or nothing."""
    urls = {key: value for key, value in fields.items() if re.match("https?://", value)}
    shops = {url: _shop(url, key) for key, url in urls.items() if not re.search("image|img", key)}
    asin = first(map(fields.get, ("asin", "yyi_rinker_asin")))
    if asin and "Amazon" not in shops.values():
        shops[f"https://www.amazon.co.jp/dp/{asin}"] = "Amazon"
    return _box(name, first(url for key, url in urls.items() if "image_url" in key), shops)


def of_moshimo(code: str) -> str:
    """Return the box of a product that Moshimo's script draws ("easy link")."""
    given = re.search(r"msmaflink\((\{.*\})\)", code)
    link, shops = _values(given[1]) if given else {}, dict[str, str]()
    for one in map(_values, re.findall(r'\{[^{}]*"u_url"[^{}]*\}', code)):
        ids = {name: one[name] for name in ("a_id", "p_id", "pc_id", "pl_id") if name in one}
        query = urlencode(ids | {"url": one["u_url"]})
        url = f"https://af.moshimo.com/af/c/click?{query}" if ids else one["u_url"]
        shops[url] = one.get("u_tx", "")
    pictures = re.findall("'([^']+)'", link.get("p", ""))
    image = "".join((link.get("d", ""), link.get("c_p", ""), *pictures[:1]))
    return _box(link.get("n", ""), image, shops)


def _box(name: str, image: str, shops: Mapping[str, str]) -> str:
    links = " ".join(f'<a href="{escape(url)}">{escape(word)}</a>' for url, word in shops.items())
    title = f'<kw-title>{escape(name)}</kw-title><img src="{escape(image)}">'
    return f"<kw-product>{title}{links}</kw-product>" if shops else ""
