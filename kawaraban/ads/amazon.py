"""Amazon's addresses: shops of all countries, product pages, old forms, and the tag in each."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kawaraban.ads.address import Address, Field, is_within
from kawaraban.core.networks import networks
from kawaraban.core.tables import read_table
from kawaraban.system.regex import lazy_pattern

TAGS = frozenset({"tag", "associatetag", "associate-tag", "associate_tag"})

_SHOP_NAMES = frozenset({"", "www", "smile", "m"})
_A8 = "a8-affi-"  # begins the tags of A8's own links to Amazon
_ASIN = lazy_pattern(r"(?i)[A-Z0-9]{10}")
_OLD = lazy_pattern(r"(?i)/(?:exec/obidos|o)/")
_TAG = lazy_pattern(r"(?i)[a-z0-9][\w.-]*-\d\d")
_TAG_IN_PATH = lazy_pattern(r"(?i)(?:^|[&;?])(?:associate[-_]?)?tag=([^&;?]+)")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_table(__file__, dict[str, str])[name])


def is_shop(address: Address) -> bool:
    """Return whether an address is a page of a shop that a tag can be added to."""
    shop = _shop_of(address.host)
    if shop is None or is_account(address) or address.path.lower().startswith("/shop/"):
        return False
    return address.host.removesuffix(shop).removesuffix(".") in _SHOP_NAMES


def is_ad_page(address: Address) -> bool:
    """Return whether an address is a shop's page to which ads go: it gets a tag by itself."""
    return is_shop(address) and _pattern("ad_page").match(_one_slash(address.path)) is not None


def is_of_a8(address: Address) -> bool:
    """Return whether a page has the tag of A8 itself, which its links to Amazon carry."""
    return any(tag.lower().startswith(_A8) for tag in address.values("tag"))


@lru_cache(maxsize=1024)
def _shop_of(host: str) -> str | None:
    """Return the shop that a host belongs to; a site's links go to few hosts."""
    return next((shop for shop in networks()["amazon"].shops if is_within(host, (shop,))), None)


def _one_slash(path: str) -> str:
    return re.sub("/{2,}", "/", path) if "//" in path else path


def is_account(address: Address) -> bool:
    """Return whether a page belongs to a customer or to another business of Amazon: never an ad."""
    if _pattern("other_business").search(address.host):
        return True
    return _pattern("account").match(_one_slash(address.path)) is not None


def is_asin(text: str) -> bool:
    """Return whether a text is a product's number: ten letters and digits, not letters alone."""
    return _ASIN.fullmatch(text) is not None and not text.isalpha()


def tags(address: Address) -> Iterator[str]:
    """Yield each tag: in the query, in the path, or in a widget's own parameter."""
    if is_account(address):
        return
    is_widget = _shop_of(address.host) is None or address.host.startswith(("rcm", "ws", "ir"))
    names = {*TAGS, "t", "tracking_id"} if is_widget else TAGS
    if address.path.lower().startswith("/gp/aw/"):  # old phones
        names = {*names, "at"}
    yield from (tag for tag in address.values(*names) if not tag.lower().startswith(_A8))
    yield from _tags_in_path(address)
    for value in address.values("id") if is_widget else ():  # `V20070822/JP/TAG/8001/…`
        yield from filter(_TAG.fullmatch, value.split("/"))


def _tags_in_path(address: Address) -> Iterator[str]:
    # In the old form the tag follows the product's number, or is where that would be.
    is_after_asin = _OLD.match(address.path) is not None
    for segment in address.segments:
        if "=" in segment and (named := _TAG_IN_PATH.search(segment)):
            yield named[1]
        elif is_after_asin and _TAG.fullmatch(segment):
            yield segment
        is_after_asin = is_after_asin or is_asin(segment)


def page(address: Address, tag: str) -> str:
    """Return a shop's page without what counts visits, and with `tag` set once, if any.

    A product page gets the short form that Amazon names, `/dp/ASIN?tag=TAG`; any
    other keeps its path and the parameters that say what it lists.
    """
    product = _pattern("product").search(address.path)
    path = f"/dp/{product[1].upper()}" if product else _path(address)
    fields = [field.written for field in address.fields if _is_needed(field, address, product)]
    query = "&".join([*fields, f"tag={tag}"] if tag else fields)
    fragment = f"#{address.fragment}" if address.fragment else ""
    shop = "amazon.co.jp" if _shop_of(address.host) == "amazon.jp" else _shop_of(address.host)
    return f"https://www.{shop}{path}{'?' + query if query else ''}{fragment}"


def _path(address: Address) -> str:
    """Return the path without tags and what counts visits."""
    tags = set(_tags_in_path(address))
    parts = [(part, _TAG_IN_PATH.sub("", part)) for part in address.path.split("/")]
    needed = [
        rest
        for part, rest in parts
        if not rest.lower().startswith("ref=") and rest not in tags and (rest or not part)
    ]
    return "/".join(needed) or "/"


def _is_needed(field: Field, address: Address, product: re.Match[str] | None) -> bool:
    if product:
        return field.name == "ascsubtag"
    if field.name == "keywords":
        return _pattern("search").match(address.path) is not None
    return _pattern("counting").fullmatch(field.name) is None
