"""The finished pages read back: what a template lost of an ad's honesty stops the build.

Every ad link says `sponsored` and never `noreferrer`, carries the site's own id, and
comes after the disclosure, or after the label of its own box (a deal, a product).
Pasted ad code is published byte for byte, so its attributes are its network's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from html.parser import HTMLParser
from typing import NamedTuple

from kawaraban.addresses import file_of
from kawaraban.ads import Reading
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.diagnostics import Diagnostic, Source, Words, error
from kawaraban.model import Site
from kawaraban.pages import Output
from kawaraban.settings import AffiliateSettings

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
     "track", "wbr"}
)  # fmt: skip
# The boxes that carry a label of their own, and the template that draws each.
_BOXES = {"deal": "elements/deal.html", "product": "elements/product.html"}
_CARD = {"link-card": "elements/link_card.html"}
Read = Callable[[str], Reading]


class Sheet(NamedTuple):
    """A finished page: its path, the template that made it, and the ad code pasted into it."""

    path: str
    template: str
    html: str
    pasted: frozenset[str]


def sheets(outputs: Iterable[Output], files: Mapping[str, bytes], site: Site) -> Iterator[Sheet]:
    """Give the finished HTML pages of a site."""
    notices = [ad.url for notice in site.notices.values() for ad in notice.body.ads if ad.pasted]
    pasted = {
        file_of(article.address): frozenset(
            [*notices, *(ad.url for ad in article.body.ads if ad.pasted)]
        )
        for article in site.articles.values()
    }
    for output in outputs:
        if output.template and output.path in files:
            html = files[output.path].decode()
            yield Sheet(output.path, output.template, html, pasted.get(output.path, frozenset()))


class _Fault(NamedTuple):
    rule: str
    template: str
    href: str


class _Open(NamedTuple):
    tag: str
    box: str


class _Reader(HTMLParser):
    """Reads one page from its first tag to its last."""

    def __init__(self, sheet: Sheet, read: Read) -> None:
        super().__init__()
        self.sheet, self.read = sheet, read
        self.faults: list[_Fault] = []
        self.open: list[_Open] = []
        self.disclosed = False
        self.labelled: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        box = next((name for name in classes if name in _BOXES), "")
        if tag not in _VOID:
            self.open.append(_Open(tag, box))
        self.disclosed |= "disclosure" in classes
        if "ad-label" in classes and (place := self._box()) is not None:
            self.labelled.add(place)
        if tag == "a" and values.get("href"):
            self._link(values["href"], values.get("rel", "").lower().split(), classes)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, element in enumerate(self.open) if element.tag == tag]
        if places:
            self.labelled = {place for place in self.labelled if place < places[-1]}
            del self.open[places[-1] :]

    def _box(self) -> int | None:
        return next((i for i in reversed(range(len(self.open))) if self.open[i].box), None)

    def _link(self, href: str, rel: list[str], classes: list[str]) -> None:
        verdict = self.read(href).verdict
        if verdict == "none":
            return
        box = self._box()
        template = self._template(box, classes)
        if verdict == "others":
            self.faults.append(_Fault("foreign-ad-on-page", template, href))
        if href not in self.sheet.pasted and ("sponsored" not in rel or "noreferrer" in rel):
            self.faults.append(_Fault("lost-sponsored", template, href))
        if not self.disclosed and box not in self.labelled:
            self.faults.append(_Fault("lost-disclosure", template, href))

    def _template(self, box: int | None, classes: list[str]) -> str:
        if box is not None:
            return _BOXES[self.open[box].box]
        card = next((_CARD[name] for name in classes if name in _CARD), None)
        return card or self.sheet.template


def proofread(pages: Iterable[Sheet], affiliate: AffiliateSettings) -> Iterator[Diagnostic]:
    """Find what the templates lost, each fault of a template once."""
    read = lru_cache(maxsize=65_536)(partial(read_ad, programmes=programmes_of(affiliate)))
    found: dict[tuple[str, str], Diagnostic] = {}
    for sheet in pages:
        reader = _Reader(sheet, read)
        reader.feed(sheet.html)
        for fault in reader.faults:
            found.setdefault((fault.rule, fault.template), _explained(fault, sheet))
    yield from found.values()


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
