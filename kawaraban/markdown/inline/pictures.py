"""Pictures: `![what it shows](shot.png "caption"){width=480}` to a slot."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from kawaraban.core.diagnostics import Source
from kawaraban.elements.picture import Picture
from kawaraban.markdown.addresses import decoded, scheme
from kawaraban.markdown.attributes import Attributes
from kawaraban.markdown.lint import reports

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context
    from kawaraban.markdown.references import Target

_KEPT = frozenset({"id", "class", "lang"})
_READ = frozenset({"redact", "redact-style", "title"})


class _Said(msgspec.Struct, frozen=True):
    """What may be said of how a picture is shown."""

    width: int | None = None
    zoom: bool = True
    loading: Literal["", "lazy", "eager"] = ""


def picture(context: Context, alt: str, target: Target, source: Source) -> ET.Element:
    """Give the mark of a picture's slot; report what is wrong with it."""
    if not alt.strip():
        reports.no_alt(context, source)
    kind = scheme(target.address)
    if kind not in {"", "http", "https"}:
        reports.unsafe(context, target.address, source)
    reports.misspelt(context, target.address, source)
    said = _together(target.attributes)
    if "id" in said:
        context.declare(source, said["id"])
    options = _options(context, said, source)
    slot = Picture(
        source=source,
        path=target.address if kind else decoded(target.address),
        alt=alt,
        title=said.get("title", target.title),
        width=options.width,
        zoom=options.zoom,
        loading=options.loading,
        redact=said.get("redact"),
        redact_style=said.get("redact-style", ""),
        attributes={name: value for name, value in said.items() if name in _KEPT},
    )
    tag = context.slot(slot)
    context.pictures[tag] = slot
    context.alts[tag] = alt
    return ET.Element(tag)


def _together(attributes: Attributes) -> dict[str, str]:
    """Give the attributes by name; several classes add up, of others the last counts."""
    said: dict[str, str] = {}
    for name, value in attributes:
        said[name] = f"{said[name]} {value}" if name == "class" and name in said else value
    return said


def _options(context: Context, said: dict[str, str], source: Source) -> _Said:
    """Decode the options one by one, so that one mistake spoils no other."""
    known: dict[str, int | bool | str] = {}
    for name, value in said.items():
        if name not in _DECODERS:
            if name not in _KEPT | _READ:
                reports.unknown_attribute(context, name, source)
        elif (decoded_value := _DECODERS[name](value)) is None:
            reports.invalid(context, name, value, source)
        else:
            known[name] = decoded_value
    if "redact-style" in said and "redact" not in said:
        reports.covers_nothing(context, source)
    elif said.get("redact-style", "solid") != "solid":
        reports.reversible(context, source)
    return msgspec.convert(known, _Said)


def _width(value: str) -> int | None:
    """Give a number of pixels that a screen may have."""
    return int(value) if re.fullmatch(r"[1-9][0-9]{0,4}", value) else None


_DECODERS: dict[str, Callable[[str], int | bool | str | None]] = {
    "width": _width,
    "zoom": {"true": True, "false": False}.get,
    "loading": {"lazy": "lazy", "eager": "eager"}.get,
}
