"""Check the attributes and the CSS of an SVG: nothing outside the file is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kawaraban.core.diagnostics import Words
from kawaraban.images.svg.names import ATTRIBUTES, PREFIXES
from kawaraban.images.svg.refusal import Refusals, outside_reference

_REFERENCES = frozenset({"href", "src", "xlink:href"})
_NEVER_ANIMATED = frozenset({"href", "src", "base"})
# The URL Standard, section 4.4, strips these characters and no others; `str.strip` takes more.
_STRIPPED = " \t\r\n"
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_OWN_URL = re.compile(r"""url\(\s*(["']?)#[^\s"'()\\;{}@*]*\1\s*\)""", re.IGNORECASE)
_LOADED = re.compile(
    r"(?:(?:url|src|image(?:-set)?)\s*\(|@(?:import|font-face|namespace))[^;)}]*", re.IGNORECASE
)


def check_attributes(name: str, found: Mapping[str, str], refused: Refusals) -> dict[str, str]:
    """Return the attributes that are published, of those that the parser found on element `name`.

    Those not on the list of SVG 2 are left out; what loads something is added to `refused`.
    """
    result: dict[str, str] = {}
    for full, value in found.items():
        space, _, local = full.rpartition(" ")
        key = f"{PREFIXES[space]}{local}" if space in PREFIXES else ""
        _check_reference(name, key, value, refused)
        if key == "attributeName":
            _check_animated(name, value.strip(), refused)
        if key == "xlink:href":  # `href` wins (SVG 2, "Deprecated XLink URL reference")
            result.setdefault("href", value)
        elif key in ATTRIBUTES:
            result[key] = check_css(name, key, value, refused)
        elif key.startswith("aria-"):
            result[key] = value
    return result


def _check_reference(name: str, key: str, value: str, refused: Refusals) -> None:
    is_own = value.lstrip(_STRIPPED).startswith("#")
    if key == "xml:base" or (key in _REFERENCES and not is_own):
        refused.add(outside_reference(name, key, value))


def check_css(name: str, key: str, css: str, refused: Refusals) -> str:
    """Return CSS with its comments empty; what it loads is added to `refused`.

    `name` and `key` say where it is: in which element's attribute, or its `text`.
    """
    css = _COMMENT.sub("/**/", css)
    if "\\" in css:
        refused.add(
            Words(
                f"<{name}> の {key} に CSS のエスケープ（\\）があります",
                f"{key} of <{name}> has a CSS escape (\\)",
            )
        )
    others = _OWN_URL.sub(" ", css)
    for loaded in _LOADED.finditer(others):
        refused.add(outside_reference(name, key, others[loaded.start() :]))
    return css


def _check_animated(name: str, attribute: str, refused: Refusals) -> None:
    local = attribute.lower().rpartition(":")[2]
    if local in _NEVER_ANIMATED or local.startswith("on"):
        refused.add(
            Words(
                f"<{name}> が属性 {attribute} を書き換えます",
                f"<{name}> changes the attribute {attribute}",
            )
        )
