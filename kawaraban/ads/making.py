"""Links with the site's own id, from what an author writes."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from urllib.parse import quote

from msgspec.structs import asdict

from kawaraban.ads import MadeLink, Problem, Reading, amazon
from kawaraban.ads.address import is_within, parse
from kawaraban.ads.problems import titles
from kawaraban.ads.programmes import Programmes
from kawaraban.ads.reading import read_ad, read_address
from kawaraban.core.diagnostics import did_you_mean

# The title of a shop, and the hosts of its pages.
_OF_YAHOO = ("shopping.yahoo.co.jp", "paypaymall.yahoo.co.jp", "lohaco.yahoo.co.jp")
_SHOPS = {
    "rakuten": ("楽天", ("rakuten.co.jp", "rakuten.ne.jp")),
    "yahoo": ("Yahoo!ショッピング", _OF_YAHOO),
}
# Moshimo's own numbers of each shop's programme, and of the link in it.
_MOSHIMO: Mapping[str, str] = {
    "amazon": "p_id=170&pc_id=185&pl_id=4062",
    "rakuten": "p_id=54&pc_id=54&pl_id=616",
    "yahoo": "p_id=1225&pc_id=1925&pl_id=18502",
}
_Network = tuple[str, str, str, str]
"""A network by its key, the id that it needs, the form of its links, and the shop."""
_RAKUTEN = "https://hb.afl.rakuten.co.jp/hgc/{id}/?pc={page}&m={page}"
_YAHOO = "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid={sid}&pid={pid}&vc_url={page}"
# A tag's end names the shop that gave it; several countries share `-21`.
_SHOP_OF_TAG = {"-20": "www.amazon.com", "-21": "www.amazon.co.uk"}
_COUNTED = r"(?<=[?&])sc2?id=[^&#]*&?"  # Rakuten's, of a visit through an ad
_RESERVED = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986's reserved characters, and `%`


@lru_cache(maxsize=4096)
def make_link(written: str, programmes: Programmes) -> MadeLink | Problem:
    """Make the link that an address as written means, or say why there is none.

    `amazon:`, `rakuten:`, `yahoo:` and `moshimo:SHOP:` make the site's own link. A plain address of
    an Amazon shop gets the site's tag; any other stays as it is, byte for byte, with its reading.
    """
    shop, _, target = written.strip().partition(":")
    maker = _MAKERS.get(shop.lower())
    if maker is None:
        return _plain(written, programmes)
    link = maker(target.strip(), programmes)
    if isinstance(link, Problem):
        return link
    return MadeLink(address=link, reading=read_ad(link, programmes))


def may_be_requested(written: str, programmes: Programmes) -> bool:
    """Return whether a program may open an address: it is no ad, and its host serves none."""
    made = make_link(written, programmes)
    address = parse(made.address) if isinstance(made, MadeLink) else None
    if address is None or read_address(address, programmes).verdict != "none":
        return False
    rule = programmes.rule_of(address)
    return rule is None or rule.kind in {"shops", "mentions"}


def _plain(written: str, programmes: Programmes) -> MadeLink:
    """Add the site's tag to a plain address where Amazon's ads go; leave any other as it is."""
    address = parse(written)
    reading = read_address(address, programmes) if address else Reading()
    programme = programmes.affiliate.amazon
    is_others = reading.verdict in {"others", "hidden"}
    if programme is None or is_others or address is None or not amazon.is_ad_page(address):
        return MadeLink(address=written, reading=reading)
    page = amazon.page(address, programme.tag)
    return MadeLink(address=page, reading=reading if page == written else read_ad(page, programmes))


def _amazon(target: str, programmes: Programmes) -> str | Problem:
    programme = programmes.affiliate.amazon
    if programme is None:
        return Problem("no-programme", {"table": "amazon", "key": "tag"})
    return _amazon_page(target, programme.tag, programmes, programme.tag)


def _amazon_page(target: str, tag: str, programmes: Programmes, country: str = "") -> str | Problem:
    """Return the page of a product's number or of an address; `country` is a tag of that shop."""
    if "/" not in target:
        if not amazon.is_asin(target):
            return Problem("bad-asin", {"text": target})
        target = f"https://{_SHOP_OF_TAG.get(country[-3:], 'www.amazon.co.jp')}/dp/{target}"
    if problem := _foreign(target, programmes):
        return problem
    address = parse(target)
    if address is None or not amazon.is_shop(address):
        return Problem("wrong-shop", {"target": target, "shop": "Amazon"})
    return amazon.page(address, tag)


def _moshimo(target: str, programmes: Programmes) -> str | Problem:
    shop, _, target = target.partition(":")
    shop = shop.strip().lower()
    if shop not in _MOSHIMO:
        near = did_you_mean(shop, tuple(_MOSHIMO))
        return Problem("unknown-shop", {"shop": shop, "near": near})
    form = f"https://af.moshimo.com/af/c/click?a_id={{{shop}}}&{_MOSHIMO[shop]}&url={{page}}"
    return _through(("moshimo", shop, form, shop), target.strip(), programmes)


def _through(how: _Network, target: str, programmes: Programmes) -> str | Problem:
    """Return the link of a network to a page of a shop."""
    network, key, form, shop = how
    programme = getattr(programmes.affiliate, network)
    if not getattr(programme, key, ""):
        return Problem("no-programme", {"table": network, "key": key})
    reading = read_ad(target, programmes)
    if (reading.verdict, reading.network) == ("ours", network):
        return target
    is_amazon = shop == "amazon"
    page = _amazon_page(target, "", programmes) if is_amazon else _page(shop, target, programmes)
    if isinstance(page, Problem):
        return page
    ids = {name: _encode(one) for name, one in asdict(programme).items() if isinstance(one, str)}
    return form.format(page=_encode(page), **ids)


_MAKERS: Mapping[str, Callable[[str, Programmes], str | Problem]] = {
    "amazon": _amazon,
    "rakuten": partial(_through, ("rakuten", "id", _RAKUTEN, "rakuten")),
    "yahoo": partial(_through, ("valuecommerce", "sid", _YAHOO, "yahoo")),
    "moshimo": _moshimo,
}


def _page(shop: str, target: str, programmes: Programmes) -> str | Problem:
    """Return the page of a shop that a link leads to, or why it is none."""
    if problem := _foreign(target, programmes):
        return problem
    title, hosts = _SHOPS[shop]
    target = re.sub(_COUNTED, "", target).rstrip("?&")
    address = parse(target)
    is_ad = read_ad(target, programmes).verdict != "none"
    if address is None or is_ad or not is_within(address.host, hosts):
        return Problem("wrong-shop", {"target": target, "shop": title})
    return "https:" + target if target.startswith("//") else target


def _foreign(target: str, programmes: Programmes) -> Problem | None:
    """Report a destination that carries somebody else's id."""
    reading = read_ad(target, programmes)
    if reading.verdict != "others":
        return None
    network = titles(reading.network)
    return Problem("foreign-destination", {"network": network, "owner": reading.owner})


def _encode(text: str) -> str:
    """Encode an address as a query's value; what it has encoded already stays so."""
    return quote(quote(text, _RESERVED, errors="replace"), "")
