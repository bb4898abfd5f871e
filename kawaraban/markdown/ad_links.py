"""Ad links of a body: those that the author wrote, and those in pasted HTML."""

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache

from kawaraban.ads import MadeLink, Reading
from kawaraban.ads.address import parse, trim
from kawaraban.ads.ledger import ad_link
from kawaraban.ads.making import make_link
from kawaraban.ads.problems import check_link, intended_link
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import or_sponsors, read_ad
from kawaraban.ads.rules import is_loaded
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import AdLink
from kawaraban.core.networks import Script, networks
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import COMMENT, TAG, TEXTS
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

REL = "sponsored noopener"
_REL_WORDS = lazy_pattern(r"(?i)\bsponsored\b|\bno-?referrer\b")
CLASS = "ad-link"
# In a script, a style and between the quotes of an attribute, no comment begins.
_PART = lazy_pattern(rf"(?is){COMMENT}|{TAG}")
_WITHOUT_REFERRER = ("noreferrer", "no-referrer")
_LEADING = frozenset(("href", "xlink:href", "src", "data", "action", "formaction"))
_ATTRIBUTE = lazy_pattern(
    r"""(?s)(?<![^\s"'/])([^\s"'/>=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))"""
)
# As in the value of an attribute, where a name without its `;` is none (`&copy=1`).
_ENTITY = lazy_pattern(r"(?i)&(?:#\d+;?|#x[0-9a-f]+;?|\w+;)")
# Addresses anywhere else, also in a script's strings, where `/` may be escaped.
_QUOTE = r"&(?:quot|apos|lt|gt|#0*3[49]|#x0*2[27]);"
_ADDRESS = lazy_pattern(rf"""(?i)(?:https?:)?(?:\\?/){{2}}(?:(?!{_QUOTE})[^\s"'<>])+""")
_AFTER = "\\,;)"  # what ends a string or `url(…)` that holds an address


def make_ad(context: Context, written: str, source: Source) -> MadeLink | None:
    """Return the link that is made of an address as written; report why there is none.

    One that cannot be made is an ad that the page must disclose too.
    """
    link = make_link(written, programmes_of(context.settings.affiliate))
    context.diagnostics.extend(check_link(link, source))
    link = or_sponsors(intended_link(link, written), context.sponsor)
    if link.reading.verdict != "others":
        return link
    context.ads.append(ad_link(link, source))
    return None


def ads_of(context: Context) -> tuple[AdLink, ...]:
    """Return the ads of a text; what pasted code with an id loads belongs to that id."""
    owned = {ad.network for ad in context.ads if ad.pasted and ad.owner}
    # Those that are pasted and name no owner.
    loaded = {(ad.url, True, "") for ad in context.ads for one in owned if is_loaded(ad.url, one)}
    return tuple(ad for ad in context.ads if (ad.url, ad.pasted, ad.owner) not in loaded)


def is_ad(reading: Reading) -> bool:
    """Return whether a link counts as an ad: ours, or one whose owner cannot be read."""
    return reading.verdict in {"ours", "hidden"}


def mark_ad(context: Context, element: ET.Element, link: MadeLink, source: Source) -> None:
    """Make a link's element an ad link.

    Source: Google Search Central, "Qualify your outbound links" (`sponsored`);
    `noreferrer` never, since networks need the referrer.
    """
    others = [name for name in element.get("class", "").split() if name != CLASS]
    element.set("class", " ".join([CLASS, *others]))
    element.set("rel", REL)
    element.set("target", "_blank")
    context.unlabelled.append(element)
    context.ads.append(ad_link(link, source))


def label_ads(context: Context) -> None:
    """Put the site's label into every ad link; call it when nothing reads the text any more."""
    if words := context.settings.disclosure.link_label:
        gap = "" if context.settings.language == "ja" else " "
        for element in context.unlabelled:
            ET.SubElement(element, "small", {"class": "ad-label"}).text = gap + words


def read_ads(raw: str, text: Text, context: Context, offset: int) -> None:
    """Read the addresses in raw HTML, which is published as it is.

    `offset` is where `raw` begins in `text`.
    """
    for start, address in addresses(raw):
        read_pasted(address, context.text_source(text, offset + start), context)
    if _REL_WORDS.search(raw):
        _read_rel(raw, text, context, offset)


