"""HTML as a tree of elements, as browsers read it and as fast as can be."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from kawaraban.cli.importers.tables import pattern


def parse_html(html: str) -> BeautifulSoup:
    """Return the tree of a piece of HTML."""
    ends = pattern("item").findall(html)
    if ends.count("") > ends.count("/") and (body := LexborHTMLParser(f"<body>{html}").body):
        html = body.inner_html or ""  # with the end tags that may be left out
    html = pattern("tag").sub(_with_references, html)
    return BeautifulSoup(html, "html.parser", element_classes={Tag: _Tag})


def _with_references(found: re.Match[str]) -> str:
    """Escape what is no reference in a tag: html.parser takes `&region=` for a sign and `ion=`."""
    tag, end, script = found[0].partition(">")
    return re.sub(r"&(?!#?\w+;)", "&amp;", tag) + end + script


class _Tag(Tag):
    """An element that finds others by their names alone, which is most of what is asked."""

    def find_parent(self, name: Any = None, *given: Any, **more: Any) -> Tag | None:  # noqa: ANN401 - bs4's
        """Return the nearest element around this one that has a name."""
        if given or more or not isinstance(name, str):
            return super().find_parent(name, *given, **more)
        return next((one for one in self.parents if one.name == name), None)

    def find_all(self, name: Any = None, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - bs4's
        """Return the elements in this one, of a list of names by comparing these alone."""
        if given or more or not isinstance(name, list):
            return super().find_all(name, *given, **more)
        return [one for one in self.descendants if isinstance(one, Tag) and one.name in name]
