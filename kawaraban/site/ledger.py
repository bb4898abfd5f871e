"""The ledger: the links of affiliate programmes, their keys, and what follows their end."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR

from msgspec.structs import replace

from kawaraban.ads.ledger import NAMED, whole_key
from kawaraban.core.diagnostics import Diagnostic, Reported
from kawaraban.core.messages import report
from kawaraban.core.model import AdLink, Ledger, Programme, ShopLink
from kawaraban.read.offers import WrittenProgramme
from kawaraban.read.source import SiteSource
from kawaraban.site.offers import LinkMaker, unknown_programme


def make_ledger(
    source: SiteSource, addresses: Callable[[str], Iterable[tuple[int, str]]]
) -> Reported[Ledger]:
    """Make the links of all programmes, with every mistake in the ledger.

    `addresses` gives the addresses in code, each behind its position.
    """
    misread = source.misread | source.programmes.keys()
    maker = LinkMaker(source.settings, Ledger(misread=misread))
    programmes, keys = dict[str, Programme](), dict[str, str]()
    for name, written in source.programmes.items():
        if links := _links(written, addresses, maker):
            programmes[name] = _programme(name, written, links[0], maker)
            keys[NAMED + name] = name
            maker.found += _add_keys(keys, name, links)
    maker.found += _check_heirs(programmes, source)
    return Ledger(programmes=programmes, keys=keys, misread=misread), tuple(maker.found)


def _links(
    written: WrittenProgramme,
    addresses: Callable[[str], Iterable[tuple[int, str]]],
    maker: LinkMaker,
) -> list[ShopLink]:
    """Make the links of a programme, its own first; all are ads, but for scripts that many load."""
    own, code = filter(None, [written.link]), written.code
    text = code.url if code else ""
    urls = sorted(addresses(text), key=lambda one: not _is_href(text, one[0]))
    pasted = [replace(code, url=re.sub("^//", "https://", url)) for _, url in urls if code]
    made = list(filter(None, map(maker.make, own)))
    ads = [a for a in filter(None, map(maker.make, pasted)) if a.is_ad and ".js" not in a.link.url]
    if code and not ads:
        maker.found.append(report(code.source, "bad-programme"))
    return [_of_ledger(one.link, written.name) for one in (*made, *ads)]


def _is_href(text: str, at: int) -> bool:
    """Return whether readers follow an address that begins there; others are loaded."""
    return text[max(0, at - 9) : at].rstrip("\"' ").lower().endswith("href=")


def _of_ledger(link: AdLink, name: str) -> ShopLink:
    keys = f"{link.keys}\t{whole_key(link.url)}".strip()
    return ShopLink(shop=name, link=replace(link, keys=keys), is_ad=True)


def _programme(name: str, written: WrittenProgramme, link: ShopLink, maker: LinkMaker) -> Programme:
    then, ends = written.then, written.ends
    what = then.url.removeprefix(NAMED) if then else "text"
    is_link = ":" in what
    return Programme(
        id=name,
        source=written.source,
        link=link,
        # The last year of the calendar stands for no end.
        ends=ends if ends and ends.year < MAXYEAR else None,
        heir="" if is_link or what == "text" else what,
        then=maker.make(then) if then and is_link else None,
    )


def _add_keys(keys: dict[str, str], name: str, links: list[ShopLink]) -> Iterator[Diagnostic]:
    """Add the keys of a programme; report an exact one that another programme has too.

    A key that is less exact is nobody's (an empty name) where several programmes have it.
    """
    for link in (one.link for one in links):
        for number, key in enumerate(link.keys.split("\t")):
            other = keys.setdefault(key, name)
            if other != name and number:
                keys[key] = ""
            elif other != name:
                yield report(link.source, "same-programme", name=name, other=other)


def _check_heirs(programmes: dict[str, Programme], source: SiteSource) -> Iterator[Diagnostic]:
    """Report an heir that is not there, or that leads back in a circle, and cut the tie to it."""
    known = source.misread | source.programmes.keys()
    for name in programmes:
        line = [name]
        while (heir := programmes[line[-1]].heir) in programmes and heir not in line:
            line.append(heir)
        then = source.programmes[line[-1]].then
        if not heir or then is None:
            continue
        if heir in line:
            way = " → ".join((*line, heir))
            yield report(then.source, "programme-circle", way=way)
        elif heir not in known:
            yield unknown_programme(heir, then.source, tuple(programmes))
        programmes[line[-1]] = replace(programmes[line[-1]], heir="")
