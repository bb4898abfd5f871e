"""An embed: the address of a video, post or map alone on a line, or in Zenn's form.

https://youtu.be/ID                →  <div class="embed"> a link, and a frame that waits
@[youtube](ID)                        in a <template> until the reader asks for it
https://youtu.be/ID {load=now}     →  the frame at once

The services are the rows of `embed.toml`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, unquote, unquote_plus

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, Grants, Slot
from kawaraban.core.syntax import Claim, Paragraph
from kawaraban.core.tables import read_table
from kawaraban.csp.policy import grants_of_requests
from kawaraban.csp.sources import requests_of_address
from kawaraban.elements import Element
from kawaraban.elements.link_card import card
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.system.regex import lazy_pattern

_TYPED = lazy_pattern(
    r"(?:@\[(?P<tag>[\w-]+)\]\((?P<said>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
    r"|<?(?P<address>https?://[^\s<>]+?)>?)[ \t]*(?:\{:?(?P<attributes>[^{}]*)\})?"
)
_ORIGIN = lazy_pattern(r"https?://(?:www\.|m\.)?")
_ID = lazy_pattern(r"[\w-]+(?:[?&][\w=&-]*)?")
_START = lazy_pattern(r"[?&#](?:t|start)=(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?(?=[&#]|$)")
# A field of a query without a value.
_EMPTY = lazy_pattern(r"(?<=[?&])\w+=(?:&|$)")
_NOW = "load=now"


class Service(Struct, frozen=True):
    """A row of `embed.toml`, which describes them."""

    name: str
    address: tuple[str, ...]
    frame: str
    tag: str = ""
    link: str = ""
    title: str = ""
    shape: str = "wide"


class Embed(Slot, frozen=True, kw_only=True):
    """What another site shows. `frame` is the address of its frame, or empty.

    Without a `url` nothing is known of the `service`.
    """

    url: str = ""
    service: str
    shape: str = ""
    title: str = ""
    frame: str = ""
    is_asked: bool = True


@cache
def _rows() -> tuple[tuple[re.Pattern[str], Service], ...]:
    services = read_table(__file__, dict[str, tuple[Service, ...]])["services"]
    return tuple((re.compile(one), row) for row in services for one in row.address)


def paragraph(found: Paragraph) -> Claim | None:
    """Take a paragraph that is the address of a service alone, or Zenn's `@[tag](…)`."""
    typed = _TYPED.fullmatch(found.text.strip()) if found.text[:1] in "@<h" else None
    if typed is None:
        return None
    options = (typed["attributes"] or "").split()
    slot = _slot(found, typed, is_asked=_NOW not in options)
    names = (option.partition("=")[0] for option in options if option != _NOW)
    wrong = tuple(report(found.source, "unknown-attribute", name=name) for name in names)
    return None if slot is None else Claim(lambda _captions: slot, wrong)


def _slot(found: Paragraph, typed: re.Match[str], *, is_asked: bool) -> Slot | None:
    """Return the slot of an address, or None where another element may take it."""
    tag, link = typed["tag"], found.link
    address = typed["address"] or _address(tag, typed["said"])
    is_card = tag == "card" or (link is not None and link.is_ad)
    if not is_card and (row := _find(address)):
        return _embed(found.source, address, *row, is_asked=is_asked)
    if tag is None:
        return None
    return card(found.source, link, "") if link else Embed(source=found.source, service=tag)


def _address(tag: str, said: str) -> str:
    """Return the address that `@[tag](…)` means: one as it is, or that of an id alone."""
    link = next((row.link for _, row in _rows() if row.tag == tag and row.link), "")
    written = said.replace("?", "&") if "?" in link else said
    return link.format(id=written) if link and _ID.fullmatch(said) else said


def _find(address: str) -> tuple[re.Match[str], Service] | None:
    """Return the row that an address belongs to, and how it fits."""
    origin = _ORIGIN.match(address)
    fits = ((one.match(address, origin.end()), row) for one, row in _rows() if origin)
    return next(((found, row) for found, row in fits if found), None)


def _embed(place: Source, url: str, found: re.Match[str], row: Service, *, is_asked: bool) -> Embed:
    parts = defaultdict[str, str](str)
    parts |= {name: quote(unquote_plus(value or "")) for name, value in found.groupdict().items()}
    begin = _START.search(url)
    hours, minutes, seconds = (int(one or 0) for one in begin.groups()) if begin else (0, 0, 0)
    parts["start"] = str(hours * 3600 + minutes * 60 + seconds or "")
    parts["play"] = "1" if is_asked else ""
    frame = _EMPTY.sub("", row.frame.format_map(parts)).rstrip("?&")
    return Embed(
        source=place,
        url=url,
        service=row.name,
        shape=row.shape,
        title=unquote(row.title.format_map(parts)),
        frame=frame if parts["id"] else "",
        is_asked=is_asked,
    )


class EmbedView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `frame` is empty where there is a link alone."""

    embed: Embed
    title: str
    frame: str


def view(slot: Embed, context: PageContext) -> EmbedView:
    """Return the frame, and a link for readers without scripts; a feed has the link alone."""
    entry = context.site.link_card(slot.url)
    title = entry.title if entry else slot.title or unquote(_ORIGIN.sub("", slot.url))
    return EmbedView(embed=slot, title=title, frame="" if context.feed else slot.frame)


def check(slot: Embed, _context: CheckContext) -> Iterator[Diagnostic]:
    """Report a form of Zenn's with a name that means nothing, or with what is no address."""
    if not slot.url:
        yield report(slot.source, "unknown-embed", service=slot.service)


def grants(slot: Embed, _context: PageContext) -> Grants:
    """Return the host of the frame, which a reader may ask for."""
    return grants_of_requests(requests_of_address("frame-src", slot.frame))


ELEMENT = Element(
    "embed",
    Embed,
    view,
    check,
    grants=grants,
    waits=lambda slot: slot.is_asked,
    paragraph=paragraph,
)
