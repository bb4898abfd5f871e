"""HTML of another tool to this format's Markdown."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from markdownify import MarkdownConverter
from msgspec import Struct, toml

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.cli.importers.links import Rewriter
from kawaraban.cli.importers.product_boxes import product_of
from kawaraban.core.settings import AffiliateSettings
from kawaraban.read.registries import bad_url

# What text nodes and elements leave for the elements around them, and for the end.
_BREAK, _TITLE, _END = "\x01", "\x03", "\x04"
_EMPTY_LAST = re.compile(rf"{_BREAK}(?=\n(?:[> ]*\n|[> ]*\Z)|\Z)")
_SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|=(?==)"
    r"|(?<!\w)~|:(?=[a-z0-9_+-]+:)|\{(?=[#.:]|\w+=)|\$(?!\d)"
)
_FORMULA = re.compile(r"\$\$?[^$\n]*[\\^_{][^$\n]*\$\$?")
_LINE = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={1,}\s*$|-{2,}\s*$|:(?=\s)|\d{1,9}(?=[.)](?:\s|$)))")
_FRAME = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/(?!videoseries)([\w-]{11})|"
    r"player\.vimeo\.com/video/(\d+))[^\"']*"
)
_WIDGETS = re.compile(r"platform\.(?:twitter|x|instagram)\.com|instagram\.com/embed|tiktok\.com/embed|embedly")
_KEPT = ("iframe", "video", "audio", "object", "embed", "form", "svg", "canvas", "map", "select")
_INLINE = ("sup", "sub", "kbd", "u", "ins", "small", "ruby", "rt", "rp", "abbr")
_PUBLIC = {"href", "src", "alt", "title", "colspan", "rowspan", "scope", "width", "height", "controls",
           "poster", "type", "start", "loop", "autoplay", "muted", "playsinline", "name", "value", "id"}  # fmt: skip
_NOBODY = programmes_of(AffiliateSettings())


class _Table(Struct, frozen=True):
    classes: dict[str, str]
    shortcodes: dict[str, str]


@cache
def _table() -> _Table:
    return toml.decode(Path(__file__).with_name("boxes.toml").read_bytes(), type=_Table)


@lru_cache(maxsize=8192)
def part_of_class(name: str) -> str:
    """Return the part that a class of a theme stands for, or nothing."""
    return next((part for one, part in _table().classes.items() if re.fullmatch(one, name)), "")


@lru_cache(maxsize=8192)
def part_of_shortcode(name: str) -> str:
    """Return the part that a shortcode stands for, or nothing."""
    return next((part for one, part in _table().shortcodes.items() if re.fullmatch(one, name)), "")


def to_markdown(html: str, rewriter: Rewriter) -> str:
    """Return HTML as Markdown; what has no form there stays HTML, and is noted."""
    soup = BeautifulSoup(html, "html.parser")
    _prepare(soup, rewriter)
    return tidy(Converter(rewriter, soup).convert_soup(soup))


def tidy(text: str) -> str:
    """Return converted text without what its parts had left for each other."""
    text = re.sub(rf"{_TITLE}([^{_END}]*){_END}", lambda m: f"\n\n**{m[1].strip()}**\n\n", text)
    text = _EMPTY_LAST.sub("", text).replace(_BREAK, "\\")
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _prepare(soup: BeautifulSoup, rewriter: Rewriter) -> None:
    """Give the elements of themes the names of what they become."""
    for el in soup.find_all(["noscript", "style"]):
        if el.name == "style":
            rewriter.lose("style", el.get_text())
        el.decompose()
    for el in soup.find_all(class_=True):
        _rename(el)
    for el in soup.find_all("details"):
        el.name = "kw-fold"
    for el in soup.find_all("summary"):
        el.name = "kw-title"
    for el in soup.find_all("figcaption"):
        image = el.parent.find("img") if el.parent else None
        if image and not el.find(True) and '"' not in el.text and len(el.parent.find_all("img")) == 1:
            image["data-caption"] = " ".join(el.text.split())
            el.decompose()
    for el in soup.find_all(["strong", "b"]):
        after = el.next_sibling
        if isinstance(after, Tag) and after.name in {"strong", "b"}:  # `**a****b**` is neither
            after.insert(0, *[child.extract() for child in list(el.contents)])
            el.decompose()


def _rename(el: Tag) -> None:
    for name in el.get_attribute_list("class"):
        part = part_of_class(str(name))
        if part and not (part == "card" and not el.find("a") and el.name != "a"):
            if part.isupper():
                el.name, el["data-kind"] = "kw-box", part
            elif part in {"ol", "li", "strong", "span", "p"}:
                el.name = part
            else:
                el.name = f"kw-{part}"
            return


class Converter(MarkdownConverter):  # type: ignore[misc]
    """markdownify, with this format's parts. `text` is always what is inside, converted."""

    def __init__(self, rewriter: Rewriter, soup: BeautifulSoup) -> None:
        """Take the rewriter of a post's addresses, and its HTML."""
        super().__init__(bullets="-", heading_style="atx", table_infer_header=False)
        self.rewriter = rewriter
        self.shift = 1 if soup.find("h1") else 0
        self.ids = set(rewriter.moves.ids.get(rewriter.file, ()))
        for name in (*_INLINE,):
            setattr(self, f"convert_{name}", self._keep_inline)
        for name in ("b", "strong"):
            setattr(self, f"convert_{name}", self._strong)
        for name in ("div", "section", "article", "main", "header", "footer", "center", "font", "address",
                     "kw-inline", "kw-name", "fieldset", "nav", "aside"):  # fmt: skip
            block = name not in {"font", "kw-inline", "kw-name"}
            setattr(self, f"convert_{name.replace('-', '_')}", self._unwrap if block else self._bare)
        for name in _KEPT:
            setattr(self, f"convert_{name}", self._keep)

    # --- text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what this dialect would read as something else; formulas stay."""
        pieces, last = [], 0
        for found in _FORMULA.finditer(text):
            pieces += [_SIGNS.sub(r"\\\g<0>", text[last : found.start()]), found[0]]
            last = found.end()
        del parent_tags
        return "".join((*pieces, _SIGNS.sub(r"\\\g<0>", text[last:])))

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Escape text, and what would begin a block at the start of its lines."""
        text = str(super().process_text(el, parent_tags=parent_tags))
        if "_noformat" in (parent_tags or ()):
            return text
        before = el.previous_sibling
        begins = before is None or (isinstance(before, Tag) and before.name not in {"a", "span", "b", "strong", "em", "i"})
        marked = _LINE.sub(_escape_line, text if begins else f"\x02{text}")
        return marked.replace("\x02", "")

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element; one to which a link leads keeps its id."""
        text = str(super().process_tag(node, parent_tags=parent_tags))
        name = node.get("id") or (node.get("name") if node.name == "a" else None)
        if name in self.ids and not re.match(r"h[1-6]$", node.name):
            self.ids.discard(str(name))
            inner = text.lstrip("\n")
            return f"\n\n<span id=\"{name}\"></span>\n\n{inner}" if inner != text else f'<span id="{name}"></span>{text}'
        return text

    # --- blocks

    def _bare(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return text

    def _unwrap(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = re.sub(rf"(?:{_BREAK}\n\s*){{2,}}", "\n\n", text.strip("\n"))
        if "_inline" in parent_tags:
            return f" {' '.join(text.split())} "
        return f"\n\n{text}\n\n" if text.strip() else ""

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a paragraph; an address alone stays alone, so that it becomes a card."""
        return self._unwrap(el, text.strip(), parent_tags)

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Convert a line break."""
        if "pre" in parent_tags:
            return "\n"
        if "td" in parent_tags or "th" in parent_tags:
            return "<br>"
        return " " if "_inline" in parent_tags else f"{_BREAK}\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - markdownify's name
        """Convert a heading; where the text has an h1, all are one level lower."""
        text = " ".join(text.replace(_BREAK, " ").split())
        if not text or "_inline" in parent_tags - {"_inline"}:
            return f"\n\n{text}\n\n"
        name = str(el.get("id", ""))
        mark = ""
        if name in self.ids:
            self.ids.discard(name)
            mark = f" {{#{name}}}"
        if "td" in parent_tags or "li" in parent_tags or "kw-box" in parent_tags:
            return f"\n\n**{text}**\n\n" if not mark else f'\n\n<span id="{name}"></span>**{text}**\n\n'
        return f"\n\n{'#' * min(6, n + self.shift)} {text}{mark}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert code, with its language and its file's name."""
        del text, parent_tags
        code = el.get_text().strip("\n")
        inner = el.find("code")
        names = " ".join(map(str, (*el.get_attribute_list("class"), *(inner.get_attribute_list("class") if inner else ()))))
        found = re.search(r"(?:language-|lang-|brush:\s*)([\w+#-]+)", names) or re.search(r"()\Z", names)
        language = (found[1] if found else "") or str(el.get("data-lang", "")).lower()
        title = str(el.get("data-file") or el.get("title") or "")
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
        info = language if language != "plain" else ""
        if re.fullmatch(r"[^\s`:{}]+", title):
            info = f"{info or 'text'}:{title}"
        return f"\n\n{fence}{info}\n{code}\n{fence}\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert code in a line; in a cell its bars are escaped."""
        if "pre" in parent_tags:
            return text
        code = " ".join(el.get_text().split("\n"))
        if not code.strip():
            return code
        signs = "`" * (1 + max(map(len, re.findall(r"`+", code)), default=0))
        pad = " " if code[0] == "`" or code[-1] == "`" else ""
        return f"{signs}{pad}{code}{pad}{signs}"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a quotation; one that stands for a post elsewhere becomes its address."""
        classes = el.get_attribute_list("class")
        if "twitter-tweet" in classes or "instagram-media" in classes or "tiktok-embed" in classes:
            links = [str(one["href"]) for one in el.find_all("a", href=True)]
            url = el.get("data-instgrm-permalink") or el.get("cite") or (links[-1] if links else "")
            if url:
                self.rewriter.notes.append(el.get_text(" "))
                return f"\n\n{str(url).partition('?')[0]}\n\n"
        del parent_tags
        return quoted("", text)

    def convert_hr(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Convert a line between parts."""
        del parent_tags
        return "\n\n---\n\n"

    def convert_kw_more(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Convert the end of the excerpt."""
        del parent_tags
        return "\n\n<!--more-->\n\n"

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a list of definitions."""
        return self._unwrap(el, text, parent_tags)

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert what is defined; where nothing defines it, it stands out."""
        del parent_tags
        text = " ".join(text.replace(_BREAK, " ").split())
        after = el.find_next_sibling()
        return f"\n\n{text}\n" if after is not None and after.name == "dd" else f"\n\n{text}\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a definition."""
        before = el.find_previous_sibling()
        if before is None or before.name not in {"dt", "dd"}:
            return self._unwrap(el, text, parent_tags)
        lines = text.strip().split("\n")
        return "\n".join((f": {lines[0]}", *(f"  {line}".rstrip() for line in lines[1:]))) + "\n"

    # --- boxes

    def convert_kw_title(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave a title to the box around it."""
        del parent_tags
        text = " ".join(re.sub(rf"[{_TITLE}{_END}]", " ", text.replace(_BREAK, " ")).split())
        return f"\n\n{_TITLE}{text}{_END}\n\n" if text else ""

    def convert_kw_box(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a box to a callout; `data-fold` closes it."""
        kind, fold = str(el.get("data-kind", "NOTE")), "-" if el.get("data-fold") else ""
        found = re.search(rf"{_TITLE}([^{_END}]*){_END}", text)
        title = " ".join(str(el.get("data-title", "")).split())
        if not title and found:
            title, text = found[1], text[: found.start()] + text[found.end() :]
        if not title and not text.strip():
            return ""
        if "_inline" in parent_tags:
            return self._unwrap(el, f"{title} {text}", parent_tags)
        return quoted(f"[!{kind}]{fold} {title}".rstrip(), text)

    def convert_kw_fold(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert what is closed until a reader opens it."""
        el["data-fold"] = "1"
        return self.convert_kw_box(el, text, parent_tags)

    def convert_kw_faq(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert questions with their answers to folded callouts, one for each question."""
        first, *rest = re.split(rf"(?={_TITLE})", text)
        el["data-kind"], el["data-fold"] = "FAQ", "1"
        boxes = (self.convert_kw_box(el, one, parent_tags) for one in rest)
        return f"\n\n{first.strip()}\n\n" + "".join(boxes) if rest else self._unwrap(el, text, parent_tags)

    def convert_kw_icon(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave the picture of a speaker, and its name, to the balloon around it."""
        del parent_tags
        image = el.find("img")
        around = el.find_parent("kw-say")
        if around is None:
            return text
        if image is not None and not around.get("data-image"):
            around["data-image"] = str(image.get("data-src") or image.get("src") or "")
            around["data-alt"] = str(image.get("alt") or "")
        words = el.get_text(" ").strip()
        if words and not around.get("data-name"):
            around["data-name"] = words
        return ""

    def convert_kw_name(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave the name of a speaker to the balloon around it."""
        del parent_tags
        around = el.find_parent("kw-say")
        if around is None:
            return text
        around["data-name"] = around.get("data-name") or el.get_text(" ").strip()
        return ""

    def convert_kw_say(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a balloon."""
        if not text.strip() or "_inline" in parent_tags:
            return text
        classes = " ".join(map(str, el.get_attribute_list("class")))
        is_right = re.search(r"right|sbp-r|-r\b|kaiwaicon.*\bst-kaiwa-r", classes) or el.get("data-side") == "right"
        image = str(el.get("data-image") or "")
        name = str(el.get("data-name") or el.get("data-alt") or "")
        name = self.rewriter.speaker(name, image, "right" if is_right else "left")
        return quoted(f"[!SAY] {name}", text)

    def convert_kw_card(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a card: the title and address of a page."""
        links = [el, *el.find_all(True)]
        url = next((str(one["href"]) for one in links if one.get("href")), "")
        target = self.rewriter.link(url) if url else ""
        if not target or "_inline" in parent_tags:
            return self._unwrap(el, text, parent_tags)
        if re.match("(?i)https?:", target):
            self.rewriter.notes.append(el.get_text(" "))
            return f"\n\n{target}\n\n"
        titles = self.rewriter.moves.titles
        file = self.rewriter.moves.files.get(url) or next((f for f in titles if target.partition("#")[0].endswith(f.rpartition("/")[2])), "")
        words = " ".join(el.get_text(" ").split())
        if words and words != titles.get(file):
            self.rewriter.notes.append(words)
        title = self.escape(titles.get(file) or words or target, set())
        return f"\n\n[{title}]({target}){{.card}}\n\n"

    def convert_kw_product(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a product's box to a block, and take the product."""
        product = self.rewriter.moves.site.products.get(str(el.get("data-key"))) or product_of(el)
        if product is None or not any(bad_url(url) is None for _, url in product.links) or "_inline" in parent_tags:
            return self._unwrap(el, text, parent_tags)
        self.rewriter.notes.append(el.get_text(" "))
        return f"\n\n```product\nid: {self.rewriter.product(product)}\n```\n\n"

    def convert_kw_button(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a button of a shortcode to a link."""
        return self._unwrap(el, text, parent_tags)

    def convert_kw_drop(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave out what scripts show."""
        del text, parent_tags
        if el.get_text().strip():
            self.rewriter.lose("toc" if "toc" in str(el.get("class")) else "dynamic", el.get_text(" "))
            self.rewriter.notes.append(el.get_text(" "))
        return ""

    # --- in lines

    def _strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags or re.search(r"\n\n|^\s*$", text) or el.find_parent(["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"]):
            return text
        before, inner, after = re.match(r"(?s)([\s\x01]*)(.*?)([\s\x01]*)\Z", text).groups()  # type: ignore[union-attr]
        return f"{before}**{inner}**{after}"

    def convert_kw_mark(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert marked text."""
        inner = text.strip()
        if not inner or "_noformat" in parent_tags or re.search(r"[\n=\x01]", inner) or el.find(["img", "table"]):
            return text
        return text.replace(inner, f"=={inner}==") if not el.find_parent("kw-mark") else text

    convert_mark = convert_kw_mark

    def _keep_inline(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if "_noformat" in parent_tags or not text.strip() else f"<{el.name}>{text.strip()}</{el.name}>"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a link; ad code with a picture stays byte for byte."""
        href = str(el.get("href") or "")
        if "_noformat" in parent_tags or not href:
            return text
        if el.find("img") and read_ad(href, _NOBODY).verdict in {"others", "ours", "hidden"}:
            return _one_line(str(el))
        text = " ".join(text.replace(_BREAK, " ").split())
        if re.search(rf"[{_TITLE}]", text) or not text:
            return text
        target = self.rewriter.link(href)
        image = el.find("img")
        if image is not None and not el.get_text().strip() and re.search(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", href) and target:
            return text  # to the picture itself: a reader enlarges it here without a link
        if not target:
            return text
        if target == text.replace("\\", "") and re.match("https?://", target):
            return target if el.parent and el.parent.get_text().strip() == el.get_text().strip() else f"<{target}>"
        title = str(el.get("title") or "").replace('"', "'").strip()
        return f"[{text}]({address(target)}" + (f' "{title}")' if title and "\n" not in title and title not in text else ")")

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a picture, with its caption; a tracking pixel stays byte for byte."""
        del text
        candidates = (el.get(name) for name in ("data-src", "data-lazy-src", "data-original", "src"))
        src = next((str(one) for one in candidates if one and not str(one).startswith("data:")), "")
        alt = " ".join(str(el.get("alt") or "").split())
        if {"emoji", "wp-smiley"} & {*map(str, el.get_attribute_list("class"))}:
            return alt
        if str(el.get("width")) in {"0", "1"} or str(el.get("height")) in {"0", "1"}:
            return _one_line(str(el)) if re.match(r"(?:https?:)?//", src) else ""
        path, alt = self.rewriter.picture(src), alt or self.rewriter.alt(src)
        if not path:
            return f"*{self.escape(alt, set())}*" if alt else ""
        if not alt:
            self.rewriter.lose("alt", path)
        caption = str(el.get("data-caption") or "").replace("\\", "\\\\").replace('"', '\\"')
        title = f' "{caption}"' if caption and "_inline" not in parent_tags else ""
        return f"![{self.escape(alt, set())}]({address(path)}{title})" + ("" if alt else '{alt=""}')

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a picture, or several, with captions; an embed is its address."""
        if "wp-block-embed" in el.get_attribute_list("class"):
            wrapper = el.find(class_="wp-block-embed__wrapper")
            url = wrapper.get_text().strip() if wrapper else ""
            if re.fullmatch(r"https?://\S+", url):
                rest = text.replace(self.escape(url, set()), "").strip()
                return f"\n\n{self.rewriter.link(url)}\n\n{rest}\n\n"
        if len(el.find_all("img")) > 1 or (el.find("img") and el.find("figcaption")):
            text = re.sub(r"\n{2,}(?=!\[|\[!\[|\*)", "\n", text.strip())
        return self._unwrap(el, text, parent_tags)

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a caption that holds more than text."""
        text = re.sub(r"(?<!\\)\*", "", " ".join(text.replace(_BREAK, " ").split()))
        if not text or not (el.parent and el.parent.find("img")):
            return self._unwrap(el, text, parent_tags)
        return f"\n*{text}*\n\n"

    # --- tables, and what stays HTML

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a table that Markdown can say; another one stays HTML."""
        rows = el.find_all("tr")
        first = rows[0].find_all(["td", "th"]) if rows else []
        is_plain = first and all(cell.name == "th" for cell in first)
        spans = any(one.get("colspan", "1") != "1" or one.get("rowspan", "1") != "1" for one in el.find_all(["td", "th"]))
        if not is_plain or spans or el.find(["ul", "ol", "pre", "table", "iframe"]) or "_inline" in parent_tags:
            return self._keep(el, text, parent_tags)
        widths = {len(row.find_all(["td", "th"])) for row in rows}
        if len(widths) > 1:
            return self._keep(el, text, parent_tags)
        lines = [line for line in text.strip().split("\n") if line.strip()]
        return "\n\n" + "\n".join(lines) + "\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a row; below the first one stands the line that makes it a header."""
        del parent_tags
        is_first = el.find_previous("tr") is None or el.find_previous("tr") not in getattr(el.find_parent("table"), "descendants", ())
        line = f"\n| {text}"
        cells = el.find_all(["td", "th"])
        return line + ("\n|" + " --- |" * len(cells) if is_first else "")

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a cell to one line."""
        del el, parent_tags
        text = re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.replace(_BREAK, " ").split()))
        return f"{text} | "

    convert_th = convert_td

    def convert_script(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep a script, unless it only made a widget of what is a card here."""
        if _WIDGETS.search(str(el.get("src", ""))) or el.get("type") == "application/ld+json":
            self.rewriter.lose("dynamic", str(el)[:100])
            return ""
        return self._keep(el, text, parent_tags)

    def _keep(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep an element as HTML, with its addresses rewritten; a known frame is its address."""
        del text
        if el.name == "iframe":
            found = _FRAME.match(str(el.get("src") or el.get("data-src") or ""))
            if found and "_inline" not in parent_tags:
                url = f"https://www.youtube.com/watch?v={found[1]}" if found[1] else f"https://vimeo.com/{found[2]}"
                return f"\n\n{url}\n\n"
        if el.name not in {"table", "iframe", "video", "audio"}:
            self.rewriter.lose("html", str(el))
        html = self._clean(el)
        inside = "_inline" in parent_tags or el.find_parent("table")
        return html if inside else f"\n\n{html}\n\n"

    def _clean(self, el: Tag) -> str:
        """Return an element as HTML of this site, without empty lines in it."""
        for one in (el, *el.find_all(True)):
            self._rewrite(one)
        for comment in el.find_all(string=lambda s: isinstance(s, Comment)):
            comment.extract()
        return re.sub(r"\n\s*\n+", "\n", str(el)).replace("<tr>", "\n<tr>").replace("\n\n", "\n").strip()

    def _rewrite(self, one: Tag) -> None:
        for name in [n for n in one.attrs if n not in _PUBLIC and one.name not in {"iframe", "script", "object", "embed", "svg", "path"} and not one.find_parent("svg")]:
            del one[name]
        if "id" in one.attrs and one["id"] not in self.ids:
            del one["id"]
        if one.name.startswith("kw-"):
            one.name = "div" if one.name != "kw-mark" else "mark"
        if one.name == "a" and one.get("href"):
            target = self.rewriter.link(str(one["href"]))
            one.attrs = {"href": target} if target else {}
        for name in ("src", "poster"):
            if one.get(name) and one.name in {"img", "video", "audio", "source"}:
                one[name] = self.rewriter.picture(str(one[name])) or "data:,"
        if one.name == "img" and not one.get("alt"):
            one["alt"] = self.rewriter.alt(str(one.get("src", "")))


def quoted(head: str, text: str) -> str:
    """Return text as a quotation, which a head makes a callout or a balloon."""
    text = re.sub(rf"(?:{_BREAK}\n\s*){{2,}}", "\n\n", text.strip())
    lines = ([head] if head else []) + (re.sub(r"\n{3,}", "\n\n", text).split("\n") if text else [])
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n" if lines else ""


def address(target: str) -> str:
    """Return an address as it stands in a link's parentheses."""
    if not re.search(r"[\s()<>]", target):
        return target
    return f"<{re.sub(r'[\s<>]', lambda m: f'%{ord(m[0]):02X}', target)}>"


def _one_line(html: str) -> str:
    return " ".join(html.split())


def _escape_line(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign}\\" if sign.isdigit() else f"{found[1]}\\{sign}"

