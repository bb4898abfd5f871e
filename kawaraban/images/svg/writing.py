"""Write an SVG from what the parser reads, without what is not published."""

from collections.abc import Mapping
from xml.parsers import expat

from kawaraban.images.svg.checks import Refusals, check_attributes, check_css
from kawaraban.images.svg.names import ACTING, ACTING_SPACES, ELEMENTS, LEAVES, SVG, TEXTS

_MOST_DEPTH, _MOST_ELEMENTS = 64, 100_000
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = {**_TEXT, **str.maketrans({"\n": "&#10;", "\t": "&#9;", '"': "&quot;"})}


class Writer:
    """Handlers of the parser that write the elements and attributes that are published.

    `written` are the pieces of the new file, which must not be published where something is
    `refused`. They raise BadPictureError where reading on could take long, and ValueError for
    what is no SVG or beyond a limit.
    """

    def __init__(self, parser: expat.XMLParserType) -> None:
        """Take the parser that calls the handlers."""
        self.written: list[str] = []
        self.refused = Refusals()
        self._parser = parser
        self._count = self._depth = self._skipped = self._acting = 0
        self._open: list[tuple[str, int]] = []  # names, and where in `written` they start
        self._text: list[str] = []

    def start(self, tag: str, found: dict[str, str]) -> None:
        """Handle the start of an element; an unknown one is dropped with all that is inside."""
        space, _, name = tag.rpartition(" ")
        self.refused.line = self._parser.CurrentLineNumber
        self._count_in(tag)
        if not self._acting:
            self._refuse_acting(space, name, found)
        inside = self._open[-1][0] if self._open else ""
        if self._skipped or space != SVG or name not in ELEMENTS or inside in LEAVES:
            self._skipped += 1
            return
        self._write_text()
        self._open.append((name, len(self.written)))
        own = "" if inside else f' xmlns="{SVG}"'
        attributes = check_attributes(name, found, self.refused).items()
        pairs = "".join(f' {key}="{value.translate(_VALUE)}"' for key, value in attributes)
        self.written.append(f"<{name}{own}{pairs}>")

    def end(self, _tag: str) -> None:
        """Handle the end of an element."""
        if self._acting == self._depth:
            self._acting = 0
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        self._write_text()
        name, begin = self._open.pop()
        if begin == len(self.written) - 1:
            self.written[begin] = f"{self.written[begin][:-1]}/>"
        else:
            self.written.append(f"</{name}>")

    def text(self, text: str) -> None:
        """Handle a piece of text."""
        if not self._skipped and self._open[-1][0] in TEXTS:
            self._text.append(text)

    def instruction(self, target: str, _data: str) -> None:
        """Handle a processing instruction."""
        self.refused.line = self._parser.CurrentLineNumber
        if target.lower() == "xml-stylesheet":
            self.refused.add("svg-style-sheet")

    def doctype(self, _name: str, _system: object, _public: object, inside: int) -> None:
        """Refuse a DOCTYPE with declarations, whose entities could take long."""
        if inside:
            self.refused.line = self._parser.CurrentLineNumber
            self.refused.add("svg-doctype")
            self.refused.raise_any()

    def entity(self, _name: str, _is_parameter: object) -> None:
        """Refuse an entity that nothing in the file declares."""
        raise ValueError

    def _count_in(self, tag: str) -> None:
        is_root = not self._count
        self._count += 1
        self._depth += 1
        if is_root and tag != f"{SVG} svg":
            raise ValueError
        if self._depth > _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise ValueError

    def _refuse_acting(self, space: str, name: str, found: Mapping[str, str]) -> None:
        if space in ACTING_SPACES or (space in {SVG, ""} and name.lower() in ACTING):
            self._acting = self._depth  # what is inside is not named itself
            self.refused.add("svg-element", name=name)
            return
        for key in found if space == SVG else ():
            if key.lower().startswith("on"):
                self.refused.add("svg-event", name=name, key=key)

    def _write_text(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text:
            name = self._open[-1][0]
            text = check_css(name, "text", text, self.refused) if name == "style" else text
            self.written.append(text.translate(_TEXT))
