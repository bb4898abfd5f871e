"""Attribute lists: `{#id .class key=value}` (Python-Markdown's attr_list, read strictly).

Braces that hold anything else stay the text that they are.
"""

import xml.etree.ElementTree as ET

from kawaraban.system.regex import lazy_pattern

Attributes = tuple[tuple[str, str], ...]

_ITEM = r"""(?:[#.][^\s{}"'=#.]++|[A-Za-z_][\w-]*+=(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'{}=]++))"""
_LIST = rf"\{{:?[ ]*({_ITEM}(?:[ ]+{_ITEM})*+)[ ]*\}}"
_HERE = lazy_pattern(_LIST)
_AT_END = lazy_pattern(rf"[ ]+{_LIST}[ ]*$")
_OWN_LINE = lazy_pattern(rf"\n{_LIST.replace(':?', ':')}[ ]*$")


def attributes_at(text: str, pos: int) -> tuple[Attributes, int] | None:
    """Return the attribute list that begins at `pos`, and where it ends."""
    if not text.startswith("{", pos):
        return None
    found = _HERE.match(text, pos)
    return (_decode(found[1]), found.end()) if found else None


def at_end(text: str, *, own_line: bool) -> tuple[str, Attributes]:
    """Split the attribute list off a text's end (a heading's), or off its last line (`{: …}`)."""
    if not text.endswith("}"):
        return text, ()
    found = (_OWN_LINE if own_line else _AT_END).search(text)
    return (text[: found.start()], _decode(found[1])) if found else (text, ())


def _decode(inside: str) -> Attributes:
    # Most texts have no list, and the extension's patterns take long to compile.
    from markdown.extensions.attr_list import get_attrs_and_remainder  # noqa: PLC0415

    attributes, _rest = get_attrs_and_remainder(inside)
    return tuple(("class" if name == "." else name, value or "") for name, value in attributes)


def assign(element: ET.Element, attributes: Attributes) -> None:
    """Return an element its attributes; several classes add up."""
    for name, value in attributes:
        before = element.get("class") if name == "class" else None
        element.set(name, f"{before} {value}" if before else value)
