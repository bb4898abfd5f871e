"""WordPress's blocks, shortcodes and paragraphs of one post to HTML with parts named `kw-…`."""

from __future__ import annotations

import re
from html import escape, unescape

from kawaraban.cli.importers.links import Rewriter
from kawaraban.cli.importers.parts import as_html, as_object, of_fields, with_products
from kawaraban.cli.importers.tables import first, part, pattern, tables

_DEEPEST = 3  # reused pieces in reused pieces


def to_html(body: str, rewriter: Rewriter, depth: int = 0) -> str:
    """Return a body as the HTML that WordPress made of it."""
    is_classic = "<!-- wp:" not in body
    for rule in tables().rules["wordpress"]:
        if rule.lose and re.search(rule.find, body):
            rewriter.lose(rule.lose, rule.find)
        body = re.sub(rule.find, rule.put, body)

    def block(found: re.Match[str]) -> str:
        given = as_object(found[3] or "{}")
        if found[2] == "block" and depth < _DEEPEST:
            reused = rewriter.moves.site.blocks.get(str(given.get("ref")), "")
            return to_html(reused, rewriter, depth + 1)
        return _block(found, given, rewriter)

    body = pattern("comment").sub(block, with_products(body))
    pieces = pattern("fixed").split(body)  # text, what is fixed, its tag's name, text …
    del pieces[2::3]
    texts = "".join(pieces[0::2])

    def shortcode(found: re.Match[str]) -> str:
        return _shortcode(found, rewriter, encloses=f"[/{found[2]}]" in texts)

    pieces[0::2] = [pattern("shortcode").sub(shortcode, one) for one in pieces[0::2]]
    return _paragraphs(pieces) if is_classic else "".join(pieces)


def _block(found: re.Match[str], given: dict[str, object], rewriter: Rewriter) -> str:
    """Return what stands for a block's comment; its own HTML stands between two of them."""
    closes, name, is_alone = bool(found[1]), found[2], bool(found[4])
    values = {key: str(value) for key, value in given.items() if value}
    is_known = pattern("known-block").match(name)
    if name == "loos/balloon":
        return "</kw-say>" if closes else _say(values, values.get("balloonAlign", ""))
    if name == "pochipp/linkbox" and is_alone:
        return as_html(of_fields(values.get("title", ""), values), values.get("pid", ""))
    if is_alone and (card := _card(name, given)):
        return card
    if is_alone or not (closes or is_known):
        rewriter.lose("dynamic" if is_known else "block", found[0] if is_alone else name)
    return ""


def _card(name: str, given: dict[str, object]) -> str:
    """Return the link of a block that shows one; nothing for other blocks."""
    data = given.get("linkData")
    values = {k: str(v) for k, v in (data if isinstance(data, dict) else given).items() if v}
    url = _url(values)
    is_card = url and re.search("link|card|embed", name)
    head = f'<kw-card href="{escape(url)}">{escape(values.get("title", ""))}'
    return f"{head}</kw-card>" if is_card else ""


def _url(values: dict[str, str]) -> str:
    """Return the address that the attributes of a part give, or that of a post's number."""
    number = first(map(values.get, ("id", "postId")))
    return first(map(values.get, ("url", "href"))) or (f"/?p={number}" if number else "")


def _say(values: dict[str, str], rest: str) -> str:
    """Return the beginning of a balloon, whose attributes have many names."""
    name, image, side = (
        first(map(values.get, tables().keys[f"say-{one}"])) for one in ("name", "image", "side")
    )
    side = "right" if re.search(r"\br(ight)?\b", f"{side} {rest}") else "left"
    return f'<kw-say data-name="{escape(name)}" data-image="{escape(image)}" data-side="{side}">'


def _shortcode(found: re.Match[str], rewriter: Rewriter, *, encloses: bool) -> str:
    """Return what stands for a shortcode; an unknown one stays as it is."""
    closes, name, rest = bool(found[1]), found[2], found[3]
    pairs = pattern("attribute").findall(rest.translate({ord(one): '"' for one in "“”″"}))
    given = {key: unescape(a or b or c) for key, a, b, c in pairs}
    site, kind, key = rewriter.moves.site, part("shortcodes", name), given.get("post_id", "")
    if name == "gallery":
        urls = [site.media.get(one, "") for one in re.findall(r"\d+", given.get("ids", ""))]
        images = "".join(f'<img src="{escape(url)}">\n' for url in urls if url)
        return f"<figure>{images}</figure>"
    key = key or given.get("id", "")
    if name in {"itemlink", "pochipp"} and key in site.products:
        return as_html(site.products[key], key)
    if kind == "toc" or (not kind and (given or (encloses and not closes))):
        lost = "shortcode" if not kind else "dynamic" if "ad" in name else "toc"
        rewriter.lose(lost, found[0])
    if not kind or kind == "toc":
        return "" if kind else found[0]
    return _part(kind, given, rest, closes=closes, is_alone=not encloses)


def _part(kind: str, given: dict[str, str], rest: str, *, closes: bool, is_alone: bool) -> str:
    """Return the tag that begins or ends a part; both where nothing is between them."""
    tag = kind if kind in tables().keys["elements"] else f"kw-{'box' if kind.isupper() else kind}"
    title = escape(first(map(given.get, ("title", "label", "text"))))
    if title and tag in tables().keys["box"]:
        title = f"<kw-title>{title}</kw-title>"
    head = f'<{tag} href="{escape(_url(given))}" data-kind="{kind}">{title}'
    head = _say(given, rest) if kind == "say" else head
    return ("" if closes else head) + (f"</{tag}>" if closes or is_alone else "")


def _paragraphs(pieces: list[str]) -> str:
    """Return classic text with the paragraphs and breaks that WordPress adds (`wpautop`)."""
    fixed = pieces[1::2]
    blocks = [re.match("(?i)<(?!code|!)", one) for one in fixed]
    marks = [f"\n\n\x05{n}\x05\n\n" if block else f"\x05{n}\x05" for n, block in enumerate(blocks)]
    html = "".join(one for pair in zip(pieces[0::2], [*marks, ""], strict=True) for one in pair)
    html = pattern("after").sub(r"\1\n\n", pattern("before").sub(r"\n\n\1", html))
    made = []
    for chunk in filter(None, map(str.strip, re.split(r"\n\s*\n", html))):
        is_block = pattern("before").match(chunk) or re.match(r"</|\x05\d+\x05\Z", chunk)
        lines = re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", chunk)
        made.append(chunk if is_block else f"<p>{lines}</p>")
    return re.sub("\x05(\\d+)\x05", lambda m: fixed[int(m[1])], "\n".join(made))
