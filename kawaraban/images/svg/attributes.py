"""The attributes of an element: which are kept, and what their values may not do."""

from __future__ import annotations

from collections.abc import Mapping

from kawaraban.core.diagnostics import Words
from kawaraban.images.svg.css import fetched, without_comments
from kawaraban.images.svg.embedded import Embedded
from kawaraban.images.svg.names import ATTRIBUTES, PREFIXES
from kawaraban.images.svg.refusal import Refused, outside

_REFERENCES = frozenset({"href", "src", "xlink:href"})
_PICTURES = frozenset({"image", "feImage"})
_NEVER_CHANGED = frozenset({"href", "src", "base"})
# The URL Standard, section 4.4, strips these signs and no others; `str.strip` takes more.
_STRIPPED = " \t\r\n"


def kept(
    name: str, found: Mapping[str, str], embedded: Embedded, refused: Refused
) -> dict[str, str]:
    """Give the attributes that are published, of those that the parser found on element `name`.

    `embedded` makes the pictures anew. Raises ValueError for such a picture that is broken.
    """
    result: dict[str, str] = {}
    for full, value in found.items():
        space, _, local = full.rpartition(" ")
        key = f"{PREFIXES[space]}{local}" if space in PREFIXES else ""
        new = _checked(name, key, value, embedded, refused)
        key = "href" if key == "xlink:href" else key
        if key in ATTRIBUTES or key.startswith("aria-"):
            # SVG 2, "Deprecated XLink URL reference attributes": `href` goes before.
            result[key] = result[key] if space and key in result else new
    return result


def checked_css(name: str, key: str, css: str, refused: Refused) -> str:
    """Give CSS with its comments empty; what it loads is refused.

    `name` and `key` say where it stands: in which element's attribute, or its `text`.
    """
    css = without_comments(css)
    for fetch in fetched(css):
        refused.add(outside(name, key, fetch))
    return css


def _checked(name: str, key: str, value: str, embedded: Embedded, refused: Refused) -> str:
    if key == "xml:base":
        refused.add(outside(name, key, value))
    if key in _REFERENCES:
        return _reference(name, key, value, embedded, refused)
    if key == "attributeName":
        _check_changed(name, value.strip(), refused)
    return checked_css(name, key, value, refused) if key in ATTRIBUTES else value


def _reference(name: str, key: str, value: str, embedded: Embedded, refused: Refused) -> str:
    anew = embedded.made_anew(value) if name in _PICTURES else None
    if anew is None and not value.lstrip(_STRIPPED).startswith("#"):
        refused.add(outside(name, key, value))
    return value if anew is None else anew


def _check_changed(name: str, attribute: str, refused: Refused) -> None:
    local = attribute.lower().rpartition(":")[2]
    if local in _NEVER_CHANGED or local.startswith("on"):
        refused.add(
            Words(
                f"<{name}> が属性 {attribute} を書き換えます",
                f"<{name}> changes the attribute {attribute}",
            )
        )
