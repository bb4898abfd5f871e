"""WordPress's blocks, shortcodes and paragraphs of one post to plain HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape, unescape

from kawaraban.cli.importers.html import part_of_shortcode
from kawaraban.cli.importers.old_site import OldSite
from kawaraban.cli.importers.product_boxes import as_html, kattene, of_fields, with_easy_links

Lose = Callable[[str, str], None]
_COMMENT = re.compile(r"<!--\s+(/?)wp:([\w/-]+)\s+(\{.*?\}\s+)?(/?)-->", re.DOTALL)
_OWN = ("cocoon-blocks/", "loos/", "sgb/", "jinr-blocks/", "jin-gb-block/", "st-blocks/", "pochipp/",
        "rinkerg/", "yoast/", "loos-hcb/", "core/", "core-embed/")  # fmt: skip
_SHORTCODE = re.compile(r"\[(/?)([A-Za-z_ぁ-んァ-ヶ一-龠][\w-]*)((?:[\s\u3000]+(?:\"[^\"]*\"|'[^']*'|[^\[\]\"'])*)?)\]")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_FIXED = re.compile(r"(<(pre|code|script|style|textarea)\b.*?</\2\s*>|<!--.*?-->)", re.DOTALL | re.IGNORECASE)
_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|"
    "blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|header|footer|nav|"
    "figure|figcaption|details|summary|script|iframe|video|audio|noscript|kw-(?:box|fold|say|card|product|more|title)"
)
_BEFORE = re.compile(rf"(?i)(<(?:{_BLOCKS})(?:\s[^>]*)?/?>)")
_AFTER = re.compile(rf"(?i)(</(?:{_BLOCKS})\s*>|<hr[^>]*>)")
_IS_BLOCK = re.compile(rf"(?i)</?(?:{_BLOCKS})[\s/>]")
_SMART = {ord(one): '"' for one in "“”″"}


def to_html(body: str, number: str, site: OldSite, lose: Lose, depth: int = 0) -> str:
    """Return a body as the HTML that WordPress made of it, with parts named `kw-…`."""
    is_classic = "<!-- wp:" not in body
    body = re.sub(r"<!--more(.*?)-->", "<kw-more></kw-more>", body)
    if re.search(r"<!--nextpage-->", body):
        lose("pages", "<!--nextpage-->")
        body = body.replace("<!--nextpage-->", "")

    def block(found: re.Match[str]) -> str:
        attributes = _json(found[3] or "{}")
        if found[2] == "block" and depth < 3:  # noqa: PLR2004 - a piece in a piece in a piece
            piece = site.blocks.get(str(attributes.get("ref")), "")
            return to_html(piece, number, site, lose, depth + 1)
        return _block(found[2], attributes, closes=bool(found[1]), is_alone=bool(found[4]), lose=lose)

    body = _COMMENT.sub(block, with_easy_links(body))
    body = re.sub(r"<p[^>]*>\s*(\[/?[^\[\]<>]+\])\s*</p>", r"\1", body)
    pieces = _FIXED.split(body)  # text, fixed, its tag's name, text …
    texts = "".join(pieces[0::3])
    body = "".join(
        _shortcodes(piece, texts, number, site, lose) if index % 3 == 0 else piece
        for index, piece in enumerate(pieces)
        if index % 3 != 2  # noqa: PLR2004 - the name of a tag that is in the piece before
    )
    return _paragraphs(body) if is_classic else body


def _block(name: str, given: dict[str, object], *, closes: bool, is_alone: bool, lose: Lose) -> str:
    """Return what stands for a block's comment; its own HTML stands between two of them."""
    if name == "loos/balloon":
        return "</kw-say>" if closes else _say(given.get("balloonName"), given.get("balloonIcon"), given.get("balloonAlign"), given.get("balloonID"))
    if name == "nextpage" and not closes:
        return ""
    if not is_alone:
        if "/" in name and not name.startswith(_OWN) and not closes:
            lose("block", name)
        return ""
    data = given.get("linkData")
    link = data if isinstance(data, dict) else given
    url = link.get("url") or link.get("href") or link.get("externalUrl")
    if name == "pochipp/linkbox":
        fields = {key: str(value) for key, value in given.items()}
        product = of_fields(fields.get("title", ""), fields)
        return as_html(product, fields.get("pid", ""))
    if url and re.search("link|card|embed", name):
        return f'<kw-card href="{escape(str(url))}">{escape(str(link.get("title") or ""))}</kw-card>'
    if name in {"loos/post-link"} and (link.get("id") or link.get("postId")):
        return f'<kw-card href="/?p={link.get("id") or link.get("postId")}"></kw-card>'
    lose("dynamic" if name.startswith(_OWN) or "/" not in name else "block", f"{name} {json.dumps(given, ensure_ascii=False)}")
    return ""


def _say(name: object, image: object, side: object, number: object = "") -> str:
    name = name or (f"ふきだし{number}" if number else "")
    where = "right" if str(side) in {"right", "r"} else "left"
    return f'<kw-say data-name="{escape(str(name))}" data-image="{escape(str(image or ""))}" data-side="{where}">'


