"""The article elements, one module each, and the registry that finds them.

A module declares one `ELEMENT`: its slot type, the view that its template is given, the
syntax that it takes, and what else the page, the checks and the policy must know of it. Its
template is `templates/elements/NAME.html`, its style and script are `assets/elements/NAME.css`
and `.js` where it needs them, its golden cases `tests/elements/NAME.md`. Nothing else names it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core import syntax
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.discovery import modules
from kawaraban.core.model import AdLink, Body, FileUse, Frozen, Grants, Slot
from kawaraban.core.settings import Settings
from kawaraban.site.context import CheckContext, PageContext

_REGIONS = ("above-title", "above-body", "beside-body", "below-body")
"""Where elements stand on an article's page without a word in its text.

Those above the body say what ads the page has, and may depend on all others.
"""
_ADSENSE = ("script-src", "https://pagead2.googlesyndication.com")
INSERT_AT_END = -1
_WITH_ADS = tuple(region for region in _REGIONS if region != "above-body")


Take = Callable[[str, int, Source, "Settings"], tuple[syntax.Decoded, int] | None]
"""Takes what begins in a text at an index, and says where it ends. Without a slot it stays text."""


def _nothing(_slot: Any, _context: Any) -> tuple[()]:  # noqa: ANN401 - any slot may have none
    return ()


class Element(Struct, frozen=True):
    """An article element.

    `view` returns the values for its template, or None where it publishes nothing.
    `check` yields what is wrong with a slot on the page where it stands.
    `repeats` says that many pages show the same view, so that its HTML is stored.
    `is_labelled` says that its template labels the ads in it by itself; else the page must
    disclose them above it. The template's outermost tag has the element's name as its class.

    What a slot shows on a page: `ads` its ad links; `bodies` other texts; `picture` the picture
    that its author wrote, `uses` those that a registry or the settings name; `grants` what the HTML
    of its template loads from elsewhere, beside its texts, which `waits` until the reader asks;
    `facts` the addresses of its own facts. `styles` are other elements whose HTML its template
    includes, which gives the page their styles and scripts. `tells_services` says that it tells
    readers which services learn of them.

    The syntax that it takes, all of which `kawaraban.core.syntax` describes: `read` makes the slot
    of what stands in a fence of its name, or of that in `fence`; `signs` take what begins with a
    sign in a line, and say where it ends; `boxes` make the slot of a quotation that begins with
    `[!TYPE]`, by the type in lower case (the empty one is any other), `endings` that of one whose
    last line begins with a sign; `links` that of a link, by its scheme. `image` makes that of an
    image, `paragraph` of a paragraph with any markup or address that it takes. Of several elements
    that would, the first by name does.

    Where it stands without any syntax: `position` in each article's text; one at the first heading
    is there only where no paragraph became one. `inserts` yields its slots in a text that begins at
    a source, each before the h2 of a number, 0 at the beginning and -1 at the end. `regions` yield
    its slots around the text, by where they stand, or in a block, by its name.
    """

    name: str
    slot: type[Slot]
    view: Callable[[Any, PageContext], Frozen | None]
    check: Callable[[Any, CheckContext], Iterable[Diagnostic]] = _nothing
    read: Callable[[syntax.DataBlock, Settings], syntax.Decoded] | None = None
    ads: Callable[[Any, PageContext], Iterable[AdLink]] = _nothing
    bodies: Callable[[Any, PageContext], Iterable[Body]] = _nothing
    picture: Callable[[Any], FileUse] | None = None
    uses: Callable[[Any, PageContext], Iterable[FileUse]] = _nothing
    grants: Callable[[Any, PageContext], Grants] = _nothing
    waits: Callable[[Any], bool] = lambda _slot: False
    facts: Callable[[Any], Iterable[str]] = lambda _slot: ()
    tells_services: bool = False
    styles: tuple[str, ...] = ()
    repeats: bool = False
    is_labelled: bool = False
    boxes: Mapping[str, Callable[[syntax.QuotedBlock], Slot]] = {}
    fence: str = ""
    signs: Mapping[str, Take] = {}
    endings: Mapping[re.Pattern[str], Callable[[syntax.QuotedBlock], Slot]] = {}
    links: Mapping[str, Callable[[syntax.SchemeLink], Slot]] = {}
    paragraph: Callable[[syntax.Paragraph], syntax.Claim | None] | None = None
    image: Callable[[syntax.Image], syntax.Decoded] | None = None
    position: Literal["", "introduction-end", "first-heading"] = ""
    inserts: Callable[[Source, Settings], Iterable[tuple[int, Slot]]] = _nothing
    regions: Mapping[str, Callable[..., Iterable[Slot]]] = {}

    @property
    def template(self) -> str:
        """Return the name of its template."""
        return f"elements/{self.name}.html"

    @property
    def css_class(self) -> str:
        """Return the class of its template's outermost tag."""
        return self.name.replace("_", "-")


@cache
def all_elements() -> dict[type[Slot], Element]:
    """Return every element of this folder by its slot type."""
    elements = [module.ELEMENT for module in modules(__name__, __path__)]
    return {element.slot: element for element in elements}


