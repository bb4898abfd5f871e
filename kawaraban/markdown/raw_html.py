"""Raw HTML: the author's own, published byte for byte but for addresses of the site's files."""

import html
import re
from itertools import pairwise
from typing import NamedTuple

from kawaraban.core.diagnostics import Source
from kawaraban.csp.css import css_addresses
from kawaraban.csp.html import CANDIDATE, WITH_BACKGROUND
from kawaraban.csp.sources import source_of
from kawaraban.elements import takers
from kawaraban.markdown.ad_links import read_ads
from kawaraban.markdown.addresses import SHOPS, file_slot, is_local, post_slot, scheme
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TAG, TEXTS
from kawaraban.markdown.lint import unclosed
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

_PART = lazy_pattern(
    rf"(?is){COMMENT}|<(?P<code>{'|'.join(TEXTS)})\b(?P<given>{ATTRIBUTES})>?(?P<inside>.*?)"
    rf"(?:</(?P=code)\b|\Z)|{TAG}"
)
_VALUE = lazy_pattern(
    r"""([\s/"']([^\s"'/>=]++)[ \t\n]*+=[ \t\n]*+)("[^"]*"|'[^']*'|[^\s"'`=<>]+)"""
)
_LEADING = frozenset(("src", "href", "xlink:href", "poster", "srcset"))
_LEADING_OF = frozenset(("object data", *(f"{tag} background" for tag in WITH_BACKGROUND)))
# What an address of these leads to is followed, and not loaded.
_ANCHORS = frozenset(("a", "area"))
_WEB = lazy_pattern(r"(?i)https?:|[/\\]{2}")
# What loads or runs something without an attribute.
_TEXT = lazy_pattern("(?i)<(?:script|style|form)")
# Forms that only a Markdown link can be made of: a browser knows no such scheme.
_MARKDOWN_ONLY = frozenset((*SHOPS, *takers().links))
_GIVEN = r"""(?:[^<>"']|"[^"]*"|'[^']*')*?[ \t\n]{}[ \t\n]*=[ \t\n]*["']?([^\s"'<>]+)"""
_DECLARED = {
    "id": lazy_pattern(f"(?i)<[a-z]{_GIVEN.format('id')}"),
    "name": lazy_pattern(rf"(?i)<a(?=\s){_GIVEN.format('name')}"),
}


def declared(attribute: str, raw: str) -> list[str]:
    """Return the ids of raw HTML, or the names of its anchors.

    Source: HTML, "find a potential indicated element".
    """
    is_there = attribute in raw.lower()
    return list(map(html.unescape, _DECLARED[attribute].findall(raw))) if is_there else []


def mark_addresses(raw: str, text: Text, context: Context, offset: int = 0) -> str:
    """Return raw HTML in which each relative address is the mark of a slot.

    What it holds of ads is read. Comments, scripts and styles are not changed: a style names a file
    of the site in vain, which is reported. `offset` is where `raw` begins in `text`.
    """
    read_ads(raw, text, context, offset)
    unclosed.collect_tags(
        raw, lambda at: context.text_source(text, offset + at), context, in_line=offset > 0
    )
    if "=" not in raw and (raw[:2] == "</" or not _TEXT.search(raw)):
        return raw
    context.has_raw_html = True
    return _PART.sub(_Reader(text, context, offset).part, raw)


class _Reader:
    """Raw HTML that begins at an offset of a text, read part by part."""

    def __init__(self, text: Text, context: Context, offset: int) -> None:
        self._text, self._context, self._offset = text, context, offset

    def _source(self, at: int) -> Source:
        return self._context.text_source(self._text, self._offset + at)

    def part(self, part: re.Match[str]) -> str:
        """Return a comment as it is, or a tag whose attributes lead to files."""
        tag = (part["code"] or part["name"] or "").lower()
        if tag == "style":
            _check_style(part["inside"], self._source(part.start("inside")), self._context)
        end = part.end("given" if part["code"] else "attributes") - part.start()
        attributes = part[0][:end] if tag else ""
        marked = _VALUE.sub(lambda found: self._attribute(found, tag, part.start()), attributes)
        return marked + part[0][len(attributes) :]

    def _attribute(self, found: re.Match[str], tag: str, begin: int) -> str:
        name = found[2].lower()
        leads = name in _LEADING or f"{tag} {name}" in _LEADING_OF
        if not leads and name != "style":
            return found[0]
        quote = found[3][0] if found[3][0] in "\"'" else ""
        source = self._source(begin + found.start(3) + len(quote))
        value = html.unescape(found[3].strip(quote) if quote else found[3])
        if name == "style":
            _check_style(value, source, self._context)
            return found[0]
        attribute = _Attribute(name, value.strip(), source, tag not in _ANCHORS)
        marked = _with_marks(attribute, self._context)
        quote = quote or '"'
        return found[0] if marked is None else f"{found[1]}{quote}{marked}{quote}"


def _check_style(css: str, source: Source, context: Context) -> None:
    """Report an address from here, which is another one on the page."""
    for _, address in css_addresses(css):
        if is_local(address) and not address.startswith("/"):
            context.add(source, "address-in-style", address=address)


class _Attribute(NamedTuple):
    """An attribute that leads somewhere; what a browser does not only follow `is_loaded`."""

    name: str
    value: str
    source: Source
    is_loaded: bool


def _with_marks(attribute: _Attribute, context: Context) -> str | None:
    """Return an attribute's value with marks for addresses of the site; None without any."""
    value = attribute.value
    found = CANDIDATE.finditer(value) if attribute.name == "srcset" else ()
    spans = [one.span(1) for one in found] or [(0, len(value))]
    addresses = [value[begin:end] for begin, end in spans]
    _check(attribute, addresses, context)
    if not any(map(is_local, addresses)):
        return None
    edges = (0, *(edge for span in spans for edge in span), len(value))
    pieces = [html.escape(value[begin:end]) for begin, end in pairwise(edges)]
    pieces[1::2] = [_mark(address, attribute, context) for address in addresses]
    return "".join(pieces)


def _check(attribute: _Attribute, addresses: list[str], context: Context) -> None:
    """Report a scheme that leads nowhere, and each host that a policy cannot name."""
    kind = scheme(attribute.value)
    if kind in _MARKDOWN_ONLY:
        context.add(attribute.source, "raw-shop-link", address=attribute.value)
    elif kind == "file" or len(kind) == 1:  # the letter of a disk
        context.add(attribute.source, "unsafe-link", name=kind)
    for address in addresses if attribute.is_loaded else ():
        if _WEB.match(address) and not source_of(address):
            context.add(attribute.source, "unnamed-host", address=address)


def _mark(address: str, attribute: _Attribute, context: Context) -> str:
    """Return the mark of an address of the site, or another address as it is."""
    if not is_local(address):
        return html.escape(address)
    post = post_slot(address, attribute.source) if attribute.name.endswith("href") else None
    if post is not None:
        return context.address(post)
    slot, tail = file_slot(address, attribute.source, is_loaded=attribute.is_loaded)
    return context.address(slot) + html.escape(tail)
