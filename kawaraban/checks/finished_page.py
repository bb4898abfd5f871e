"""Read the finished pages back: a fault of a template in an ad's disclosure stops the build.

Every ad link says `sponsored` and never `noreferrer`, carries the site's own id, and
comes after the disclosure, or in a box with a label of its own after that.
Pasted ad code is published byte for byte, so its attributes are its network's affair.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kawaraban.ads import Reading
from kawaraban.ads.address import trim
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Site
from kawaraban.core.settings import AffiliateSettings
from kawaraban.elements import all_elements

_FAULTS = frozenset({"foreign-ad-on-page", "lost-disclosure", "lost-sponsored"})
ReadAd = Callable[[str], Reading]
# The nodes that are looked at, in the order of the document.
_NODES = 'a[href*="//"], .disclosure, .ad-label'


class FinishedPage(Struct, frozen=True):
    """A finished page: its path, the template that made it, and the ad code pasted into it."""

    path: str
    template: str
    html: bytes
    pasted: frozenset[str]


def pasted_everywhere(site: Site) -> frozenset[str]:
    """Return the addresses of the ad code that is pasted into notices, bios and snippets."""
    notices = (notice.body for notice in site.notices.values())
    bodies = (*notices, *site.bios.values(), *site.snippets.values())
    return frozenset(ad.url for body in bodies for ad in body.ads if ad.pasted)


def ad_reader(affiliate: AffiliateSettings) -> ReadAd:
    """Return a function that reads addresses for all pages of a site, common addresses once."""
    return lru_cache(maxsize=8192)(partial(read_ad, programmes=programmes_of(affiliate)))


def check_page(page: FinishedPage, read: ReadAd) -> tuple[Diagnostic, ...]:
    """Report what the templates lost of the disclosure of a page's ads."""
    found: list[Diagnostic] = []
    labelled: set[LexborNode | None] = set()  # boxes, and None for the page as a whole
    for node in LexborHTMLParser(page.html).css(_NODES):
        classes = _classes(node)
        if "disclosure" in classes and node.text(strip=True):
            labelled.add(None)
        if "ad-label" in classes and node.text(strip=True) and (box := _box(node)):
            labelled.add(box)
        if node.tag == "a":
            found += _faults_of_link(node, page, read, labelled)
    return tuple(found)


def unique_faults(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return each fault of a template once, on the page where it was found first."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    for one in found:
        key = (one.rule, one.source) if one.rule in _FAULTS else (one,)
        first.setdefault(key, one)
    return tuple(first.values())


def _faults_of_link(
    link: LexborNode, page: FinishedPage, read: ReadAd, labelled: set[LexborNode | None]
) -> Iterator[Diagnostic]:
    href = link.attributes.get("href") or ""
    verdict = read(href).verdict
    if verdict == "none":
        return
    box, is_pasted = _box(link), trim(href) in page.pasted
    rel = {*(link.attributes.get("rel") or "").lower().split()}
    # A box has its own label; for pasted code in it the page's disclosure is enough.
    is_labelled = box in labelled or (is_pasted and None in labelled)
    faults = {
        "foreign-ad-on-page": verdict == "others",
        "lost-sponsored": not is_pasted and rel & {"sponsored", "noreferrer"} != {"sponsored"},
        "lost-disclosure": not is_labelled,
    }
    for name in (name for name, is_found in faults.items() if is_found):
        template = Source(f"templates/{_template(page, box, link)}")
        yield report(template, name, path=page.path, href=href)


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


@cache
def _boxes() -> frozenset[str]:
    """Return the classes of the elements that carry a label of their own."""
    return frozenset(e.css_class for e in all_elements().values() if e.is_labelled)


def _box(node: LexborNode) -> LexborNode | None:
    """Return the box with a label of its own that a node stands in, or is."""
    found: LexborNode | None = node
    while found is not None and _boxes().isdisjoint(_classes(found)):
        found = found.parent
    return found


def _template(page: FinishedPage, box: LexborNode | None, link: LexborNode) -> str:
    """Return the name of the template that drew a link, which is a box or stands in one."""
    classes = _classes(link if box is None else box)
    drawn = (e.template for e in all_elements().values() if e.css_class in classes)
    return next(drawn, page.template)
