"""Finished pages that are right beyond doubt, told without building their tree.

Nearly all pages are, and a tree takes longer than all else that is done with a page. What
is not written as the product's own templates write it leaves a doubt, and is for the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kawaraban.ads import Reading

Read = Callable[[str], Reading]
_ANCHOR = re.compile(rb"<[aA][\s/]")
_SLASHES = re.compile(rb"//")
# A sign of an address or a class written as a number or a name; quotation marks alone are ours.
_CODED = re.compile(rb"&(?:#(?!3[49];)|sol)")
_ADDRESS = re.compile(rb"[^\"<>&\x00-\x20]+")
_AD = re.compile(rb'<a (?:class="[^"<>&]*" )?href="[^"<>]*" rel="sponsored noopener"[ >]')
_DISCLOSURE = b'class="disclosure"'
# A box has a label of its own, which only the tree tells.
_BOX = re.compile(rb"(?i)class\s*=\s*(?:\"[^\"]*|'[^']*)?(?:deal|product)")
# What stands in one of these stays where it is, whatever comes later.
_STEADY = frozenset(("body", "div", "main", "article", "section", "header"))


class _DoubtError(Exception):
    """The page is for the parser."""


def is_right(html: bytes, read: Read) -> bool:
    """Say whether every ad link of a page is ours, says `sponsored`, and is disclosed before.

    False: it may be wrong.
    """
    try:
        ads = [at for at, address in _links(html) if _is_ad(address, read)]
    except _DoubtError:
        return False
    if not ads:
        return True
    return all(_says_so(html, at) for at in ads) and not _has_box(html) and _is_told(html, ads[0])


def _links(html: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the place of each tag whose `href` holds `//`, with that address as written."""
    if _CODED.search(html):
        raise _DoubtError
    body = max(0, html.find(b"<body"))
    tag = seen = 0 if _ANCHOR.search(html, 0, body) else body
    for slashes in _SLASHES.finditer(html, seen):
        at = slashes.start()
        if at < seen:  # in the address that was just given
            continue
        tag = max(tag, html.rfind(b"<", seen, at))
        begin, seen = max(tag, seen), at
        name = html[begin:at].lower().rfind(b"href")
        if name < 0:
            continue
        quote, value = html[begin + name + 4 : begin + name + 6], html[begin + name + 6 : at]
        seen = html.find(b'"', at)
        if quote != b'="' or b'"' in value or seen < 0 or b"href" in html[at:seen].lower():
            raise _DoubtError
        yield tag, value + html[at:seen]


@lru_cache(65_536)  # a page's links go where those of others go
def _is_ad(written: bytes, read: Read) -> bool:
    """Say whether an address is one of our ads; somebody else's leaves a doubt."""
    address = written.replace(b"&amp;", b"")
    verdict = read(written.replace(b"&amp;", b"&").decode()).verdict
    if verdict == "others" or not _ADDRESS.fullmatch(address):
        raise _DoubtError
    return verdict != "none"


def _says_so(html: bytes, at: int) -> bool:
    """Say whether the link is written as the templates do, in text between tags."""
    return _AD.match(html, at) is not None and html.rfind(b"<", 0, at) < html.rfind(b">", 0, at)


def _has_box(html: bytes) -> bool:
    """Say whether a box stands anywhere: a link that is not closed goes on in later ones."""
    # A page without the words, as most are, is told faster without the pattern.
    named = b"deal" in html or b"product" in html
    return named and _BOX.search(html) is not None


def _is_told(html: bytes, first: int) -> bool:
    """Say whether the disclosure, with a text in it, stands before the first ad.

    Only what is before the end of its first word is parsed: what follows cannot take it away.
    There it is open still, so that it is the last thing in all that it stands in.
    """
    start = html.find(_DISCLOSURE, 0, first)
    end = html.find(b"</", start, first) if start >= 0 else -1
    if end < 0:
        return False
    node: LexborNode | None = LexborHTMLParser(html[:end].decode()).body
    while node is not None and node.attributes.get("class") != "disclosure":
        node = node.last_child if node.tag in _STEADY else None
    return node is not None and bool(node.text(strip=True))
