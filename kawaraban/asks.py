"""What HTML, stylesheets and scripts ask of a browser: what they load, and what they run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from kawaraban.ads.address import destination, parse

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# What a script loads further is known to itself alone: from the hosts that it comes from or
# names, all of this. Whoever runs a script on a page is trusted with the page already.
SCRIPTED = ("script-src", "style-src", "img-src", "connect-src", "frame-src")
_LOADED = {
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("source", "srcset"): "img-src",
    ("input", "src"): "img-src",
    ("video", "poster"): "img-src",
    ("image", "href"): "img-src",
    ("image", "xlink:href"): "img-src",
    ("feImage", "href"): "img-src",
    ("feImage", "xlink:href"): "img-src",
    ("use", "href"): "img-src",
    ("use", "xlink:href"): "img-src",
    ("link", "imagesrcset"): "img-src",
    ("source", "src"): "media-src",
    ("video", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("track", "src"): "media-src",
    ("iframe", "src"): "frame-src",
    ("frame", "src"): "frame-src",
    ("embed", "src"): "object-src",
    ("object", "data"): "object-src",
    ("script", "src"): "script-src",
    ("button", "formaction"): "form-action",
    ("input", "formaction"): "form-action",
    ("a", "ping"): "connect-src",
    ("area", "ping"): "connect-src",
    **{(tag, "background"): "img-src" for tag in ("body", "table", "tr", "td", "th")},
}
_LISTS = frozenset({"srcset", "imagesrcset", "ping"})
# SVG 2, "Presentation attributes": those whose value may name something to load.
_PAINTS = frozenset(
    {
        *("clip-path", "cursor", "fill", "filter", "mask", "stroke"),
        *("marker-end", "marker-mid", "marker-start"),
    }
)
# HTML, "The link element": what some of its kinds load.
_LINKED = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "modulepreload": "script-src",
    # Any directive that names the source grants it (CSP 3, section 6.7.2.2).
    "prefetch": "connect-src",
}
_PRELOADED = {"script": "script-src", "style": "style-src", "image": "img-src", "font": "font-src"}
# HTML, "The script element": every other type is data, which no policy rules.
_SCRIPT = re.compile(
    r"(?i)(?:|module|importmap|speculationrules|(?:text|application)/.*script[\d.]*)"
)
_HANDLER = re.compile("on[a-z]+")
_OTHER_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = re.compile(r"(?:(https?|wss?):)?[/\\]{2}([^/\\?#]*)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?")
_DEEPEST = 3  # of pages in pages (`srcdoc`); ad code has one
_DROPPED = re.compile("[\t\r\n]")
_ENDS = "".join(map(chr, range(0x21)))  # C0 controls and space
# An address in a script's strings, where `/` may be escaped; without a scheme in quotes only.
_IN_SCRIPT = re.compile(
    r"""(?:(?:https?|wss?):|(?<=["'`]))(?:\\?/){2}[^\s"'`<>\\/]+""", re.IGNORECASE
)
# A comment that is not closed goes on to the end (CSS Syntax 3, section 4.3.2).
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_FONTS = re.compile(r"@font-face\s*\{[^@}]*\}", re.IGNORECASE)
_CSS_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)[^;]*""", re.IGNORECASE)
_CSS_IMAGES = re.compile(r"""image-set\(((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*)""", re.IGNORECASE)
_CSS_TEXT = re.compile(r""""([^"]*)"|'([^']*)'""")
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)""", re.IGNORECASE)


class Ask(Struct, frozen=True):
    """Something that a page asks for: a source to load from, or a text of its own to run."""

    directive: str
    kind: Literal["source", "element", "attribute"]
    text: str


def asked(html: str, depth: int = 0) -> Iterator[Ask]:
    """Find what HTML loads and runs, without a script's own doing.

    What stands in `noscript` counts, for the reader without scripts.
    """
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - most texts need none

    for node in LexborHTMLParser(html).css("*"):
        attributes = {name: value or "" for name, value in node.attributes.items()}
        yield from _asked_by(node, attributes)
        # Its page inherits the policy (CSP 3, section 7.8).
        if node.tag == "iframe" and "srcdoc" in attributes and depth < _DEEPEST:
            yield from asked(attributes["srcdoc"], depth + 1)


def _asked_by(node: LexborNode, attributes: dict[str, str]) -> Iterator[Ask]:
    tag = node.tag or ""
    for name, value in attributes.items():
        if _HANDLER.fullmatch(name):
            yield Ask("script-src", "attribute", value)
            yield from asked_in_script(value)
        elif name == "style":
            yield Ask("style-src", "attribute", value)
            yield from asked_in_css(value)
        elif name in _PAINTS:
            yield from asked_in_css(value)
        elif directive := _LOADED.get((tag, name)):
            values = _listed(value) if name in _LISTS else [value]
            yield from (ask for one in values for ask in _loaded(directive, one))
    yield from _asked_by_kind(node, tag, attributes)


def _asked_by_kind(node: LexborNode, tag: str, attributes: dict[str, str]) -> Iterator[Ask]:
    """Find what elements of a few kinds ask for beside their attributes."""
    if tag == "style":
        yield Ask("style-src", "element", node.text(deep=False))
        yield from asked_in_css(node.text(deep=False))
    elif tag == "script":
        yield from _of_script(node, attributes)
    elif tag == "link":
        for kind in attributes.get("rel", "").lower().split():
            directive = _LINKED.get(kind)
            if kind == "preload":
                directive = _PRELOADED.get(attributes.get("as", "").lower())
            if directive:
                yield from _loaded(directive, attributes.get("href", ""))
    elif tag == "form" and attributes.get("method", "").lower() != "dialog":
        # Without an address a form is sent to its own page.
        yield from _loaded("form-action", attributes.get("action") or ".")


def _of_script(node: LexborNode, attributes: dict[str, str]) -> Iterator[Ask]:
    if not _SCRIPT.fullmatch(attributes.get("type", "").strip()):
        return
    if "src" not in attributes:
        yield Ask("script-src", "element", node.text(deep=False))
        yield from asked_in_script(node.text(deep=False))
    # One in SVG has `href` for `src` (SVG 2, "The script element").
    for name in ("src", "href", "xlink:href"):
        source = source_of(attributes.get(name, ""))
        if "//" in source:
            yield from (Ask(directive, "source", source) for directive in SCRIPTED)


def _listed(value: str) -> list[str]:
    """Give the addresses of `srcset` or `ping`: what a descriptor is has no host."""
    return re.split(r",?\s+|,$", value.strip())


def asked_in_script(script: str) -> Iterator[Ask]:
    """Find the hosts that a script names."""
    for found in _IN_SCRIPT.finditer(script):
        source = source_of(found[0].replace("\\", ""))
        if source and "." in source:
            reached = ("connect-src",) if source.startswith("ws") else SCRIPTED
            yield from (Ask(directive, "source", source) for directive in reached)


def asked_in_css(css: str) -> Iterator[Ask]:
    """Find what a stylesheet loads: others, fonts, pictures."""
    bare = _CSS_COMMENT.sub("", css)
    for found in _CSS_IMPORT.finditer(bare):
        yield from _loaded("style-src", found[1])
    rest = _CSS_IMPORT.sub("", bare)
    fonts, drawn = "".join(_CSS_FONTS.findall(rest)), _CSS_FONTS.sub("", rest)
    sets = (text for one in _CSS_IMAGES.findall(drawn) for text in _CSS_TEXT.finditer(one))
    loaded = (("font-src", _CSS_URL.finditer(fonts)), ("img-src", _CSS_URL.finditer(drawn)))
    for directive, places in (*loaded, ("img-src", sets)):
        for found in places:
            address = _unescaped(next(filter(None, found.groups()), ""))
            if not address.startswith("#"):
                yield from _loaded(directive, address)


def _unescaped(text: str) -> str:
    """Give what a text of a stylesheet says (CSS Syntax 3, section 4.3.7)."""
    return _CSS_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)


def _loaded(directive: str, address: str) -> Iterator[Ask]:
    source = source_of(address)
    if source.startswith("ws") and directive != "connect-src":
        return  # from a socket nothing else is loaded
    if source:
        yield Ask(directive, "source", source)
    if source and directive == "object-src":
        # A page or picture in it is a frame as well; Chromium asks both.
        yield Ask("frame-src", "source", source)
    parsed = parse(address) if directive == "img-src" and "//" in source else None
    for field in parsed.fields if parsed else ():
        # A network's picture may lead on to the one that its address holds.
        inner = destination(field.value)
        if inner and (further := source_of(inner)):
            yield Ask(directive, "source", further)


def source_of(address: str) -> str:
    """Give the source that an address is loaded from, or nothing where it is none.

    One without a scheme follows its page's: `http:` grants both (CSP 3, section 6.7.2.8).
    """
    bare = _DROPPED.sub("", address).strip(_ENDS)
    web = _WEB.match(bare)
    if web is not None:
        host = _host(web[2])
        return f"{(web[1] or 'http').lower()}://{host}" if host else ""
    scheme = _OTHER_SCHEME.match(bare)
    if scheme is not None:
        name = scheme[1].lower()
        return f"{name}:" if name in {"data", "blob"} else ""
    return "'self'" if bare else ""


def _host(authority: str) -> str:
    host = authority.rpartition("@")[2].lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return ""
    return host if _HOST.fullmatch(host) else ""
