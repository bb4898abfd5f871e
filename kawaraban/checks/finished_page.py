"""The finished pages read back: what a template lost of an ad's honesty stops the build.

Every ad link says `sponsored` and never `noreferrer`, carries the site's own id, and
comes after the disclosure, or in a deal or product after the label of its own box.
Pasted ad code is published byte for byte, so its attributes are its network's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kawaraban.ads.address import bare
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.checks.skimming import Read, is_right
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.core.model import Site
from kawaraban.core.settings import AffiliateSettings

# What is looked at, in the order of the document.
_MARKS = 'a[href*="//"], .disclosure, .ad-label'
_SAYING = frozenset(("disclosure", "ad-label"))
# The boxes that carry a label of their own, and the template that draws each.
_BOXES = {"deal": "elements/deal.html", "product": "elements/product.html"}
_CARD = {"link-card": "elements/link_card.html"}


class Sheet(Struct, frozen=True):
    """A finished page: its path, the template that made it, and the ad code pasted into it."""

    path: str
    template: str
    html: bytes
    pasted: frozenset[str]


def pasted_everywhere(site: Site) -> frozenset[str]:
    """Give the addresses of the ad code that is pasted into notices and bios."""
    bodies = (*(notice.body for notice in site.notices.values()), *site.bios.values())
    return frozenset(ad.url for body in bodies for ad in body.ads if ad.pasted)


class _Fault(Struct, frozen=True):
    rule: str
    template: str
    href: str


def _faults(sheet: Sheet, read: Read) -> Iterator[_Fault]:
    """Read one page from its first mark to its last."""
    disclosed = False
    labelled: set[int] = set()
    boxes: dict[int, LexborNode | None] = {}
    for node in LexborHTMLParser(sheet.html.decode()).css(_MARKS):
        classes = (node.attributes.get("class") or "").split()
        box = _box(node, boxes)
        said = classes if _SAYING.intersection(classes) and node.text(strip=True) else []
        if box is not None and "ad-label" in said:
            labelled.add(box.mem_id)
        disclosed |= "disclosure" in said
        if node.tag == "a":
            own = bare(node.attributes.get("href") or "") not in sheet.pasted
            is_told = _says_so(box, labelled) or (disclosed and not (own and box))
            template = _template(sheet, box, classes)
            yield from _faults_of(node, sheet, read, template, is_told=is_told)


def _says_so(box: LexborNode | None, labelled: set[int]) -> bool:
    """Say whether a box had its label before this place."""
    return box is not None and box.mem_id in labelled


def _faults_of(
    link: LexborNode, sheet: Sheet, read: Read, template: str, *, is_told: bool
) -> Iterator[_Fault]:
    href = link.attributes.get("href") or ""
    rel = (link.attributes.get("rel") or "").lower().split()
    verdict = read(href).verdict
    if verdict == "none":
        return
    if verdict == "others":
        yield _Fault("foreign-ad-on-page", template, href)
    if bare(href) not in sheet.pasted and ("sponsored" not in rel or "noreferrer" in rel):
        yield _Fault("lost-sponsored", template, href)
    if not is_told:
        yield _Fault("lost-disclosure", template, href)


def _box(node: LexborNode, boxes: dict[int, LexborNode | None]) -> LexborNode | None:
    """Give the deal or product that a node stands in, or is; `boxes` knows it of those above."""
    passed: list[int] = []
    found: LexborNode | None = node
    while found is not None and found.mem_id not in boxes and not _box_name(found):
        passed.append(found.mem_id)
        found = found.parent
    box = None if found is None else boxes.get(found.mem_id, found)
    boxes.update(dict.fromkeys(passed, box))
    return box


def _box_name(node: LexborNode) -> str:
    classes = (node.attributes.get("class") or "").split()
    return next((name for name in classes if name in _BOXES), "")


def _template(sheet: Sheet, box: LexborNode | None, classes: list[str]) -> str:
    if box is not None:
        return _BOXES[_box_name(box)]
    return next((_CARD[name] for name in classes if name in _CARD), sheet.template)


def ad_reader(affiliate: AffiliateSettings) -> Read:
    """Give how an address is read, for all pages of a site: each is read once."""
    return lru_cache(maxsize=65_536)(partial(read_ad, programmes=programmes_of(affiliate)))


def proofread(sheet: Sheet, read: Read) -> tuple[Diagnostic, ...]:
    """Find what the templates lost on a page."""
    faults = () if is_right(sheet.html, read) else _faults(sheet, read)
    return tuple(_explained(fault, sheet) for fault in faults)


def once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Give each fault of a template once, where it was found first."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    for one in found:
        key = (one.rule, one.source) if one.rule in _FAULTS else (one,)
        first.setdefault(key, one)
    return tuple(first.values())


def _explained(fault: _Fault, sheet: Sheet) -> Diagnostic:
    what, remedy = _FAULTS[fault.rule]
    return error(
        Source(f"templates/{fault.template}"),
        fault.rule,
        Words(
            f"{what.ja}（{sheet.path} の {fault.href}）", f"{what.en} ({sheet.path}: {fault.href})"
        ),
        remedy,
    )


_FAULTS: Mapping[str, tuple[Words, Words]] = {
    "lost-sponsored": (
        Words("広告のリンクの rel が正しくありません", "an ad link's rel is not right"),
        Words(
            'rel="sponsored noopener" にし、noreferrer は付けないでください',
            'make it rel="sponsored noopener", without noreferrer',
        ),
    ),
    "lost-disclosure": (
        Words("広告の表示より前に広告のリンクがあります", "an ad link comes before the disclosure"),
        Words(
            "{{ article.disclosure }} を本文の前に、囲みには ad-label を入れてください",
            "put {{ article.disclosure }} before the body, and an ad-label into a box",
        ),
    ),
    "foreign-ad-on-page": (
        Words("自分のものでないIDの広告リンクがあります", "an ad link has somebody else's id"),
        Words("テンプレートのリンクを直してください", "mend the template's link"),
    ),
}
