"""A picture: `![what it shows](shot.png)`, with what an author may say after it.

![…](shot.png){width=480 zoom=false}   →  <img src=… alt=… width=… height=…>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kawaraban.elements import Element
from kawaraban.model import Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place


class Picture(Slot, frozen=True, kw_only=True):
    """A picture as written.

    `path` is percent-decoded, in NFC, and resolved as in `PostAddress`; an
    address with a scheme is another site's picture. `width` is the display width
    in CSS pixels. `redact` is kept as written. `attributes` are the author's
    other attributes (`id`, `class`).
    """

    path: str
    alt: str
    title: str = ""
    width: int | None = None
    zoom: bool = True
    loading: Literal["", "lazy", "eager"] = ""
    redact: str = ""
    redact_style: str = ""
    attributes: dict[str, str] = {}
