"""HTML of another tool to this format's Markdown."""

import itertools
import re
from collections.abc import Callable
from html import escape
from posixpath import basename
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers.lines import BREAK, aligned, one_line, part_addresses, quoted_box
from kawaraban.cli.importers.links import Rewriter, address, decoded, host_of, with_sign, with_signs
from kawaraban.cli.importers.markdown import with_footnotes
from kawaraban.cli.importers.parts import apart, name_parts
from kawaraban.cli.importers.products import of_moshimo, product_of, source_of, width_of
from kawaraban.cli.importers.soup import elements_in, parse_html
from kawaraban.cli.importers.tables import first, pattern, tables
from kawaraban.core.settings import AffiliateSettings

NOBODY = programmes_of(AffiliateSettings())
# What elements leave for the end: around a title, around strong text, in an empty line of code.
_TITLE, _END, _STRONG, _BLANK = "\x03", "\x04", "\x07", "\x08"
_EM = ("em", "*", {"em", "i"})
_BOLD = ("strong", _STRONG, {"strong", "b", "h1", "h2", "h3", "h4", "h5", "h6"})


def to_markdown(html: str, rewriter: Rewriter) -> str:
    """Return HTML as Markdown; what has no form there stays HTML, and is noted."""
    codes = list[str]()

    def keep(found: re.Match[str]) -> str:
        hosts = map(host_of, re.findall(r'<img[^>]*?\ssrc="([^"]+)', found[0]))
        is_own = not rewriter.moves.site.hosts.union({""}).isdisjoint(hosts)
        if found[1] and (is_own or read_ad(decoded(found[1]), NOBODY).verdict == "none"):
            return found[0]
        if made := of_moshimo(found[0]):
            return made
        codes.append(" ".join(found[0].split("\n")))
        around = "\n\n" if re.match("(?i)<(?:table|iframe|!--more)", found[0]) else ""
        return f"{around}\x06{len(codes) - 1}\x06{around}"

    html = pattern("ad-code").sub(keep, pattern("widget").sub("", html))
    soup = parse_html(html)
    converter = Converter(rewriter, html, codes)
    name_parts(soup, converter.anchors)
    text = str(converter.convert_soup(soup))
    soup.decompose()  # its reference cycles would wait for the garbage collector
    text = pattern("titled").sub(lambda m: f"\n\n**{m[1].strip()}**\n\n", text)
    text = text.replace(_STRONG * 2, "").replace(_STRONG, "**")  # `**a****b**` is neither
    text = part_addresses(pattern("last-break").sub("", text), rewriter.is_post, converter.card_to)
    text = text.replace(BREAK, "\\")
    lost = [one for one in converter.anchors if not re.search(rf'[#"]{re.escape(one)}[}}"]', text)]
    text = "".join(f'<span id="{escape(one)}"></span>\n\n' for one in lost) + text
    text = with_footnotes(pattern("kept-code").sub(lambda m: codes[int(m[1])], text))
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    return text.replace(f" {_BLANK}", "").replace(_BLANK, "")


