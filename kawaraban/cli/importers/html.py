"""HTML of another tool to this format's Markdown."""

from __future__ import annotations

import re
from html import unescape

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers.links import Rewriter
from kawaraban.cli.importers.product_boxes import product_of
from kawaraban.cli.importers.tables import part, pattern
from kawaraban.core.settings import AffiliateSettings
from kawaraban.read.registries import bad_url

# What elements leave for those around them, and for the end: a line break, a title.
_BREAK, _TITLE, _END = "\x01", "\x03", "\x04"
_TITLED = re.compile(rf"{_TITLE}([^{_END}]*){_END}")
_BREAKS = re.compile(rf"(?:{_BREAK}\n\s*){{2,}}")
NOBODY = programmes_of(AffiliateSettings())
_BLOCKS = "p div section article main header footer center address fieldset nav aside dd dl dt kw-button figure"
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_INLINE = "sup sub kbd u ins small ruby rt rp abbr"
_KEPT = "table iframe video audio object embed form svg canvas script select map dl"
_PUBLIC = set(
    "href src alt title colspan rowspan scope width height controls poster type loop muted value id".split()
)


def to_markdown(html: str, rewriter: Rewriter) -> str:
    """Return HTML as Markdown; what has no form there stays HTML, and is noted."""
    codes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found[1] and read_ad(unescape(found[1]), NOBODY).verdict == "none":
            return found[0]
        codes.append(" ".join(found[0].split("\n")))
        return f"<kw-code>{len(codes) - 1}</kw-code>"

    soup = BeautifulSoup(pattern("ad-code").sub(keep, html), "html.parser")
    _prepare(soup, rewriter)
    text = str(Converter(rewriter, soup).convert_soup(soup))
    text = _TITLED.sub(lambda m: f"\n\n**{m[1].strip()}**\n\n", text)
    text = pattern("last-break").sub("", text).replace(_BREAK, "\\")
    text = re.sub("\x06(\\d+)\x06", lambda m: codes[int(m[1])], text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _prepare(soup: BeautifulSoup, rewriter: Rewriter) -> None:
    """Give the elements of themes the names of what they become."""
    for el in soup.find_all(["noscript", "style"]):
        if el.name == "style":
            rewriter.lose("style", el.get_text())
        el.decompose()
    for el in soup.find_all(class_=True):
        found = next(
            (
                one
                for one in (part("classes", str(c)) for c in el.get_attribute_list("class"))
                if one
            ),
            "",
        )
        if found.isupper():
            el.name, el["data-kind"] = "kw-box", found
        elif found:
            el.name = found if found in {"ol", "li", "strong", "div", "mark"} else f"kw-{found}"
    for el in soup.find_all("kw-product"):
        product = rewriter.moves.site.products.get(str(el.get("data-key"))) or product_of(el)
        if product and any(not bad_url(url) for _, url in product.links):
            rewriter.notes.append(el.get_text(" "))
            el.string, el["data-taken"] = rewriter.product(product), "1"
    for el in soup.find_all(["details", "summary"]):
        el.name = "kw-fold" if el.name == "details" else "kw-title"
    for el in soup.find_all("figcaption"):
        images = el.parent.find_all("img") if el.parent else []
        if len(images) == 1 and not el.find(True):
            images[0]["data-caption"] = el.get_text(" ", strip=True)
            el.decompose()
    for el in soup.find_all(["strong", "b"]):
        after = el.next_sibling
        if isinstance(after, Tag) and after.name in {"strong", "b"}:  # `**a****b**` is neither
            after.insert(0, *[child.extract() for child in list(el.contents)])
            el.decompose()


class Converter(MarkdownConverter):  # type: ignore[misc]
    """markdownify, with this format's parts. `text` is what is inside an element, converted."""

    def __init__(self, rewriter: Rewriter, soup: BeautifulSoup) -> None:
        """Take the rewriter of a post's addresses, and its HTML."""
        super().__init__(bullets="-", heading_style="atx")
        self.rewriter = rewriter
        self.shift = 1 if soup.find("h1") else 0
        self.ids = set(rewriter.moves.ids.get(rewriter.file, ()))
        methods = (
            (_BLOCKS, self._unwrap),
            (_INLINE, self._keep_inline),
            (_KEPT, self._keep),
            ("b strong", self._strong),
        )
        for names, method in methods:
            for name in names.split():
                setattr(self, f"convert_{name.replace('-', '_')}", method)
        self.convert_table = self._table

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what this dialect would read as something else; formulas stay."""
        pieces = re.split(pattern("formula"), text)
        formulas = pattern("formula").findall(text)
        escaped = [pattern("sign").sub(r"\\\g<0>", piece) for piece in pieces]
        text = "".join(one for pair in zip(escaped, [*formulas, ""], strict=True) for one in pair)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Escape text, and what would begin a block at the start of its lines."""
        text = str(super().process_text(el, parent_tags=parent_tags))
        if "_noformat" in (parent_tags or ()):
            return text
        before = el.previous_sibling
        in_line = before is not None and not (
            isinstance(before, Tag) and before.name in {"br", "p", "div"}
        )
        return (
            pattern("line")
            .sub(_escape_line, f"\x02{text}" if in_line else text)
            .replace("\x02", "")
        )

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element; one to which a link leads keeps its id."""
        text = str(super().process_tag(node, parent_tags=parent_tags))
        name = node.get("id") or (node.get("name") if node.name == "a" else None)
        if name not in self.ids or node.name in _HEADINGS:
            return text
        self.ids.discard(str(name))
        mark = f'<span id="{name}"></span>'
        return f"\n\n{mark}{text}" if text.startswith("\n") else mark + text

    def _unwrap(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return what is inside a block; an address alone stays alone, and becomes a card."""
        text = _BREAKS.sub("\n\n", text.strip())
        if "_inline" in parent_tags:
            return f" {_one_line(text)} "
        return f"\n\n{text}\n\n" if text else ""

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Convert a line break."""
        if parent_tags & {"pre", "td", "th"}:
            return "\n" if "pre" in parent_tags else "<br>"
        return " " if "_inline" in parent_tags else f"{_BREAK}\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - its name
        """Convert a heading; where the text has an h1, all are one level lower."""
        text, name = _one_line(text), str(el.get("id", ""))
        if not text or parent_tags & {"td", "th", "li", "a", "kw-title"}:
            return f"\n\n{text}\n\n"
        mark = f" {{#{name}}}" if name in self.ids else ""
        self.ids.discard(name)
        return f"\n\n{'#' * min(6, n + self.shift)} {text}{mark}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert code, with its language and its file's name."""
        del text, parent_tags
        code, tags = el.get_text().strip("\n"), [el, *el.find_all("code")]
        names = " ".join(str(name) for one in tags for name in one.get_attribute_list("class"))
        found = re.search(r"(?:language-|lang-|brush:\s*)([\w+#-]+)", names)
        info = found[1] if found else str(el.get("data-lang", "")).lower()
        title = str(el.get("data-file") or "")
        info = f"{info or 'text'}:{title}" if re.fullmatch(r"[^\s`:{}]+", title) else info
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"\n\n{fence}{info}\n{code}\n{fence}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a quotation; one that stands for a post elsewhere becomes its address."""
        del parent_tags
        if {"twitter-tweet", "instagram-media", "tiktok-embed"} & {*el.get_attribute_list("class")}:
            links = [str(one["href"]) for one in el.find_all("a", href=True)]
            if url := el.get("data-instgrm-permalink") or el.get("cite") or (links or [""])[-1]:
                self.rewriter.notes.append(el.get_text(" "))
                return f"\n\n{str(url).partition('?')[0]}\n\n"
        return quoted("", text)

    def convert_kw_more(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Convert the end of the excerpt."""
        del parent_tags
        return "\n\n<!--more-->\n\n"

    # --- boxes

    def convert_kw_title(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave a title to the box around it."""
        del parent_tags
        text = _one_line(re.sub(rf"[{_TITLE}{_END}]", " ", text))
        return f"\n\n{_TITLE}{text}{_END}\n\n" if text else ""

    def convert_kw_box(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a box to a callout; one that is folded ends its type with `-`."""
        title = _TITLED.search(text)
        inner = text[: title.start()] + text[title.end() :] if title else text
        if "_inline" in parent_tags or not text.strip():
            return self._unwrap(el, text, parent_tags)
        kind, fold = (
            str(el.get("data-kind", "NOTE")),
            "-" if el.name in {"kw-fold", "kw-faq"} else "",
        )
        kind = "FAQ" if el.name == "kw-faq" else kind
        return quoted(f"[!{kind}]{fold} {title[1] if title else ''}".rstrip(), inner)

    convert_kw_fold = convert_kw_box

    def convert_kw_faq(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert questions with their answers to folded callouts, one for each question."""
        first, *rest = re.split(f"(?={_TITLE})", text)
        return first + "".join(self.convert_kw_box(el, one, parent_tags) for one in rest)

    def convert_kw_icon(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave the picture and the name of a speaker to the balloon around it."""
        del parent_tags
        around, image = el.find_parent("kw-say"), el.find("img")
        if around is None:
            return text
        if image is not None:
            around["data-image"] = str(image.get("data-src") or image.get("src") or "")
            around["data-alt"] = str(image.get("alt") or "")
        around["data-name"] = around.get("data-name") or el.get_text(" ", strip=True)
        return ""

    convert_kw_name = convert_kw_icon

    def convert_kw_say(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a balloon."""
        if not text.strip() or "_inline" in parent_tags:
            return text
        classes = " ".join(map(str, [*el.get_attribute_list("class"), el.get("data-side", "")]))
        side = "right" if re.search(r"right|sbp-r|-r\b", classes) else "left"
        name, alt, image = (str(el.get(f"data-{one}") or "") for one in ("name", "alt", "image"))
        return quoted(f"[!SAY] {self.rewriter.speaker(name or alt, image, side)}", text)

    def convert_kw_card(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a card: the title and address of a page."""
        url = next((str(one["href"]) for one in (el, *el.find_all(True)) if one.get("href")), "")
        target = self.rewriter.link(url) if url else ""
        if not target or "_inline" in parent_tags:
            return self._unwrap(el, text, parent_tags)
        self.rewriter.notes.append(el.get_text(" "))
        if re.match("(?i)https?:", target):
            return f"\n\n{target}\n\n"
        name = target.partition("#")[0].rpartition("/")[2]
        titles = (t for file, t in self.rewriter.moves.titles.items() if file.endswith(f"/{name}"))
        title = next(titles, "") or _one_line(el.get_text(" ")) or target
        return f"\n\n[{self.escape(title, set())}]({target}){{.card}}\n\n"

    def convert_kw_product(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a product's box to a block, and take the product."""
        if not el.get("data-taken") or "_inline" in parent_tags:
            return self._unwrap(el, text, parent_tags)
        return f"\n\n```product\nid: {el.get_text()}\n```\n\n"

    def convert_kw_code(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Leave pasted ad code to the end, where it is byte for byte."""
        del parent_tags
        return f"\x06{el.get_text()}\x06"

    def convert_kw_drop(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave out what scripts show, and tables of contents."""
        del text, parent_tags
        if words := el.get_text(" ", strip=True):
            self.rewriter.lose("toc" if "toc" in str(el.get("class")) else "dynamic", words)
            self.rewriter.notes.append(words)
        return ""

    # --- in lines

    def _strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if (
            "_noformat" in parent_tags
            or "\n\n" in text
            or el.find_parent(["b", "strong", *_HEADINGS])
        ):
            return text
        return (
            re.sub(rf"(?s)\A([\s{_BREAK}]*)(.+?)([\s{_BREAK}]*)\Z", r"\1**\2**\3", text)
            if text.strip()
            else text
        )

    def convert_mark(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert marked text."""
        is_plain = re.fullmatch(rf"[^\n=`\[\]{_BREAK}]+", text) and text.strip() == text
        return (
            f"=={text}=="
            if is_plain and "_noformat" not in parent_tags and not el.find_parent("mark")
            else text
        )

    def _keep_inline(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return (
            f"<{el.name}>{text}</{el.name}>"
            if text.strip() and "_noformat" not in parent_tags
            else text
        )

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a link."""
        href, image = str(el.get("href") or ""), el.find("img")
        if "_noformat" in parent_tags or not href or _TITLE in text:
            return text
        text = _one_line(text)
        if not text or (image and pattern("picture").search(href)):
            return text  # to the picture itself: here a reader enlarges it without a link
        target = self.rewriter.link(href)
        if target == el.get_text(strip=True) and re.match("https?://", target):
            return (
                target if el.parent and el.parent.get_text(strip=True) == target else f"<{target}>"
            )
        return f"[{text}]({address(target)})" if target else text

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a picture, with its caption."""
        del text
        sources = (
            str(el.get(name) or "")
            for name in ("data-src", "data-lazy-src", "data-original", "src")
        )
        src = next((one for one in sources if one and not one.startswith("data:")), "")
        alt = _one_line(str(el.get("alt") or ""))
        if {"emoji", "wp-smiley"} & {*el.get_attribute_list("class")}:
            return alt
        path, alt = (
            self.rewriter.picture(src),
            self.escape(alt or self.rewriter.alt(src), parent_tags),
        )
        if not path:
            return f"*{alt}*" if alt else ""
        if not alt:
            self.rewriter.lose("alt", path)
        caption = str(el.get("data-caption") or "").replace("\\", "\\\\").replace('"', '\\"')
        title = f' "{caption}"' if caption else ""
        return f"![{alt}]({address(path)}{title})" + ("" if alt else '{alt=""}')

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a caption that holds more than text; those of a picture stand below it."""
        text = re.sub(r"(?<!\\)\*", "", _one_line(text))
        is_below = text and el.parent and el.parent.find("img") and not el.parent.find("figure")
        return f"\n*{text}*\n\n" if is_below else self._unwrap(el, text, parent_tags)

    # --- tables, and what stays HTML

    def _table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a table that Markdown can say; another one stays HTML."""
        rows = [row.find_all(["td", "th"]) for row in el.find_all("tr")]
        is_plain = (
            rows and all(cell.name == "th" for cell in rows[0]) and len({*map(len, rows)}) == 1
        )
        complex_ = el.find(["ul", "ol", "pre", "table", "iframe"]) or el.find(
            ["td", "th"], colspan=True
        )
        if not is_plain or complex_ or el.find(rowspan=True) or "_inline" in parent_tags:
            return self._keep(el, text, parent_tags)
        lines = (line for line in text.split("\n") if line.strip())
        return "\n\n" + "\n".join(lines) + "\n\n"

    def _keep(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Keep an element as HTML, with its addresses rewritten; a known frame is its address."""
        if el.name == "dl" and el.find(["kw-faq", "kw-title"]):
            return self._unwrap(el, _text, parent_tags)
        src, inside = str(el.get("data-src") or el.get("src") or ""), "_inline" in parent_tags
        found = pattern("frame").match(src) if el.name == "iframe" and not inside else None
        if found:
            return f"\n\nhttps://www.youtube.com/watch?v={found[1]}\n\n"
        if el.name == "script" and (pattern("widget").search(src) or "json" in str(el.get("type"))):
            return ""
        if el.name not in {"table", "iframe", "video", "audio", "dl"}:
            self.rewriter.lose("html", str(el))
        for one in (el, *el.find_all(True)):
            self._clean(one)
        html = re.sub(r"\n\s*\n+", "\n", re.sub(r"(?s)<!--.*?-->", "", str(el))).strip()
        return html if inside or el.find_parent("table") else f"\n\n{html}\n\n"

    def _clean(self, one: Tag) -> None:
        """Rewrite the addresses of an element, and leave out the looks of the old theme."""
        if (
            one.name in {"iframe", "script", "object", "embed"}
            or one.find_parent("svg")
            or one.name == "svg"
        ):
            return
        kept = {n: v for n, v in one.attrs.items() if n in _PUBLIC and (n != "id" or v in self.ids)}
        if href := one.get("href"):
            kept["href"] = self.rewriter.link(str(href)) or "#top"
        for name in ("src", "poster"):
            if kept.get(name):
                kept[name] = (
                    self.rewriter.picture(str(one.get("data-src") or kept[name])) or "data:,"
                )
        if one.name == "img":
            kept["alt"] = kept.get("alt") or self.rewriter.alt(str(one.get("src")))
        one.attrs, one.name = kept, "span" if one.name.startswith("kw-") else one.name


def quoted(head: str, text: str) -> str:
    """Return text as a quotation, which a head makes a callout or a balloon."""
    text = re.sub(r"\n{3,}", "\n\n", _BREAKS.sub("\n\n", text.strip()))
    lines = ([head] if head else []) + (text.split("\n") if text else [])
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n" if lines else ""


def address(target: str) -> str:
    """Return an address as it stands in a link's parentheses."""
    if not re.search(r"[\s()<>]", target):
        return target
    return "<" + re.sub(r"[\s<>]", lambda m: f"%{ord(m[0]):02X}", target) + ">"


def _one_line(text: str) -> str:
    return " ".join(text.replace(_BREAK, " ").split())


def _escape_line(found: re.Match[str]) -> str:
    before, sign = found.groups()
    return f"{before}{sign}\\" if sign.isdigit() else f"{before}\\{sign}"
