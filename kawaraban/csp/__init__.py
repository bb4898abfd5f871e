"""What HTML, stylesheets and scripts ask of a browser: what they load, and what they run."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from kawaraban.ads.address import destination, parse
from kawaraban.csp.css import loaded_by
from kawaraban.csp.sources import source_of

__all__ = [
    "CANDIDATE",
    "SCRIPTED",
    "WITH_BACKGROUND",
    "Ask",
    "asked",
    "asked_in_css",
    "asked_in_script",
    "source_of",
]

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# What a script loads further is known to itself alone: from the hosts that it comes from or
# names, all of this. Whoever runs a script on a page is trusted with the page already.
SCRIPTED = ("script-src", "style-src", "img-src", "connect-src", "frame-src")
WITH_BACKGROUND = ("body", "table", "thead", "tbody", "tfoot", "tr", "td", "th")
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
    ("button", "formaction"): "form-action",
    ("input", "formaction"): "form-action",
    ("a", "ping"): "connect-src",
    ("area", "ping"): "connect-src",
    **{(tag, "background"): "img-src" for tag in WITH_BACKGROUND},
}
_SETS = frozenset({"srcset", "imagesrcset"})
_SHADOW = "shadowrootmode"
# SVG Animations 1.1: what gives an attribute another value.
_ANIMATED = frozenset({"animate", "set"})
_VALUES = ("from", "to", "by", "values")
# HTML, "Parsing a srcset attribute": an address ends at a space, a descriptor at a comma.
CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:,+|(?:[^,(]|\([^)]*\)?)*)")
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
    "manifest": "manifest-src",
    # Any directive that names the source grants it (CSP 3, section 6.7.2.2).
    "prefetch": "connect-src",
}
_PRELOADED = {
    "script": "script-src",
    "style": "style-src",
    "image": "img-src",
    "font": "font-src",
    "fetch": "connect-src",
    "audio": "media-src",
    "video": "media-src",
    "track": "media-src",
}
_FILMS = frozenset(("audio", "video"))
# HTML, "The script element": every other type is data, which no policy rules
# (MIME Sniffing, "JavaScript MIME type").
_SCRIPT = re.compile(
    r"(?i)(?:|module|importmap|speculationrules|application/(?:x-)?(?:java|ecma)script|"
    r"text/(?:(?:x-)?(?:java|ecma)script|javascript1\.[0-5]|jscript|livescript))"
)
_HANDLER = re.compile("on[a-z]+")
_DEEPEST = 3  # of pages in pages (`srcdoc`) and of shadow trees; ad code has one
# An address in a script's strings, where `/` may be escaped; without a scheme in quotes, in
# brackets, or after the `=` of an attribute that has none.
_IN_SCRIPT = re.compile(
    r"""(?:(?:https?|wss?):|(?<=["'`=(]))(?:\\?/){2}[^\s"'`<>\\/]+""", re.IGNORECASE
)

# A script's comments that begin a line; others may be part of a string or of an expression.
_NOTE = re.compile(r"(?ms)^[ \t]*(?:/\*.*?(?:\*/|\Z)|//[^\n]*)")


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
        if depth < _DEEPEST and (inner := _inner(node, attributes)):
            yield from asked(inner, depth + 1)


def _inner(node: LexborNode, attributes: dict[str, str]) -> str:
    """Give the HTML of a page or tree in a page, which has the page's policy (CSP 3, 7.8)."""
    if node.tag == "iframe":
        return attributes.get("srcdoc") or _page_in(attributes.get("src", ""))
    # Else a script must take it out.
    if node.tag == "template" and attributes.get(_SHADOW, "").lower() in {"open", "closed"}:
        return f"<div{(node.html or '').removeprefix('<template')}"
    return ""


def _page_in(address: str) -> str:
    """Give the page that an address holds (RFC 2397)."""
    head, _, data = address.strip().partition(",")
    if not head.lower().startswith("data:text/html"):
        return ""
    text = unquote_to_bytes(data)
    with suppress(ValueError):
        text = b64decode(text) if head.lower().endswith(";base64") else text
    return text.decode("utf-8", "replace")


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
        elif (directive := _LOADED.get((tag, name))) and _is_used(node, name, attributes):
            for address in _addresses(name, value):
                yield from _loaded(directive, address)
    yield from _asked_by_kind(node, tag, attributes)


def _is_used(node: LexborNode, name: str, attributes: dict[str, str]) -> bool:
    """Say whether a browser looks at an attribute that names something, there where it stands."""
    above = node.parent.tag if node.parent is not None else ""
    if node.tag == "iframe":
        return "srcdoc" not in attributes
    if node.tag == "input" and name == "src":
        return attributes.get("type", "").lower() == "image"
    if node.tag == "source":
        return above == "picture" if name == "srcset" else above in _FILMS
    return node.tag != "track" or above in _FILMS


def _addresses(name: str, value: str) -> list[str]:
    """Give the addresses in an attribute."""
    if name in _SETS:
        return CANDIDATE.findall(value.strip(", \t\n\f\r"))
    return value.split() if name == "ping" else [value]


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
    elif tag in _ANIMATED:
        yield from _of_animation(attributes)
    elif tag == "form" and attributes.get("method", "").lower() != "dialog":
        # Without an address a form is sent to its own page.
        yield from _loaded("form-action", attributes.get("action") or ".")


def _of_animation(attributes: dict[str, str]) -> Iterator[Ask]:
    named = {name.lower(): value for name, value in attributes.items()}
    for address in ";".join(named.get(name, "") for name in _VALUES).split(";"):
        if named.get("attributename", "").lower() in {"href", "xlink:href"}:
            yield from _loaded("img-src", address)
        else:
            yield from asked_in_css(address)


def _of_script(node: LexborNode, attributes: dict[str, str]) -> Iterator[Ask]:
    language = attributes.get("language", "")
    kind = attributes.get("type", f"text/{language}" if language else "")
    if not _SCRIPT.fullmatch(kind.strip()):
        return
    if "src" not in attributes:
        yield Ask("script-src", "element", node.text(deep=False))
        yield from asked_in_script(node.text(deep=False))
    # One in SVG has `href` for `src` (SVG 2, "The script element").
    for name in ("src", "href", "xlink:href"):
        source = source_of(attributes.get(name, ""))
        reached = SCRIPTED if "//" in source else ("script-src",) if source else ()
        yield from (Ask(directive, "source", source) for directive in reached)


def asked_in_script(script: str) -> Iterator[Ask]:
    """Find the hosts that a script names."""
    for found in _IN_SCRIPT.finditer(_NOTE.sub("", script)):
        source = source_of(found[0].replace("\\", ""))
        if source and "." in source:
            reached = ("connect-src",) if source.startswith("ws") else SCRIPTED
            yield from (Ask(directive, "source", source) for directive in reached)


def asked_in_css(css: str) -> Iterator[Ask]:
    """Find what a stylesheet loads."""
    for directive, address in loaded_by(css):
        yield from _loaded(directive, address)


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
