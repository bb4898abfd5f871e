"""Find the publisher's id in the links of networks that do not write it into one parameter.

A claim is one publisher's id in every form that a link gives it: it is ours where any is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kawaraban.ads.address import Address

Claim = tuple[str, ...]

# Four groups, and what link makers add to them (`._RTLink12345`).
_RAKUTEN = r"(?is)([0-9a-z]+(?:\.[0-9a-z]+){3})(?:[._].*)?"
# The final two groups of the banners that A8 hands out for Rakuten's own programme.
_A8_BANNER = ".0eb4bbaa.95151395"


def rakuten_claims(address: Address) -> Iterator[Claim]:
    """Yield the segment of four dotted groups, or a widget's own parameter."""
    for segment in address.segments if ".afl." in address.host else ():
        found = re.fullmatch(_RAKUTEN, segment)
        if found and not found[1].lower().endswith(_A8_BANNER):
            yield (found[1],)
    yield from ((value,) for value in address.values("rakuten_affiliateid"))


def a8_claims(address: Address) -> Iterator[Claim]:
    """Yield the `a8mat`; A8 never decodes its `+`, which other tools write as `%2B` or a space."""
    for value in address.values("a8mat"):
        yield (value.replace(" ", "+"),)


def a8_mark(address: Address) -> str:
    """Return the mark in the path of A8's own links to Rakuten: the `a8mat` with `_`.

    The Rakuten id beside it is A8's. Empty for any other address.
    """
    mat = next(a8_claims(address), ("",))[0]
    return mat.replace("+", "_").casefold() if "+" in mat else ""


def afb_claims(address: Address) -> Iterator[Claim]:
    """Yield `a` and `p`, which name the publisher together; either may be the one in site.toml."""
    if values := (*address.values("a"), *address.values("p")):
        yield values


def felmat_claims(address: Address) -> Iterator[Claim]:
    """Yield the `ak`, and its final group, which is the publisher's site in every link."""
    for value in address.values("ak"):
        yield value, value.rpartition(".")[2]