def _read_rel(raw: str, text: Text, context: Context, offset: int) -> None:
    """Read what pasted links say of themselves: `sponsored` makes an ad of any."""
    for begin, given in _anchors(raw):
        said = {*given.get("rel", "").lower().split(), given.get("referrerpolicy", "").lower()}
        source = context.text_source(text, offset + begin)
        url = trim(html.unescape(given.get("href", "")))
        is_ad = any(ad.url == url for ad in context.ads)
        if "sponsored" in said and not is_ad and parse(url):
            link = MadeLink(address=url, reading=Reading())
            context.ads.append(ad_link(link, source, pasted=True))
            is_ad = True
        if is_ad and not said.isdisjoint(_WITHOUT_REFERRER):
            context.add(source, "ad-without-referrer")


def _anchors(raw: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield where each link begins, and its attributes."""
    for tag in _PART.finditer(raw):
        if (tag["name"] or "").lower() == "a":
            found = _ATTRIBUTE.finditer(tag["attributes"])
            yield tag.start(), {one[1].lower(): one[one.lastindex or 0] for one in found}


def read_pasted(address: str, source: Source, context: Context) -> None:
    """Read an address of pasted code, or of a picture in Markdown, which is published as it is."""
    reading = read_ad(address, programmes_of(context.settings.affiliate))
    link = or_sponsors(MadeLink(address=address, reading=reading), context.sponsor)
    context.diagnostics.extend(check_link(link, source))
    if link.reading.verdict != "none":
        context.ads.append(ad_link(link, source, pasted=True))


def leads_to_an_ad(tag: str, context: Context) -> bool:
    """Return whether a tag of raw HTML leads to an ad, the site's own or somebody else's."""
    programmes = programmes_of(context.settings.affiliate)
    return any(read_ad(address, programmes).verdict != "none" for _, address in addresses(tag))


def is_pasted_code(raw: str, context: Context) -> bool:
    """Return whether raw HTML is what networks give out: a script, or what leads to an ad."""
    return raw[:7].lower() == "<script" or leads_to_an_ad(raw, context)


def addresses(raw: str) -> Iterator[tuple[int, str]]:
    """Yield where each address begins, and the address; a widget's is made of its ids."""
    left = list(raw)
    for begin, end, value in _leading_addresses(raw):
        if value is not None:
            yield begin, value
        left[begin:end] = " " * (end - begin)
    rest = "".join(left)
    for script, pattern in _scripts() if "<script" in raw.lower() else ():
        if not (script.unless and script.unless in rest):
            for found in pattern.finditer(rest):
                yield found.start(), script.link.format(**found.groupdict(""))
            rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    for found in _ADDRESS.finditer(rest):
        address = found[0].replace("\\/", "/").rstrip(_AFTER)
        yield found.start(), _ENTITY.sub(lambda entity: html.unescape(entity[0]), address)


@cache
def _scripts() -> tuple[tuple[Script, re.Pattern[str]], ...]:
    """Return the ids in the scripts of all networks, with their patterns."""
    scripts = (script for network in networks().values() for script in network.scripts)
    return tuple((script, re.compile(script.pattern)) for script in scripts)


def _leading_addresses(raw: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield where comments stand (None), and the web addresses that attributes lead to, as read."""
    at, doubtful = 0, False
    while part := _PART.search(raw, at):
        at = part.end()
        if part["name"] is None:
            if not doubtful:
                yield part.start(), at, None
            continue
        yield from _attributes_of(raw, part.start("attributes"), at)
        name = part["name"].lower()
        if name in TEXTS:
            end = _end_of(name).search(raw, at)
            inside = raw[at : end.start() if end else len(raw)]
            # Behind `<!--` in a script, another script's end may be text (HTML, 13.2.5.27).
            doubtful |= name == "script" and "<!--" in inside
            at += len(inside)


def _attributes_of(raw: str, begin: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield where the web address that an attribute leads to stands, and the address as read."""
    for found in _ATTRIBUTE.finditer(raw, begin, end):
        number = found.lastindex or 0
        value = trim(_ENTITY.sub(lambda entity: html.unescape(entity[0]), found[number]))
        if found[1].lower() in _LEADING and parse(value) is not None:
            yield *found.span(number), value


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)</{name}")
