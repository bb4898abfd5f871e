"""Pages as a browser parses them: what they are made of, and where they lead."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.desk import Built

ATOM = "{http://www.w3.org/2005/Atom}"
_ADDRESSES = frozenset(
    (
        *("href", "src", "srcset", "action", "formaction", "poster", "data", "background"),
        *("cite", "ping", "xlink:href", "manifest"),
    )
)
# What these say is not for readers.
_MEANT = frozenset(
    ("rel", "target", "type", "http-equiv", "style", "srcdoc", "name", "property", "class")
)
_HARMLESS = frozenset({"", "http", "https", "mailto", "tel"})


class Seen(NamedTuple):
    """What a parsed document can do: its elements in order, its scripts, where it leads."""

    elements: tuple[str, ...]
    scripts: tuple[str, ...]
    handlers: tuple[str, ...]
    schemes: frozenset[str]
    data: tuple[object, ...]


def seen(html: str) -> Seen:
    """Parse a document as a browser does (WHATWG, by Lexbor)."""
    nodes = list(_elements(LexborHTMLParser(html)))
    scripts = [node for node in nodes if node.tag == "script"]
    held = [n.text(deep=True) for n in scripts if n.attributes.get("type") == "application/ld+json"]
    return Seen(
        elements=tuple(_shape(node) for node in nodes),
        scripts=tuple(n.text(deep=True) for n in scripts if "type" not in n.attributes),
        handlers=tuple(name for n in nodes for name in n.attributes if name.startswith("on")),
        schemes=frozenset(scheme_of(address) for n in nodes for address in _addresses(n)),
        data=tuple(json.loads(text) for text in held),
    )


def _elements(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Give the elements but those that a text is broken or coloured with."""
    for node in tree.root.traverse(include_text=False):
        coloured = node.tag == "span" and node.parent is not None and node.parent.tag == "code"
        if node.tag != "wbr" and not coloured:
            yield node


def _shape(node: LexborNode) -> str:
    attributes = sorted(
        f"{k}={v}" if k in _MEANT and node.tag not in {"code", "pre"} else k
        for k, v in node.attributes.items()
    )
    return " ".join((str(node.tag), *attributes))


def _addresses(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        if name in _ADDRESSES:
            yield value or ""
        elif name == "content" and "http-equiv" in node.attributes:
            yield re.sub(r"(?i)^[\s\d.,;]*(url\s*=\s*)?['\"]?", "", value or "")


def scheme_of(address: str) -> str:
    """Give the scheme that a browser reads (URL Standard, "basic URL parser")."""
    bare = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", bare)
    return found[0].lower() if found else ""


def leads_nowhere_bad(page: Seen) -> bool:
    """Say whether no address of a page runs a script."""
    return page.schemes <= _HARMLESS


def documents(built: Built) -> Iterator[str]:
    """Give every HTML text of a site: its pages, and the entries of its feed."""
    for path, data in sorted(built.everything().items()):
        if path.endswith(".html"):
            yield data.decode()
    yield from (entry.findtext(f"{ATOM}content") or "" for entry in feed(built))


def feed(built: Built) -> list[ET.Element]:
    """Give the entries of a site's feed."""
    return list(ET.fromstring(built.everything()["feed.xml"]).iter(f"{ATOM}entry"))


def trees(built: Built) -> Counter[tuple[str, ...]]:
    """Give the shape of every XML file: its tags and their attributes in order."""
    files = (data for path, data in built.everything().items() if path.endswith((".xml", ".svg")))
    return Counter(
        tuple(f"{e.tag} {sorted(e.attrib)}" for e in ET.fromstring(data).iter()) for data in files
    )
