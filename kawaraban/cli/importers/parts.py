"""WordPress's blocks and shortcodes, and parts of its themes and plugins, to HTML named `kw-…`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape, unescape

from bs4 import BeautifulSoup, Tag

from kawaraban.cli.importers.links import Rewriter
from kawaraban.cli.importers.products import of_fields, source_of, values_of
from kawaraban.cli.importers.soup import elements_in
from kawaraban.cli.importers.tables import first, part, pattern, tables


def to_html(body: str, rewriter: Rewriter) -> str:
    """Return a body of WordPress as the HTML that it made of it."""
    body = pattern("reused").sub(partial(_reused, rewriter), body)
    is_classic = "<!-- wp:" not in body
    body = pattern("code-shortcode").sub(_code, body)
    body = pattern("comment").sub(partial(_block, rewriter), body)
    pieces = pattern("fixed").split(body)  # text, what is fixed, its tag's name, text …
    del pieces[2::3]
    closed = frozenset(re.findall(r"\[/([\w-]+)\]", "".join(pieces[0::2])))
    shortcode = partial(_shortcode, rewriter, closed)
    pieces[0::2] = [pattern("shortcode").sub(shortcode, one) for one in pieces[0::2]]
    return paragraphs("".join(pieces)) if is_classic else "".join(pieces)


def _reused(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Return a pattern that posts share, with the words that this post puts into it."""
    body = rewriter.moves.site.blocks.get(found[1] or found[2], "")
    for name, words in pattern("override").findall(found[0]):
        said = values_of(f'{{"said":"{words}"}}').get("said", "")
        place = tables().patterns["overridden"].replace("NAME", re.escape(name))
        if at := re.search(place, body):
            body = body[: at.end(1)] + said + body[at.end() :]
    return body


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
    made = _made(name + is_alone, values_of(given or "{}"), rewriter.moves.site.products)
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


def _url(values: dict[str, str]) -> str:
    url, number = (first(map(values.get, tables().keys[one])) for one in ("to-url", "to-number"))
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
    given["number"] = re.sub(r"\D", "", name)  # of a speaker
    own, kind = _SHORTCODES.get(name), _kind(name, rest, closed)
    if own and (made := own(given, rewriter)):
        return made
    if kind in {"toc", "dynamic"}:
        return rewriter.lose(kind, found[0])
    if kind:
        return _part(kind, given, rest, ends=(bool(closes), name not in closed))
    if pairs or (name in closed and not closes):
        rewriter.lose("shortcode", found[0])
    return found[0]


def _kind(name: str, rest: str, closed: frozenset[str]) -> str:
    """Return the part that a shortcode stands for; a bare name that nothing closes is a word."""
    kind, is_bare = part("shortcodes", name), not rest.strip() and name not in closed
    return "" if is_bare and kind not in {"toc", "dynamic", "inline"} else kind


def _gallery(given: dict[str, str], rewriter: Rewriter) -> str:
    """Return the pictures that are named, else those that were uploaded to the post."""
    site = rewriter.moves.site
    ids = first(map(given.get, ("ids", "include"))) or site.galleries.get(rewriter.post.key, "")
    urls = (site.media.get(one) for one in re.findall(r"\d+", ids))
    images = "".join(f'<img src="{escape(url)}">' for url in urls if url)
    return images and f'<figure class="wp-block-gallery">{images}</figure>'


def _item(given: dict[str, str], rewriter: Rewriter) -> str:
    """Return a product of a plugin, or one that Cocoon asks a shop for by its number there."""
    key = first(map(given.get, ("post_id", "id")))
    number = key.replace(":", "/")
    rakuten = {"rakuten_url": f"https://item.rakuten.co.jp/{number}/"} if "/" in number else {}
    own = of_fields(first(map(given.get, ("title", "kw", "asin", "id"))), given | rakuten)
    return rewriter.moves.site.products.get(key) or own


_PRODUCTS = ("itemlink", "pochipp", "amazon", "rakuten")
_SHORTCODES = dict.fromkeys(_PRODUCTS, _item) | {"gallery": _gallery}


def _part(kind: str, given: dict[str, str], rest: str, ends: tuple[bool, bool]) -> str:
    """Return the tag that begins a part, or ends it; both where nothing is between them."""
    said = " ".join(filter(None, map(given.get, ("label", "text", "title"))))
    tag, title = _tag(kind), escape(" ".join(re.sub("<[^<>]*>", " ", said).split()))
    if title and tag in tables().keys["box"]:
        title = f"<kw-title>{title}</kw-title>"
    elif title and tag in {"li", "div"}:
        title = f"<p><strong>{title}</strong></p>"
    step = f"STEP {escape(given['step_no'])} " if "step_no" in given else ""
    head = f'<{tag} href="{escape(_url(given))}" data-kind="{kind}">{step}{title}'
    head = _say(given, rest) if kind == "say" else head
    return ("" if ends[0] else head) + (f"</{tag}>" if any(ends) else "")


def paragraphs(html: str) -> str:
    """Return classic text with the paragraphs and breaks that WordPress adds (`wpautop`)."""
    fixed, made = list[str](), list[str]()

    def keep(found: re.Match[str]) -> str:
        fixed.append(found[0])
        around = "\n\n" if re.match(r"(?i)<(?!code|!|a\b)", found[0]) else ""
        return f"{around}\x05{len(fixed) - 1}\x05{around}"

    html = pattern("fixed").sub(keep, html)
    html = re.sub("<[^<>]*>", lambda m: m[0].replace("\n", " "), html)
    html = pattern("before").sub(r"\n\n\1", html)
    html = pattern("after").sub(r"\1\n\n", html)
    for chunk in filter(None, (one.strip(" \t\n") for one in re.split(r"\n\s*\n", html))):
        is_block = pattern("before").match(chunk) or re.match(r"</|\x05\d+\x05\Z", chunk)
        lines = re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", chunk)
        lines = re.sub(r"(\A<(?!img|a\b)[^>]*>)\s*<br>|<br>\s*(?=</[^>]*>\Z)", r"\1", lines)
        made.append(lines if is_block else f"<p>{lines}</p>")
    return re.sub("\x05(\\d+)\x05", lambda m: fixed[int(m[1])], "\n".join(made))


