"""The ledger: the links of affiliate programmes, their keys, and what follows their end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR

from msgspec.structs import replace

from kawaraban.ads.ledger import NAMED, whole_key
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.core.model import AdLink, Ledger, Programme, ShopLink
from kawaraban.read.offers import WrittenProgramme
from kawaraban.read.source import SiteSource
from kawaraban.site.offers import LinkMaker, unknown_programme


def make_ledger(
    source: SiteSource, addresses: Callable[[str], Iterable[tuple[int, str]]]
) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Make the links of all programmes, with every mistake in the ledger.

    `addresses` gives the addresses in code, each behind its position.
    """
    misread = source.misread | source.programmes.keys()
    maker = LinkMaker(source.settings, Ledger(misread=misread))
    programmes: dict[str, Programme] = {}
    keys: dict[str, str] = {}
    for name, written in source.programmes.items():
        links = _links(written, addresses, maker)
        if links:
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
    """Make the links of a programme, its own first; report code without an ad."""
    code, given = written.code, [written.link] if written.link else []
    given += [replace(code, url=url) for _, url in addresses(code.url)] if code else []
    made = [maker.make(replace(link, shop=written.name)) for link in given]
    links = [one for one in made if one and (one.is_ad or written.link)]
    if code and not any(one.is_ad for one in links):
        maker.found.append(_no_ad(code.source))
    # What stands in the ledger is an ad, whether or not its address says so.
    return [ShopLink(shop=one.shop, link=_by_address(one.link), is_ad=True) for one in links]


def _by_address(link: AdLink) -> AdLink:
    return replace(link, keys=f"{link.keys}\t{whole_key(link.url)}".strip())


def _programme(name: str, written: WrittenProgramme, link: ShopLink, maker: LinkMaker) -> Programme:
    then, ends = written.then, written.ends
    is_link = then is not None and ":" in then.url and not then.url.startswith(NAMED)
    return Programme(
        id=name,
        source=written.source,
        link=link,
        # The last year of the calendar stands for no end.
        ends=ends if ends and ends.year < MAXYEAR else None,
        heir=then.url.removeprefix(NAMED) if then and not is_link and then.url != "text" else "",
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
                yield _same(link.source, name, other)


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
            yield _circle(then.source, [*line, heir])
        elif heir not in known:
            yield unknown_programme(heir, then.source, tuple(programmes))
        programmes[line[-1]] = replace(programmes[line[-1]], heir="")


def _no_ad(source: Source) -> Diagnostic:
    return error(
        source,
        "bad-programme",
        Words("コードに広告のリンクがありません", "the code has no ad link"),
        Words(
            "広告会社のコードを、そのまま貼ってください", "paste the code as the network gives it"
        ),
    )


def _circle(source: Source, line: list[str]) -> Diagnostic:
    way = " → ".join(line)
    return error(
        source,
        "programme-circle",
        Words(f"「then」がひとまわりしています（{way}）", f"'then' leads in a circle ({way})"),
        Words("どれかを「then: text」にしてください", "write 'then: text' in one of them"),
    )


def _same(source: Source, name: str, other: str) -> Diagnostic:
    return error(
        source,
        "same-programme",
        Words(f"「{name}」と「{other}」のIDが同じです", f"'{name}' and '{other}' have one id"),
        Words("一つにまとめるか、リンクを確かめてください", "make them one, or check the links"),
    )
