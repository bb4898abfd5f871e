"""WordPress's blocks, shortcodes and paragraphs of one post to HTML with parts named `kw-…`."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from msgspec import Struct

from kawaraban.cli.importers.old_site import OldSite
from kawaraban.cli.importers.product_boxes import as_html, as_object, of_fields, with_products
from kawaraban.cli.importers.tables import part, pattern, tables

_DEEPEST = 3  # reused pieces in reused pieces


class Post(Struct, frozen=True):
    """What the parts of one body depend on."""

    site: OldSite
    number: str
    lose: Callable[[str, str], None]


def to_html(body: str, post: Post, depth: int = 0) -> str:
    """Return a body as the HTML that WordPress made of it."""
    is_classic = "<!-- wp:" not in body
    for rule in tables().rules["wordpress"]:
        if rule.lose and re.search(rule.find, body):
            post.lose(rule.lose, rule.find)
        body = re.sub(rule.find, rule.put, body)

    def block(found: re.Match[str]) -> str:
        given = as_object(found[3] or "{}")
        if found[2] == "block" and depth < _DEEPEST:
            return to_html(post.site.blocks.get(str(given.get("ref")), ""), post, depth + 1)
        return _block(found, given, post)

    body = pattern("comment").sub(block, with_products(body))
    pieces = pattern("fixed").split(body)  # text, what is fixed, its tag's name, text …
    texts = "".join(pieces[0::3])
    pieces[0::3] = [
        pattern("shortcode").sub(lambda m: _shortcode(m, texts, post), one) for one in pieces[0::3]
    ]
    del pieces[2::3]
    return _paragraphs(pieces) if is_classic else "".join(pieces)


def _block(found: re.Match[str], given: dict[str, object], post: Post) -> str:
    """Return what stands for a block's comment; its own HTML stands between two of them."""
    closes, name, alone = bool(found[1]), found[2], bool(found[4])
    if name == "loos/balloon":
        image, side = (str(given.get(f"balloon{one}") or "") for one in ("Icon", "Align"))
        who = str(given.get("balloonName") or f"ふきだし{given.get('balloonID', '')}")
        return "</kw-say>" if closes else _say(who, image, side)
    if not alone:
        if "/" in name and not closes and not pattern("known-block").match(name):
            post.lose("block", name)
        return ""
    return _dynamic(name, given) or _unknown(found, post)


def _dynamic(name: str, given: dict[str, object]) -> str:
    """Return what stands for a block without HTML of its own; nothing for one that is unknown."""
    if name == "pochipp/linkbox":
        product = of_fields(str(given.get("title", "")), {k: str(v) for k, v in given.items()})
        return as_html(product, str(given.get("pid", "")))
    data = given.get("linkData")
    link = data if isinstance(data, dict) else given
    number = link.get("id") or link.get("postId")
    url = str(link.get("url") or link.get("href") or (f"/?p={number}" if number else ""))
    title = escape(str(link.get("title") or ""))
    is_card = url and re.search("link|card|embed", name)
    return f'<kw-card href="{escape(url)}">{title}</kw-card>' if is_card else ""


def _unknown(found: re.Match[str], post: Post) -> str:
    post.lose("dynamic" if pattern("known-block").match(found[2]) else "block", found[0])
    return ""


def _say(name: str, image: str, side: str) -> str:
    where = "right" if side in {"right", "r"} else "left"
    values = f'data-name="{escape(name)}" data-image="{escape(image)}" data-side="{where}"'
    return f"<kw-say {values}>"


def _shortcode(found: re.Match[str], texts: str, post: Post) -> str:
    """Return what stands for a shortcode; an unknown one stays as it is."""
    closes, name = bool(found[1]), found[2]
    pairs = pattern("attribute").findall(found[3].translate({ord(one): '"' for one in "“”″"}))
    given = {key: unescape(a or b or c) for key, a, b, c in pairs}
    encloses, kind = f"[/{name}]" in texts, part("shortcodes", name)
    if (made := _media(name, given, post)) is not None:
        return made
    if not kind:
        if given or (encloses and not closes):
            post.lose("shortcode", found[0])
        return found[0]
    if kind == "toc":
        post.lose("dynamic" if "ad" in name else "toc", found[0])
        return ""
    return _part(kind, given, found[3], closes=closes, is_alone=not encloses)


def _part(kind: str, given: dict[str, str], rest: str, *, closes: bool, is_alone: bool) -> str:
    """Return the tag that begins or ends a part; both where nothing is between them."""
    tag = kind if kind in tables().keys["elements"] else f"kw-{'box' if kind.isupper() else kind}"
    end = "</a></p>" if kind == "button" else f"</{tag}>"
    if closes:
        return end
    title = escape(next((given[k] for k in ("title", "label", "text") if given.get(k)), ""))
    url = given.get("url") or given.get("href") or (f"/?p={given['id']}" if "id" in given else "")
    if kind == "say":
        side = given.get("from") or given.get("align") or ("r" if re.search(r"\br\b", rest) else "")
        image = next((given[k] for k in ("img", "face", "icon") if k in given), "")
        return _say(given.get("name", ""), image, side)
    head = f'<{tag} href="{escape(url)}" data-kind="{kind}">'
    head = f'<p><a href="{escape(url)}">' if kind == "button" else head
    if title and tag in {"kw-box", "kw-fold"}:
        title = f"<kw-title>{title}</kw-title>"
    number = f"STEP {escape(given['step_no'])} " if "step_no" in given else ""
    return head + number + title + (end if is_alone else "")


def _media(name: str, given: dict[str, str], post: Post) -> str | None:
    """Return the HTML of WordPress's own shortcodes, and of products; None for others."""
    site = post.site
    if name == "gallery":
        ids = re.findall(r"\d+", given.get("ids", ""))
        urls = [site.ids.get(f"picture:{one}", "") for one in ids] or site.galleries.get(
            post.number, ()
        )
        return (
            "<figure>"
            + "".join(f'<img src="{escape(url)}">\n' for url in urls if url)
            + "</figure>"
        )
    key = given.get("post_id") or given.get("id") or ""
    if name in {"itemlink", "pochipp"} and key in site.products:
        return as_html(site.products[key], key)
    return None


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
