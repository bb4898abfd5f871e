"""Footnotes: `[^1]` in the text, `[^1]: …` anywhere, a section at the end."""

import xml.etree.ElementTree as ET
from urllib.parse import quote

from msgspec import Struct

from kawaraban.core.words import words_of
from kawaraban.markdown.context import Context


class Notes(Struct):
    """The references met so far: a label's number is the order of its first one."""

    counts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    labels: list[str] = []

    def reference(self, label: str) -> ET.Element:
        """Return the link of one reference."""
        self.counts[label] = count = self.counts.get(label, 0) + 1
        if count == 1:
            self.labels.append(label)
        number = self.numbers.setdefault(label, len(self.labels))
        sup = ET.Element("sup", {"class": "footnote-ref", "id": _back(label, count)})
        link = ET.SubElement(sup, "a", {"href": "#" + quote(f"fn:{label}", safe=":")})
        link.text = f"[{number}]"
        return sup


def _back(label: str, count: int) -> str:
    return f"fnref:{label}" if count == 1 else f"fnref{count}:{label}"


def item(label: str, items: ET.Element) -> ET.Element:
    """Add an empty footnote to the list of them."""
    added = ET.SubElement(items, "li", {"id": f"fn:{label}"})
    added.tail = "\n"
    return added


def section(context: Context) -> tuple[ET.Element, ET.Element]:
    """Return the section of all footnotes, and its list."""
    words = words_of(context.settings.language)
    found = ET.Element("section", {"class": "footnotes", "aria-label": words.footnotes})
    found.tail = "\n"
    return found, ET.SubElement(found, "ol")


def link_back(item: ET.Element, label: str, number: int, notes: Notes, context: Context) -> None:
    """End a footnote with a link back to each of its references."""
    words = words_of(context.settings.language)
    last = item[-1] if len(item) and item[-1].tag == "p" else ET.SubElement(item, "p")
    for count in range(1, notes.counts[label] + 1):
        name = f"{number}" if count == 1 else f"{number}-{count}"
        href = "#" + quote(_back(label, count), safe=":")
        given = {"class": "footnote-back", "href": href}
        given["aria-label"] = words.footnote_back.format(number=name)
        ET.SubElement(last, "a", given).text = "↩"


def ids(notes: Notes) -> list[str]:
    """Return every id of the footnotes and their references."""
    return [
        name
        for label, count in notes.counts.items()
        for name in (f"fn:{label}", *(_back(label, n) for n in range(1, count + 1)))
    ]


def report_unused(notes: Notes, context: Context) -> None:
    """Report each footnote that nothing refers to."""
    for label, node in context.footnotes.items():
        if label not in notes.counts:
            source = context.source(node.start, node.column)
            context.add(source, "unused-footnote", label=node.label)