def _shortcodes(text: str, whole: str, number: str, site: OldSite, lose: Lose) -> str:
    """Replace the shortcodes of a text; unknown ones stay as they are."""
    text = re.sub(r"(?s)\[(?:wp_)?caption([^\]]*)\](.*?)\[/(?:wp_)?caption\]", _caption, text)
    text = re.sub(r"(?s)\[embed[^\]]*\]\s*(.*?)\s*\[/embed\]", r"<p>\1</p>", text)
    text = re.sub(r"(?s)\[kattene[^\]]*\](.*?)\[/kattene\]", lambda m: _kattene(m, lose), text)

    def shortcode(found: re.Match[str]) -> str:
        closes, name = bool(found[1]), found[2]
        given = {m[1]: unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(found[3].translate(_SMART))}
        made = _media(name, given, number, site)
        if made is not None:
            return made
        part = part_of_shortcode(name)
        encloses = f"[/{name}]" in whole
        if not part:
            if given or (encloses and not closes):
                lose("shortcode", found[0])
            return found[0]
        if part == "toc":
            lose("dynamic" if "ad" in name else "toc", found[0])
            return ""
        return _part(part, given, found[3], closes=closes, encloses=encloses)

    return _SHORTCODE.sub(shortcode, text)


def _part(part: str, given: dict[str, str], rest: str, *, closes: bool, encloses: bool) -> str:
    """Return the tag that begins or ends a part."""
    title = escape(next((given[k] for k in ("title", "label", "text", "text_o") if given.get(k)), ""))
    url = escape(given.get("url") or given.get("href") or given.get("link") or (f"/?p={given['id']}" if given.get("id") else ""))
    if part == "card":
        if encloses:
            return "</kw-card>" if closes else f'<kw-card href="{url}">'
        return f'<kw-card href="{url}">{title}</kw-card>' if url else ""
    if part == "button":
        if encloses:
            return "</a></p>" if closes else f'<p><a href="{url}">{title}'
        return f'<p><a href="{url}">{title or url}</a></p>'
    if part == "say":
        side = given.get("from") or given.get("align") or ("right" if re.search(r"\br\b", rest) else "")
        return "</kw-say>" if closes else _say(given.get("name"), given.get("img") or given.get("face") or given.get("icon"), side, given.get("id", ""))
    name = {"fold": "kw-fold", "inline": "kw-inline"}.get(part, part if part in {"ol", "li", "strong"} else "kw-box")
    if closes:
        return f"</{name}>"
    number = f"STEP {given['step_no']} " if given.get("step_no") else ""
    inner = f"<kw-title>{title}</kw-title>" if title and name.startswith("kw-") else f"<strong>{title}</strong>" if title else number
    return f'<{name} data-kind="{part}">{inner}' + ("" if encloses else f"</{name}>")


def _media(name: str, given: dict[str, str], number: str, site: OldSite) -> str | None:
    """Return the HTML of WordPress's own shortcodes, and of products; None for others."""
    if name == "gallery":
        ids = [one.strip() for one in given.get("ids", "").split(",") if one.strip()]
        urls = [site.ids.get(f"picture:{one}", "") for one in ids] or site.galleries.get(number, ())
        images = "".join(f'<img src="{escape(url)}">\n' for url in urls if url)
        return f"<figure>{images}</figure>"
    if name in {"audio", "video", "playlist"}:
        src = next((given[k] for k in ("src", "mp4", "mp3", "webm", "m4a", "ogg", "m4v") if given.get(k)), "")
        return f'<{name} controls src="{escape(src)}"></{name}>' if src else ""
    if name in {"itemlink", "pochipp", "rinker"}:
        key = given.get("post_id") or given.get("id") or ""
        product = site.products.get(key)
        return as_html(product, key) if product else None
    return None


def _caption(found: re.Match[str]) -> str:
    inner = re.match(r"(?s)\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", found[2])
    old = re.search(r'caption="([^"]*)"', found[1])
    if inner is None:
        return found[2]
    return f"<figure>{inner[1]}<figcaption>{inner[2].strip() or (old[1] if old else '')}</figcaption></figure>"


def _kattene(found: re.Match[str], lose: Lose) -> str:
    product = kattene(found[1])
    if product is None:
        lose("shortcode", found[0])
        return found[0]
    return as_html(product)


def _paragraphs(html: str) -> str:
    """Return classic text with the paragraphs and breaks that WordPress adds (`wpautop`)."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\x05{len(kept) - 1}\x05\n\n" if found[2] and found[2].lower() != "code" else f"\x05{len(kept) - 1}\x05"

    html = _AFTER.sub(r"\1\n\n", _BEFORE.sub(r"\n\n\1", _FIXED.sub(keep, html)))
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", html))
    made = (
        chunk if _IS_BLOCK.match(chunk) or re.fullmatch(r"\x05\d+\x05", chunk) else f"<p>{_breaks(chunk)}</p>"
        for chunk in chunks
        if chunk
    )
    return re.sub("\x05(\\d+)\x05", lambda m: kept[int(m[1])], "\n".join(made))


def _breaks(text: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", text)


def _json(text: str) -> dict[str, object]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