class Converter(MarkdownConverter):
    """markdownify, with this format's parts: `text` is what is inside an element, converted."""

    def __init__(self, rewriter: Rewriter, html: str, codes: list[str]) -> None:
        """Take the rewriter of a post's addresses, its HTML, and the ad code taken out of that."""
        super().__init__(bullets="-", heading_style="atx")
        self.codes = codes
        levels = re.findall(r"(?i)<h([1-6])\b", html)  # the title is the only h1
        self.rewriter, self.shift = rewriter, 2 - int(min(levels, default="2"))
        self.anchors = {*rewriter.moves.anchors.get(rewriter.file, {}).values()}
        kinds = ("block", "inline", "raw", "sign", "box", "cell", "silent", "heading", "list")
        self.kinds = {name: kind for kind in kinds for name in tables().keys[kind]}

    def get_conv_fn(self, tag_name: str) -> Callable[..., str] | None:
        """Return what converts an element: our own way, else markdownify's."""
        name = self.kinds.get(tag_name, tag_name.replace("-", "_"))
        if own := getattr(self, f"_to_{name}", None):
            return lambda el, text, parent_tags: str(own(el, text, parent_tags))
        return super().get_conv_fn(tag_name)  # type: ignore[misc, no-any-return]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what this dialect would read as something else; formulas stay."""
        escaped = with_signs if "a" in parent_tags else with_sign
        pieces = pattern("formula").split(text)  # text, formula, text …
        pieces[0::2] = [pattern("sign").sub(escaped, one) for one in pieces[0::2]]
        return "".join(pieces)

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Escape text, and what would begin a block at the start of its lines."""
        text = str(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc]
        before = el.previous_sibling
        if "_noformat" in (parent_tags or ()):
            return text
        begins = before is None or (isinstance(before, Tag) and before.name in {"br", "p", "div"})
        text = text if begins else f"\2{text}"
        return pattern("line").sub(lambda m: f"{m[0]}\\", text).replace("\2", "")

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element; a product is its block, of which nothing else is looked at."""
        if node.name == "kw-product" and "_inline" not in (parent_tags or ()):
            for text in node.find_all(string=pattern("kept-code")):
                html = pattern("kept-code").sub(lambda m: self.codes[int(m[1])], str(text))
                text.replace_with(BeautifulSoup(html, "html.parser"))
            if name := self.rewriter.product(*product_of(node)):
                return f"\n\n```product\nid: {name}\n```\n\n"
        return str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]

    def _to_block(self, el: Tag, text: str, around: set[str]) -> str:
        is_address = text.lstrip("\n [<").startswith("http") and "_inline" not in around
        urls = el.get_text(" ").split() if is_address else []
        if urls and all(self.rewriter.is_post(url) for url in urls):
            return "".join(self.card_to(url, url) for url in urls)
        text = pattern("breaks").sub("\n\n", text.lstrip(" \n").rstrip())
        if "_inline" in around:
            return f" {one_line(text)} "
        return f"\n\n{text}\n\n" if text else ""

    def _to_inline(self, el: Tag, text: str, around: set[str]) -> str:
        is_plain = "_noformat" in around or not text.strip()
        return text if is_plain else f"<{el.name}>{text}</{el.name}>"

    def _to_br(self, _el: Tag, _text: str, around: set[str]) -> str:
        if around & {"pre", "td", "th"}:
            return "\n" if "pre" in around else "<br>"
        return " " if "_inline" in around else f"{BREAK}\n"

    def _to_heading(self, el: Tag, text: str, around: set[str]) -> str:
        is_one = text.strip() and not around & {"td", "th", "li", "a", "kw-title"}
        sign = f"{'#' * min(6, int(el.name[1]) + self.shift)} " if is_one else ""
        own = str(el.get("id") or "")
        is_place = own in self.anchors and not el.find_previous(id=own)  # the first of two
        mark = f" {{#{own}}}" if sign and is_place else ""
        return f"\n\n{sign}{one_line(text)}{mark}\n\n"

    def _to_kw_place(self, el: Tag, _text: str, around: set[str]) -> str:
        return "" if "_noformat" in around else f'<span id="{escape(str(el["id"]))}"></span>'

    def _to_pre(self, el: Tag, text: str, around: set[str]) -> str:
        if el.find(["a", "em", "strong"]) and not el.find("code"):
            return self._to_raw(el, text, around)
        for one in el.find_all("br"):
            one.replace_with("\n")
        code = re.sub(r"\n(?=\n)", f"\n{_BLANK}", el.get_text().strip("\n"))
        tags = [el, *el.find_all("code")]
        names = " ".join(str(name) for one in tags for name in one.get_attribute_list("class"))
        names += f" lang-{el.get('data-lang') or el.get('data-enlighter-language') or ''}"
        found = re.search(r"(?:language-|lang-|brush:\s*)([\w+#-]+)", names)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"\n\n{fence}{found[1] if found else ''}\n{code}\n{fence}\n\n"

    def _to_list(self, el: Tag, text: str, around: set[str]) -> str:
        """Mark each second of lists that follow one another `1)` or `*`, which begins a new one."""
        beside = (one for one in el.previous_siblings if isinstance(one, Tag) or str(one).strip())
        before = itertools.takewhile(lambda one: getattr(one, "name", "") == el.name, beside)
        if len([*before]) % 2:
            text = re.sub(r"(?m)^-", "*", re.sub(r"(?m)^(\d+)\.", r"\1)", text))
        return str(super().convert_list(el, text, around))  # type: ignore[misc]

    def _to_blockquote(self, el: Tag, text: str, _around: set[str]) -> str:
        links = [str(one["href"]) for one in el.find_all("a", href=True)]
        url = str(el.get("data-instgrm-permalink") or el.get("cite") or (links or [""])[-1])
        if url and {*el.get_attribute_list("class")} & {*tables().keys["embeds"]}:
            return self._card_of(url.partition("?")[0], el.get_text(" "))
        return quoted_box("", text)

    def _to_kw_title(self, _el: Tag, text: str, _around: set[str]) -> str:
        text = one_line(re.sub(rf"[{_TITLE}{_END}]", " ", text))
        return f"\n\n{_TITLE}{text}{_END}\n\n" if text else ""

    def _to_box(self, el: Tag, text: str, around: set[str]) -> str:
        title = pattern("titled").search(text)
        inner = text[: title.start()] + text[title.end() :] if title else text
        if "_inline" in around or not text.strip():
            return self._to_block(el, text, around)
        given, fold = str(el.get("data-kind") or ""), "" if el.name == "kw-box" else "-"
        kind = "FAQ" if el.name == "kw-faq" else given if given.isupper() else "NOTE"
        return quoted_box(f"[!{kind}]{fold} {title[1] if title else ''}".rstrip(), inner)

    def _to_kw_faq(self, el: Tag, text: str, around: set[str]) -> str:
        first_part, *rest = re.split(f"(?={_TITLE})", text)
        return first_part + "".join(self._to_box(el, one, around) for one in rest)

    def _to_kw_say(self, el: Tag, text: str, around: set[str]) -> str:
        if not text.strip() or "_inline" in around:
            return text
        said = f"{el.get('class')} {el.get('data-side')}"
        side = "right" if pattern("right").search(said) else "left"
        who, image = str(el.get("data-name") or ""), str(el.get("data-image") or "")
        return quoted_box(f"[!SAY] {self.rewriter.speaker(who, image, side)}", text)

    def _to_kw_card(self, el: Tag, text: str, around: set[str]) -> str:
        words = el.get_text(" ")
        url = first(str(one.get("href", "")) for one in (el, *el.find_all("a")))
        head, *numbers = re.split(r"[,\s]+", url) if url.startswith("/?p=") else [url]
        urls = (head, *(f"/?p={n}" for n in numbers))
        cards = [] if "_inline" in around else [self.card_to(one, words) for one in urls]
        return "".join(cards) or self._to_block(el, text, around)

    def card_to(self, url: str, text: str) -> str:
        """Return a card that leads to an address, or nothing where there is none."""
        target, file = self.rewriter.link(url) if url else "", self.rewriter.moves.file_at(url)
        if not target or re.match("(?i)https?:", target):
            return target and self._card_of(target, text)
        if file and file not in self.rewriter.moves.titles:  # nobody saw it, nor its title
            return self.rewriter.lose("link", url) or "\n\n"
        title = self.rewriter.moves.titles.get(file)
        words = self.escape(title or one_line(text) or target, set())
        return f"\n\n[{words}]({target}){{.card}}\n\n"

    def _card_of(self, url: str, text: str) -> str:
        if words := " ".join(text.split()).removeprefix(url):
            self.rewriter.made.cards[url] = words
        return f"\n\n{url}\n\n"

    def _to_silent(self, el: Tag, _text: str, _around: set[str]) -> str:
        if words := el.name == "kw-drop" and el.get_text(" ", strip=True):
            self.rewriter.lose("dynamic", words)
        return ""

    def _to_sign(self, el: Tag, text: str, around: set[str]) -> str:
        """Put the signs of strong or emphasis around text; HTML where these would fail."""
        tag, sign, never = _EM if el.name in {"em", "i"} else _BOLD
        parts = pattern("edges").fullmatch(text)
        if not parts or "\n\n" in text or around & never:
            return text
        before, inner, after = parts.groups()
        beside = f"{el.previous_sibling or ''}"[-1:] + f"{el.next_sibling or ''}"[:1]
        ends = re.search(r"[!-/:-@\[-`{-~]", inner[0] + inner[-1])
        if ends and re.search("[A-Za-z0-9]", beside):
            return f"{before}<{tag}>{inner}</{tag}>{after}"
        return f"{before}{sign}{inner}{sign}{after}"

    def _to_a(self, el: Tag, text: str, around: set[str]) -> str:
        href, words = str(el.get("href", "")), one_line(text)
        if not href or {"_noformat", _TITLE} & {*around, *text}:
            return text
        target, own = self.rewriter.link(href), basename(self.rewriter.file)
        is_picture = "![" in text and (target == own or pattern("picture").search(href))
        if is_picture or not words or not target:
            return words  # to the picture itself: here a reader enlarges it without a link
        if re.match("https?:", target) and target == el.get_text(strip=True):
            return f"<{target}>"
        return apart(el, f"[{words}]({address(target)})", around)

    def _to_img(self, el: Tag, _text: str, around: set[str]) -> str:
        src, alt = source_of(el), one_line(str(el.get("alt") or ""))
        if {"emoji", "wp-smiley"} & {*el.get_attribute_list("class")}:
            return alt
        alt = self.escape(alt or self.rewriter.alt(src), around)
        caption = str(el.get("data-caption") or "").replace("\\", "\\\\").replace('"', '\\"')
        return self.rewriter.image(alt, src, f' "{caption}"' if caption else "", width_of(el, src))

    def _to_kw_note(self, _el: Tag, text: str, _around: set[str]) -> str:
        return f"\x0e{one_line(text)}\x0f"

    def _to_table(self, el: Tag, text: str, around: set[str]) -> str:
        rows = [row.find_all(["td", "th"]) for row in el.find_all("tr")]
        is_even = rows and all(one.name == "th" for one in rows[0]) and len({*map(len, rows)}) == 1
        odd = {*tables().keys["no-cell"]}
        is_odd = any(odd & {one.name, *one.attrs} for one in elements_in(el))
        if not is_even or is_odd or "_inline" in around:
            return self._to_raw(el, text, around)
        text = aligned(re.sub(r"\n\s*\n", "\n", text.strip()), map(str, rows[0]))
        return f"\n\n{text}\n\n"

    def _to_cell(self, el: Tag, text: str, around: set[str]) -> str:
        text = re.sub(r"(?<!\\)\|", r"\\|", one_line(text))  # in code too
        return str(super().convert_td(el, text, around))  # type: ignore[misc]

    def _to_raw(self, el: Tag, _text: str, around: set[str]) -> str:
        """Keep an element as HTML, with its addresses rewritten."""
        if el.name not in tables().keys["no-loss"]:
            self.rewriter.lose("html", str(el))
        html = str(el) if el.name in tables().keys["as-is"] else self._clean(el)
        html = re.sub(r"\n\s*\n+", "\n", re.sub(r"(?s)<!--.*?-->", "", html)).strip()
        return html if "_inline" in around or el.find_parent("table") else f"\n\n{html}\n\n"

    def _to_iframe(self, el: Tag, text: str, around: set[str]) -> str:
        if card := pattern("hatena-card").match(source_of(el)):
            return self.card_to(unquote(card[1]), str(el.get("title") or ""))
        found = pattern("frame").match(source_of(el))
        if found and "_inline" not in around:
            url = found.expand(r"https://www.youtube.com/watch?v=\1&t=\2").removesuffix("&t=")
            return f"\n\n{url}\n\n"
        return self._to_raw(el, text, around)

    def _clean(self, el: Tag) -> str:
        """Return the HTML of an element without the looks of the old theme."""
        for one in el.find_all("kw-card", href=True):
            one.name, one.string = "a", one.get_text(" ", strip=True) or str(one["href"])
        for one in el.find_all("img"):
            one["src"] = source_of(one)
            one["alt"] = str(one.get("alt") or self.rewriter.alt(str(one["src"])))
        html = pattern("looks").sub("", self.rewriter.apply(tables().rules["kept-html"], str(el)))
        html = pattern("poster").sub(self.rewriter.attribute, pattern("sets").sub("", html))
        return pattern("attribute-address").sub(self.rewriter.attribute, html)