def name_parts(soup: BeautifulSoup, anchors: set[str]) -> None:
    """Give the elements of themes the names of what they become, and places to those linked to."""
    places = frozenset(tables().keys["places"]) if anchors else frozenset()
    named = defaultdict[str, list[Tag]](list)
    for el in elements_in(soup):
        style = re.sub(r"\s", "", str(el.get("style") or "")) if el.name == "span" else ""
        names = (*el.get_attribute_list("class"), f"<{el.name}>", *style.split(";"))
        if found := first(part("classes", str(name)) for name in names):
            el.name, el["data-kind"] = _tag(found), found
        _join_alike(el)
        if el.name in places and (place := str(el.get("id") or el.get("name"))) in anchors:
            el.insert(0, soup.new_tag("kw-place", id=place))
        named[el.name].append(el)
    _take_parts(soup, named)


def apart(el: Tag, link: str, around: Iterable[str]) -> str:
    """Return the link of an element, apart from what stands beside it if it holds blocks."""
    gap = " " if "_inline" in around else "\n\n"
    return f"{gap}{link}{gap}" if el.find_all([*tables().keys["block"]]) else link


def _join_alike(el: Tag) -> None:
    """Join struck words or code with what stands directly before: `~~a~~~~b~~` is neither."""
    before = el.previous_sibling
    if el.name in {"s", "code"} and isinstance(before, Tag) and before.name == el.name:
        el.insert(0, before)
        before.unwrap()


def _take_parts(soup: BeautifulSoup, named: Mapping[str, list[Tag]]) -> None:
    """Put captions, speakers, tabs and footnotes where they belong."""
    for el in named["figcaption"]:
        _take_caption(el)
    for el in (*named["ul"], *named["ol"]):
        _take_list(el)
    for el in (*named["figure"], *named["ul"]):
        _take_gallery(el)
    for el in named["kw-say"]:
        _name_speaker(el)
    for tab, panel in zip(named["kw-tab"], named["kw-panel"], strict=False):
        tab.name = "kw-title"
        panel.insert(0, tab.extract())
    for el in named["p"]:
        if "footnote" in el.get_attribute_list("class"):
            _take_footnote(el, soup)
    for el in named["li"]:
        if str(el.get("id")).startswith("fn"):
            _take_note(el, soup)


def _take_caption(el: Tag) -> None:
    """Make words below a picture its caption, but in tables, or if one of them leads elsewhere."""
    images = el.parent.find_all("img") if el.parent else []
    around = images[0].find_parent("table") or images[0].find_parent("a") if images else None
    is_linked = around and not pattern("picture").search(str(around.get("href")))
    if len(images) == 1 and not is_linked and not el.find(["a", "img", "kw-place"]):
        for line_end in el.find_all("br"):
            line_end.replace_with(" ")
        images[0]["data-caption"] = " ".join(el.get_text().split())
        el.decompose()


def _take_list(el: Tag) -> None:
    """Put a list that stands between items into the one before it."""
    is_inside = el.parent and el.parent.name in {"ul", "ol"}
    before = el.find_previous_sibling() if is_inside else None
    if before and before.name == "li":
        before.append(el.extract())


def _take_gallery(el: Tag) -> None:
    """Put the pictures of a gallery side by side, each on a line."""
    if {*tables().keys["galleries"]} & {*el.get_attribute_list("class")}:
        pictures, el.name = el.find_all(["img", "figcaption"]), "figure"
        el.clear()
        for one in pictures:
            el.extend((one, "\n"))


def _take_footnote(el: Tag, soup: BeautifulSoup) -> None:
    """Put a footnote of Hatena where it is named."""
    back, text = el.find("a"), el.find("span", class_="footnote-text")
    mark = back and soup.find("a", href=f"#{back.get('id') or back.get('name')}")
    if text and mark:
        text.name = "kw-note"
        mark.replace_with(text)
        el.decompose()


def _take_note(el: Tag, soup: BeautifulSoup) -> None:
    """Put a footnote of what was Markdown before where it is named."""
    back, box = el.find("a", href=re.compile("^#fnref")), el.find_parent(class_="footnotes")
    mark = back and soup.find("a", href=f"#{el['id']}")
    if back and mark:
        back.decompose()
        el.name = "kw-note"
        (mark.find_parent("sup") or mark).replace_with(el.extract())
    if box and not box.find("li"):
        box.decompose()


def _name_speaker(say: Tag) -> None:
    """Write the name and the icon that are in a balloon into its attributes."""
    icon, is_in_table = say.select_one("kw-icon img"), say.find_parent("table")
    places = [] if is_in_table else say.find_all(["kw-name", "kw-icon"])  # tables may stay
    if icon and places:
        say["data-image"], say["data-name"] = source_of(icon), str(icon.get("alt") or "")
    if name := first(one.get_text(" ", strip=True) for one in places):
        say["data-name"] = name
    for el in places:
        el.extract()


def _tag(kind: str) -> str:
    if kind in tables().keys["elements"]:
        return kind
    return "kw-box" if kind.isupper() else f"kw-{kind}"
