"""Codes as networks hand them out to be pasted (`codes.txt`), and what they load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def _codes() -> Iterator[tuple[str, tuple[str, str, str]]]:
    for part in Path(__file__).with_name("codes.txt").read_text("utf-8").split("\n== ")[1:]:
        head, _, code = part.partition("\n")
        name, own, other = head.split(" | ")
        yield name, (code.strip(), own, other)


CODES = dict(_codes())
"""By name: the code with `{}` for the id, an id of the site's, and somebody else's."""
# What the policy must allow of what a code loads further, which only its network knows.
LOADS = {
    "A8 goods": ("script-src", "https://*.a8.net"),
    "A8 link manager": ("script-src", "https://*.a8.net"),
    "Rakuten widget": ("frame-src", "https://*.affiliate.rakuten.co.jp"),
    "Moshimo easy link": ("img-src", "https://*.media-amazon.com"),
    "Moshimo widget of Rakuten": ("script-src", "https://*.affiliate.rakuten.co.jp"),
    "LinkSwitch": ("connect-src", "https://*.valuecommerce.com"),
    "Amazon native": ("img-src", "https://*.media-amazon.com"),
}
