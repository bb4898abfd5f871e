"""The table of contents.

[TOC]   →  <nav class="toc"> … there; without it, before the first h2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.elements import Element
from kawaraban.model import Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place


class Toc(Slot, frozen=True, kw_only=True):
    """Where the table of contents stands. `written`: the author typed `[TOC]`."""

    written: bool = False
