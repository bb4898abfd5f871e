"""Read whose publisher id a link carries. Pure and total: any text gives an answer, none raises."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from msgspec.structs import replace

from kawaraban.ads import SPONSOR, MadeLink, Reading, amazon
from kawaraban.ads.address import Address, destination, is_within, parse
from kawaraban.ads.claims import Claim, a8_mark, claims_of, is_marked, programme_of
from kawaraban.ads.programmes import Programmes
from kawaraban.ads.rules import Rule
from kawaraban.core.model import Sponsor
from kawaraban.system.regex import lazy_pattern

_NO_AD = Reading()
_LEVELS = 5  # of addresses inside addresses; links through several networks have three
_MOST = 200  # addresses on one level; a redirect has one or two
_WORST_FIRST = ("others", "hidden", "ours", "marked")
# Shorteners that hide any address, and what many programmes call a publisher's id.
_POSSIBLE = lazy_pattern(
    r"(?i)//(?:bit\.ly|tinyurl\.com|is\.gd|x\.gd|cutt\.ly|ow\.ly|buff\.ly)/|"
    r"[?&](?:(?:affiliate_?id|aff_?id|aff)=\w|(?:via|ref)=(?=[\w-]{4})[\w-]*\d[\w-]*(?:[&#]|$))"
)


def may_be_ad(url: str) -> bool:
    """Return whether an address that no rule knows may be an ad's."""
    return _POSSIBLE.search(url) is not None


@lru_cache(maxsize=4096)
def read_ad(text: str, programmes: Programmes) -> Reading:
    """Read an address: a redirect's destination counts as the link itself does.

    Somebody else's id anywhere makes the whole link somebody else's; a part that
    cannot be read makes it one that cannot be read.
    """
    address = parse(text)
    return read_address(address, programmes) if address else _NO_AD


def or_sponsors(link: MadeLink, sponsor: Sponsor | None) -> MadeLink:
    """Return a link, as an ad without an id where it is no other one and to a sponsor's host."""
    to, own = (parse(link.address), parse(sponsor.url)) if sponsor and sponsor.url else (None, None)
    is_theirs = to and own and is_within(to.host, (own.host.removeprefix("www."),))
    if not (sponsor and is_theirs and link.reading.verdict == "none"):
        return link
    return replace(link, reading=Reading(verdict="ours", network=SPONSOR, owner=sponsor.name))


def read_address(address: Address, programmes: Programmes) -> Reading:
    """Read an address that is parsed already, as `read_ad` does."""
    found: list[tuple[str, Reading]] = []
    level = [address]
    for _ in range(_LEVELS):
        inner = []
        for one in level:
            rule = programmes.rule_of(one)
            found += _readings(one, rule, programmes) if rule else ()
            if not (rule and rule.kind == "mentions"):
                inner.append(_destinations(one))
        level = list(islice(chain.from_iterable(inner), _MOST))
        if not level:
            break
    return min(found, key=lambda one: _WORST_FIRST.index(one[0]), default=("", _NO_AD))[1]


def _destinations(outer: Address) -> Iterator[Address]:
    """Yield the destinations of a redirect; in A8's own links to shops the ids are A8's."""
    for field in outer.fields:
        written = destination(field.value)
        inner = parse(written) if written else None
        mark = a8_mark(outer) if inner else ""
        if inner and not (mark and (mark in inner.path.casefold() or amazon.is_of_a8(inner))):
            yield inner


def _readings(address: Address, rule: Rule, known: Programmes) -> Iterator[tuple[str, Reading]]:
    """Yield a reading for each publisher id of an address, or one where an ad hides its id.

    Each is preceded by how bad it is; one that only a mark gives away is the least.
    """
    programme = programme_of(address, rule)
    claims = claims_of(address, rule)
    for claim in claims:
        reading = _read_claim(claim, programme, rule, known)
        yield reading.verdict, reading
    key = rule.network.key
    if rule.kind == "short" or (rule.kind == "hosts" and not (claims or _is_home(address))):
        yield "hidden", Reading(verdict="hidden", network=key, programme=programme)
    elif key == "amazon" and amazon.is_of_a8(address):
        yield "hidden", Reading(verdict="hidden", network="a8")
    elif not claims and is_marked(address, rule.network.marks):
        yield "marked", Reading(verdict="hidden", network=key)


def _is_home(address: Address) -> bool:
    return address.path in {"", "/"} and not address.fields


def _read_claim(claim: Claim, programme: str, rule: Rule, programmes: Programmes) -> Reading:
    """Read a claim, which is ours where one of its ids is."""
    network = rule.network
    own = next((one for one in claim if programmes.are_own(network.key, one)), None)
    written = claim if network.together else claim[:1]
    named = () if network.programme_pattern else (programme,)
    return Reading(
        verdict="others" if own is None else "ours",
        network=network.key,
        owner=own or claim[0],
        programme=programme,
        ids=tuple(dict.fromkeys(one.casefold() for one in (*written, *named) if one)),
    )
