"""The report of a site's ads: `python build.py ads`.

A line each, with tabs, so that a question is one `grep`: which posts use this
programme, when does that deal end, which product has no link, what does a page say.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path

from msgspec import json, to_builtins

from kawaraban.ads.ledger import NAMED
from kawaraban.checks import CheckSubject
from kawaraban.checks.programmes import carriers
from kawaraban.core.model import AdLink, Article, Deal, Frozen
from kawaraban.elements import ads_on
from kawaraban.render.templates import environment

Ads = Mapping[str, tuple[AdLink, ...]]
"""The ad links of each article, by its path."""
Row = Mapping[str, str | int]


class ProgrammeRow(Frozen, frozen=True, kw_only=True):
    """A programme of the ledger: the moment of its end, its link now (or `text`), its posts.

    `keys` are what links are found by, the same as in `kawaraban.ads.ledger`.
    """

    id: str
    name: str
    ends: str
    now: str
    posts: tuple[str, ...]
    keys: tuple[str, ...]


class AdsReport(Frozen, frozen=True, kw_only=True):
    """All rows, sorted: of programmes, ad links on pages, deals, products and pages.

    The `place` of an ad is where it is written, its `ledger` the name of its programme there.
    A deal's `state` is `coming`, `running` or `ended`; an open end is empty.
    """

    programmes: tuple[ProgrammeRow, ...]
    ads: tuple[Row, ...]
    deals: tuple[Row, ...]
    products: tuple[Row, ...]
    pages: tuple[Row, ...]


def ads_report(subject: CheckSubject, deals: Mapping[str, Deal]) -> AdsReport:
    """Return the report of every article that is published or still to come."""
    ads = {a.path: tuple(dict.fromkeys(ads_on(subject.context(a)))) for a in subject.articles}
    ledger = subject.site.ledger
    rows: Iterator[Row] = (
        {
            "network": ad.network,
            "programme": ad.programme,
            "id": ad.owner,
            "page": path,
            "place": str(ad.source),
            "pasted": ad.pasted,
            "url": ad.url,
            "ledger": ledger.name_of(ad.keys),
        }
        for path, found in ads.items()
        for ad in found
    )
    return AdsReport(
        programmes=tuple(_programmes(subject, ads)),
        ads=tuple(sorted(rows, key=itemgetter("network", "programme", "page", "place"))),
        deals=tuple(_deal(deal, subject) for deal in deals.values()),
        products=tuple(
            {"id": p.id, "links": len(p.links), "ads": sum(link.is_ad for link in p.links)}
            for p in subject.site.products.values()
        ),
        pages=tuple(_page(article, len(ads[article.path])) for article in subject.articles),
    )


def _programmes(subject: CheckSubject, ads: Ads) -> Iterator[ProgrammeRow]:
    """Yield each programme with the posts that carry it, now or once another has ended."""
    ledger, posts = subject.site.ledger, carriers(subject)
    for path, ad in ((path, ad) for path, some in ads.items() for ad in some):
        posts.setdefault(ledger.name_of(ad.keys), []).append(path)
    for name in ledger.programmes:
        yield _programme(name, subject, dict.fromkeys(posts.get(name, ())))


def _programme(name: str, subject: CheckSubject, posts: Iterable[str]) -> ProgrammeRow:
    programme, keys = subject.site.ledger.programmes[name], subject.site.ledger.keys
    standing = subject.view.programme(NAMED + name)
    return ProgrammeRow(
        id=name,
        name=programme.link.shop,
        ends=programme.ends.isoformat() if programme.ends else "",
        now=standing.link.link.url if standing and standing.link else "text",
        posts=tuple(posts),
        keys=tuple(k for k, own in keys.items() if own == name and " " in k[2:]),  # no address
    )


def _deal(deal: Deal, subject: CheckSubject) -> Row:
    now = subject.site.now
    running = "ended" if deal.ends is not None and deal.ends < now else "running"
    return {
        "id": deal.id,
        "shop": deal.shop,
        "state": "coming" if deal.starts is not None and deal.starts > now else running,
        "starts": deal.starts.isoformat() if deal.starts else "",
        "ends": deal.ends.isoformat() if deal.ends else "",
        "url": deal.link.url,
    }


def _page(article: Article, ads: int) -> Row:
    front = article.front_matter
    sponsor = front.sponsor.name if front.sponsor else ""
    return {"page": article.path, "disclosure": front.disclosure, "sponsor": sponsor, "ads": ads}


def as_json(report: AdsReport) -> str:
    """Return the report as one JSON object, a list for each kind of row."""
    return json.format(json.encode(report)).decode() + "\n"


def as_html(report: AdsReport, product: Path, language: str) -> str:
    """Return the report as one page that needs no other file."""
    template = environment(product, product).get_template("tools/ads.html")
    return template.render(kinds=to_builtins(report), language=language)


def as_text(report: AdsReport) -> str:
    """Return a line for each row: what it is, then its fields, with tabs between."""
    return "".join(
        "\t".join([kind.removesuffix("s"), *map(_show, row.values())]) + "\n"
        for kind, rows in to_builtins(report).items()
        for row in rows
    )


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "pasted" if value else "written"
    if isinstance(value, list | tuple):
        return " ".join(value) or "-"
    return str(value) or "-"
