"""Headings: ids, a link to itself, phrase ends, and what is wrong with their levels."""

import xml.etree.ElementTree as ET
from typing import NamedTuple

from msgspec import Struct

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Heading
from kawaraban.core.words import words_of
from kawaraban.markdown.context import Context
from kawaraban.markdown.japanese import phrases
from kawaraban.markdown.marks import PHRASE_END, SIGN
from kawaraban.markdown.plain import alternative, plain
from kawaraban.markdown.serializer import escape_text
from kawaraban.read.text import slug
from kawaraban.system.regex import lazy_pattern

_MARK = lazy_pattern(r"\x02[^\x03]*\x03")


class Found(NamedTuple):
    """A heading whose inline text has been read. `top`: of the body, not of a quotation in it."""

    element: ET.Element
    source: Source
    top: bool


class Ids(Struct):
    """The ids of a body, each given once."""

    taken: dict[str, int] = {}

    def claim(self, name: str) -> bool:
        """Take an id that the author chose; say whether it was free."""
        free = name not in self.taken
        self.taken.setdefault(name, 0)
        return free

    def claim_all(self, context: Context) -> None:
        """Take the ids that the author chose, and report those that are taken."""
        for source, name in context.ids:
            if not self.claim(name):
                context.add(source, "duplicate-id", name=name)

    def free(self, name: str) -> str:
        """Take an id that nothing has, with `-1`, `-2` … where needed."""
        given = name
        while given in self.taken:
            self.taken[name] += 1
            given = f"{name}-{self.taken[name]}"
        self.taken[given] = 0
        return given


def finish(found: list[Found], ids: Ids, context: Context) -> tuple[Heading, ...]:
    """Return every heading its id and link, in document order.

    Where `#` is for sections, all headings are one level lower: the h1 is the article's title.
    """
    _lower(found, context)
    level, headings, skips = 1, [], set[tuple[int, int]]()
    for element, source, top in found:
        if top:
            step = (level, level := int(element.tag[1]))
            if level > step[0] + 1 and step not in skips:
                context.add(source, "heading-skips", above=step[0], level=level)
                skips.add(step)
        heading = _finish(element, ids, context)
        if top:
            headings.append(heading)
    return tuple(headings)


def _lower(found: list[Found], context: Context) -> None:
    """Make h1 an h2: with all other headings where it is the first one, else by itself."""
    first = next((element.tag for element, _, top in found if top), "")
    titles = [one for one in found if one.element.tag == "h1"]
    for element, _, _ in found if first == "h1" else titles:
        element.tag = f"h{min(int(element.tag[1]) + 1, 6)}"
    if titles and first != "h1":
        context.add(titles[0].source, "second-h1")


def _finish(element: ET.Element, ids: Ids, context: Context) -> Heading:
    """Return a heading its id, its phrase ends and a link to itself."""
    text = " ".join(plain(element, context).split())
    name = element.get("id")
    if name is None:
        name = ids.free(slug(text))
        element.set("id", name)
    if context.settings.language == "ja":
        break_phrases(element)
    html = _html(element, context)
    label = words_of(context.settings.language).heading_link.format(text=text)
    given = {"class": "anchor", "href": f"#{name}", "aria-label": label}
    ET.SubElement(element, "a", given).text = "#"
    return Heading(level=int(element.tag[1]), id=name, html=html, text=text)


def break_phrases(element: ET.Element) -> None:
    """Mark the phrase ends in an element's text, outside code."""
    if element.tag == "code" or element.tag.startswith(SIGN):
        return
    element.text = _with_phrase_ends(element.text)
    for child in element:
        break_phrases(child)
        child.tail = _with_phrase_ends(child.tail)


def _with_phrase_ends(text: str | None) -> str | None:
    return PHRASE_END.join(phrases(text)) if text and "\x02" not in text else text


def _html(element: ET.Element, context: Context) -> str:
    """Return a heading's inline HTML for the table of contents: no links, ids or pictures."""
    pieces = [escape_text(element.text or "")]
    for child in element:
        if child.get("class") != "footnote-ref":
            pieces.append(_child_html(child, context))
        pieces.append(escape_text(child.tail or ""))
    return _MARK.sub("", "".join(pieces)).replace(PHRASE_END, "<wbr>")


def _child_html(child: ET.Element, context: Context) -> str:
    inside = escape_text(alternative(child, context)) or _html(child, context)
    if child.tag == "a" or not child.tag.isalpha():
        return inside
    return f"<{child.tag}>{inside}</{child.tag}>"