class Takers(Struct, frozen=True):
    """What elements take of a text: by the name of a fence, a sign, a type, a scheme, or in order.

    Those of paragraphs have the name of their element.
    """

    blocks: dict[str, Callable[[syntax.DataBlock, Settings], syntax.Decoded]]
    signs: dict[str, Take]
    boxes: dict[str, Callable[[syntax.QuotedBlock], Slot]]
    endings: dict[re.Pattern[str], Callable[[syntax.QuotedBlock], Slot]]
    links: dict[str, Callable[[syntax.SchemeLink], Slot]]
    paragraphs: tuple[tuple[str, Callable[[syntax.Paragraph], syntax.Claim | None]], ...]
    images: tuple[Callable[[syntax.Image], syntax.Decoded], ...]


@cache
def takers() -> Takers:
    """Return what all elements take of a text."""
    known = all_elements().values()
    return Takers(
        blocks={e.fence or e.name: e.read for e in known if e.read is not None},
        signs=_whole("signs"),
        boxes=_whole("boxes"),
        endings=_whole("endings"),
        links=_whole("links"),
        paragraphs=tuple((e.name, e.paragraph) for e in known if e.paragraph is not None),
        images=tuple(e.image for e in known if e.image is not None),
    )


def _whole(table: str) -> dict[Any, Any]:
    """Return a table of which each element has a part."""
    return {key: use for e in all_elements().values() for key, use in getattr(e, table).items()}


@cache
def positioned_elements() -> tuple[Element, ...]:
    """Return the elements that each article has without any syntax."""
    return tuple(e for e in all_elements().values() if e.position)


class Filled(Frozen, frozen=True, kw_only=True):
    """What a template is given that shows a text alone."""

    content: Markup


# --- what a page has --------------------------------------------------------


class Content(Struct, frozen=True):
    """What an article's page has: its text and those that elements show, and all slots."""

    bodies: tuple[Body, ...]
    slots: tuple[Slot, ...]

    @property
    def elements(self) -> Iterator[tuple[Element, Slot]]:
        """Yield each slot of an element, with the element."""
        known = all_elements()
        return ((known[type(slot)], slot) for slot in self.slots if type(slot) in known)


def slots_in(region: str, context: PageContext) -> tuple[Slot, ...]:
    """Return the slots that stand in a region or block of a page."""
    return tuple(slot for make, name in _makers(region) for slot in make(context, *name))


@cache
def _makers(region: str) -> tuple[tuple[Callable[..., Iterable[Slot]], list[str]], ...]:
    """Return what makes the slots of a region or block, each with the block's name."""
    kind, *name = region.split(":", 1)  # a block may have a name of the author's own
    found = all_elements().values()
    return tuple((element.regions[kind], name) for element in found if kind in element.regions)


def content_of(context: PageContext, regions: tuple[str, ...] = _REGIONS) -> Content:
    """Return what a page has in its text, in some regions and in its blocks; found once."""
    known = context.found
    if regions not in known:
        known[regions] = _content_of(context, regions)
    content: Content = known[regions]
    return content


def _content_of(context: PageContext, regions: tuple[str, ...]) -> Content:
    shown = (*regions, *context.blocks)
    slots = [slot for region in shown for slot in slots_in(region, context)]
    bodies, known = [context.article.body] if context.article else [], all_elements()
    slots += (slot for body in bodies for slot in body.slots)
    for slot in slots:  # those of the bodies that a slot shows are added while this runs
        for body in known[type(slot)].bodies(slot, context) if type(slot) in known else ():
            bodies.append(body)
            slots += body.slots
    return Content(tuple(bodies), tuple(slots))


def written_ads(context: PageContext) -> tuple[AdLink, ...]:
    """Return every ad link of an article's page as written, but for those of its disclosure.

    A feed shows the text alone.
    """
    content = content_of(context, () if context.feed else _WITH_ADS)
    own = (ad for body in content.bodies for ad in body.ads)
    return (*own, *(ad for element, slot in content.elements for ad in element.ads(slot, context)))


def ads_on(context: PageContext) -> tuple[AdLink, ...]:
    """Return the ad links of an article's page: each that holds, and what will follow it."""
    return tuple(one for ad in written_ads(context) for one in _current(ad, context))


def _current(ad: AdLink, context: PageContext) -> Iterator[AdLink]:
    standing = context.site.programme(ad.keys)
    if standing is None or not standing.has_ended:
        yield ad
    while standing:
        if standing.has_ended and standing.link and standing.link.is_ad:
            yield replace(standing.link.link, source=ad.source)
        standing = standing.then


def has_adsense(context: PageContext) -> bool:
    """Return whether Google places display ads on an article's page."""
    bodies = content_of(context, _WITH_ADS).bodies
    is_everywhere = bool(context.settings.services.adsense)
    return is_everywhere or any(_ADSENSE in body.grants for body in bodies)


def grants_on(context: PageContext) -> Grants:
    """Return what the texts and elements of an article's page need of a browser."""
    return tuple(one for some, _ in grants_in(content_of(context), context) for one in some)


def grants_in(content: Content, context: PageContext) -> Iterator[tuple[Grants, bool]]:
    """Yield what texts and elements need of a browser, and whether it waits for the reader."""
    yield from ((body.grants, False) for body in content.bodies)
    yield from ((e.grants(slot, context), e.waits(slot)) for e, slot in content.elements)


def pictures_in(slots: Iterable[Slot]) -> Iterator[FileUse]:
    """Yield the pictures that authors wrote into texts with these slots."""
    known = all_elements()
    for slot in slots:
        element = known.get(type(slot))
        if element is not None and element.picture is not None:
            yield element.picture(slot)
